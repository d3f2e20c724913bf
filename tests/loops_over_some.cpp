// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Loops over some of the rows, and over pairs: where, batch, pairs; indices that are not checked: typegrad/loops.hpp.
#define BOOST_TEST_MODULE typegrad_loops_over_some
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/loops.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace typegrad;
using std::array, std::vector;

constexpr auto over_one = [](auto a, auto const& data) {
    auto const some = where(data, [&](auto v) { return v > 1; });
    return array{sum(some, [&](auto v) { return a * sqrt(v - 1); }), mean(some, [&](auto v) { return exp(a * v); }), product(some, [&](auto v) { return a * v; }),
                 log_sum_exp(some, [&](auto v) { return a * v; }), max(some, [&](auto v) { return -a * v; }), min(some, [&](auto v) { return a * v; }),
                 sum(some, [&](auto v) { return v > 2; }) * a};
};
// The same of these rows alone.
constexpr auto over_all = [](auto a, auto const& data) {
    return array{sum(data, [&](auto v) { return a * sqrt(v - 1); }), mean(data, [&](auto v) { return exp(a * v); }), product(data, [&](auto v) { return a * v; }),
                 log_sum_exp(data, [&](auto v) { return a * v; }), max(data, [&](auto v) { return -a * v; }), min(data, [&](auto v) { return a * v; }),
                 sum(data, [&](auto v) { return v > 2; }) * a};
};
vector<double> const all{0.5, 2, 3, -1, 1.5}, some{2, 3, 1.5}, few{0.5};
bool says(std::exception const& error, std::string const& what) { return error.what() == "typegrad: " + what; }

}

BOOST_AUTO_TEST_CASE(filters) {
    auto const left = value_and_jacobian(over_one, wrt<0>)(0.5, rows(all)), alone = value_and_jacobian(over_all, wrt<0>)(0.5, rows(some));
    for (std::size_t k = 0; k < left.value.size(); ++k) {
        BOOST_TEST(left.value[k] == over_one(0.5, rows(all))[k]);
        BOOST_TEST(left.value[k] == alone.value[k], boost::test_tools::tolerance(1e-14));
        BOOST_TEST(left.jacobian[k][0] == alone.jacobian[k][0], boost::test_tools::tolerance(1e-14));
    }
    // Over none that is left.
    auto const is_of_mean = [](std::invalid_argument const& error) { return says(error, "mean over no rows"); };
    BOOST_CHECK_EXCEPTION(over_one(0.5, rows(few)), std::invalid_argument, is_of_mean);
    BOOST_CHECK_EXCEPTION(value_and_jacobian(over_one, wrt<0>)(0.5, rows(few)), std::invalid_argument, is_of_mean);
    constexpr auto largest = [](auto a, auto const& data) { return max(where(data, [](auto v) { return v > 1; }), [&](auto v) { return a * v; }); };
    BOOST_CHECK_EXCEPTION(gradient(largest, wrt<0>)(0.5, rows(few)), std::invalid_argument, [](auto const& error) { return says(error, "max over no rows"); });
    constexpr auto nothing = [](auto a, auto const& data) {
        auto const none = where(data, [](auto v) { return v > 100; });
        return sum(none, [&](auto v) { return log(a - v); }) + product(none, [&](auto v) { return a * v; }) + exp(log_sum_exp(none, [&](auto v) { return a * v; }));
    };
    auto const of_nothing = value_and_gradient(nothing, wrt<0>)(0.5, rows(all));
    BOOST_TEST((of_nothing.value == 1 && of_nothing.gradient == 0));
    // In rows, by a condition on a parameter, and in loops in loops.
    constexpr auto near = [](auto const& data, auto radius) {
        return sum(data, [&](auto x) { return sum(where(data, [&](auto y) { return abs(x - y) < radius && x != y; }), [&](auto y) { return 1 / square(x - y); }); });
    };
    auto const slope = gradient(near, wrt<0>)(rows(all), 1.25);
    for (std::size_t i = 0; i < all.size(); ++i) {
        double expected = 0;
        for (double const y : all)
            if (std::abs(all[i] - y) < 1.25 && y != all[i]) expected -= 4 / ((all[i] - y) * (all[i] - y) * (all[i] - y));
        BOOST_TEST(1 + slope[i] == 1 + expected, boost::test_tools::tolerance(1e-13));
    }
}

BOOST_AUTO_TEST_CASE(batches) {
    constexpr auto misfit = [](auto a, auto const& data) { return sum(data, [&](auto x, auto y) { return square(y - a * x); }); };
    vector<float> const ys{1, 2, 3, 4, 5};
    vector<unsigned> const numbers{4, 1, 4};
    BOOST_TEST(gradient(misfit, wrt<0>)(2.0, batch(rows(all, ys), numbers)) == -2 * (2 * 1.5 * (5 - 3) + 2 * (2 - 4.0)));
    auto const in_rows = gradient(misfit, wrt<1>)(2.0, batch(rows(all, ys), numbers));
    BOOST_TEST(in_rows.size() == 3u);
    BOOST_TEST(std::get<1>(in_rows[1]) == 2 * (2 - 2 * 2.0));
    BOOST_CHECK_EXCEPTION(batch(rows(all), vector<int>{0, 5}), std::out_of_range, [](auto const& error) { return says(error, "batch: number 1 is row 5 of 5"); });
    BOOST_CHECK_THROW(batch(rows(all), vector<int>{-1}), std::out_of_range);
}

