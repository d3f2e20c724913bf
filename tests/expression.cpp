// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Expressions as types.
#define BOOST_TEST_MODULE typegrad_expression
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>

#include <limits>
#include <type_traits>

#include "levels.hpp"
#include "verify.hpp"

using typegrad::constant, typegrad::derivative, typegrad::gradient, typegrad::value_and_gradient, typegrad::variable, typegrad::wrt;

namespace {

constexpr variable<"x"> x;
constexpr variable<"y"> y;
constexpr variable<"z"> z;
constexpr variable<"sigma"> sigma;

// Run-time values that the compiler does not know.
double hidden(double value) { return verify::hidden(value); }

constexpr auto polynomial = 5 * pow(x, 3) + 2 * pow(x, 2) + 4 * x + 8;

}

BOOST_AUTO_TEST_CASE(values_by_name) {
    static_assert(polynomial(x = 2.0) == 64.0);
    BOOST_TEST(polynomial(x = hidden(2)) == 64.0);
    constexpr auto f = x * y + z;
    static_assert(f(x = 2.0, y = 3.0, z = 4.0) == 10 && f(z = 4.0, x = 2.0, y = 3.0) == 10);
    BOOST_TEST(f(z = hidden(4), x = hidden(2), y = hidden(3)) == 10);
    static_assert((sigma * 2)(sigma = 1.5) == 3);
    static_assert(x(x = 3.0) == 3);
    // The scalar is that of the values.
    static_assert(std::is_same_v<decltype(f(x = 2.0f, y = 3.0f, z = 4.0f)), float>);
    static_assert(std::is_same_v<decltype(f(x = 2.0L, y = 3, z = 4)), long double>);
    static_assert(std::is_same_v<decltype(f(x = 2, y = 3, z = 4)), double>);
}

BOOST_AUTO_TEST_CASE(values_by_position) {
    // In the order in which the expression first names its variables.
    constexpr auto f = (x - y) / z;
    static_assert(f(7.0, 1.0, 2.0) == 3);
    constexpr auto g = z - x + z;
    static_assert(g(7.0, 1.0) == 13 && g(z = 7.0, x = 1.0) == 13);
    VERIFY(polynomial, 64.0, 2.0);
    VERIFY(f, 3.0, 7.0, 1.0, 2.0);
}

BOOST_AUTO_TEST_CASE(gradients_by_variable) {
    static_assert(gradient(polynomial)(x = 2.0)[x] == 72.0);
    BOOST_TEST(gradient(polynomial)(x = hidden(2))[x] == 72.0);

    constexpr auto f = x * y * y * z;
    constexpr auto g = gradient(f)(x = 5.0, y = 3.0, z = 2.0);
    static_assert(g[x] == 18 && g[y] == 60 && g[z] == 45);
    static_assert(gradient(f)(5.0, 3.0, 2.0)[y] == 60);
    auto const at_run_time = gradient(f)(z = hidden(2), y = hidden(3), x = hidden(5));
    BOOST_TEST((at_run_time[x] == 18 && at_run_time[y] == 60 && at_run_time[z] == 45));

    constexpr auto both = value_and_gradient(f)(x = 5.0, y = 3.0, z = 2.0);
    static_assert(both.value == 90 && both.gradient[z] == 45);
    auto const [value, slope] = value_and_gradient(f)(5.0, 3.0, hidden(2));
    BOOST_TEST((value == 90 && slope[z] == 45));
}

BOOST_AUTO_TEST_CASE(selected_variables) {
    constexpr auto f = x * y * y * z;
    constexpr auto g = gradient(f, wrt(x, z))(x = 5.0, y = 3.0, z = 2.0);
    static_assert(g.partial.size() == 2 && g[x] == 18 && g[z] == 45);
    constexpr auto swapped = gradient(f, wrt(z, x))(x = 5.0, y = 3.0, z = 2.0);
    static_assert(swapped[x] == 18 && swapped[z] == 45);
    static_assert(gradient(f, wrt(y))(5.0, 3.0, 2.0)[y] == 60);
    static_assert(value_and_gradient(f, wrt(y))(5.0, 3.0, 2.0).gradient[y] == 60);
}

