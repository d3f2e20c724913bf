// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Expressions of columns: the same loops as those of functions over rows, to the last bit.
#define BOOST_TEST_MODULE columns
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/columns.hpp>
#include <typegrad/print.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "verify.hpp"

using typegrad::along, typegrad::gradient, typegrad::hessian, typegrad::jvp, typegrad::rows, typegrad::value_and_gradient, typegrad::wrt;

constexpr typegrad::column<"x"> x;
constexpr typegrad::column<"y"> y;
constexpr typegrad::variable<"a"> a;
constexpr typegrad::variable<"b"> b;

// The one that the others are compared with: numbers, and a column twice.
constexpr auto loss = sum(square(y - typegrad::constant<2.5> * a * exp(b * x)) + x * typegrad::constant<0.5>);
constexpr auto function = [](auto p, auto q, auto const& data) {
    return sum(data, [&](auto u, auto v) { return typegrad::square(u - 2.5 * p * exp(q * v)) + v * 0.5; });
};

namespace {
std::vector<double> numbers(std::size_t count, double from, double step) {
    std::vector<double> all;
    for (std::size_t i = 0; i < count; ++i) all.push_back(from + step * static_cast<double>(i % 97));
    return all;
}
std::vector<double> const xs = numbers(3000, -1.0, 0.01), ys = numbers(3000, 0.5, 0.03);
}

BOOST_AUTO_TEST_CASE(an_expression_of_columns_is_the_loop_of_the_function) {
    auto const of_function = value_and_gradient(function, wrt<0, 1>)(1.5, 0.2, rows(ys, xs));
    auto const of_expression = value_and_gradient(loss)(a = 1.5, b = 0.2, x = xs, y = ys);
    BOOST_TEST(of_expression.value == of_function.value);
    BOOST_TEST(of_expression.gradient[a] == std::get<0>(of_function.gradient));
    BOOST_TEST(of_expression.gradient[b] == std::get<1>(of_function.gradient));
    BOOST_TEST(loss(a = 1.5, b = 0.2, x = xs, y = ys) == function(1.5, 0.2, rows(ys, xs)));
    BOOST_TEST(gradient(loss, wrt(b))(b = 0.2, y = std::span(ys), a = 1.5, x = xs)[b] == std::get<1>(of_function.gradient));
    // By position as in any expression: the variables in the order in which they are met.
    BOOST_TEST(loss(ys, 1.5, 0.2, xs) == of_function.value);

    using data = decltype(rows(ys, xs));
    static_assert(operations(value_and_gradient(loss)).total() == typegrad::operations<double, double, data>(value_and_gradient(function, wrt<0, 1>)).total());
    static_assert(operations(loss).total() == typegrad::operations<double, double, data>(function).total());
    // Numbers that are known at run time only.
    double const factor = 2.5;
    BOOST_TEST(sum(square(y - factor * a * exp(b * x)) + x * 0.5)(a = 1.5, b = 0.2, x = xs, y = ys) == of_function.value);
}

BOOST_AUTO_TEST_CASE(other_derivatives_and_policies) {
    using typegrad::fast;
    auto const second = hessian(loss)(a = 1.5, b = 0.2, x = xs, y = ys);
    auto const expected = hessian(function, wrt<0, 1>)(1.5, 0.2, rows(ys, xs));
    BOOST_TEST(second[a][a] == expected[0][0]);
    BOOST_TEST(second[a][b] == expected[0][1]);
    BOOST_TEST(second[b][b] == expected[1][1]);
    auto const along_a = jvp(loss)(a = 1.5, b = 0.2, x = xs, y = ys, along(a = 1.0, b = 0.5));
    BOOST_TEST(along_a.tangent == jvp(function, wrt<0, 1>)(1.5, 0.2, rows(ys, xs), 1.0, 0.5).tangent);
    auto const product = hvp(loss)(a = 1.5, b = 0.2, x = xs, y = ys, along(a = 1.0, b = 0.0)).product;
    BOOST_TEST(std::abs(product[b] - second[a][b]) <= 1e-12 * std::abs(second[a][b]));
    BOOST_TEST(gradient(loss, fast, wrt(b, a))(a = 1.5, b = 0.2, x = xs, y = ys)[a] == std::get<0>(gradient(function, wrt<0, 1>, fast)(1.5, 0.2, rows(ys, xs))));

    // A derivative that is an expression again.
    auto const slope = derivative(loss, a);
    double const by_a = gradient(loss)(a = 1.5, b = 0.2, x = xs, y = ys)[a];
    BOOST_TEST(std::abs(slope(a = 1.5, b = 0.2, x = xs, y = ys) - by_a) <= 1e-12 * std::abs(by_a));
    BOOST_TEST(std::abs(gradient(slope)(a = 1.5, b = 0.2, x = xs, y = ys)[b] - second[a][b]) <= 1e-12 * std::abs(second[a][b]));
    // Substitution, and a derivative in what has been substituted.
    BOOST_TEST(loss(a = a * 0.5 + 0.75, b = typegrad::constant<0.2>)(a = 1.5, x = xs, y = ys) == loss(a = 1.5, b = 0.2, x = xs, y = ys));
}

