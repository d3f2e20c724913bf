// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Solvers of one unknown: what they find, and their derivatives against closed forms, on both engines and in constant expressions.
#define BOOST_TEST_MODULE typegrad_solve
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/solve.hpp>
#include <typegrad/tape.hpp>

#include <array>
#include <cmath>
#include <tuple>

#include "verify.hpp"

namespace {

using typegrad::bracket, typegrad::fixed_point, typegrad::root;
using typegrad::derivative, typegrad::gradient, typegrad::hessian, typegrad::value_and_gradient;
namespace tape = typegrad::tape;

constexpr bool close(double a, double b, double tolerance) {
    double const difference = a < b ? b - a : a - b, size = b < 0 ? -b : b;
    return difference <= tolerance * (size > 1 ? size : 1);
}
void expect(double actual, double expected, double tolerance, char const* what) {
    BOOST_TEST(close(actual, expected, tolerance), what << " is " << actual << ", not " << expected << "; off by " << actual - expected);
}

// The root whose every derivative is known.
constexpr auto square_root = root([](auto x, auto a) { return x * x - a; });
constexpr auto of_square_root = [](auto a) { return square_root(1.0, a); };

// M = E - e sin E, of which E has no closed form, but dE/dM = 1 / (1 - e cos E), dE/de = sin E / (1 - e cos E).
constexpr auto eccentric_anomaly = root([](auto anomaly, auto mean, auto eccentricity) { return anomaly - eccentricity * sin(anomaly) - mean; });
constexpr auto kepler = [](auto mean, auto eccentricity) { return eccentric_anomaly(mean, mean, eccentricity); };

}

BOOST_AUTO_TEST_CASE(square_roots) {
    VERIFY(of_square_root, 3.0, 9.0);
    VERIFY(derivative(of_square_root), 0.25, 4.0);
    VERIFY(hessian(of_square_root), (std::array<std::array<double, 1>, 1>{{{-1.0 / 32}}}), 4.0);
    VERIFY(derivative(derivative(derivative(of_square_root))), 3.0 / 256, 4.0);
    BOOST_TEST(tape::derivative(of_square_root)(verify::hidden(4.0)) == 0.25);
    BOOST_TEST(tape::jacobian(gradient(of_square_root))(verify::hidden(4.0))[0][0] == -1.0 / 32);
    // Other scalars. The start is an integer.
    constexpr auto from_one = [](auto a) { return square_root(1, a); };
    VERIFY(value_and_gradient(from_one), (typegrad::value_with_gradient<float, float>{2, 0.25f}), 4.0f);
    VERIFY(value_and_gradient(from_one), (typegrad::value_with_gradient<long double, long double>{2, 0.25l}), 4.0l);
    // The nearest number, or its neighbour, over many powers of ten.
    for (double a = 1e-18; a < 1e18; a *= 7.3)
        BOOST_TEST(verify::near(square_root(1.0, a), std::sqrt(a), 2.0), "sqrt " << a << " is " << square_root(1.0, a));
    // A start that is known by its type.
    constexpr auto always_from_one = root([](auto x, auto a) { return x * x - a; }, typegrad::constant<1>);
    constexpr auto between = root([](auto x, auto a) { return x * x - a; }, bracket{typegrad::constant<0.5>, typegrad::constant<99>});
    VERIFY(value_and_gradient(always_from_one), (typegrad::value_with_gradient<float, float>{2, 0.25f}), 4.0f);
    VERIFY(derivative(between), 0.25, 4.0);
    BOOST_TEST(tape::derivative(between)(verify::hidden(4.0)) == 0.25);
    static_assert(root([](auto x) { return x - 2; }, typegrad::constant<1>)() == 2);
    // The start is no argument of the solution.
    static_assert(gradient(square_root)(1.0, 4.0) == std::tuple{0.0, 0.25});
}

BOOST_AUTO_TEST_CASE(kepler_s_equation) {
    for (double const eccentricity : {0.0, 0.1, 0.5, 0.9, 0.99, 0.999999})
        for (double mean = -6; mean <= 6; mean += 0.37) {
            double const e = verify::hidden(eccentricity), anomaly = kepler(mean, e), slope = 1 / (1 - e * std::cos(anomaly));
            expect(anomaly - e * std::sin(anomaly), mean, 1e-14, "the mean anomaly");
            auto const [by_mean, by_eccentricity] = gradient(kepler)(mean, e);
            expect(by_mean / slope, 1, 1e-10, "dE/dM");
            expect(by_eccentricity, std::sin(anomaly) * slope, 1e-10, "dE/de");
            expect(hessian(kepler)(mean, e)[0][0], -e * std::sin(anomaly) * slope * slope * slope, 1e-10, "d²E/dM²");
            expect(std::get<0>(tape::gradient(kepler)(mean, e)), by_mean, 1e-14, "dE/dM on the tape");
        }
    static_assert(close(kepler(1.0, 0.5), 1.4987011335178482, 1e-15));
    // One iteration for the value and both derivatives.
    static_assert(typegrad::operations(value_and_gradient(kepler)).calls == 3);  // the solver, sin, cos
}

