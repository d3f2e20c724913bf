// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Solvers of expressions: expressions, with the derivatives that the solver has of numbers.
#define BOOST_TEST_MODULE typegrad_solve_expressions
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/print.hpp>
#include <typegrad/solve.hpp>

#include <array>
#include <tuple>

#include "verify.hpp"

namespace {

using namespace typegrad;

constexpr variable<"x"> x;
constexpr variable<"k"> k;
constexpr auto residual = [](auto u, auto a) { return u * u * u - a; };
constexpr auto cube_root = root(residual, constant<1>);

}

BOOST_AUTO_TEST_CASE(of_one_unknown) {
    constexpr auto y = cube_root(x * k);
    static_assert(std::is_empty_v<decltype(y)> && y(x = 4.0, k = 2.0) == 2 && verify::near(gradient(y)(x = 4.0, k = 2.0)[x], 1.0 / 6));
    static_assert(verify::near(derivative(derivative(y, x), x)(x = 4.0, k = 2.0), -1.0 / 36));
    BOOST_TEST(hvp(y)(x = verify::hidden(4.0), k = 2.0, along(x = 1.0, k = 0.0)).product[x] == -1.0 / 36, boost::test_tools::tolerance(1e-14));
    BOOST_TEST(infix(y) == "root(1, x * k)");
    // What takes a variable's place; starts and parameters that are numbers, expressions, brackets; in a function.
    BOOST_TEST(y(x = k * verify::hidden(2.0))(k = 2.0) == 2);
    static_assert(root(residual)(x, 8.0)(x = 1.0) == 2 && root(residual)(1.0, x)(x = 8.0) == 2);
    static_assert(root(residual)(bracket{constant<0>, constant<5>}, k)(k = 8.0) == 2 && root(residual, bracket{constant<0>, constant<5>})(k)(k = 8.0) == 2);
    static_assert(verify::near(derivative([](auto t) { return cube_root(x * k)(x = t, k = 2.0); })(4.0), 1.0 / 6));
    static_assert(operations(together(y, y * y))["root"] == 1);
    static_assert(verify::near(derivative(argmin([](auto u, auto p) { return (u - p) * (u - p) + u * u; })(0.0, x), x)(x = 2.0), 0.5));
}

BOOST_AUTO_TEST_CASE(of_several_unknowns) {
    constexpr auto roots = root([](auto const& u, auto s, auto p) { return std::array{u[0] + u[1] - s, u[0] * u[1] - p}; })(std::array{5.0, 1.0}, x + k, x * k);
    static_assert(std::tuple_size_v<decltype(roots)> == 2);
    auto const [larger, smaller] = roots;
    BOOST_TEST(together(roots)(x = verify::hidden(2.0), k = 3.0)[1] == 2, boost::test_tools::tolerance(1e-14));
    BOOST_TEST(gradient(larger)(x = verify::hidden(2.0), k = 3.0)[k] == 1, boost::test_tools::tolerance(1e-13));
    BOOST_TEST(gradient(smaller)(x = verify::hidden(2.0), k = 3.0)[x] == 1, boost::test_tools::tolerance(1e-13));
}
