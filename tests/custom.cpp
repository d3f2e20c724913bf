// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Operators of the user's own: opaque inside, differentiated by what was given for them, on both engines and at both doors.
#define BOOST_TEST_MODULE typegrad_custom
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/tape.hpp>

#include <cmath>
#include <tuple>

#include "verify.hpp"

namespace {

using typegrad::custom, typegrad::passive, typegrad::stop_gradient;
using typegrad::derivative, typegrad::gradient, typegrad::hessian, typegrad::value_and_gradient, typegrad::wrt;
namespace tape = typegrad::tape;

// What nothing can be traced through: a loop whose length depends on the value.
double root_by_newton(double a) {
    double x = a > 1 ? a : 1;
    while (std::abs(x * x - a) > 4e-16 * a) x = (x + a / x) / 2;
    return x;
}
constexpr auto root = custom([](auto a) { return root_by_newton(a); }, [](auto, auto y) { return 1 / (2 * y); });

// A constant expression, in two operands.
constexpr auto area = custom([](auto w, auto h) { return w * h; }, [](auto, auto h, auto) { return h; }, [](auto w, auto, auto) { return w; });
// Not differentiated in the second operand.
constexpr auto scaled = custom([](auto x, auto k) { return k * x; }, [](auto, auto k, auto) { return k; }, passive);
// Three operands.
constexpr auto mixed = custom([](auto a, auto b, auto t) { return a + t * (b - a); }, [](auto, auto, auto t, auto) { return 1 - t; },
                              [](auto, auto, auto t, auto) { return t; }, [](auto a, auto b, auto, auto) { return b - a; });
// Known to be what it is not: what counts is what was given.
constexpr auto declared_flat = custom([](auto x) { return x * x; }, passive);

}

BOOST_AUTO_TEST_CASE(opaque_inside) {
    constexpr auto f = [](auto x) { return x * root(x + 1); };
    double const x = verify::hidden(3.0);
    BOOST_TEST(f(x) == 6);
    BOOST_TEST(derivative(f)(x) == 2 + 3 * 0.25, boost::test_tools::tolerance(1e-15));
    BOOST_TEST(tape::derivative(f)(x) == 2 + 3 * 0.25, boost::test_tools::tolerance(1e-15));
    // The second derivative of sqrt is -1/4 x^(-3/2): the partial that was given is differentiated in its turn.
    BOOST_TEST(hessian([](auto a) { return root(a); })(verify::hidden(4.0))[0][0] == -1.0 / 32, boost::test_tools::tolerance(1e-15));
    BOOST_TEST(tape::jacobian(derivative([](auto a) { return root(a); }))(verify::hidden(4.0))[0][0] == -1.0 / 32, boost::test_tools::tolerance(1e-15));
    constexpr typegrad::variable<"x"> v;
    BOOST_TEST(derivative(v * root(v + 1), v)(v = x) == 2 + 3 * 0.25, boost::test_tools::tolerance(1e-15));
}

BOOST_AUTO_TEST_CASE(several_operands) {
    constexpr auto of_area = [](auto w, auto h) { return area(w, h); };
    constexpr auto of_mixed = [](auto a, auto b, auto t) { return mixed(a, b, t); };
    VERIFY(gradient(of_area), (std::tuple{3.0, 2.0}), 2.0, 3.0);
    VERIFY(gradient(of_mixed), (std::tuple{0.75, 0.25, 3.0}), 2.0, 5.0, 0.25);
    static_assert(hessian(of_area)(2.0, 3.0)[0][1] == 1 && hessian(of_mixed)(2.0, 5.0, 0.25)[2][0] == -1);
    BOOST_TEST((tape::gradient(of_area)(verify::hidden(2.0), 3.0) == std::tuple{3.0, 2.0}));
    BOOST_TEST((tape::gradient(of_mixed)(verify::hidden(2.0), 5.0, 0.25) == std::tuple{0.75, 0.25, 3.0}));
    // An operator is a function itself.
    static_assert(area(2.0, 3.0) == 6 && mixed(2, 5.0, 0.25f) == 2.75);
}