BOOST_AUTO_TEST_CASE(derivatives_are_expressions) {
    constexpr auto dy = derivative(polynomial, x);
    static_assert(dy(x = 2.0) == 72.0);
    // Combined, differentiated again, to any depth.
    static_assert((dy * x - polynomial)(x = 2.0) == 80);
    constexpr auto ddy = derivative(dy, x);
    static_assert(ddy(x = 2.0) == 64 && derivative(ddy, x)(x = 2.0) == 30 && derivative(derivative(ddy, x), x)(x = 2.0) == 0);
    static_assert(gradient(dy * y)(x = 2.0, y = 3.0)[x] == 192);
    VERIFY(ddy, 64.0, 2.0);

    constexpr auto f = sin(x * y) + x * x * y;
    constexpr auto mixed = derivative(derivative(f, x), y);
    static_assert(verify::near(mixed(x = 0.0, y = 3.0), 1.0));
    static_assert(verify::near(derivative(derivative(f, y), x)(x = 0.5, y = 3.0), mixed(x = 0.5, y = 3.0)));
    // A harmonic function.
    constexpr auto harmonic = exp(x) * cos(y);
    constexpr auto laplacian = derivative(derivative(harmonic, x), x) + derivative(derivative(harmonic, y), y);
    static_assert(laplacian(x = 0.3, y = 0.7) == 0);
    // A derivative that has lost its variable, and one by a variable that only a constant is multiplied with.
    static_assert(derivative(3 * x + y, x)(x = 1.0, y = 2.0) == 3);
    static_assert(derivative(derivative(3 * x + y, x), y)(x = 1.0, y = 2.0) == 0);
    // Where the inner derivative is zero by structure.
    static_assert(derivative(x * derivative(y, y), x)(x = 1.0, y = 2.0) == 1);
}

BOOST_AUTO_TEST_CASE(numbers_in_the_type) {
    constexpr auto f = constant<0.5> * x + constant<3>;
    static_assert(f(x = 4.0) == 5 && std::is_empty_v<decltype(f)>);
    static_assert(pow(x, std::integral_constant<int, 3>{})(x = 2.0) == 8);
    static_assert((std::integral_constant<int, 3>{} * x)(x = 2.0) == 6 && std::is_empty_v<decltype(x + std::integral_constant<int, 3>{})>);
    // An integer power by its type: no logarithm, so that negative bases and 0 are right.
    static_assert(gradient(pow(x, constant<3>))(x = -2.0)[x] == 12 && gradient(pow(x, constant<3>))(x = 0.0)[x] == 0);
    // Integers in the type are numbers: half of x, not 1/2 = 0 of it.
    static_assert((constant<1> / constant<2> * x)(x = 3.0) == 1.5);
    static_assert((1 / constant<2> * x)(x = 3.0) == 1.5);
    // Equal for equal values, whatever their order.
    static_assert(gradient(constant<2> * x - x * constant<2>)(x = 3.0)[x] == 0);
}

BOOST_AUTO_TEST_CASE(numbers_held) {
    // Known at run time only, and copied: the expression outlives what it was made of.
    auto const scaled = [](double factor) { return factor * x + factor * factor; };
    auto const a = scaled(hidden(2)), b = scaled(hidden(3));
    static_assert(std::is_same_v<decltype(a), decltype(b)>);
    BOOST_TEST(a(x = 1.0) == 6);
    BOOST_TEST(b(x = 1.0) == 12);
    // Two numbers in one expression have one type, and are two.
    auto const c = a * b;
    BOOST_TEST(c(x = hidden(1)) == 72);
    BOOST_TEST(gradient(c)(x = hidden(1))[x] == 2 * 12 + 6 * 3);
    BOOST_TEST(derivative(c, x)(x = hidden(1)) == 2 * 12 + 6 * 3);
    BOOST_TEST(derivative(derivative(c, x), x)(x = hidden(1)) == 12);
    static_assert((2 * x - 3 * x)(x = 1.0) == -1 && gradient(2 * x - 3 * x)(x = 1.0)[x] == -1);

    // Nothing refers to anything: in `auto` and in a function's return value.
    auto const square = [](auto t) { return t * t; };
    auto const nested = [&] {
        auto const local = x + hidden(1);
        return square(square(local) + hidden(2)) - hidden(3);
    }();
    BOOST_TEST(nested(x = 1.0) == 33);
    BOOST_TEST(gradient(nested)(x = 1.0)[x] == 2 * 6 * 4);
    // Integers are exact and not integer arithmetic: 7 / 2 of a real x.
    BOOST_TEST((x / 2)(x = 7) == 3.5);
}

