// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Sparse Jacobians and Hessians: where they are zero is known to the compiler, and what is zero costs nothing.
#define BOOST_TEST_MODULE typegrad_sparse
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>

#include <array>
#include <cstddef>
#include <tuple>
#include <utility>

#include "sparse_functions.hpp"
#include "verify.hpp"

namespace {

using namespace typegrad;
using namespace sparse_functions;
using std::array;

// A hub in the middle, branches, quotients, powers, a linear part.
constexpr auto hub = [](auto const& x) {
    auto const middle = x[x.size() / 2];
    auto sum = 3 * x[0];
    for (std::size_t i = 1; i < x.size(); ++i) sum += select(x[i] > 0, sqrt(x[i]) * middle, x[i] * x[i] * x[i]) + middle * middle / (2 + x[i - 1] * x[i - 1]);
    return sum;
};

template <std::size_t N>
constexpr auto some_point() {
    array<double, N> x{};
    for (std::size_t i = 0; i < N; ++i) x[i] = 0.75 + 0.125 * static_cast<double>(i * 7 % 5) - (i % 3 == 0 ? 1.5 : 0.0);
    return x;
}

// Every entry of the sparse one, and the zeros, against the dense one.
template <std::size_t N>
void compare(auto sparse, auto dense, char const* what) {
    auto const x = verify::hidden(some_point<N>());
    auto const actual = sparse(x);
    auto const expected = dense(x);
    BOOST_TEST(verify::near(actual.dense(), expected), what << ": " << verify::text(actual.dense()) << "and not " << verify::text(expected));
    for (int i = 0; i < actual.rows; ++i)
        for (int j = 0; j < actual.columns; ++j)
            BOOST_TEST(verify::near(actual(i, j), expected[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)]), what << " at " << i << ", " << j);
}

}

BOOST_AUTO_TEST_CASE(patterns) {
    constexpr auto pattern = sparsity<array<double, 5>>(jacobian(tridiagonal));
    static_assert(pattern.nonzeros == 13 && pattern.rows == 5 && pattern.columns == 5);
    static_assert(pattern(2, 1) && pattern(2, 2) && pattern(2, 3) && !pattern(2, 0) && !pattern(2, 4) && !pattern(0, 4));
    static_assert(pattern.row_starts == array{0, 2, 5, 8, 11, 13});
    static_assert(pattern.column_indices == array{0, 1, 0, 1, 2, 1, 2, 3, 2, 3, 4, 3, 4});
    static_assert(pattern.position(1, 2) == 4 && pattern.position(1, 3) == -1);
    constexpr std::size_t second = 1, third = 2;  // as a std::array counts: -Wconversion has nothing to say
    static_assert(pattern.position(second, third) == 4 && pattern(second, third));
    static_assert(sparsity<array<double, 5>>(hessian(rosenbrock)) == pattern);
    static_assert(sparsity<array<double, 5>>(sparse_hessian(rosenbrock)) == pattern);
    static_assert(sparsity<array<double, 5>>(jacobian(gradient(rosenbrock))) == pattern);
    static_assert(sparsity<array<double, 4>>(jacobian(arrow)).nonzeros == 10);
    // The number of scalars is found out; selected arguments; a gradient is one row.
    static_assert(sparsity(jacobian([](auto x, auto y, auto z) { return array{x * y, z + 1, 0 * x}; })).nonzeros == 3);
    static_assert(sparsity(jacobian([](auto x, auto y, auto z) { return array{x * y, z + 1, 0 * x}; }, wrt<1, 2>)).row_starts == array{0, 1, 2, 2});
    static_assert(sparsity(gradient([](auto x, auto y, auto z) { return x * z + floor(y); })).column_indices == array{0, 2});
    // Linear, constant, in parts: an entry that is zero whatever the values is none.
    static_assert(sparsity(hessian([](auto x, auto y, auto z) { return 3 * x + y * z; })).nonzeros == 2);
    static_assert(sparsity(hessian([](auto x, auto y) { return 3 * x + y; })).nonzeros == 0);
    static_assert(sparsity(hessian([](auto x, auto y) { return (x + y) * (x - y); })).nonzeros == 2);  // x² - y²
    static_assert(sparsity(jacobian([](auto x) { return array{decltype(x)(1), x}; })).row_starts == array{0, 0, 1});
}

