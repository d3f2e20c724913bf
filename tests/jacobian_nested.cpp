// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Jacobians of functions that hold derivatives, whose graphs are full of quotients, reciprocals and powers that share divisors: by
// elimination, by rows, column by column forwards, and on the tape.
#define BOOST_TEST_MODULE typegrad_jacobian_nested
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/tape.hpp>

#include <array>
#include <cstddef>

#include "jacobians.hpp"
#include "verify.hpp"

namespace {

using jacobians::agree, jacobians::by_rows, jacobians::eliminated;
using std::array;
using typegrad::derivative, typegrad::gradient, typegrad::hessian, typegrad::jvp;

template <class F, std::size_t N>
constexpr auto forwards(F f, array<double, N> const& x) {
    constexpr std::size_t rows = std::tuple_size_v<decltype(f(x))>;
    array<array<double, N>, rows> result{};
    for (std::size_t j = 0; j < N; ++j) {
        array<double, N> direction{};
        direction[j] = 1;
        auto const column = jvp(f)(x, direction).tangent;
        for (std::size_t i = 0; i < rows; ++i) result[i][j] = column[i];
    }
    return result;
}

template <class F, std::size_t N>
void check(F f, char const* what, array<double, N> const& x) {
    auto const expected = typegrad::tape::jacobian(f)(x);
    auto const mixed = eliminated<F>(verify::hidden(x)), rows = by_rows<F>(verify::hidden(x)), forward = forwards(f, x), chosen = typegrad::jacobian(f)(x);
    BOOST_TEST(agree(mixed, expected), what << ", eliminated: " << verify::text(mixed) << "and not " << verify::text(expected));
    BOOST_TEST(agree(rows, expected), what << ", by rows: " << verify::text(rows) << "and not " << verify::text(expected));
    BOOST_TEST(agree(forward, expected), what << ", forwards: " << verify::text(forward) << "and not " << verify::text(expected));
    BOOST_TEST(agree(chosen, expected), what << ", chosen: " << verify::text(chosen) << "and not " << verify::text(expected));
}

// CHECK_NESTED(f, {point}): in constant expressions, and at run time against the tape.
#define CHECK_NESTED(f, ...)                                                                                            \
    do {                                                                                                                \
        static constexpr array point __VA_ARGS__;                                                                       \
        static_assert(agree(eliminated<std::remove_const_t<decltype(f)>>(point), by_rows<std::remove_const_t<decltype(f)>>(point)));   \
        check(f, #f, point);                                                                                            \
    } while (false)

constexpr auto quotient = [](auto const& v) {
    auto const t = derivative([](auto p) { return cos(p) / (p * p * p); })(v[0]);
    return array{t, t * t, v[1] * t};
};
constexpr auto shared_divisors = [](auto const& v) {
    auto const [a, b] = gradient([](auto p, auto q) { return exp(p) / (p + q) + p / q; })(v[0], v[1]);
    return array{a * b, a + b, a / b};
};
constexpr auto powers_and_roots = [](auto const& v) {
    auto const [a, b, c] = gradient([](auto p, auto q, auto r) { return pow(p, q) / sqrt(p * r) + cbrt(q) / (r * r) + pow(r, 3) / p; })(v[0], v[1], v[2]);
    return array{a / c, b * c * c, a * b, c / (v[0] * v[0])};
};
// Passive arguments, an argument twice, and one that is the quotient of others.
constexpr auto arguments = [](auto const& v) {
    auto const inner = [](auto p, auto q, auto r) { return log(p / q) * r / (p * q) + sqrt(p * p + q * q) / r; };
    auto const [a, b] = gradient(inner, typegrad::wrt<0, 2>)(v[0], v[1], v[0]);
    auto const c = gradient(inner, typegrad::wrt<1>)(v[1] / v[0], 1 / v[0], v[2]);
    return array{a + c, a * c / b, c / v[1], b};
};
constexpr auto two_levels = [](auto const& v) {
    auto const inner = [](auto p) { return derivative([](auto q) { return sin(q) / (q * q + 1) + 1 / q; })(p * p) / p; };
    auto const t = derivative(inner)(v[0] * v[1]), u = derivative(derivative([](auto p) { return exp(p) / (p * p * p); }))(v[1]);
    return array{t, t / u, u * v[0] / t};
};
constexpr auto second_derivatives = [](auto const& v) {
    auto const h = hessian([](auto const& p) { return p[0] / (p[1] * p[2]) + p[2] / (p[0] + p[1]); })(v);
    return array{h[0][1] / h[2][2], h[1][2] * h[0][0], h[0][2], h[1][1] / v[0]};
};

// The tangent of a quotient by a power whose base has a reciprocal already.
constexpr auto reciprocals_of_powers = [](auto const& v) {
    auto const r = 1 / v[0], r2 = r * r;
    return array{r2 + r2 * r + v[1] / (v[0] * v[0] * v[0]), v[1] / (v[0] * v[0]) * r2, sin(v[1]) / (v[0] * v[0] * v[0] * v[0]) + r};
};
constexpr auto nested_directions = [](auto const& v) {
    auto const [value, tangent] = jvp([](auto p, auto q) { return 1 / p + q / (p * p * p) + 1 / (p * p); })(v[0], v[1], v[1], v[0] / v[1]);
    return array{value * tangent, tangent / v[0], value / tangent};
};

}

BOOST_AUTO_TEST_CASE(quotients) {
    CHECK_NESTED(quotient, {0.7, 1.9});
    CHECK_NESTED(shared_divisors, {0.7, 1.9});
}
BOOST_AUTO_TEST_CASE(powers) { CHECK_NESTED(powers_and_roots, {0.7, 1.9, 1.3}); }
BOOST_AUTO_TEST_CASE(several_arguments) { CHECK_NESTED(arguments, {0.7, 1.9, 1.3}); }
BOOST_AUTO_TEST_CASE(of_second_order) {
    CHECK_NESTED(two_levels, {0.7, 1.9});
    CHECK_NESTED(second_derivatives, {0.7, 1.9, 1.3});
}
BOOST_AUTO_TEST_CASE(forwards_through_powers) {
    VERIFY(jvp([](auto x, auto y) { return 1 / x + y / (x * x * x); }), (typegrad::value_with_tangent<double, double>{0.875, -0.8125}), 2.0, 3.0, 1.0, 0.0);
    CHECK_NESTED(reciprocals_of_powers, {0.7, 1.9});
    CHECK_NESTED(nested_directions, {0.7, 1.9});
}
