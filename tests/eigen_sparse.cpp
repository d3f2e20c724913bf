// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Sparse Jacobians and Hessians as Eigen sees them.
#define BOOST_TEST_MODULE typegrad_eigen_sparse
#include <boost/test/unit_test.hpp>

#include <typegrad/eigen_sparse.hpp>
#include <typegrad/loops.hpp>

#include <array>
#include <type_traits>
#include <utility>
#include <vector>

#include "verify.hpp"

namespace {

using namespace typegrad;

constexpr auto arrow = [](auto const& x) {
    auto f = x;
    for (std::size_t i = 1; i < x.size(); ++i) f[i] = x[0] * x[i], f[0] += x[i] * x[i];
    return f;
};
constexpr auto chain = [](auto const& x) {
    auto sum = x[0] * x[0];
    for (std::size_t i = 0; i + 1 < x.size(); ++i) sum += (x[i + 1] - x[i]) * (x[i + 1] - x[i]) * x[i];
    return sum;
};

constexpr std::array place{1.0, 2.0, -3.0, 0.5};

// A view of what is about to go would dangle.
template <class M>
concept has_a_view = requires(M&& matrix) { as_eigen(std::forward<M>(matrix)); };
using matrix = decltype(sparse_jacobian(arrow)(place));
static_assert(has_a_view<matrix&> && has_a_view<matrix const&> && !has_a_view<matrix>);

}

BOOST_AUTO_TEST_CASE(a_view) {
    auto const j = sparse_jacobian(arrow)(verify::hidden(place));
    auto const view = as_eigen(j);
    BOOST_TEST(view.valuePtr() == j.values.data());  // no copy
    BOOST_TEST((view.rows() == 4 && view.cols() == 4 && view.nonZeros() == 10));
    auto const dense = jacobian(arrow)(place);
    for (int i = 0; i < 4; ++i)
        for (int k = 0; k < 4; ++k) BOOST_TEST(view.coeff(i, k) == dense[static_cast<std::size_t>(i)][static_cast<std::size_t>(k)]);
    Eigen::Vector4d const direction(1, -1, 2, 0.5);
    Eigen::Vector4d const product = view * direction, transposed = view.transpose() * direction;
    for (int i = 0; i < 4; ++i) {
        double along = 0, back = 0;
        for (int k = 0; k < 4; ++k) along += j(i, k) * direction[k], back += j(k, i) * direction[k];
        BOOST_TEST(product[i] == along, boost::test_tools::tolerance(1e-15));
        BOOST_TEST(transposed[i] == back, boost::test_tools::tolerance(1e-15));
    }
}

BOOST_AUTO_TEST_CASE(of_elements) {
    constexpr auto springs = [](auto const& p, auto const& all) { return sum(all, [&](auto i, auto j) { return square(square(p[i]) - p[j]); }); };
    std::vector<double> const p{1, 2, -3};
    std::vector<int> const first{0, 1}, second{1, 2};
    auto const h = sparse_hessian(springs, wrt<0>)(rows(p), rows(first, second));
    auto const view = as_eigen(h);
    BOOST_TEST((view.valuePtr() == h.values.data() && view.rows() == 3 && view.cols() == 3 && view.nonZeros() == 7));
    for (int i = 0; i < 3; ++i)
        for (int k = 0; k < 3; ++k) BOOST_TEST(view.coeff(i, k) == h(i, k));
    BOOST_TEST((view.coeff(0, 0) == 4 * (3 - 2.0) && view.coeff(0, 1) == -4 && view.coeff(1, 1) == 2 + 4 * (12 + 3.0)));
}

BOOST_AUTO_TEST_CASE(a_copy_by_columns) {
    auto const h = sparse_hessian(chain)(verify::hidden(place));
    Eigen::SparseMatrix<double> const copy = as_eigen(h);
    BOOST_TEST(copy.nonZeros() == h.nonzeros);
    for (int i = 0; i < 4; ++i)
        for (int k = 0; k < 4; ++k) BOOST_TEST(copy.coeff(i, k) == h(i, k));
    auto const single = sparse_hessian(chain)(std::array{1.0f, 2.0f, 3.0f});
    static_assert(std::is_same_v<decltype(as_eigen(single))::Scalar, float>);
    BOOST_TEST(as_eigen(single).coeff(0, 1) == single(0, 1));
}
