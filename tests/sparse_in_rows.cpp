// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Second derivatives in rows, typegrad/loops.hpp: sparse Hessians of sums over elements, and products.
#define BOOST_TEST_MODULE typegrad_sparse_in_rows
#include <boost/test/tools/floating_point_comparison.hpp>
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

// Along directions in rows: what jvp, vjp and hvp give, against gradients on both sides.
template <class... More>
bool moves_right(auto f, vector<double> const& data, vector<double> const& direction, More const&... more) {
    auto const here = hvp(f, wrt<0>)(rows(data), more..., rows(direction));
    auto const tangent = jvp(f, wrt<0>)(rows(data), more..., rows(direction));
    auto up = data, down = data;
    for (size_t i = 0; i < data.size(); ++i) up[i] += 1e-5 * direction[i], down[i] -= 1e-5 * direction[i];
    auto const above = gradient(f, wrt<0>)(rows(up), more...), below = gradient(f, wrt<0>)(rows(down), more...), slope = gradient(f, wrt<0>)(rows(data), more...);
    bool right = here.value == f(rows(data), more...) && tangent.value == here.value;
    double along = 0;
    for (size_t i = 0; i < data.size(); ++i) {
        along += slope[i] * direction[i];
        right = right && std::abs(here.gradient[i] - slope[i]) < 1e-13 * (1 + std::abs(slope[i]));
        right = right && std::abs(here.product[i] - (above[i] - below[i]) / 2e-5) < 1e-6 * (1 + std::abs(here.product[i]));
    }
    return right && std::abs(tangent.tangent - along) < 1e-12 * (1 + std::abs(along));
}
vector<double> const five{1, 2.5, -0.5, 3, 0.25}, velocity{0.5, -1, 2, 0.25, 1};

BOOST_AUTO_TEST_CASE(products) {
    vector<place> const direction{{1, -1}, {0.5, 2}, {0, 1}, {-2, 0.25}, {1, 1}};
    auto const hessian = sparse_hessian(energy, wrt<0>, unchecked)(rows(places), rows(elements), 0.5);
    vector<place> slope(5), moved(5), longer(6);
    auto const along = hvp(energy, wrt<0>).into(slope, moved);
    along(rows(places), rows(elements), 2.0, rows(direction));
    allocations = 0;
    auto const in_place = along(rows(places), rows(elements), 0.5, rows(direction));
    BOOST_TEST(allocations == 0);
    BOOST_TEST((in_place.product.data() == moved.data() && in_place.gradient.data() == slope.data() && slope == gradient(energy, wrt<0>)(rows(places), rows(elements), 0.5)));
    for (int i = 0; i < 10; ++i) {
        double sum = 0;
        for (int j = 0; j < 10; ++j) sum += hessian(i, j) * direction[static_cast<size_t>(j / 2)][static_cast<size_t>(j % 2)];
        BOOST_TEST(moved[static_cast<size_t>(i / 2)][static_cast<size_t>(i % 2)] == sum, boost::test_tools::tolerance(1e-13));
    }
    BOOST_CHECK_THROW(hvp(energy, wrt<0>).into(slope, longer)(rows(places), rows(elements), 0.5, rows(direction)), std::invalid_argument);
    BOOST_CHECK_EXCEPTION(hvp(energy, wrt<0>).into(slope, slope)(rows(places), rows(elements), 0.5, rows(direction)), std::invalid_argument, [](auto const& e) { return says(e, "into: the product's buffer is the gradient's"); });
    BOOST_CHECK_EXCEPTION(along(rows(places), rows(elements), 0.5, rows(longer)), std::invalid_argument, [](auto const& e) { return says(e, "the tangent of argument 0 has 6 rows, and the argument has 5"); });

    // Of what is no sum, in rows and a number.
    constexpr auto ratio = [](auto const& x, auto s, auto const& order) { return square(sum(order, [&](auto i) { return x[order[i]] * x[i] * s; })) / mean(x, [&](auto v) { return exp(s * v); }); };
    vector<int> const order{4, 0, 2, 1, 3};
    auto const both = hvp(ratio, wrt<0, 1>)(rows(five), 0.25, rows(order), rows(velocity), 2.0);
    auto up = five, down = five;
    for (size_t i = 0; i < 5; ++i) up[i] += 1e-5 * velocity[i], down[i] -= 1e-5 * velocity[i];
    auto const above = gradient(ratio, wrt<0, 1>)(rows(up), 0.25 + 2e-5, rows(order)), below = gradient(ratio, wrt<0, 1>)(rows(down), 0.25 - 2e-5, rows(order));
    BOOST_TEST(both.value == ratio(rows(five), 0.25, rows(order)));
    for (size_t i = 0; i < 5; ++i) {
        BOOST_TEST(std::get<0>(both.gradient)[i] == (std::get<0>(above)[i] + std::get<0>(below)[i]) / 2, boost::test_tools::tolerance(1e-7));
        BOOST_TEST(std::get<0>(both.product)[i] == (std::get<0>(above)[i] - std::get<0>(below)[i]) / 2e-5, boost::test_tools::tolerance(1e-6));
    }
    BOOST_TEST(std::get<1>(both.product) == (std::get<1>(above) - std::get<1>(below)) / 2e-5, boost::test_tools::tolerance(1e-6));
    // Several results.
    constexpr auto several = [](auto const& x, auto s) { return std::array{sum(x, [&](auto v) { return s * v * v; }), x[2] * product(x, [](auto v) { return v; })}; };
    auto const tangents = jvp(several, wrt<0>)(rows(five), 2.0, rows(velocity));
    auto const pulled = vjp(several, wrt<0>)(rows(five), 2.0, std::array{0.5, -1.0});
    double const all = five[0] * five[1] * five[2] * five[3] * five[4] * five[2];
    double of_first = 0, of_second = 0;
    for (size_t i = 0; i < 5; ++i) {
        double const first = 4 * five[i], second = all * (i == 2 ? 2 : 1) / five[i];
        of_first += first * velocity[i], of_second += second * velocity[i];
        BOOST_TEST(pulled.gradient[i] == 0.5 * first - second, boost::test_tools::tolerance(1e-13));
    }
    BOOST_TEST((tangents.value == several(rows(five), 2.0) && pulled.value == tangents.value));
    BOOST_TEST(tangents.tangent[0] == of_first, boost::test_tools::tolerance(1e-13));
    BOOST_TEST(tangents.tangent[1] == of_second, boost::test_tools::tolerance(1e-13));
    // A recurrence over rows, whose state moves with them; columns side by side.
    constexpr auto horner = [](auto const& columns, auto s) { return fold(columns, s, [](auto y, auto v, auto w) { return y * v + sin(w); }); };
    double y = 2, moving = 0;
    for (size_t i = 0; i < 5; ++i) moving = moving * five[i] + y * velocity[i] + std::cos(velocity[i]) * five[i], y = y * five[i] + std::sin(velocity[i]);
    BOOST_TEST(directional(horner, wrt<0>)(rows(five, velocity), 2.0, rows(velocity, five)) == moving, boost::test_tools::tolerance(1e-13));
}

