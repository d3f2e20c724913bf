// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Costs that a user can assert.
#define BOOST_TEST_MODULE typegrad_operations
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/operations.hpp>
#include <typegrad/series.hpp>

#include <array>
#include <cmath>

#include "../bench/problems/black_scholes.hpp"
#include "../bench/problems/sabr.hpp"
#include "verify.hpp"

namespace {

using namespace typegrad;

constexpr auto polynomial = [](auto x) { return 5 * x * x * x + 2 * x * x + 4 * x + 8; };
constexpr auto mixed = [](auto x, auto y) { return sqrt(x * x + y * y) / exp(x) + sin(y) * cos(y) + select(x < y, -x, y); };
constexpr auto product = [](auto const& v) {
    auto p = v[0];
    for (std::size_t i = 1; i < v.size(); ++i) p *= v[i];
    return p;
};

}

BOOST_AUTO_TEST_CASE(by_kind) {
    constexpr auto counts = operations(polynomial);
    static_assert(counts.multiplications == 6 && counts.additions == 3 && counts.total() == 9);
    constexpr auto of_mixed = operations(mixed);
    static_assert(of_mixed.roots == 1 && of_mixed.divisions == 1 && of_mixed.calls == 3 && of_mixed.comparisons == 2);
    BOOST_TEST(of_mixed.total() == of_mixed.additions + of_mixed.multiplications + 7);
}

// Each operation under its name, whatever it is: there is no list to keep.
BOOST_AUTO_TEST_CASE(by_name) {
    constexpr auto counts = operations(mixed);
    static_assert(counts["exp"] == 1 && counts["sin"] == 1 && counts["cos"] == 1 && counts["sqrt"] == 1 && counts["<"] == 1 && counts["select"] == 1);
    static_assert(counts["/"] == counts.divisions && counts["*"] == counts.multiplications && counts["erf"] == 0);
    static_assert(operations([](auto x, auto y) { return pow(x, y) * tanh(x); })["pow"] == 1);
    int sum = 0;
    for (auto const& [name, code, count] : counts) sum += count;
    BOOST_TEST(sum == counts.total());
    // The gradient of an exponential is computed from it.
    static_assert(operations(value_and_gradient(mixed))["exp"] == 1);
}

BOOST_AUTO_TEST_CASE(guards) {
    static_assert(operations(gradient(polynomial)).total() <= 4 * operations(polynomial).total());
    static_assert(operations(value_and_gradient(mixed)).total() <= 4 * operations(mixed).total());
    static_assert(operations(value_and_gradient(mixed)).calls == operations(mixed).calls);  // none is computed twice
    static_assert(operations(derivative(polynomial, fast)).total() == 4);                   // two products, two sums
    static_assert(operations(hessian(mixed)).total() > operations(gradient(mixed)).total());
}

// A gradient costs a fixed multiple of the function, however many arguments it has.
BOOST_AUTO_TEST_CASE(shapes) {
    static_assert(operations<std::array<double, 4>>(product).total() == 3);
    std::array<double, 4> const factors{verify::hidden(1.0), 2, 3, 4};
    BOOST_TEST(operations(product, factors).total() == 3);
    static_assert(operations(hvp(mixed), 1.0, 2.0).total() == operations(hvp(mixed)).total());
    static_assert(operations<std::array<double, 64>>(value_and_gradient(product)).total() <= 3 * operations<std::array<double, 64>>(product).total());
    static_assert(operations<double, double>(gradient(mixed, wrt<0>)).total() < operations<double, double>(gradient(mixed)).total());
}

// Of products the point is enough; a whole call is taken too.
BOOST_AUTO_TEST_CASE(products) {
    static_assert(operations(jvp(mixed)).total() < 3 * operations(mixed).total());
    static_assert(operations(jvp(mixed)).total() == operations<double, double, double, double>(jvp(mixed)).total());
    static_assert(operations(directional(mixed, wrt<0>)).total() < operations(directional(mixed)).total());
    static_assert(operations(vjp(mixed))["exp"] == 1 && operations<std::array<double, 8>>(vjp([](auto const& v) { return v; })).total() == 0);
    // Where all are products each has two in its tangent, and a sum: less than four times the gradient; elsewhere less than three.
    static_assert(operations<std::array<double, 8>>(hvp(product)).total() < 4 * operations<std::array<double, 8>>(value_and_gradient(product)).total());
    static_assert(operations(hvp(mixed)).total() <= 3 * operations(value_and_gradient(mixed)).total());
    static_assert(operations(laplacian(mixed)).total() > operations(gradient(mixed)).total());
    static_assert(operations(taylor<4>(polynomial)).total() == operations(taylor<3>(polynomial)).total());  // it is cubic
    static_assert(operations(taylor<2>([](auto x) { return exp(x); }))["exp"] == 1);
}

