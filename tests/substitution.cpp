// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Expressions in the place of variables, and expressions called inside of traced functions.
#define BOOST_TEST_MODULE typegrad_substitution
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/print.hpp>
#include <typegrad/tape.hpp>

#include <tuple>
#include <type_traits>

#include "verify.hpp"

using typegrad::constant, typegrad::derivative, typegrad::gradient, typegrad::value_and_gradient, typegrad::variable;

namespace {

constexpr variable<"x"> x;
constexpr variable<"z"> z;
constexpr variable<"a"> a;
constexpr variable<"b"> b;

constexpr auto y = x * x * z;

}

BOOST_AUTO_TEST_CASE(an_expression_for_a_variable) {
    constexpr auto of_sum = y(x = a + b);
    static_assert(of_sum(a = 1.0, b = 2.0, z = 5.0) == 45 && std::is_empty_v<decltype(of_sum)>);
    // The variables are where the replaced one was.
    static_assert(of_sum(1.0, 2.0, 5.0) == 45);
    static_assert(gradient(of_sum)(1.0, 2.0, 5.0)[b] == 30 && gradient(of_sum)(1.0, 2.0, 5.0)[z] == 9);
    BOOST_TEST(of_sum(a = verify::hidden(1.0), b = 2.0, z = 5.0) == 45);
    BOOST_TEST(infix(of_sum) == "z * ((a + b) * (a + b))");

    // Two at once: an exchange, not one after the other.
    constexpr auto exchanged = (x - 2 * z)(x = z, z = x);
    static_assert(exchanged(x = 1.0, z = 5.0) == 3);
    // By position, and by a variable of the same name.
    static_assert(y(a * b, a)(a = 2.0, b = 3.0) == 72);
    static_assert(y(x = x + 1)(x = 2.0, z = 1.0) == 9);
    // In expressions of the result, and substituted again.
    constexpr auto twice = (of_sum + a)(a = x, b = constant<1>);
    static_assert(twice(x = 2.0, z = 1.0) == 11 && std::is_empty_v<decltype(twice)>);
    // Everything replaced by constants: no variable is left.
    static_assert(y(x = constant<2>, z = constant<3>)() == 12);
}

BOOST_AUTO_TEST_CASE(numbers_beside_expressions) {
    constexpr auto partly = y(x = a + b, z = 2.0);
    static_assert(partly(a = 1.0, b = 2.0) == 18 && gradient(partly)(a = 1.0, b = 2.0)[a] == 12);
    // Slots of both, known at run time only.
    double const three = verify::hidden(3.0), five = verify::hidden(5.0);
    auto const line = three * x + five;
    auto const folded = (line * line)(x = five * a + three);
    BOOST_TEST(folded(a = 2.0) == (3 * 13 + 5) * (3 * 13 + 5));
    BOOST_TEST(gradient(folded)(a = 2.0)[a] == 2 * (3 * 13 + 5) * 15);
    BOOST_TEST((line(x = line) - line(x = three * a))(a = 2.0, x = 1.0) == (3 * 8 + 5) - (3 * 6 + 5));
    BOOST_TEST(infix(line(x = a - 1)) == "3 * (a - 1) + 5");
}