BOOST_AUTO_TEST_CASE(the_same_numbers) {
    compare<5>(sparse_jacobian(tridiagonal), jacobian(tridiagonal), "tridiagonal");
    compare<5>(sparse_jacobian(arrow), jacobian(arrow), "arrow");
    compare<6>(sparse_hessian(rosenbrock), hessian(rosenbrock), "Rosenbrock");
    compare<6>(sparse_hessian(hub), hessian(hub), "hub");
    compare<5>(sparse_jacobian(tridiagonal, fast), jacobian(tridiagonal), "tridiagonal, fast");
    // In constant expressions, with several arguments, and in single precision.
    static_assert(sparse_jacobian(tridiagonal)(array{1.0, 2.0, 3.0}).values == array{-1.0, -2.0, -1.0, -5.0, -2.0, -1.0, -9.0});
    static_assert(sparse_hessian([](auto x, auto y, auto z) { return x * y * y + z * z; }, wrt<1, 2>)(2.0, 3.0, 4.0f).dense() == array{array{4.0, 0.0}, array{0.0, 2.0}});
    static_assert(sparse_hessian([](auto x, auto y) { return x * y; })(2.0f, 3.0f).values == array{1.0f, 1.0f});
    static_assert(sparse_hessian([](auto x, auto y) { return x + y; })(2.0, 3.0).dense() == array<array<double, 2>, 2>{});
    // Where the branch is not taken nothing of it is left.
    static_assert(sparse_hessian([](auto x, auto y) { return select(x > 0, sqrt(x), 0) + y * y; })(0.0, 1.0).values == array{0.0, 2.0});
    static_assert(sparse_jacobian([](auto x, auto y) { return array{abs(x), y}; }, kinks::right)(0.0, 1.0).values == array{1.0, 1.0});
}

BOOST_AUTO_TEST_CASE(with_values) {
    constexpr auto x = array{1.0, 2.0, 3.0};
    static constexpr auto both = value_and_sparse_jacobian(tridiagonal)(x);
    static_assert(both.value == tridiagonal(x) && both.jacobian.dense() == jacobian(tridiagonal)(x));
    static constexpr auto all = value_gradient_and_sparse_hessian(rosenbrock)(x);
    static_assert(all.value == rosenbrock(x) && verify::near(all.gradient, gradient(rosenbrock)(x)) && verify::near(all.hessian.dense(), hessian(rosenbrock)(x)));
    auto const [value, gradient_now, matrix] = value_gradient_and_sparse_hessian(rosenbrock)(verify::hidden(x));
    BOOST_TEST(value == all.value);
    BOOST_TEST(verify::near(matrix.values, all.hessian.values));
    BOOST_TEST(verify::near(gradient_now, all.gradient));
    static constexpr auto selected = value_gradient_and_sparse_hessian([](auto s, auto const& v) { return s * v[0] * v[1]; }, wrt<1>)(2.0, array{3.0, 4.0});
    static_assert(selected.gradient == array{8.0, 6.0} && selected.hessian.values == array{2.0, 2.0});
}

BOOST_AUTO_TEST_CASE(inside_of_others) {
    constexpr auto middle = [](auto const& v) { return sparse_hessian(rosenbrock)(v)(1, 1); };
    static_assert(gradient(middle)(array{1.0, 2.0, 3.0}) == array{0.0, 4800.0, -400.0});
    static_assert(jvp(sparse_jacobian(tridiagonal))(array{1.0, 2.0}, array{1.0, 0.0}).tangent.values == array{-4.0, 0.0, 0.0, 0.0});
    static_assert(sparse_jacobian(gradient(rosenbrock))(array{1.0, 2.0}).dense() == hessian(rosenbrock)(array{1.0, 2.0}));
    static_assert(derivative([](auto t) { return sparse_jacobian(tridiagonal)(array{t * t, t})(0, 0); })(3.0) == -24);
}