// Few inputs and many outputs are swept forward, many inputs and few outputs back, and where all goes through a narrow place
// between them neither.
BOOST_AUTO_TEST_CASE(accumulations) {
    constexpr auto curve = [](auto t) {
        auto const s = exp(sin(t * t) / (1 + t));
        return std::array{s, s * s, sin(s), s / t, cos(s) * t};
    };
    constexpr auto forward = accumulation_of(jacobian(curve));
    static_assert(forward.chosen == accumulation::forward && forward.operations < forward.operations_by_rows);
    static_assert(forward.operations == operations(jacobian(curve)).total());
    constexpr auto pair = [](auto const& v) { return std::array{v[0] * v[1] * v[2] * v[3], v[0] + sin(v[3])}; };
    static_assert(accumulation_of<std::array<double, 4>>(value_and_jacobian(pair)).chosen == accumulation::reverse);
    constexpr auto narrow = [](auto const& v) {
        auto const a = exp(v[0] * v[1] * v[2] * v[3] * v[4]), waist = sin(a) * log(a) / a;
        return std::array{waist * v[0], waist * waist, sin(waist), waist / v[3], exp(waist), cos(waist) * waist};
    };
    constexpr auto between = accumulation_of<std::array<double, 5>>(jacobian(narrow));
    static_assert(between.chosen == accumulation::cross_country && 10 * between.operations < 6 * between.operations_by_rows);
}

BOOST_AUTO_TEST_CASE(expressions) {
    constexpr variable<"x"> x;
    constexpr variable<"y"> y;
    static_assert(operations(x * x + y).total() == 2);
    static_assert(operations(gradient(exp(x * y))).calls == 1);
    static_assert(operations(derivative(x * x * x, x)).total() == 2);
    static_assert(operations(value_and_gradient(x * y, wrt(x))).total() == 1);
}

