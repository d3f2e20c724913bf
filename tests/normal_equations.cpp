// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// JᵀJ, Jᵀr and r·r of the residuals of rows: typegrad/normal_equations.hpp. What a fit makes of them: examples/nist.cpp.
#define BOOST_TEST_MODULE typegrad_normal_equations
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/linear.hpp>
#include <typegrad/normal_equations.hpp>
#include <typegrad/print.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <type_traits>
#include <vector>

#include "verify.hpp"

namespace {

using namespace typegrad;
using std::array;

// A camera that turns by an angle and moves: two residuals a point.
template <class T>
struct pose {
    T angle;
    vec<T, 2> shift;
};
constexpr auto reprojection = [](auto const& p, auto const& point, auto const& observed) {
    auto const c = cos(p.angle), s = sin(p.angle);
    return array{c * point[0] - s * point[1] + p.shift[0] - observed[0], s * point[0] + c * point[1] + p.shift[1] - observed[1]};
};
constexpr array<array<double, 2>, 5> corners{{{1, 2}, {3, 1}, {-2, 0.5}, {0, -1}, {2, 2}}}, observed{{{0.5, 2.25}, {2.5, 2}, {-2, -0.5}, {0.5, -1}, {1, 3}}};
constexpr pose<double> start{0.25, {0.5, -0.25}};

}

BOOST_AUTO_TEST_CASE(several_residuals_a_row) {
    constexpr auto all = [](auto const& p) {
        array<std::remove_cvref_t<decltype(p.angle)>, 10> r{};
        for (std::size_t i = 0; i < 5; ++i) {
            auto const two = reprojection(p, corners[i], observed[i]);
            r[2 * i] = two[0], r[2 * i + 1] = two[1];
        }
        return r;
    };
    constexpr auto equations = normal_equations(reprojection)(start, rows(corners, observed));
    constexpr auto at = value_and_jacobian(all)(start);
    double squares = 0;
    array<double, 3> gradient{};
    for (std::size_t k = 0; k < 10; ++k) {
        squares += at.value[k] * at.value[k];
        for (std::size_t i = 0; i < 3; ++i) gradient[i] += at.jacobian[k][i] * at.value[k];
    }
    BOOST_TEST(equations.sum_of_squares == squares, boost::test_tools::tolerance(1e-14));
    static_assert(std::is_same_v<decltype(equations.gradient), pose<double>>);
    BOOST_TEST(equations.gradient.angle == gradient[0], boost::test_tools::tolerance(1e-14));
    BOOST_TEST(equations.gradient.shift[1] == gradient[2], boost::test_tools::tolerance(1e-14));
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j) {
            double sum = 0;
            for (auto const& row : at.jacobian) sum += row[i] * row[j];
            BOOST_TEST(1 + equations.matrix[i][j] == 1 + sum, boost::test_tools::tolerance(1e-14));
        }
    using program = graph::made<typename std::remove_const_t<decltype(normal_equations(reprojection))>::template recipe<double, pose<double>, decltype(rows(corners, observed))>>;
    static_assert(back::loops_of<program>::plan.loop_count == 1);
}