BOOST_AUTO_TEST_CASE(pairs_of_numbers) {
    std::size_t k = 0;
    auto const some_pairs = pairs(60);
    for (std::size_t j = 1; j < 60; ++j)
        for (std::size_t i = 0; i < j; ++i, ++k) BOOST_TEST((std::get<0>(some_pairs.columns)[k] == static_cast<double>(i) && std::get<1>(some_pairs.columns)[k] == static_cast<double>(j)));
    BOOST_TEST(k == some_pairs.size());
    BOOST_TEST((pairs(0).size() == 0 && pairs(1).size() == 0));
    auto const many = pairs(50000000);
    bool right = true;
    for (std::size_t j = 3; j < many.size() / j; j = j * 5 / 4 + 1) {
        std::size_t const first = j * (j - 1) / 2;
        right = right && std::get<1>(many.columns)[first] == static_cast<double>(j) && std::get<0>(many.columns)[first] == 0;
        right = right && std::get<1>(many.columns)[first - 1] == static_cast<double>(j - 1) && std::get<0>(many.columns)[first - 1] == static_cast<double>(j - 2);
    }
    BOOST_TEST(right);
    constexpr auto spread = [](auto const& x, auto const& ij) { return sum(ij, [&](auto i, auto j) { return square(x[i] - 2 * x[j]); }); };
    auto const slope = gradient(spread, wrt<0>)(rows(all), pairs(all.size()));
    vector<double> expected(all.size());
    for (std::size_t i = 0; i < all.size(); ++i)
        for (std::size_t j = i + 1; j < all.size(); ++j) expected[i] += 2 * (all[i] - 2 * all[j]), expected[j] -= 4 * (all[i] - 2 * all[j]);
    BOOST_TEST((slope == expected));
    static_assert(gradient(spread, wrt<0>)(rows(array{1.0, 2.0}), pairs(2))[1] == 12);
    BOOST_TEST((gradient(spread, wrt<0>, unchecked)(rows(all), pairs(all.size())) == expected));
    BOOST_CHECK_THROW(gradient(spread, wrt<0>)(rows(all), pairs(6)), std::out_of_range);
}

// As many results as rows, with their Jacobians.
BOOST_AUTO_TEST_CASE(results_by_rows) {
    constexpr auto curves = [](auto const& b, auto const& data) {
        auto const m = mean(data, [&](auto x) { return b[0] * x; });
        return transform(data, [&](auto x) { return array{exp(b[1] * x) / (b[0] + x), m * x * x, -0.0 * x}; });
    };
    array const b{0.5, 0.25};
    auto const results = value_and_jacobian(curves, wrt<0>)(b, rows(some));
    auto const plain = curves(b, rows(some));
    BOOST_TEST((results.size() == 3 && plain.size() == 3));
    for (std::size_t i = 0; i < 3; ++i) {
        double const x = some[i], e = std::exp(0.25 * x);
        BOOST_TEST((results[i].value == plain[i] && std::signbit(results[i].value[2]) == std::signbit(plain[i][2])));
        BOOST_TEST(results[i].jacobian[0][0] == -e / ((0.5 + x) * (0.5 + x)), boost::test_tools::tolerance(1e-14));
        BOOST_TEST(results[i].jacobian[0][1] == x * e / (0.5 + x), boost::test_tools::tolerance(1e-14));
        BOOST_TEST(results[i].jacobian[1][0] == 6.5 / 3 * x * x, boost::test_tools::tolerance(1e-14));
        BOOST_TEST(results[i].jacobian[1][1] == 0);
    }
    auto const slopes = jacobian([](auto a, auto const& x, auto const& y) { return transform(y, [&](auto v) { return a * v * x[1]; }); }, wrt<0>)(2.0, rows(some), rows(all));
    BOOST_TEST((slopes.size() == all.size() && slopes[0][0][0] == 3 * 0.5));
}

// Rows that a function holds, beside numbers and in functions that hold others; found by index; with results by rows.
BOOST_AUTO_TEST_CASE(held) {
    constexpr auto pulls = [](auto const& x, auto s, auto const& order) { return s * sum(order, [&](auto i) { return square(x[i] - x[0]) * i; }); };
    vector<int> order{1, 3, 4};
    auto const holding = with(with(pulls, rows(order)), 0.5);
    auto const at_once = with(pulls, 0.5, rows(order));
    auto const slope = gradient(pulls, wrt<0>)(rows(all), 0.5, rows(order));
    BOOST_TEST((holding(rows(all)) == pulls(rows(all), 0.5, rows(order)) && gradient(holding)(rows(all)) == slope));
    vector<double> into(all.size());
    auto const also = value_and_gradient(at_once).into(into)(rows(all));
    BOOST_TEST((also.value == holding(rows(all)) && into == slope));
    order[1] = 5;
    BOOST_CHECK_EXCEPTION(gradient(holding)(rows(all)), std::out_of_range, [](auto const& e) { return says(e, "row 1 of argument 1 has index 5 in argument 0, which has 5 rows"); });
    constexpr auto line = [](auto a, auto const& data) { return sum(data, [&](auto v) { return exp(a * v); }); };
    BOOST_TEST((hessian(with(line, rows(std::cref(some))))(0.5) == hessian(line, wrt<0>)(0.5, rows(some))));
    auto const steps = jacobian(with([](auto a, auto const& data) { return scan(data, a, [](auto s, auto v) { return s * v; }); }, rows(some)))(2.0);
    BOOST_TEST((steps.size() == 3 && steps[0][0][0] == 2 && steps[2][0][0] == 9));
    static constexpr array two{1.0, 2.0};
    static_assert(gradient(with([](auto a, auto const& data) { return sum(data, [&](auto v) { return a * v; }); }, rows(two)))(2.0) == 3);
}