// Numbers are no part of an expression's type. What is named once is computed once all the same, if the numbers in it are bit-equal, and two
// different numbers are never taken for one.
BOOST_AUTO_TEST_CASE(numbers_in_expressions) {
    constexpr variable<"a"> a;
    constexpr variable<"b"> b;
    constexpr variable<"c"> c;
    constexpr variable<"d"> d;
    constexpr variable<"e"> e;
    constexpr variable<"f"> f;
    constexpr variable<"g"> g;
    constexpr auto price = operations(value_and_gradient(bench::black_scholes::primal)), by_expression = operations(value_and_gradient(bench::black_scholes::primal(a, b, c, d, e)));
    static_assert(100 * by_expression.total() <= 105 * price.total() && by_expression.calls == price.calls && by_expression.divisions == price.divisions);
    constexpr auto smile = operations(value_and_gradient(bench::sabr::primal)), smile_by_expression = operations(value_and_gradient(bench::sabr::primal(a, b, c, d, e, f, g)));
    static_assert(100 * smile_by_expression.total() <= 105 * smile.total() && smile_by_expression.calls == smile.calls);
    static_assert(smile_by_expression.divisions == smile.divisions);

    // Terms of one type, some of which have other numbers than the others: quotients by a number, and sums in which each part has one. What is like
    // the rest is computed once all the same: by two stages of a method of Runge and Kutta, 2 logarithms would be 4.
    constexpr auto stages = [](auto x, auto h) {
        auto const k1 = log(x);
        auto const x2 = x + h / 2 * k1;
        auto const k2 = log(x2) * x2;
        return x + h / 6 * (k1 + 2 * k2);
    };
    constexpr auto step = operations(value_and_gradient(stages)), step_by_expression = operations(value_and_gradient(stages(a, b)));
    static_assert(step_by_expression.calls == 2 && 100 * step_by_expression.total() <= 105 * step.total());
    constexpr auto polynomials = [](auto x, auto y) { return (0.5 - 0.3 / exp(x)) * y + (0.25 + exp(x) * 0.1) * (0.75 - 0.6 / exp(x)); };
    constexpr auto by_function = operations(value_and_gradient(polynomials)), of_type = operations(value_and_gradient(polynomials(a, b)));
    static_assert(of_type.calls == 1 && 100 * of_type.total() <= 105 * by_function.total());

    // Numbers are put together where nothing is compared, and in products with derivatives (Shomate's enthalpy).
    constexpr auto enthalpy = [](auto t, auto u) { return 25.6 * t + 6.1 * t * t / 2 + 4.1 * t * t * t / 3 - 2.7 * t * t * t * t / 4 - 0.3 / t * u; };
    constexpr auto heat = enthalpy(a, b);
    static_assert(operations(gradient(heat)).total() <= operations(gradient(enthalpy)).total());
    static_assert(operations(hessian(heat)).total() <= operations(hessian(enthalpy)).total());
    static_assert(operations(jvp(heat)).total() <= 42 && operations(vjp(heat)).total() <= 38);
    static_assert(operations(hvp(heat)).total() <= 48 && operations(hvp(heat, wrt(b, a))).total() <= 48);
    // A power knows that its base or its exponent is a number, whether or not anything is computed once for two.
    constexpr auto powers_of_numbers = [](auto t, auto u) { return u * pow(10.0, t) + pow(t / u, 0.7); };
    static_assert(operations(value_and_gradient(powers_of_numbers(a, b))).calls == operations(value_and_gradient(powers_of_numbers)).calls);
    static_assert(operations(value_and_gradient(powers_of_numbers(a, b))).total() <= operations(value_and_gradient(powers_of_numbers)).total() + 1);

    // A function that calls a constant expression knows all its numbers.
    constexpr auto waves = [](auto t) { return exp(t * 2.0) * sin(exp(t * 3.0)) * exp(t * 3.0) + exp(t * 2.0); };
    static constexpr auto held = waves(variable<"a">{});
    constexpr auto called = operations(value_and_gradient([](auto t) { return held(t); }));
    static_assert(called.total() == operations(value_and_gradient(waves)).total() && called.calls < operations(value_and_gradient(held)).calls);

    auto const formula = [&](double p, double q) {
        auto const u = exp(a - p), v = exp(a - q);  // of one type
        return u * v * sin(u) * b;
    };
    static_assert(operations(hessian(exp(a - 1) * sin(exp(a - 1)))).calls == 3 && operations(hessian(exp(a - 1) * sin(exp(a - 2)))).calls == 4);
    for (double const q : {1.0, 2.0}) {
        double const p = verify::hidden(1.0), other = verify::hidden(q), at = verify::hidden(1.5), u = std::exp(at - p), v = std::exp(at - other), s = std::sin(u), k = std::cos(u);
        auto const y = formula(p, other);
        BOOST_TEST(verify::near(y(a = at, b = 2.0), 2 * u * v * s));
        BOOST_TEST(verify::near(gradient(y)(a = at, b = 2.0)[a], 2 * u * v * (2 * s + u * k)));
        BOOST_TEST(verify::near(hessian(y)(a = at, b = 2.0)[a][b], u * v * (2 * s + u * k)));
        BOOST_TEST(verify::near(jvp(y)(a = at, b = 2.0, along(a = 1.0, b = 0.0)).tangent, 2 * u * v * (2 * s + u * k)));
        BOOST_TEST(verify::near(together(y, y * a)(a = at, b = 2.0)[1], 2 * u * v * s * at));
    }
    // Derivatives multiply numbers with each other first only where that neither overflows nor underflows, and powers know their exponents: any numbers
    // give what they give as arguments of the function.
    constexpr auto products = [](auto x, auto y, auto p, auto q) { return p * exp(q * x) * y + p * x * x * q - erfc(p * y) * q; };
    constexpr auto powers = [](auto x, auto y, auto p, auto q) { return p * pow(y, q) + pow(x * x + 1, p); };
    auto const agree = [&](auto const& function, double p, double q, double x, double y) {
        auto const by_type = value_and_gradient(function(a, b, verify::hidden(p), verify::hidden(q)))(a = x, b = y);
        auto const by_arguments = value_and_gradient(function, wrt<0, 1>)(x, y, p, q);
        auto const same = [](double u, double v) { return u == v || (std::isnan(u) && std::isnan(v)) || verify::near(u, v); };
        auto const [by_x, by_y] = by_arguments.gradient;
        auto const moved = hvp(function(a, b, verify::hidden(p), verify::hidden(q)))(a = x, b = y, along(a = 0.5, b = 1e-3));
        auto const [along_x, along_y] = hvp(function, wrt<0, 1>)(x, y, p, q, 0.5, 1e-3).product;
        bool const is_finite = std::isfinite(p) && std::isfinite(q);  // ∞ · 0 of arguments, where an expression's number has no derivative
        return same(by_type.value, by_arguments.value) && same(by_type.gradient[a], by_x) && same(by_type.gradient[b], by_y) &&
               (!is_finite || (same(moved.product[a], along_x) && same(moved.product[b], along_y)));
    };
    double const any[] = {0.0, -0.0, 1, -2, 0.5, 3, 1e30, 1e160, 1e-160, 1e300, -1e-300, INFINITY, -INFINITY, NAN};
    for (double const p : any)
        for (double const q : any) {
            BOOST_TEST((std::isinf(p) || std::isinf(q) || agree(products, p, q, 0.7, 1.3)));  // not ∞ · 0, in whichever order
            BOOST_TEST((std::isinf(p) || std::isinf(q) || agree(products, p, q, 1e150, 1e-150)));
            BOOST_TEST(agree(powers, p, q, -0.7, 2.0));
            BOOST_TEST(agree(powers, p, q, 0.0, 0.0));
        }
    // Zeros of both signs are two numbers.
    auto const poles = [&](double p, double q) { return a / (verify::hidden(p) * b) + a / (verify::hidden(q) * b); };
    BOOST_TEST(std::isnan(poles(0.0, -0.0)(a = 1.0, b = 1.0)));
    BOOST_TEST(std::isinf(poles(0.0, 0.0)(a = 1.0, b = 1.0)));
}
