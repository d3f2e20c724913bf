// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Sparse Jacobians and Hessians on the tape: the entries of dense ones, in few sweeps.
#define BOOST_TEST_MODULE typegrad_tape_sparse
#include <boost/test/unit_test.hpp>

#include <typegrad/tape.hpp>

#include <array>
#include <cmath>
#include <type_traits>
#include <vector>

#include "verify.hpp"

namespace {

namespace tape = typegrad::tape;
using std::array;
using typegrad::wrt;

constexpr auto field = [](auto const& v) { return array{v[0] * v[1], v[1] * v[1] * v[0]}; };
bool near_lists(auto const& a, auto const& b) {
    bool near = a.size() == b.size();
    for (std::size_t i = 0; near && i < a.size(); ++i) near = verify::near(a[i], b[i]);
    return near;
}

}

BOOST_AUTO_TEST_CASE(as_dense_ones) {
    auto const before = tape::current<double>.size();
    using list = std::vector<double>;
    auto const same = [](auto const& sparse, auto const& dense, int entries, int sweeps) {
        bool near = static_cast<int>(sparse.values.size()) == entries && sparse.sweeps == sweeps && sparse.rows == static_cast<int>(dense.size());
        auto const all = sparse.dense();
        for (std::size_t i = 0; i < dense.size(); ++i) near = near && near_lists(all[i], dense[i]);
        return near;
    };
    list x;
    for (int i = 0; i < 20; ++i) x.push_back(0.3 + 0.1 * (i % 7));

    // Each result of its neighbours: three groups of rows. One that takes another branch is of itself alone.
    auto const band = [](auto const& v) {
        auto y = v;
        for (std::size_t i = 1; i + 1 < v.size(); ++i)
            if (v[i] < 0.85) y[i] = v[i - 1] * v[i] + sin(v[i + 1]);
        return y;
    };
    BOOST_TEST(same(tape::sparse_jacobian(band)(x), tape::jacobian(band)(x), 20 + 2 * 16, 3));
    BOOST_TEST(tape::sparse_jacobian(band)(x)(3, 9) == 0);
    // All of one argument: forward, in two groups of columns. All in one result: back, in two groups of rows.
    auto const first_column = [](auto const& v) {
        auto y = v;
        for (std::size_t i = 1; i < v.size(); ++i) y[i] = v[0] / v[i];
        return y;
    };
    BOOST_TEST(same(tape::sparse_jacobian(first_column)(x), tape::jacobian(first_column)(x), 39, 2));
    auto const first_row = [](auto const& v) {
        auto y = v;
        for (std::size_t i = 1; i < v.size(); ++i) y[0] *= v[i];
        return y;
    };
    BOOST_TEST(same(tape::sparse_jacobian(first_row)(x), tape::jacobian(first_row)(x), 39, 2));
    // A function recorded as one depends on its operands; results that are constants, or one argument, take no place of others.
    auto const node = [](auto const& v) {
        using T = typename std::remove_cvref_t<decltype(v[0])>::value_type;
        std::vector<std::remove_cvref_t<decltype(v[0])>> const inputs{v[0], v[2]};
        auto y = tape::record_function(inputs, std::vector<T>{v[0].value() * v[2].value(), v[2].value()}, [a = v[0].value(), b = v[2].value()](auto const& w) { return std::vector<T>{w[0] * b, w[0] * a + w[1]}; });
        y.push_back(T(3));
        y.push_back(v[1]);
        y.push_back(y[1] * v[3]);
        return y;
    };
    BOOST_TEST(same(tape::sparse_jacobian(node)(x), tape::jacobian(node)(x), 2 + 2 + 0 + 1 + 3, 3));
    BOOST_TEST(same(tape::sparse_jacobian(field)(array{0.5, 2.0}), tape::jacobian(field)(array{0.5, 2.0}), 4, 2));
    auto const product = [](auto const& v, auto s) { return std::vector{v[0] * s, v[1] * s}; };
    auto const by_first = tape::sparse_jacobian(product, wrt<0>)(x, 3.0);
    BOOST_TEST((by_first.columns == 20 && by_first.sweeps == 1 && by_first(0, 0) == 3 && by_first(1, 1) == 3 && by_first.values.size() == 2));

    auto const chain = [](auto const& v) {
        auto sum = 0 * v[0];
        for (std::size_t i = 0; i + 1 < v.size(); ++i) sum += pow(v[i + 1] - v[i] * v[i], 2) + (v[i] > 0.5 ? exp(v[i]) : v[i]);
        return sum;
    };
    BOOST_TEST(same(tape::sparse_hessian(chain)(x), tape::hessian(chain)(x), 58, 3));
    // A dense row is swept alone, and the others in one sweep.
    auto const arrow = [](auto const& v) {
        auto sum = 0 * v[0];
        for (auto const& t : v) sum += exp(v[0] * t);
        return sum;
    };
    BOOST_TEST(same(tape::sparse_hessian(arrow)(x), tape::hessian(arrow)(x), 58, 2));
    // A norm that is 0 does not tell what its second derivatives depend on.
    auto const at_zero = [](auto const& v) { return pow(hypot(v[0] - 0.5, v[1]), 2) + v[2] * v[2] * v[2]; };
    auto const norm = tape::sparse_hessian(at_zero)(list{0.5, 0.0, 1.0});
    BOOST_TEST((norm(std::size_t{0}, std::size_t{0}) == 2 && norm(0, 1) == 0 && norm(1, 1) == 2 && norm(2, 2) == 6 && norm(0, 2) == 0));
    BOOST_TEST(tape::current<double>.size() == before);
}
