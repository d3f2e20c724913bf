// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What sparse Jacobians and Hessians cost: zeros nothing, at run time and in the compiler.
#define BOOST_TEST_MODULE typegrad_sparse_costs
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>

#include <array>
#include <cstddef>

#include "sparse_functions.hpp"
#include "verify.hpp"

namespace {

using namespace typegrad;
using namespace sparse_functions;
using std::array;

template <std::size_t N>
using rows_of_hessian = pass::row_dependence<pass::reversed<traced<decltype(rosenbrock), double, array<double, N>>, detail::leaf_selection<detail::request<>, array<double, N>>, false>,
                                             detail::leaf_selection<detail::request<>, array<double, N>>, true>;

}

BOOST_AUTO_TEST_CASE(operations_of_entries) {
    using of_50 = array<double, 50>;
    static_assert(operations<of_50>(sparse_jacobian(tridiagonal)).total() == 4 * 50);  // the diagonal; the others are literals
    static_assert(operations<of_50>(value_and_sparse_jacobian(arrow))["exp"] == 49);
    static_assert(operations<of_50>(sparse_jacobian([](auto const& v) { return v; })).total() == 0);
    // What is not sparse is eliminated in the order that jacobian(f) chooses.
    constexpr auto narrow = [](auto const& v) {
        auto const waist = exp(v[0] * v[1] + v[2] * v[3] + v[0] * v[3]);
        return array{waist * v[0], waist * waist, sin(waist), waist / v[3]};
    };
    static_assert(operations<array<double, 4>>(sparse_jacobian(narrow)).total() == operations<array<double, 4>>(jacobian(narrow)).total());
}

// An arrow of 100 × 100 has 298 entries of 10,000; the dense one takes the compilers a minute, or more than they allow.
BOOST_AUTO_TEST_CASE(large) {
    using of_100 = array<double, 100>;
    static_assert(sparsity<of_100>(jacobian(arrow)).nonzeros == 298);
    static_assert(operations<of_100>(sparse_jacobian(arrow)).total() < 3 * 100);
}

// A Hessian that is swept in several parts, against the formula.
BOOST_AUTO_TEST_CASE(in_parts) {
    constexpr std::size_t size = 90;
    using point_of_90 = array<double, size>;
    static_assert(rows_of_hessian<size>::size.parts > 1);
    static_assert(sparsity<point_of_90>(hessian(rosenbrock)).nonzeros == 3 * size - 2);
    static_assert(operations<point_of_90>(sparse_hessian(rosenbrock)).total() < 9 * size);
    point_of_90 x{};
    for (std::size_t i = 0; i < size; ++i) x[i] = 0.5 + 0.125 * static_cast<double>(i % 7);
    auto const h = sparse_hessian(rosenbrock)(verify::hidden(x));
    for (std::size_t i = 0; i < size; ++i) {
        double diagonal = i > 0 ? 200 : 0;
        if (i + 1 < size) diagonal += 1200 * x[i] * x[i] - 400 * x[i + 1] + 2;
        int const row = static_cast<int>(i);
        BOOST_TEST(h(row, row) == diagonal, boost::test_tools::tolerance(1e-13));
        if (i + 1 < size) BOOST_TEST(h(row, row + 1) == -400 * x[i], boost::test_tools::tolerance(1e-13));
        if (i + 1 < size) BOOST_TEST(h(row + 1, row) == -400 * x[i], boost::test_tools::tolerance(1e-13));
        BOOST_TEST((i + 2 >= size || h(row, row + 2) == 0));
    }
}