BOOST_AUTO_TEST_CASE(empty_types) {
    static_assert(std::is_empty_v<decltype(x)> && std::is_empty_v<decltype(x * y + sin(z))> && std::is_empty_v<decltype(-x / pow(x, y))>);
    static_assert(std::is_empty_v<decltype(select(x < y, x, y))> && std::is_empty_v<decltype(derivative(x * y, x))>);
    // However often a subexpression is shared.
    constexpr auto sum = x + x;
    constexpr auto square = sum * sum;
    static_assert(std::is_empty_v<decltype(square * square + square)>);
    static_assert(std::is_trivially_copyable_v<decltype(2.0 * x + y)>);
}

namespace {

template <int Level>
constexpr auto doubled(auto e) {
    if constexpr (Level == 0) return e;
    else return doubled<Level - 1>(e + e);
}

// Linear when the type is made, lowered, differentiated and evaluated. (Not in a function: of types
// that reach its code generator clang prints the names, which are endless, and here there are constant expressions only.)
constexpr auto deep = doubled<levels::count>(x);
static_assert(deep(x = 1.0) == (1 << levels::count) && gradient(deep)(x = 1.0)[x] == (1 << levels::count));
constexpr auto squares = levels::halved_square(x);
static_assert(squares(x = 2.0) == 2 && gradient(squares)(x = 2.0)[x] == (1 << levels::count));

}

BOOST_AUTO_TEST_CASE(shared_subexpressions) {
    constexpr auto e = doubled<6>(x);
    BOOST_TEST(e(x = hidden(1)) == 64);
    BOOST_TEST(gradient(e)(x = hidden(1))[x] == 64);
    BOOST_TEST(derivative(e, x)(x = hidden(1)) == 64);
}

BOOST_AUTO_TEST_CASE(comparisons_and_select) {
    constexpr auto smaller = select(x < y, x, y);
    static_assert(smaller(x = 2.0, y = 3.0) == 2 && smaller(x = 4.0, y = 3.0) == 3);
    static_assert(gradient(smaller)(x = 2.0, y = 3.0)[x] == 1 && gradient(smaller)(x = 2.0, y = 3.0)[y] == 0);
    constexpr auto leaky = select(x > 0, x, 0.25 * x);
    static_assert(leaky(x = -4.0) == -1 && gradient(leaky)(x = -4.0)[x] == 0.25 && gradient(leaky)(x = 4.0)[x] == 1);

    constexpr auto inside = select(x >= 0 && x <= 1, 1, 0);
    constexpr auto outside = select(x < 0 || !(x <= 1), 1, 0);
    for (double const at : {-1.0, 0.0, 0.5, 1.0, 2.0}) {
        BOOST_TEST(inside(x = at) == (at >= 0 && at <= 1));
        BOOST_TEST(outside(x = at) == !(at >= 0 && at <= 1));
    }
    static_assert(select(x == 2, 5, 6)(x = 2.0) == 5 && select(x != 2, 5, 6)(x = 2.0) == 6);
    // The branch that is not taken contributes nothing, at any order.
    constexpr auto root = select(x > 0, sqrt(x), 0);
    static_assert(gradient(root)(x = 0.0)[x] == 0 && gradient(root)(x = -1.0)[x] == 0 && gradient(root)(x = 4.0)[x] == 0.25);
    static_assert(derivative(derivative(root, x), x)(x = 0.0) == 0 && derivative(derivative(root, x), x)(x = -1.0) == 0);
    static_assert(max(x, y)(x = 1.0, y = 2.0) == 2 && gradient(max(x, y))(x = 1.0, y = 1.0)[x] == 0.5 && gradient(abs(x))(x = 0.0)[x] == 0);
}

BOOST_AUTO_TEST_CASE(functions_take_expressions) {
    // One generic function for numbers, expressions and traced values.
    constexpr auto f = [](auto a, auto b) { return (a + b) * exp(a * b); };
    constexpr auto e = f(x, y);
    static_assert(verify::near(gradient(e)(x = 0.5, y = 0.25)[x], std::get<0>(gradient(f)(0.5, 0.25))));
    static_assert(e(x = 0.5, y = 0.25) == f(typegrad::tracer<double>(0.5), typegrad::tracer<double>(0.25)).literal());
    static_assert(f(x, 0.25)(x = 0.5) == e(x = 0.5, y = 0.25));
    static_assert(f(x, x + 1)(x = 0.0) == 1);
}