// Elements of many numbers: what finds the places of the blocks stays within the compilers' limits.
BOOST_AUTO_TEST_CASE(elements_of_nine_numbers) {
    constexpr auto area = [](auto const& p, auto const& q, auto const& r) {
        auto const normal = cross(q - p, r - p);
        return square(0.5 * norm(normal) - 0.4);
    };
    constexpr auto surface = [area](auto const& x, auto const& triangles) {
        return sum(triangles, [&](auto const& e) { return area(x[e.first], x[e.second], x[e.third]); });
    };
    vector<vec<double, 3>> const corner{{0, 0, 0}, {1, 0.1, 0}, {0, 1, 0.2}};
    vector<corners<int>> const element{{0, 1, 2}};
    auto const sparse = sparse_hessian(surface, wrt<0>)(rows(corner), rows(element));
    auto const dense = hessian([area](auto const& x) { return area(vec{x[0], x[1], x[2]}, vec{x[3], x[4], x[5]}, vec{x[6], x[7], x[8]}); })(std::array<double, 9>{0, 0, 0, 1, 0.1, 0, 0, 1, 0.2});
    for (size_t i = 0; i < 9; ++i)
        for (size_t k = 0; k < 9; ++k) BOOST_TEST(sparse(static_cast<int>(i), static_cast<int>(k)) == dense[i][k], boost::test_tools::tolerance(1e-12));
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
    vector<int> const begin{0, 2, 3, 5, 6, 8}, list{1, 2, 0, 0, 2, 3, 4, 2};
    vector<double> const weights{0.5, 0.25, 1, 2, -1, 0.75, 1.5, 3};
    auto const hessian = sparse_hessian(of_parts, wrt<0>)(rows(five), indices(5), compressed_rows(begin, list, weights));
    BOOST_TEST(is_right(of_parts, hessian, five, indices(5), compressed_rows(begin, list, weights)));
    BOOST_TEST(hessian.pattern.position(3, 4) == -1);
    BOOST_TEST(moves_right(of_parts, five, velocity, indices(5), compressed_rows(begin, list, weights)));
}