BOOST_AUTO_TEST_CASE(passive_operands) {
    constexpr auto f = [](auto x, auto k) { return scaled(x, k) * k; };
    VERIFY(gradient(f), (std::tuple{9.0, 6.0}), 2.0, 3.0);
    BOOST_TEST((tape::gradient(f)(verify::hidden(2.0), 3.0) == std::tuple{9.0, 6.0}));
    VERIFY(derivative([](auto x) { return declared_flat(x) + x; }), 1.0, 3.0);
    BOOST_TEST(tape::derivative([](auto x) { return declared_flat(x) + x; })(verify::hidden(3.0)) == 1);
    static_assert(hessian([](auto x) { return declared_flat(x) * x; })(3.0)[0][0] == 0);
}

BOOST_AUTO_TEST_CASE(no_derivative_passes) {
    constexpr auto f = [](auto x) { return x * stop_gradient(x); };
    VERIFY(value_and_gradient(f), (typegrad::value_with_gradient<double, double>{9, 3}), 3.0);
    BOOST_TEST(tape::derivative(f)(verify::hidden(3.0)) == 3);
    static_assert(hessian(f)(3.0)[0][0] == 0);
    constexpr typegrad::variable<"x"> x;
    static_assert(derivative(x * stop_gradient(x), x)(x = 3.0) == 3);
    // Behind a stop even a pole does no harm.
    static_assert(derivative([](auto a) { return a + 0 * stop_gradient(1 / (a + 1)); })(0.0) == 1);
}

// An operation with a stanza of its own, as those of the library have one: a text, a simplification, a domain for the tests.
namespace {
struct half_ : typegrad::op::unary {
    static constexpr auto text = "half";
    static constexpr auto value(auto a) { return a / 2; }
    static constexpr auto first(auto, auto, auto w) { return w / 2; }
    template <class T>
    static constexpr T simplify(T a) {
        return a.template is_a<typegrad::op::neg_>() ? -typegrad::op::apply<half_>(a.operand(0)) : a.none();
    }
};
constexpr typegrad::op::operator_of<half_> half;
}

BOOST_AUTO_TEST_CASE(a_stanza_of_ones_own) {
    VERIFY(derivative([](auto x) { return half(x * x); }), 3.0, 3.0);
    static_assert(typegrad::operations([](auto x) { return half(-x) + half(x); }).total() == 2);  // half(x) - half(x), one value
    BOOST_TEST(tape::derivative([](auto x) { return half(x * x); })(verify::hidden(3.0)) == 3);
}

// A table beside the operands that move: the value and the partial derivatives look into it by an index that they compute.
namespace tables {

constexpr auto slope = typegrad::custom(
    [](auto t, auto const& c) {
        auto const i = static_cast<std::size_t>(t);
        return c[i + 1] - c[i];
    },
    [](auto, auto const&, auto) { return 0; }, typegrad::passive);
constexpr auto lookup = typegrad::custom(
    [](auto t, auto const& c) {
        auto const i = static_cast<std::size_t>(t);
        auto const k = static_cast<decltype(t)>(i);
        return c[i] * (k + 1 - t) + c[i + 1] * (t - k);
    },
    [](auto t, auto const& c, auto) { return slope(t, c); }, typegrad::passive);
constexpr auto twice_differentiable = typegrad::custom(
    [](auto t, auto const& c) {
        auto const i = static_cast<std::size_t>(t);
        auto const k = static_cast<decltype(t)>(i);
        return c[i] * (k + 1 - t) + c[i + 1] * (t - k);
    },
    slope, typegrad::passive);
// Of a nested table and two numbers: the entry of the row, times the scale.
constexpr auto scaled_entry = typegrad::custom(
    [](auto const& rows, auto scale, auto t) { return scale * rows[static_cast<std::size_t>(t)][1] * t * t; }, typegrad::passive,
    [](auto const& rows, auto, auto t, auto) { return rows[static_cast<std::size_t>(t)][1] * t * t; },
    [](auto const&, auto, auto t, auto y) { return 2 * y / t; });

using table = std::array<double, 4>;
using nested = std::array<std::array<double, 2>, 3>;

}

