// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Second derivatives in rows: sparse Hessians of sums over elements, typegrad/loops.hpp.
#define BOOST_TEST_MODULE typegrad_sparse_in_rows
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/linear.hpp>
#include <typegrad/loops.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace typegrad;
using std::size_t, std::vector;
using place = vec<double, 2>;

int allocations = 0;

template <class Row>
double& leaf(vector<Row>& all, size_t i) {
    if constexpr (std::is_same_v<Row, double>) return all[i];
    else return all[i / 2][i % 2];
}

// The Hessian against differences of gradients; entries without a place are 0 in these, too.
template <class Row, class... More>
bool is_right(auto f, sparse_matrix_in_rows<double> const& hessian, vector<Row> const& data, More const&... more) {
    size_t const n = data.size() * static_cast<size_t>(leaves<Row>);
    bool right = hessian.rows == static_cast<int>(n) && hessian.columns == hessian.rows && hessian.nonzeros == static_cast<int>(hessian.values.size());
    for (size_t i = 0; i < n; ++i) {
        auto up = data, down = data;
        leaf(up, i) += 1e-5;
        leaf(down, i) -= 1e-5;
        auto above = gradient(f, wrt<0>)(rows(up), more...), below = gradient(f, wrt<0>)(rows(down), more...);
        for (size_t j = 0; j < n; ++j) {
            double const entry = hessian(static_cast<int>(i), static_cast<int>(j));
            right = right && std::abs(entry - (leaf(above, j) - leaf(below, j)) / 2e-5) < 1e-6 * (1 + std::abs(entry));
        }
    }
    return right;
}
bool says(std::exception const& error, std::string const& what) { return std::string(error.what()).find(what) != std::string::npos; }

template <class I>
struct corners {
    I first, second, third;
};
// Not symmetric in an element's rows, of which some occur twice or three times.
constexpr auto energy = [](auto const& x, auto const& elements, auto scale) {
    return scale * sum(elements, [&](auto const& e) {
        auto const &p = x[e.first], &q = x[e.second], &r = x[e.third];
        return exp(0.25 * p[0] * q[1]) + square(squared_norm(q - r) - 1) + p[1] * r[0] * q[0];
    });
};
vector<place> const places{{1, 2}, {0.5, -0.75}, {0, 1}, {-1, 0.5}, {0.25, 0.125}};
vector<corners<int>> const elements{{0, 1, 2}, {3, 1, 0}, {2, 2, 0}, {1, 3, 1}, {3, 3, 3}, {0, 1, 2}};

}

[[gnu::noinline]] void* operator new(size_t size) {
    ++allocations;
    if (void* p = std::malloc(size > 0 ? size : 1)) return p;
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* p) noexcept { std::free(p); }
[[gnu::noinline]] void operator delete(void* p, size_t) noexcept { std::free(p); }

BOOST_AUTO_TEST_CASE(found_and_filled_again) {
    auto const all = value_gradient_and_sparse_hessian(energy, wrt<0>)(rows(places), rows(elements), 0.5);
    BOOST_TEST(all.value == energy(rows(places), rows(elements), 0.5));
    BOOST_TEST((all.gradient == gradient(energy, wrt<0>)(rows(places), rows(elements), 0.5)));
    BOOST_TEST(is_right(energy, all.hessian, places, rows(elements), 0.5));
    // Blocks of two by two: of each row that an element has, and of each two. No element has the last row.
    BOOST_TEST(all.hessian.nonzeros == 4 * (4 + 2 * 5));
    BOOST_TEST((all.hessian.pattern.row_starts == vector<int>{0, 8, 16, 24, 32, 38, 44, 50, 56, 56, 56}));
    BOOST_TEST((!all.hessian.pattern(4, 7) && all.hessian.pattern(7, 7) && all.hessian(4, 7) == 0));
    for (int i = 0; i < 10; ++i)
        for (int j = 0; j < i; ++j) BOOST_TEST(all.hessian(i, j) == all.hessian(j, i));

    auto moved = places;
    moved[1][0] = 0.75;
    sparse_matrix_in_rows<double> matrix;
    vector<place> slope(places.size());
    auto const fill = value_gradient_and_sparse_hessian(energy, wrt<0>).into(slope, matrix);
    fill(rows(places), rows(elements), 0.5);
    BOOST_TEST((matrix.values == all.hessian.values && matrix.pattern == all.hessian.pattern && slope == all.gradient));
    allocations = 0;
    auto const again = fill(rows(moved), rows(elements), 2.0);
    BOOST_TEST(allocations == 0);
    BOOST_TEST(again.value == energy(rows(moved), rows(elements), 2.0));
    BOOST_TEST((again.gradient.data() == slope.data() && slope == gradient(energy, wrt<0>)(rows(moved), rows(elements), 2.0)));
    BOOST_TEST(is_right(energy, matrix, moved, rows(elements), 2.0));
    auto const& filled = sparse_hessian(energy, wrt<0>, unchecked).into(matrix)(rows(places), rows(elements), 0.5);
    BOOST_TEST((&filled == &matrix && matrix.values == all.hessian.values));
    // No elements, and no rows.
    BOOST_TEST(sparse_hessian(energy, wrt<0>)(rows(places), rows(vector<corners<int>>{}), 1.0).nonzeros == 0);
    BOOST_TEST(sparse_hessian(energy, wrt<0>)(rows(vector<place>{}), rows(vector<corners<int>>{}), 1.0).rows == 0);
}

