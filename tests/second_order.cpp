// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Values, gradients and second derivatives from one evaluation; and transforms in each other and in programs that use them.
#define BOOST_TEST_MODULE typegrad_second_order
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>

#include <array>
#include <tuple>

#include "verify.hpp"

namespace {

using namespace typegrad;
using std::array;

constexpr auto cubic = [](auto x, auto y) { return x * x * y + y * y * y; };
constexpr auto wave = [](auto const& v) { return sin(v[0] * v[1]) * exp(v[2]) + v[0] * v[2] * v[2]; };
constexpr auto field = [](auto const& v) { return array{v[0] * v[1], v[1] * v[1] * v[0]}; };

using matrix = array<array<double, 2>, 2>;

}

BOOST_AUTO_TEST_CASE(from_one_evaluation) {
    VERIFY(value_gradient_and_hessian(cubic), (value_with_gradient_and_hessian<double, std::tuple<double, double>, matrix>{39, {12, 31}, {{{6, 4}, {4, 18}}}}), 2.0, 3.0);
    VERIFY(value_gradient_and_hessian(cubic, wrt<1>), (value_with_gradient_and_hessian<double, double, array<array<double, 1>, 1>>{39, 31, {{{18}}}}), 2.0, 3.0);
    VERIFY(value_gradient_and_laplacian(cubic), (value_with_gradient_and_laplacian<double, std::tuple<double, double>, double>{39, {12, 31}, 24}), 2.0, 3.0);
    VERIFY(value_gradient_and_laplacian(cubic, wrt<0>), (value_with_gradient_and_laplacian<double, double, double>{39, 12, 6}), 2.0, 3.0);
    VERIFY(value_and_divergence(field), (value_with_divergence<array<double, 2>, double>{{6, 18}, 15}), (array{2.0, 3.0}));
    // No call is computed twice, and the parts are those of the transforms alone.
    constexpr auto all = operations<array<double, 3>>(value_gradient_and_hessian(wave));
    static_assert(all["sin"] == 1 && all["cos"] == 1 && all["exp"] == 1);
    static_assert(all.total() < operations<array<double, 3>>(value_and_gradient(wave)).total() + operations<array<double, 3>>(hessian(wave)).total());
    constexpr array point{0.5, -1.25, 0.75};
    static constexpr auto together = value_gradient_and_hessian(wave)(point);
    static_assert(together.value == value_and_gradient(wave)(point).value && verify::near(together.gradient, gradient(wave)(point)) && verify::near(together.hessian, hessian(wave)(point)));
    static_assert(value_gradient_and_hessian(wave, fast)(point).value != 0);
    // Literal and linear functions.
    static_assert(value_gradient_and_hessian([](auto x) { return 3 + 0 * x; })(2.0).hessian[0][0] == 0);
    static_assert(value_gradient_and_hessian([](auto x) { return 3 * x; })(2.0).gradient == 3);
}

// hessian is a function like any other: of numbers, of traced values, of closures over traced values.
BOOST_AUTO_TEST_CASE(hessians_inside) {
    constexpr auto trace_of_hessian = [](auto x, auto y) {
        auto const h = hessian(cubic)(x, y);
        return h[0][0] + h[1][1];
    };
    VERIFY(trace_of_hessian, 24.0, 2.0, 3.0);
    VERIFY(gradient(trace_of_hessian), (std::tuple{0.0, 8.0}), 2.0, 3.0);
    // Third derivatives, all of them: the Jacobian of the Hessian.
    constexpr auto third = [](auto x, auto y) { return hessian(cubic)(x, y); };
    VERIFY(jacobian(third), (array<array<double, 2>, 4>{{{0, 2}, {2, 0}, {2, 0}, {0, 6}}}), 2.0, 3.0);
    VERIFY(jacobian(hessian(cubic)), (array<array<double, 2>, 4>{{{0, 2}, {2, 0}, {2, 0}, {0, 6}}}), 2.0, 3.0);
    static_assert(jvp(hessian(cubic))(2.0, 3.0, 0.0, 1.0).tangent[1][1] == 6);
    static_assert(hessian([](auto x, auto y) { return hessian(cubic)(x, y)[1][1] * x; })(2.0, 3.0)[0][1] == 6);
    static_assert(hessian([](auto x, auto y) { return directional(cubic)(x, y, 1, 1); })(2.0, 3.0)[0][1] == 2);
    static_assert(hessian([](auto x, auto y) { return std::get<0>(hvp(cubic)(x, y, x, y).product); })(2.0, 3.0)[0][1] == 4);  // of 4xy
    // What the inner function captures is a constant to it.
    static_assert(derivative([](auto x) { return hessian([=](auto y) { return x * y * y * y; })(x)[0][0]; })(3.0) == 36);
    static_assert(derivative([](auto x) { return hessian([=](auto y) { return x * y * y * y; })(2.0)[0][0]; })(3.0) == 12);
    static_assert(derivative([](auto x) { return value_gradient_and_hessian([=](auto y) { return x * y * y; })(x).gradient; })(3.0) == 12);
    static_assert(derivative([](auto x) { return value_gradient_and_laplacian([=](auto y) { return x * y * y; })(x).laplacian; })(3.0) == 2);
    // Passive arguments, and several of one matrix.
    static_assert(hessian([](auto x, auto y) { return hessian(cubic, wrt<1>)(x, y)[0][0] * y; })(2.0, 3.0)[1][1] == 12);
}

// A function that solves: Newton's method with the derivative inside, a fixed number of steps, differentiated through.
BOOST_AUTO_TEST_CASE(newton_inside) {
    constexpr auto cube_root = [](auto a) {
        auto x = 0 * a + 1.5;
        for (int step = 0; step < 5; ++step) {
            auto const [value, slope] = value_and_gradient([=](auto t) { return t * t * t - a; })(x);
            x = x - value / slope;
        }
        return x;
    };
    VERIFY(value_and_gradient(cube_root), (value_with_gradient<double, double>{2.0, 1.0 / 12}), 8.0);
    // The minimum of a convex function of two variables by Newton's steps with the Hessian inside.
    constexpr auto minimum = [](auto a) {
        auto x = array{0 * a, 0 * a};
        for (int step = 0; step < 5; ++step) {
            auto const at = value_gradient_and_hessian([=](auto const& v) { return exp(v[0] - a) - v[0] + (v[1] - v[0]) * (v[1] - v[0]); })(x);
            auto const& [row, other] = at.hessian;
            auto const determinant = row[0] * other[1] - row[1] * other[0];
            x = array{x[0] - (other[1] * at.gradient[0] - row[1] * at.gradient[1]) / determinant, x[1] - (row[0] * at.gradient[1] - other[0] * at.gradient[0]) / determinant};
        }
        return x;
    };
    auto const moved = jacobian(minimum)(verify::hidden(0.25));
    BOOST_TEST(moved[0][0] == 1, boost::test_tools::tolerance(1e-9));
    BOOST_TEST(moved[1][0] == 1, boost::test_tools::tolerance(1e-9));
}