BOOST_AUTO_TEST_CASE(derivatives_and_substitutions) {
    // First the derivative: y' at a + b.
    constexpr auto slope = derivative(y, x)(x = a + b);
    static_assert(slope(a = 1.0, b = 2.0, z = 5.0) == 30);
    // First the substitution: the chain rule.
    static_assert(derivative(y(x = a * b), a)(a = 2.0, b = 3.0, z = 5.0) == 2 * 6 * 5 * 3);
    static_assert(derivative(derivative(y(x = a * b), a), b)(a = 2.0, b = 3.0, z = 5.0) == 4 * 2 * 3 * 5);
    // Where two variables become one: in the one that was meant.
    static_assert(derivative(x * z, x)(x = a, z = a)(a = 3.0) == 3 && derivative(x * z, z)(x = a, z = a)(a = 3.0) == 3);
    static_assert(derivative((x * z)(x = a, z = a), a)(a = 3.0) == 6);
    static_assert(derivative(derivative(x * x * z, x), z)(x = a, z = a)(a = 3.0) == 6);
    // At a constant, at another order, of what no longer depends on it.
    static_assert(derivative(y, x)(x = constant<3>, z = a)(a = 5.0) == 30);
    static_assert(derivative(derivative(x * x * x, x), x)(x = a + 1)(a = 1.0) == 12);
    static_assert(derivative(x + z, x)(x = z, z = x)(x = 1.0, z = 2.0) == 1);
    // The policy of a derivative at a kink goes with it.
    static_assert(derivative(abs(x), x, typegrad::kinks::right)(x = a - a)(a = 2.0) == 1 && derivative(abs(x), x)(x = a - a)(a = 2.0) == 0);
    // An untaken branch contributes nothing.
    static_assert(derivative(select(x > 0, sqrt(x), 0), x)(x = a * a)(a = 0.0) == 0);
}

namespace {

template <int Times>
constexpr auto iterated(auto step, auto e) {
    if constexpr (Times == 0) return e;
    else return iterated<Times - 1>(step, step(x = e, z = e));
}

// 2²⁴ paths and 24 nodes, see tests/expression.cpp; and a derivative inside.
#if defined(__SANITIZE_ADDRESS__) && !defined(__clang__)
constexpr int levels = 8;
#else
constexpr int levels = 24;
#endif
constexpr auto doubled = iterated<levels>(x + z, a);
static_assert(doubled(a = 1.0) == (1 << levels) && gradient(doubled)(a = 1.0)[a] == (1 << levels));
constexpr auto slopes = iterated<levels>(derivative(constant<0.5> * (x + z) * (x + z), x), a);
static_assert(slopes(a = 1.0) == (1 << levels) && gradient(slopes)(a = 1.0)[a] == (1 << levels));

}

BOOST_AUTO_TEST_CASE(one_evaluation) {
    // The replacement is computed once, and what the result shares with it as well.
    static_assert(typegrad::operations((x * x + x)(x = exp(a))).total() == 3);
    static_assert(typegrad::operations((x * exp(a))(x = exp(a))).total() == 2);
}

BOOST_AUTO_TEST_CASE(expressions_inside_of_functions) {
    constexpr auto f = [](auto p, auto q) { return y(x = p * q, z = q) + q; };
    VERIFY(gradient(f), (std::tuple{108.0, 109.0}), 2.0, 3.0);
    VERIFY(typegrad::hessian(f), (std::array{std::array{54.0, 108.0}, std::array{108.0, 72.0}}), 2.0, 3.0);
    BOOST_TEST((typegrad::tape::gradient(f)(verify::hidden(2.0), 3.0) == std::tuple{108.0, 109.0}));
    // Its numbers are known where the expression is a constant.
    static constexpr auto line = 3 * x + 5;
    VERIFY(derivative([](auto p) { return line(p * p); }), 12.0, 2.0);
    static_assert(typegrad::operations(derivative([](auto p) { return line(p); })).total() == 0);
    // Gradients and derivatives of expressions are functions of traced values, too.
    constexpr auto slope = [](auto p) { return gradient(y)(x = p, z = p)[x] + derivative(y, z)(x = p, z = 1); };
    VERIFY(slope, 12.0, 2.0);
    VERIFY(derivative(slope), 12.0, 2.0);
    constexpr auto both = [](auto p) {
        auto const [value, partials] = value_and_gradient(y)(x = p, z = 2);
        return value * partials[z];
    };
    VERIFY(derivative(both), 64.0, 2.0);
    // Where all values are known while tracing.
    VERIFY(derivative([](auto p) { return p * y(x = 2.0, z = decltype(p)(3)); }), 12.0, 2.0);
}