BOOST_AUTO_TEST_CASE(refused) {
    sparse_matrix_in_rows<double> matrix;
    vector<place> slope(places.size()), few(3);
    auto const fill = value_gradient_and_sparse_hessian(energy, wrt<0>).into(slope, matrix);
    auto others = elements;
    others[1].third = 5;
    BOOST_CHECK_EXCEPTION(fill(rows(places), rows(others), 1.0), std::out_of_range, [](auto const& e) { return says(e, "row 1 of argument 1 has index 5 in argument 0, which has 5 rows"); });
    fill(rows(places), rows(elements), 1.0);
    BOOST_CHECK_THROW(fill(rows(places), rows(others), 1.0), std::out_of_range);
    // Another row, one of the pattern as well as one that is not; elements that are missing, and elements that are too many.
    auto const of_others = [](auto const& e) { return says(e, "sparse_hessian: the matrix has been made for other elements"); };
    for (int const other : {1, 4}) {
        others[1].third = other;
        BOOST_CHECK_EXCEPTION(fill(rows(places), rows(others), 1.0), std::invalid_argument, of_others);
    }
    others = elements;
    others.pop_back();
    BOOST_CHECK_EXCEPTION(fill(rows(places), rows(others), 1.0), std::invalid_argument, of_others);
    others.resize(7, {0, 1, 2});
    BOOST_CHECK_EXCEPTION(fill(rows(places), rows(others), 1.0), std::invalid_argument, of_others);
    auto more = places;
    more.push_back({});
    vector<place> longer(6);
    BOOST_CHECK_EXCEPTION(value_gradient_and_sparse_hessian(energy, wrt<0>).into(longer, matrix)(rows(more), rows(elements), 1.0), std::invalid_argument, [](auto const& e) { return says(e, "the matrix has 10 rows, and the argument has 6 of 2 numbers"); });
    BOOST_CHECK_THROW(value_gradient_and_sparse_hessian(energy, wrt<0>).into(few, matrix)(rows(places), rows(elements), 1.0), std::invalid_argument);
    // It is right again behind all that.
    fill(rows(places), rows(elements), 1.0);
    BOOST_TEST(is_right(energy, matrix, places, rows(elements), 1.0));
}

// Loops over the rows themselves and over parts; an element that is outside of loops; means, filters, and what depends on the rows in no second order.
BOOST_AUTO_TEST_CASE(other_elements) {
    constexpr auto of_parts = [](auto const& x, auto const& atoms, auto const& near) {
        auto const pairs = sum(atoms, [&](auto i) {
            auto const here = x[i];
            return exp(0.5 * here) * sum(near[i], [&](auto j, auto w) { return w * square(here - x[j]) * here; });
        });
        return pairs + x[0] * mean(atoms, [&](auto i) { return sin(x[i]); }) - sum(where(x, [](auto v) { return v > 0; }), [&](auto v) { return v * v * v + 3 * v; });
    };
    vector<double> const five{1, 2.5, -0.5, 3, 0.25};
    vector<int> const begin{0, 2, 3, 5, 6, 8}, list{1, 2, 0, 0, 2, 3, 4, 2};
    vector<double> const weights{0.5, 0.25, 1, 2, -1, 0.75, 1.5, 3};
    auto const hessian = sparse_hessian(of_parts, wrt<0>)(rows(five), indices(5), compressed_rows(begin, list, weights));
    BOOST_TEST(is_right(of_parts, hessian, five, indices(5), compressed_rows(begin, list, weights)));
    BOOST_TEST(hessian.pattern.position(3, 4) == -1);
}