BOOST_AUTO_TEST_CASE(brackets_and_failures) {
    constexpr auto none = std::numeric_limits<double>::quiet_NaN();
    // Newton alone diverges from most starts: |x| > 1.39 for atan.
    constexpr auto inverse_tangent = root([](auto x, auto y) { return atan(x) - y; });
    VERIFY((inverse_tangent), 0.0, 3.0, 0.0);
    expect(inverse_tangent(50.0, 0.5), std::tan(0.5), 1e-14, "tan 0.5");
    expect(inverse_tangent(bracket{-1e6, 1e9}, 0.5), std::tan(0.5), 1e-14, "tan 0.5 in a bracket");
    // No derivative where it begins.
    expect(root([](auto x) { return x * x * x - 8; })(0.0), 2, 1e-15, "the cube root of 8");
    expect(root([](auto x) { return typegrad::cube(x) - 8; })(bracket{0, 3.0}), 2, 1e-15, "the cube root of 8");
    // A kink, a flat piece, an end that is the root.
    expect(root([](auto x) { return select(x < 1, -1, x - 1.5); })(0.0), 1.5, 1e-15, "behind a flat piece");
    VERIFY((root([](auto x) { return x - 2; })), 2.0, (bracket{2.0, 5.0}));
    VERIFY((root([](auto x) { return x - 5; })), 5.0, (bracket{2.0, 5.0}));
    // On the way there is a pole at 0, where the sign changes too.
    expect(root([](auto x) { return (1 / x + x / 10 - 0.6) * (20 - x); })(3.0), 20, 1e-13, "beyond a pole");
    BOOST_TEST(std::isnan(root([](auto x) { return 1 / x + x / 10 - 0.6; })(verify::hidden(3.0))));
    // A double root, at which there is no slope to trust.
    expect(root([](auto x) { return typegrad::square(x - 1); })(3.0), 1, 1e-7, "a double root");
    expect(root([](auto x) { return x * x; })(3.0), 0, 1e-15, "a double root at 0");
    // None there.
    VERIFY((root([](auto x) { return x * x + 1; })), none, 3.0);
    VERIFY((root([](auto x) { return exp(x); })), none, (bracket{-1.0, 1.0}));
    VERIFY((root([](auto x) { return log(x); })), none, -1.0);
    BOOST_TEST(std::isnan(root([](auto x) { return 1 / x; })(bracket{-1.0, 2.0})));  // a pole
    VERIFY((root([](auto x) { return x / x * 3; })), none, 1.0);
    // f(x) is rounded so coarsely that Newton's steps never end by themselves.
    expect(root([](auto x) { return (x + 1e9) - 1e9 - 0.25; })(1.0), 0.25, 1e-6, "behind rounding");
}

namespace {
constexpr auto cosine = fixed_point([](auto x, auto a) { return cos(a * x); });
}

BOOST_AUTO_TEST_CASE(fixed_points) {
    constexpr auto of_a = [](auto a) { return cosine(1.0, a); };
    double const a = verify::hidden(1.0), x = of_a(a), s = std::sin(a * x);
    expect(x, 0.73908513321516064, 1e-15, "x = cos x");
    expect(derivative(of_a)(a), -x * s / (1 + a * s), 1e-14, "dx/da");
    static_assert(close(cosine(1.0, 1.0), 0.73908513321516064, 1e-15));
    // No contraction: x = 1 + 3 sin x has slopes beyond 1.
    expect(fixed_point([](auto t) { return 1 + 3 * sin(t); })(2.5), 1 + 3 * std::sin(fixed_point([](auto t) { return 1 + 3 * sin(t); })(2.5)), 1e-14, "no contraction");
    constexpr auto pair = fixed_point([](auto const& t, auto b) { return std::array{b * cos(t[1]), sin(t[0])}; });
    auto const t = pair(std::array{0.5, 0.5}, verify::hidden(0.8));
    expect(t[0], 0.8 * std::cos(t[1]), 1e-15, "the first of two");
    expect(t[1], std::sin(t[0]), 1e-15, "the second of two");
}