BOOST_AUTO_TEST_CASE(one_residual_and_one_parameter) {
    constexpr auto residual = [](auto a, auto row) { return exp(a * row) - 2; };
    std::vector<float> const data{0.5f, 1, 2};
    auto const [matrix, gradient, squares] = normal_equations(residual, fast, unchecked)(0.5, rows(data));
    double expected[3]{};
    for (double const x : {0.5, 1.0, 2.0}) {
        double const r = std::exp(0.5 * x) - 2, slope = x * std::exp(0.5 * x);
        expected[0] += slope * slope, expected[1] += slope * r, expected[2] += r * r;
    }
    BOOST_TEST(matrix[0][0] == expected[0], boost::test_tools::tolerance(1e-14));
    BOOST_TEST(gradient == expected[1], boost::test_tools::tolerance(1e-14));
    BOOST_TEST(squares == expected[2], boost::test_tools::tolerance(1e-14));
    // No rows: no equations. In a function that is differentiated: the gradient is half of that of the squares.
    BOOST_TEST(normal_equations(residual)(0.5, rows(std::vector<float>{})).matrix[0][0] == 0);
    auto const half = value_and_gradient([=](auto a, auto const& all) { return normal_equations(residual)(a, all).sum_of_squares / 2; }, wrt<0>)(0.5, rows(data));
    BOOST_TEST(half.value == squares / 2, boost::test_tools::tolerance(1e-14));
    BOOST_TEST(half.gradient == gradient, boost::test_tools::tolerance(1e-14));
    // Policies for kinks: |a - x| at a = x.
    constexpr auto distance = [](auto a, auto x) { return abs(a - x) + 1; };
    constexpr array one{0.5};
    static_assert(normal_equations(distance)(0.5, rows(one)).matrix[0][0] == 0);
    static_assert(normal_equations(distance, kinks::right)(0.5, rows(one)).gradient == 1);
}

BOOST_AUTO_TEST_CASE(residuals_of_one_function) {
    // Rosenbrock's valley as residuals.
    constexpr auto residuals = [](auto const& b) { return array{10 * (b[1] - b[0] * b[0]), 1 - b[0]}; };
    constexpr auto equations = normal_equations(residuals)(array{-1.5, 2.0});
    static_assert(equations.sum_of_squares == 2.5 * 2.5 + 2.5 * 2.5);
    static_assert(equations.matrix == array{array{30.0 * 30 + 1, 300.0}, array{300.0, 100.0}});
    static_assert(equations.gradient == array{30 * -2.5 - 2.5, -25.0});
    // With data that is held, and by rows: the same.
    std::vector<double> const x{1, 2, 4}, y{0.5, 1, 1.5};
    constexpr auto residual = [](auto const& b, auto at, auto value) { return b[0] * exp(b[1] * at) - value; };
    constexpr auto all = [](auto const& b, auto const& at, auto const& value) {
        return array{b[0] * exp(b[1] * at[0]) - value[0], b[0] * exp(b[1] * at[1]) - value[1], b[0] * exp(b[1] * at[2]) - value[2]};
    };
    array<double, 2> const b{0.5, 0.25};
    auto const by_rows = normal_equations(residual)(b, rows(x, y));
    auto const held = normal_equations(with(all, array{1.0, 2.0, 4.0}, array{0.5, 1.0, 1.5}))(b), quick = normal_equations(with(all, array{1.0, 2.0, 4.0}, array{0.5, 1.0, 1.5}), fast)(b);
    for (auto const& one : {held, quick}) {
        BOOST_TEST(one.sum_of_squares == by_rows.sum_of_squares, boost::test_tools::tolerance(1e-14));
        for (std::size_t i = 0; i < 2; ++i) {
            BOOST_TEST(one.gradient[i] == by_rows.gradient[i], boost::test_tools::tolerance(1e-14));
            for (std::size_t k = 0; k < 2; ++k) BOOST_TEST(one.matrix[i][k] == by_rows.matrix[i][k], boost::test_tools::tolerance(1e-14));
        }
    }
}

namespace {

// A quotient of polynomials: some derivatives have a sign, others have none.
constexpr auto rational = [](auto const& b, auto x, auto y) { return y - (b[0] + x * (b[1] + x * (b[2] + x * b[3]))) / (1 + x * (b[4] + x * (b[5] + x * b[6]))); };
constexpr array<double, 7> coefficients{1.25, -0.5, 0.75, 0.125, 0.5, 0.25, 0.0625};
constexpr array<double, 9> abscissae{-0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1, 1.25}, ordinates{2, 1.5, 1.25, 1.5, 1, 0.75, 0.75, 1, 0.5};

// Of the program of a row: how many products are computed along with the sums that they go into, in lanes too.
template <class Recipe>
constexpr int fused_products() {
    constexpr auto const& program = back::compiled<graph::made<Recipe>, back::number_kind::built_in>::program;
    int count = 0;
    for (int i = 0; i < program.step_count; ++i) {
        int const operation = program.steps[i].operation;
        if (operation <= back::multiply_add_step && operation >= back::subtract_product_step) ++count;
        for (int const fused : {back::multiply_add_step, back::multiply_subtract_step, back::subtract_product_step})
            if (operation == back::in_lanes(fused)) count += back::lane_count;
    }
    return count;
}

}

