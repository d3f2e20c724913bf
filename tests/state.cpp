// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Functions with state that is known at run time only: with(f, value…) under every transform.
#define BOOST_TEST_MODULE typegrad_state
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/series.hpp>
#include <typegrad/tape.hpp>

#include <array>
#include <tuple>

#include "verify.hpp"

namespace {

using typegrad::derivative, typegrad::gradient, typegrad::hessian, typegrad::jacobian, typegrad::value_and_gradient, typegrad::with;
namespace tape = typegrad::tape;

constexpr auto scaled = [](auto x, auto scale) { return scale * x * x; };
// A table and a number beside it.
constexpr auto interpolated = [](auto x, auto const& table, auto step) { return table[0] + x / step * (table[1] - table[0]) + x * x * table[2]; };
using table = std::array<double, 3>;
constexpr table of_three{1, 3, 0.5};

constexpr typegrad::variable<"t"> t;

// with(f, …) made from the arguments that come after `of` others: a call of which everything is hidden from the compiler.
constexpr auto transformed(auto transform) {
    return [transform](double x, double scale) { return transform(with(scaled, scale))(x); };
}

}

BOOST_AUTO_TEST_CASE(every_transform) {
    VERIFY(transformed([](auto f) { return f; }), 12.0, 2.0, 3.0);
    VERIFY(transformed([](auto f) { return derivative(f); }), 12.0, 2.0, 3.0);
    VERIFY(transformed([](auto f) { return gradient(f); }), 12.0, 2.0, 3.0);
    VERIFY(transformed([](auto f) { return value_and_gradient(f); }), (typegrad::value_with_gradient<double, double>{12, 12}), 2.0, 3.0);
    VERIFY(transformed([](auto f) { return jacobian(f); }), (std::array<std::array<double, 1>, 1>{{{12}}}), 2.0, 3.0);
    VERIFY(transformed([](auto f) { return hessian(f); }), (std::array<std::array<double, 1>, 1>{{{6}}}), 2.0, 3.0);
    VERIFY(transformed([](auto f) { return typegrad::laplacian(f); }), 6.0, 2.0, 3.0);
    VERIFY(transformed([](auto f) { return typegrad::divergence(f); }), 12.0, 2.0, 3.0);
    VERIFY(transformed([](auto f) { return typegrad::mixed_derivative<0, 0>(f); }), 6.0, 2.0, 3.0);
    VERIFY(transformed([](auto f) { return typegrad::taylor<2>(f); }), (std::array{12.0, 12.0, 3.0}), 2.0, 3.0);
    VERIFY(transformed([](auto f) { return derivative(derivative(f)); }), 6.0, 2.0, 3.0);
    VERIFY(transformed([](auto f) { return gradient(f, typegrad::fast); }), 12.0, 2.0, 3.0);

    constexpr auto products = [](double x, double v, double scale) {
        return std::tuple{typegrad::jvp(with(scaled, scale))(x, v).tangent, typegrad::directional(with(scaled, scale))(x, v), typegrad::vjp(with(scaled, scale))(x, v).gradient,
                          typegrad::hvp(with(scaled, scale))(x, v).product, typegrad::taylor<1>(with(scaled, scale))(x, v)[1]};
    };
    VERIFY(products, (std::tuple{6.0, 6.0, 6.0, 3.0, 6.0}), 2.0, 0.5, 3.0);
}

BOOST_AUTO_TEST_CASE(state_of_any_shape) {
    constexpr auto slope = [](double x, table const& values, int step) { return gradient(with(interpolated, values, step))(x); };
    VERIFY(slope, 3.0, 2.0, of_three, 2);
    constexpr auto by_two = [](double x, double y, std::tuple<double, table> const& held) {
        return gradient(with([](auto a, auto b, auto const& h) { return std::get<0>(h) * a * b + std::get<1>(h)[1] * a; }, held))(x, y);
    };
    VERIFY(by_two, (std::tuple{9.0, 4.0}), 2.0, 3.0, (std::tuple{2.0, of_three}));
    // wrt counts the arguments of the call.
    constexpr auto selected = [](double x, double y, double k) { return gradient(with([](auto a, auto b, auto c) { return a * b * c; }, k), typegrad::wrt<1>)(x, y); };
    VERIFY(selected, 10.0, 2.0, 3.0, 5.0);
    // Held in two steps: the last ones are passed first.
    constexpr auto twice = [](double x, double a, double b) { return gradient(with(with([](auto s, auto p, auto q) { return s * p + q * s * s; }, a), b))(x); };
    VERIFY(twice, 5.0 + 2 * 2 * 3, 2.0, 3.0, 5.0);
    // The scalar is the common one, as with arguments.
    static_assert(std::is_same_v<decltype(gradient(with(scaled, 3.0f))(2.0f)), float>);
    static_assert(std::is_same_v<decltype(gradient(with(scaled, 3))(2.0f)), float>);
    static_assert(std::is_same_v<decltype(gradient(with(scaled, 3.0))(2.0f)), double>);
}