BOOST_AUTO_TEST_CASE(operators_with_tables) {
    using namespace tables;
    constexpr auto product = [](auto t, auto const& c) { return lookup(t, c) * t; };
    constexpr table squares{0, 1, 4, 9};
    static_assert(product(1.5, squares) == 3.75);
    VERIFY(typegrad::value_and_gradient(product, typegrad::wrt<0>), (typegrad::value_with_gradient<double, double>{3.75, 2.5 + 1.5 * 3}), 1.5, squares);
    VERIFY(typegrad::derivative(typegrad::with(product, squares)), 3.5 * 1 + 5 * 2.5 - 3.5 + 6.5, 2.5);
    VERIFY(typegrad::gradient(product), (std::tuple{7.0, table{}}), 1.5, squares);
    VERIFY(typegrad::jvp(product, typegrad::wrt<0>), (typegrad::value_with_tangent<double, double>{3.75, 14}), 1.5, squares, 2.0);
    BOOST_TEST((typegrad::tape::gradient(product)(1.5, squares) == std::tuple{7.0, table{}}));
    BOOST_TEST(typegrad::tape::derivative([&](auto t) { return lookup(t, squares) * t; })(verify::hidden(1.5)) == 7);
    BOOST_TEST(typegrad::derivative([](auto t) { return lookup(t, table{0, 1, 4, 9}) * t; })(verify::hidden(1.5)) == 7);
    BOOST_TEST(typegrad::derivative(typegrad::with(product, std::array<float, 4>{0, 1, 4, 9}))(1.5f) == 7);

    constexpr nested rows{{{1, 2}, {3, 5}, {7, 11}}};
    VERIFY(typegrad::gradient(scaled_entry, typegrad::wrt<1, 2>), (std::tuple{5 * 2.25, 2 * 5 * 1.5 * 3}), rows, 3.0, 1.5);
    VERIFY(typegrad::gradient(scaled_entry, typegrad::wrt<2, 1>), (std::tuple{2 * 5 * 1.5 * 3, 5 * 2.25}), rows, 3.0, 1.5);

    // (t·l)'' = 2l' + t·l'', where l'' = 0 is what the partial derivative of the slope says.
    constexpr auto smooth = [](auto t, auto const& c) { return twice_differentiable(t, c) * t; };
    VERIFY(typegrad::derivative(typegrad::derivative(typegrad::with(smooth, squares))), 6.0, 1.5);
    BOOST_TEST(typegrad::tape::derivative(typegrad::derivative(typegrad::with(smooth, squares)))(1.5) == 6);

    // A closure that captures an operator, or another empty object, holds nothing. One that holds a byte does.
    constexpr auto table_entry = lookup;
    constexpr auto captured = [table_entry](auto t, auto const& c) { return table_entry(t, c) * t; };
    BOOST_TEST(typegrad::derivative(typegrad::with(captured, squares))(verify::hidden(1.5)) == 7);
    // Nor does one that could capture.
    BOOST_TEST(typegrad::derivative([&](auto t) { return t * t; })(verify::hidden(1.5)) == 3);
    BOOST_TEST(typegrad::derivative(typegrad::derivative([=](auto t) { return t * t; }))(verify::hidden(1.5)) == 2);
    auto const captures = [](auto value) { return [value](auto x) { return x * static_cast<int>(value); }; };
    static_assert(!typegrad::detail::state<decltype(captures('a'))>::complete && !typegrad::detail::state<decltype(captures(true))>::complete);
    static_assert(!typegrad::detail::state<decltype(captures(std::byte{}))>::complete && !typegrad::detail::state<decltype(captures(1))>::complete);
}