BOOST_AUTO_TEST_CASE(products_go_into_their_sums) {
    using program = graph::made<typename std::remove_const_t<decltype(normal_equations(rational))>::template recipe<double, array<double, 7>, decltype(rows(abscissae, ordinates))>>;
    // All 36: of JᵀJ, of Jᵀr, and r·r.
    static_assert(fused_products<back::body_with_sums<program, 0, 2>>() == fused_products<back::body_of_loop<program, 0, 2>>() + 36);
    // The first sums, as many as a register holds, are of products with one factor in common.
    using plan = back::loops_of<program>;
    constexpr auto factor = [](int k, int side) {
        int value = program::graph.nodes[plan::node_in(plan::plan.loops[0].first_slot + k)].operand[0];
        if (program::graph.nodes[value].operation == op::code<op::neg_>) value = program::graph.nodes[value].operand[0];
        return program::graph.nodes[value].operand[side];
    };
    constexpr auto all_have = [=](int one) {
        for (int k = 0; k < back::lane_count; ++k)
            if (factor(k, 0) != one && factor(k, 1) != one) return false;
        return true;
    };
    static_assert(all_have(factor(0, 0)) || all_have(factor(0, 1)));

    constexpr auto equations = normal_equations(rational)(coefficients, rows(abscissae, ordinates));
    auto const at_run_time = normal_equations(rational)(coefficients, rows(abscissae, ordinates));
    double squares = 0;
    array<double, 7> gradient{};
    array<array<double, 7>, 7> matrix{};
    for (std::size_t k = 0; k < abscissae.size(); ++k) {
        auto const [r, slope] = value_and_gradient(rational, wrt<0>)(coefficients, abscissae[k], ordinates[k]);
        squares += r * r;
        for (std::size_t i = 0; i < 7; ++i) {
            gradient[i] += slope[i] * r;
            for (std::size_t j = 0; j < 7; ++j) matrix[i][j] += slope[i] * slope[j];
        }
    }
    for (auto const& one : {equations, at_run_time}) {
        BOOST_TEST(one.sum_of_squares == squares, boost::test_tools::tolerance(1e-14));
        for (std::size_t i = 0; i < 7; ++i) {
            BOOST_TEST(1 + one.gradient[i] == 1 + gradient[i], boost::test_tools::tolerance(1e-14));
            for (std::size_t j = 0; j < 7; ++j) BOOST_TEST(1 + one.matrix[i][j] == 1 + matrix[i][j], boost::test_tools::tolerance(1e-14));
        }
    }
}

// Transforms of rows print the program that runs: normal equations, and products with derivatives, in which the rows may be differentiated as well.
BOOST_AUTO_TEST_CASE(transforms_of_rows_are_printed) {
    constexpr auto line = [](auto const& b, auto const& x, auto const& y) { return b[0] + b[1] * x - y; };
    constexpr array b{1.0, 2.0};
    BOOST_TEST(ssa(normal_equations(line), b, rows(abscissae, ordinates)).find("return t12, t13, t13, t14, t15, t16, t17\n") != std::string::npos);
    constexpr auto misfit = [](auto const& p, auto const& table) { return sum(table, [&](auto const& row) { return square(p[0] * row[0] - row[1]); }); };
    BOOST_TEST(ssa(vjp(misfit), b, rows(corners), 1.0).find("scatter") != std::string::npos);
    BOOST_TEST(ssa(hvp(misfit), b, rows(corners), b, rows(corners)).find("scatter") != std::string::npos);
    BOOST_TEST(ssa(vjp(misfit, wrt<0>), b, rows(corners), 1.0).find("scatter") == std::string::npos);
}
