// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Several expressions at once, and transforms of functions applied to expressions.
#define BOOST_TEST_MODULE typegrad_expression_vectors
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/print.hpp>

#include <array>
#include <tuple>
#include <type_traits>

#include "verify.hpp"

using typegrad::constant, typegrad::derivative, typegrad::gradient, typegrad::jacobian, typegrad::together, typegrad::value_and_gradient, typegrad::variable;

namespace {

constexpr variable<"x"> x;
constexpr variable<"y"> y;
constexpr variable<"z"> z;

constexpr auto u = exp(x * y);
constexpr auto v = exp(x * y) * z + x;

}

BOOST_AUTO_TEST_CASE(values_together) {
    static_assert(together(x * y, x + z)(x = 2.0, y = 3.0, z = 5.0) == std::array{6.0, 7.0});
    static_assert(together(x * y, x + z)(2.0, 3.0, 5.0) == std::array{6.0, 7.0});
    static_assert(together(std::tuple{x * y, x})(x = 2.0, y = 3.0) == std::array{6.0, 2.0});
    // Equal types with other numbers; the scalar is that of the values.
    constexpr auto lines = [](double a, double b) { return together(std::array{a * x, b * x})(x = 2.0f); };
    static_assert(std::is_same_v<decltype(lines(1.0, 2.0)), std::array<float, 2>>);
    BOOST_TEST((lines(verify::hidden(3.0), verify::hidden(5.0)) == std::array{6.0f, 10.0f}));
    auto const values = together(u, v)(x = verify::hidden(0.5), y = 0.25, z = 2.0);
    BOOST_TEST(values[1] == 2 * values[0] + 0.5);
}

BOOST_AUTO_TEST_CASE(jacobians_by_variable) {
    constexpr auto j = jacobian(std::tuple{x * y * y, y * z})(x = 2.0, y = 3.0, z = 5.0);
    static_assert(j[0][x] == 9 && j[0][y] == 12 && j[0][z] == 0 && j[1][x] == 0 && j[1][y] == 5 && j[1][z] == 3);
    // The variables and the policies as of a gradient.
    constexpr auto selected = jacobian(together(x * y, abs(x - y)), wrt(y), typegrad::kinks::right)(x = 2.0, y = 2.0);
    static_assert(selected[0].partial.size() == 1 && selected[0][y] == 2 && selected[1][y] == -1);
    auto const [value, both] = value_and_jacobian(together(u, v))(x = verify::hidden(0.0), y = 3.0, z = 5.0);
    BOOST_TEST((value == std::array{1.0, 5.0}));
    BOOST_TEST((both[0][x] == 3 && both[1][x] == 16 && both[1][z] == 1));
    constexpr auto of_array = [](double a, double b) { return jacobian(std::array{a * x * y, b * x * y})(x = 2.0, y = 3.0); };
    static_assert(of_array(2, 3)[0][x] == 6 && of_array(2, 3)[1][y] == 6);
    // In a traced function.
    constexpr auto determinant = [](auto a) {
        auto const at = jacobian(std::tuple{x * y, x + y})(x = a, y = a * a);
        return at[0][x] * at[1][y] - at[0][y] * at[1][x];
    };
    VERIFY(derivative(determinant), 3.0, 2.0);
}

BOOST_AUTO_TEST_CASE(transforms_of_functions) {
    constexpr auto area = [](auto w, auto h) { return w * w * h; };
    constexpr auto by_both = gradient(area)(x, y);
    static_assert(std::get<0>(by_both)(x = 2.0, y = 3.0) == 12 && std::get<1>(by_both)(x = 2.0, y = 3.0) == 4);
    static_assert(std::is_empty_v<decltype(gradient(area, typegrad::wrt<0>)(x, y))>);
    static_assert(gradient(area, typegrad::wrt<0>)(x + 1, y * x)(x = 1.0, y = 3.0) == 12);
    // At an expression, and the same variable twice: the partial derivative, not the total one.
    static_assert(std::get<0>(gradient(area)(x, x))(x = 3.0) == 18 && derivative(std::get<0>(gradient(area)(x, x)), x)(x = 3.0) == 12);
    static_assert(gradient(area, typegrad::wrt<1>)(x, 2.0)(x = 3.0) == 9);
    constexpr auto cube = [](auto t) { return t * t * t; };
    static_assert(derivative(cube)(2 * x)(x = 1.0) == 12 && derivative(derivative(cube))(x)(x = 1.0) == 6);
    BOOST_TEST(infix(derivative([](auto t) { return t * t; })(exp(x))) == "2 * exp(x)");
    constexpr auto both = value_and_gradient(cube)(x + y);
    static_assert(both.value(x = 1.0, y = 1.0) == 8 && both.gradient(x = 1.0, y = 1.0) == 12);
    // A constant, and the policy at a kink.
    static_assert(derivative([](auto) { return 5; })(x)() == 0);
    static_assert(derivative([](auto t) { return abs(t); }, typegrad::kinks::left)(x)(x = 0.0) == -1);
    // Perturbations are not confused: d/dx (x · d/dy (x y)) is 2 x, whatever names the variables have.
    static_assert(derivative([](auto s) { return s * derivative([](auto t) { return t * x; })(s); })(x)(x = 3.0) == 3);
    static_assert(derivative(x * derivative([](auto t) { return t * x; })(x), x)(x = 3.0) == 6);
    static_assert(derivative([](auto s) { return s * derivative([](auto t) { return t * t * t; })(s); })(x)(x = 2.0) == 36);
    // With state.
    BOOST_TEST(derivative(typegrad::with([](auto t, auto k) { return k * t * t; }, verify::hidden(5.0)))(x)(x = 2.0) == 20);
}