BOOST_AUTO_TEST_CASE(several_expressions_share_their_columns) {
    // Their columns come in another order.
    constexpr auto u = sum(a * x - y);
    constexpr auto v = mean(y * exp(b * x));
    auto const both = value_and_jacobian(u, v)(a = 1.5, b = 0.2, x = xs, y = ys);
    BOOST_TEST(both.value[0] == u(a = 1.5, x = xs, y = ys));
    BOOST_TEST(both.value[1] == v(b = 0.2, x = xs, y = ys));
    BOOST_TEST(both.jacobian[0][a] == sum(x)(x = xs));
    BOOST_TEST(both.jacobian[0][b] == 0);
    BOOST_TEST(both.jacobian[1][b] == gradient(v)(b = 0.2, x = xs, y = ys)[b]);
    auto const back = vjp(u, v)(a = 1.5, b = 0.2, x = xs, y = ys, std::array{1.0, 10.0});
    BOOST_TEST(std::abs(back.gradient[b] - 10 * both.jacobian[1][b]) < 1e-9 * std::abs(back.gradient[b]));
}

BOOST_AUTO_TEST_CASE(all_reductions) {
    std::vector<double> const four{1, 2, 3, 6};
    BOOST_TEST(mean(a * x)(a = 2.0, x = four) == 6);
    BOOST_TEST(product(a + x)(a = 0.0, x = four) == 36);
    BOOST_TEST(gradient(product(a + x))(a = -1.0, x = four)[a] == 10);
    BOOST_TEST(max(a * x)(a = 2.0, x = four) == 12);
    BOOST_TEST(gradient(min(a * x))(a = -2.0, x = four)[a] == 6);
    BOOST_TEST(gradient(log_sum_exp(a * x))(a = 1000.0, x = four)[a] == 6);
    BOOST_TEST(sum(x > 2)(x = four) == 2);
    // A reduction inside is a number.
    constexpr auto variance = mean(square(a * x - mean(a * x)));
    BOOST_TEST(variance(a = 2.0, x = four) == 14);
    BOOST_TEST(gradient(variance)(a = 2.0, x = four)[a] == 14);
    constexpr auto ratio = sum(a * x) / sum(square(x));
    BOOST_TEST(gradient(ratio)(a = 2.0, x = four)[a] == 12 / 50.0);
    // Data of other types, and constant expressions.
    static_assert(gradient(sum(a * x * x))(a = 2.0, x = std::array{1, 2, 3})[a] == 14);
    std::vector<float> const single{0.5f, 0.25f};
    static_assert(std::is_same_v<decltype(sum(a * x)(a = 2.0f, x = single)), float>);
    BOOST_TEST(sum(a * x)(a = 2.0f, x = single) == 1.5f);
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_data_is_said) {
    std::vector<double> const none, two{1, 2}, three{1, 2, 3};
    BOOST_TEST(verify::message_of([&] { static_cast<void>(loss(a = 1.0, b = 0.1, x = two, y = three)); }) == "typegrad: column x has 2 rows, and column y has 3");
    BOOST_TEST(verify::message_of([&] { static_cast<void>(max(a * x)(a = 1.0, x = none)); }) == "typegrad: max over no rows");
    BOOST_TEST(sum(a * x)(a = 1.0, x = none) == 0);
    BOOST_TEST(log_sum_exp(a * x)(a = 1.0, x = none) == -std::numeric_limits<double>::infinity());
}

BOOST_AUTO_TEST_CASE(text) {
    BOOST_TEST(infix(sum(square(y - a * x))) == "sum((y - a * x) * (y - a * x))");
    BOOST_TEST(ssa(sum(a * x)) == "t2 = rows(rows, 0)\nt3 = row(t2, x)\nt4 = a * t3\nt5 = sum(t4, t2)\nreturn t5\n// Total operations: 4\n");
}