BOOST_AUTO_TEST_CASE(inside_of_traced_functions) {
    // Numbers, arguments of the outer function, and both: d/dx of x · d/dy (k y²) at y = x, which is 2 k x².
    constexpr auto of_argument = [](auto x, auto k) { return x * derivative(with(scaled, k))(x); };
    VERIFY(gradient(of_argument), (std::tuple{24.0, 8.0}), 2.0, 3.0);
    VERIFY(hessian(of_argument), (std::array{std::array{12.0, 8.0}, std::array{8.0, 0.0}}), 2.0, 3.0);
    constexpr auto of_number = [](auto x) { return x * gradient(with(scaled, 3.0))(x); };
    VERIFY(derivative(of_number), 24.0, 2.0);
    // Only the state depends on x.
    constexpr auto state_alone = [](auto x) { return derivative(with(scaled, x * x))(5.0); };
    VERIFY(derivative(state_alone), 40.0, 2.0);
    constexpr auto chosen = [](auto x) { return derivative(with([](auto y, auto k) { return select(y > 0, k * y, 1); }, x))(5.0); };
    VERIFY(derivative(chosen), 1.0, 2.0);
    constexpr auto products = [](auto x) { return typegrad::hvp(with(scaled, x))(x, 1.0).product + typegrad::jvp(with(scaled, 3.0))(x, 1.0).tangent; };
    VERIFY(derivative(products), 8.0, 2.0);
    constexpr auto series = [](auto x) { return typegrad::taylor<2>(with(scaled, x))(x)[2]; };
    VERIFY(derivative(series), 1.0, 2.0);
    // A transform of a function that holds something, differentiated again with something held.
    constexpr auto outer = [](double x, double k, double m) {
        return gradient(with([](auto y, auto p, auto q) { return q * derivative(with(scaled, p))(y); }, k, m))(x);
    };
    VERIFY(outer, 30.0, 2.0, 3.0, 5.0);
}

BOOST_AUTO_TEST_CASE(on_the_tape) {
    double const x = verify::hidden(2.0), k = verify::hidden(3.0);
    BOOST_TEST(tape::derivative(with(scaled, k))(x) == 12);
    BOOST_TEST(tape::gradient(with(interpolated, of_three, 2))(x) == 3);
    auto const [value, slope] = tape::value_and_gradient(with(scaled, k))(x);
    BOOST_TEST((value == 12 && slope == 12));
    BOOST_TEST(tape::jacobian(gradient(with(scaled, k)))(x)[0][0] == 6);
}

BOOST_AUTO_TEST_CASE(expressions_held) {
    // Slots of an expression that is made at run time are state of a function like other numbers.
    constexpr auto through = [](double x, double slope, float offset) {
        auto const line = slope * t + offset;
        return std::tuple{gradient(with([](auto a, auto const& y) { return y(t = a * a) * a; }, line))(x), with([](auto a, auto const& y) { return y(t = a); }, line)(x)};
    };
    VERIFY(through, (std::tuple{3.0 * 3 * 4 + 5, 11.0}), 2.0, 3.0, 5.0f);
    // One without slots holds nothing.
    static_assert(derivative(with([](auto a, auto const& y) { return y(t = a); }, t * t))(3.0) == 6);
    double const x = verify::hidden(2.0);
    BOOST_TEST(tape::derivative(with([](auto a, auto const& y) { return y(t = a); }, x * t * t))(x) == 8);
    constexpr auto inner = [](auto a, auto const& y) { return derivative(with([](auto b, auto const& e) { return e(b); }, y))(a); };
    BOOST_TEST(derivative(with(inner, x * t * t))(x) == 4);
}

BOOST_AUTO_TEST_CASE(leaves_of_several_types) {
    constexpr auto f = [](auto const& p) { return p.first * p.first * p.second; };
    VERIFY(gradient(f), (std::pair{12.0, 4.0}), (std::pair{2, 3.0}));
    constexpr auto held = [](double x, std::pair<int, float> const& p) { return gradient(with([](auto a, auto const& q) { return a * q.first * q.second; }, p))(x); };
    VERIFY(held, 6.0, 2.0, (std::pair{2, 3.0f}));
}

BOOST_AUTO_TEST_CASE(costs) {
    static_assert(typegrad::operations(gradient(with(scaled, 3.0))).total() == 2);
    static_assert(typegrad::operations<double>(gradient(with(interpolated, of_three, 2.0))).divisions == 1);
    static_assert(sizeof(with(scaled, 3.0)) == sizeof(double) && std::is_trivially_copyable_v<decltype(gradient(with(interpolated, of_three, 2)))> ==
                                                                     std::is_trivially_copyable_v<std::tuple<table, int>>);
}
