// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// More literals, results, inputs, terms and branches than clang nests in a fold (256), and than a builder has room for at first.
#define BOOST_TEST_MODULE typegrad_many
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/print.hpp>
#include <typegrad/series.hpp>

#include <array>
#include <cstddef>
#include <string>

#include "verify.hpp"

namespace {

using std::array;

constexpr std::size_t many = 270;
constexpr auto numbers = [] {
    array<double, many> c{};
    for (std::size_t i = 0; i < many; ++i) c[i] = 1 / (static_cast<double>(i) + 1.25);
    return c;
}();
constexpr auto point = [] {
    array<double, many> v{};
    for (std::size_t i = 0; i < many; ++i) v[i] = 0.25 * static_cast<double>(i % 9);
    return v;
}();

constexpr auto polynomial = [](auto x) {
    auto y = 0 * x;
    for (double c : numbers) y = y * x + c;
    return y;
};
constexpr auto squares = [](auto const& v) {
    auto r = v;
    for (auto& x : r) x = x * x;
    return r;
};
constexpr auto neighbours = [](auto const& v) {
    auto s = v[0] * v[1];
    for (std::size_t i = 1; i < v.size(); ++i) s = s + v[i] * v[i - 1];
    return s;
};
constexpr auto branches = [](auto const& v) {
    auto s = v[0];
    for (auto const& x : v) s = s + select(x > 0.5, sin(x), 0);
    return s;
};

}

BOOST_AUTO_TEST_CASE(literals) {
    double y = 0, slope = 0;
    for (double c : numbers) slope = slope * 0.5 + y, y = y * 0.5 + c;
    BOOST_TEST(verify::near(typegrad::derivative(polynomial)(verify::hidden(0.5)), slope, 64.0));
    BOOST_TEST(verify::near(typegrad::taylor<1>(polynomial)(verify::hidden(0.5))[1], slope, 64.0));
}

BOOST_AUTO_TEST_CASE(results) {
    auto const forward = typegrad::jvp(squares)(point, numbers);
    auto const back = typegrad::vjp(squares)(point, numbers);
    auto const matrix = typegrad::sparse_jacobian(squares)(point);
    for (std::size_t i = 0; i < many; ++i) {
        BOOST_TEST(forward.value[i] == point[i] * point[i]);
        BOOST_TEST(verify::near(forward.tangent[i], 2 * point[i] * numbers[i]));
        BOOST_TEST(verify::near(back.gradient[i], 2 * point[i] * numbers[i]));
        BOOST_TEST(matrix.values[i] == 2 * point[i]);
    }
    BOOST_TEST((typegrad::operations<array<double, many>>(squares).multiplications == static_cast<int>(many)));
    BOOST_TEST(typegrad::ssa(squares, point).find("x269 * x269") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(terms_and_branches) {
    auto const chain = typegrad::value_and_gradient(neighbours)(point);
    auto const chosen = typegrad::gradient(branches)(point);
    BOOST_TEST(verify::near(chain.value, neighbours(point), 1024.0));
    for (std::size_t i = 0; i < many; ++i) {
        BOOST_TEST(verify::near(chain.gradient[i], (i > 0 ? point[i - 1] : point[1]) + (i + 1 < many ? point[i + 1] : 0) + (i == 1 ? point[0] : 0)));
        BOOST_TEST(verify::near(chosen[i], (i == 0 ? 1 : 0) + (point[i] > 0.5 ? typegrad::cos(point[i]) : 0)));
    }
}

// What it takes the compilers grows with the results, not with their square: a thousand are within their limits. (A hash table that did
// not grow with the placeholders was full at 400.)
BOOST_AUTO_TEST_CASE(a_thousand_results) {
    using argument = array<double, 1000>;
    using product = decltype(typegrad::vjp(squares));
    static_assert(typegrad::graph::made<typegrad::traced<product, double, argument, argument>>::graph.node_count <= 10000);
}
