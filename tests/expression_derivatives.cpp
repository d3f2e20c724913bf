// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Jacobians, Hessians and products of expressions, by variable.
#define BOOST_TEST_MODULE typegrad_expression_derivatives
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/series.hpp>

#include <array>

#include "levels.hpp"
#include "verify.hpp"

namespace {

using typegrad::along, typegrad::constant, typegrad::wrt;

constexpr typegrad::variable<"x"> x;
constexpr typegrad::variable<"z"> z;
constexpr typegrad::variable<"k"> k;
constexpr auto y = x * x * z + z * z * z;
constexpr auto u = x * z;
constexpr auto v = z * z * x;

}

BOOST_AUTO_TEST_CASE(second_derivatives) {
    constexpr auto h = hessian(y)(x = 2.0, z = 3.0);
    static_assert(h[x][x] == 6 && h[x][z] == 4 && h[z][x] == 4 && h[z][z] == 18);
    static_assert(hessian(y)(2.0, 3.0)[z][z] == 18);
    static_assert(hessian(y, wrt(z))(x = 2.0, z = 3.0)[z][z] == 18);
    // The order in which variables are named does not matter, nor what they are bound to.
    static_assert(hessian(y, wrt(z, x))(z = 3, x = 2.0f)[x][z] == 4.0f);
    constexpr auto all = value_gradient_and_hessian(y)(x = 2.0, z = 3.0);
    static_assert(all.value == 39 && all.gradient[x] == 12 && all.gradient[z] == 31 && all.hessian[z][x] == 4);
    // Numbers that are known at run time only are slots, in the order of the terms.
    double const scale = verify::hidden(2.0), power = verify::hidden(5.0);
    auto const held = value_gradient_and_hessian(scale * x * x * z + power * z)(x = 2.0, z = verify::hidden(3.0));
    BOOST_TEST(held.value == 39);
    BOOST_TEST(held.gradient[z] == 13);
    BOOST_TEST(held.hessian[x][z] == 8);
    // Derivatives are expressions, and so have Hessians.
    static_assert(hessian(derivative(y, x))(x = 2.0, z = 3.0)[x][z] == 2);
    static_assert(hessian(abs(x) * x, typegrad::kinks::right)(x = 0.0)[x][x] == 2);
    static_assert(operations(hessian(exp(x * z)))["exp"] == 1 && operations(value_gradient_and_hessian(y)).total() > operations(hessian(y)).total());
}

// The numbers that an expression holds are put together as literals are, in Jacobians and Hessians too; not where they are too large for that.
BOOST_AUTO_TEST_CASE(numbers_together) {
    constexpr auto enthalpy = [](auto kelvin, auto a, auto b) {
        auto const t = kelvin / 1000;
        return a * t + b * t * t / 2 + t * t * t / 3 - 1 / t;
    };
    static_assert(operations(hessian(enthalpy(x, z, k))).total() <= typegrad::operations(typegrad::hessian(enthalpy)).total());
    BOOST_TEST(verify::near(hessian(enthalpy(x, z, k))(x = verify::hidden(700.0), z = 30.0, k = 7.0)[x][x], typegrad::hessian(enthalpy)(700.0, 30.0, 7.0)[0][0]));
    double const c = verify::hidden(1e200), size = 1e-300;
    BOOST_TEST(verify::near(jacobian((c * x) * (c * x))(x = size)[0][x], 2e100));
    BOOST_TEST(verify::near(hessian((c * x) * (c * x) * x)(x = size)[x][x], 6e100));
}

BOOST_AUTO_TEST_CASE(several_expressions) {
    constexpr auto j = jacobian(u, v)(x = 2.0, z = 3.0);
    static_assert(j.size() == 2 && j[0][x] == 3 && j[0][z] == 2 && j[1][x] == 9 && j[1][z] == 12);
    static_assert(jacobian(u, v, wrt(z))(x = 2.0, z = 3.0)[1][z] == 12);
    // Variables that not all expressions have.
    constexpr auto mixed = value_and_jacobian(z * z, x * k, constant<3> * z)(x = 2.0, z = 3.0, k = 5.0);
    static_assert(mixed.value == std::array{9.0, 10.0, 9.0} && mixed.jacobian[0][x] == 0 && mixed.jacobian[1][x] == 5 && mixed.jacobian[1][k] == 2 && mixed.jacobian[2][z] == 3);
    // The slots of each.
    auto const held = value_and_jacobian(verify::hidden(2.0) * x, x * verify::hidden(3.0) + verify::hidden(4.0) * z)(x = 1.0, z = 10.0);
    BOOST_TEST(held.value[1] == 43);
    BOOST_TEST(held.jacobian[0][x] == 2);
    BOOST_TEST(held.jacobian[1][z] == 4);
    // What they share is computed once.
    static_assert(operations(value_and_jacobian(exp(x) * z, exp(x) + z))["exp"] == 1);
}

BOOST_AUTO_TEST_CASE(patterns) {
    static_assert(sparsity(jacobian(z * z, x * k, constant<3> * z)).nonzeros == 4);
    static_assert(sparsity(hessian(x * x + z * k)).column_indices == std::array{0, 2, 1});
    static_assert(sparsity(hessian(x * x + z * k, wrt(z, k))).nonzeros == 2);
}

BOOST_AUTO_TEST_CASE(products) {
    constexpr auto moved = jvp(y)(x = 2.0, z = 3.0, along(x = 1.0, z = 0.5));
    static_assert(moved.value == 39 && moved.tangent == 27.5);
    static_assert(jvp(y)(x = 2.0, z = 3.0, along(z = 0.5, x = 1.0)).tangent == 27.5);
    static_assert(jvp(y, wrt(z))(x = 2.0, z = 3.0, along(z = 1.0)).tangent == 31);
    static_assert(jvp(u, v)(x = 2.0, z = 3.0, along(x = 1.0, z = 0.0)).tangent == std::array{3.0, 9.0});
    constexpr auto pulled = vjp(u, v)(x = 2.0, z = 3.0, std::array{1.0, 10.0});
    static_assert(pulled.value == std::array{6.0, 18.0} && pulled.gradient[x] == 93 && pulled.gradient[z] == 122);
    static_assert(vjp(y)(x = 2.0, z = 3.0, 2.0).gradient[z] == 62);
    constexpr auto second = hvp(y)(x = 2.0, z = 3.0, along(x = 1.0, z = 1.0));
    static_assert(second.value == 39 && second.gradient[x] == 12 && second.product[x] == 10 && second.product[z] == 22);
    double const scale = verify::hidden(4.0);
    BOOST_TEST(hvp(scale * x * x * z)(x = 2.0, z = verify::hidden(3.0), along(x = 1.0, z = 0.0)).product[z] == 16);
    static_assert(operations(hvp(y)).total() <= 3 * operations(value_and_gradient(y)).total());
}

BOOST_AUTO_TEST_CASE(expressions_again) {
    static_assert(laplacian(y)(x = 2.0, z = 3.0) == 24);
    static_assert(laplacian(y, wrt(z))(x = 2.0, z = 3.0) == 18);
    static_assert(divergence(u, v, wrt(x, z))(x = 2.0, z = 3.0) == 15);
    static_assert(divergence(u, v, wrt(z, x))(x = 2.0, z = 3.0) == 2 + 9);
    static_assert(directional(y, along(x = 1.0, z = 0.5))(x = 2.0, z = 3.0) == 27.5);
    static_assert(gradient(laplacian(y))(x = 2.0, z = 3.0)[z] == 8);
    static_assert(derivative(directional(y, along(z = 2.0)), x)(x = 2.0, z = 3.0) == 8);
    static_assert(mixed_derivative(y, x)(x = 2.0, z = 3.0) == 12 && mixed_derivative(y, z, x)(x = 2.0, z = 3.0) == 4 && mixed_derivative(y, x, z, x)(x = 2.0, z = 3.0) == 2);
    // Of an expression that does not have the variable, with the numbers that it holds.
    static_assert(divergence(z * z, -x, wrt(x, z))(x = 2.0, z = 3.0) == 0);
    double const scale = verify::hidden(2.0), other = verify::hidden(5.0);
    BOOST_TEST(divergence(scale * z, other * x * z, wrt(x, z))(x = 3.0, z = 1.0) == 15);
    BOOST_TEST(divergence(scale * z, other * x * z, wrt(x, z))(x = k + 1, z = k)(k = 2.0) == 15);
    // At kinks.
    static_assert(laplacian(abs(x) * x)(x = 0.0) == 0 && laplacian(abs(x) * x, typegrad::kinks::right)(x = 0.0) == 2);
    static_assert(mixed_derivative(abs(x) * x, x, x, typegrad::kinks::left)(x = 0.0) == -2);
    static_assert(directional(abs(x), along(x = 3.0), typegrad::kinks::left)(x = 0.0) == -3 && divergence(abs(x), wrt(x), typegrad::kinks::right)(x = 0.0) == 1);
}

BOOST_AUTO_TEST_CASE(with_all_that_they_are_made_of) {
    constexpr auto all = value_gradient_and_laplacian(y)(x = 2.0, z = 3.0);
    static_assert(all.value == 39 && all.gradient[x] == 12 && all.gradient[z] == 31 && all.laplacian == 24);
    static_assert(value_gradient_and_laplacian(y, wrt(z))(x = 2.0, z = 3.0).laplacian == 18);
    double const scale = verify::hidden(4.0);
    BOOST_TEST(value_gradient_and_laplacian(scale * x * x * z)(x = 2.0, z = verify::hidden(3.0)).laplacian == 24);
    constexpr auto flow = value_and_divergence(u, v, wrt(x, z))(x = 2.0, z = 3.0);
    static_assert(flow.value == std::array{6.0, 18.0} && flow.divergence == 15);
    static_assert(value_and_divergence(u, v, wrt(z, x))(x = 2.0, z = 3.0).divergence == 11);
    static_assert(operations(value_gradient_and_laplacian(exp(x * z)))["exp"] == 1);
    // How they are accumulated.
    constexpr auto r = exp(sin(x * x));
    static_assert(typegrad::accumulation_of(jacobian(r * r, sin(r), constant<1> / r, cos(r))).chosen == typegrad::accumulation::forward);
}

BOOST_AUTO_TEST_CASE(without_zeros) {
    constexpr auto j = sparse_jacobian(z * z, x * k, constant<3> * z)(z = 2.0, x = 3.0, k = 5.0);
    static_assert(j.nonzeros == 4 && j.values == std::array{4.0, 5.0, 3.0, 3.0} && j[0][z] == 4 && j[0][x] == 0 && j[1][k] == 3 && j(2, 0) == 3);
    static_assert(sparse_jacobian(z * z, x * k, wrt(k))(z = 2.0, x = 3.0, k = 5.0).nonzeros == 1);
    constexpr auto both = value_and_sparse_jacobian(z * z, x * k)(z = 2.0, x = 3.0, k = 5.0);
    static_assert(both.value == std::array{4.0, 15.0} && both.jacobian[1][x] == 5);
    constexpr auto h = sparse_hessian(x * x + z * k)(x = 2.0, z = 3.0, k = 5.0);
    static_assert(h.nonzeros == 3 && h[x][x] == 2 && h[z][k] == 1 && h[z][z] == 0);
    constexpr auto row = sparse_hessian(x * x + z * k)(x = 2.0, z = 3.0, k = 5.0)[z];  // holds what it is a row of
    static_assert(row[k] == 1 && row[x] == 0);
    double const scale = verify::hidden(4.0);
    auto const all = value_gradient_and_sparse_hessian(scale * x * x + z)(x = verify::hidden(2.0), z = 1.0);
    BOOST_TEST(all.value == 17);
    BOOST_TEST(all.gradient[x] == 16);
    BOOST_TEST(all.hessian[x][x] == 8);
}

namespace {

// Linear for whatever takes expressions.
constexpr double paths = 1 << levels::count;
constexpr auto product = levels::halved_square(x * z);
constexpr auto difference = levels::halved_square(x - z + constant<1>);
static_assert(hessian(product)(x = 2.0, z = 1.0)[x][z] == paths * paths);
static_assert(jvp(product, difference)(x = 2.0, z = 1.0, along(x = 1.0, z = 0.5)).tangent == std::array{2 * paths, paths / 2});
static_assert(value_and_divergence(product, difference, wrt(z, x))(x = 2.0, z = 1.0).divergence == 3 * paths);
static_assert(typegrad::taylor<2>(product, wrt(x))(x = 2.0, z = 1.0)[2] == paths * (paths - 1) / 4);
static_assert(sparse_hessian(difference)(x = 2.0, z = 1.0)[x][z] == -paths * (paths - 1) / 2);
static_assert(typegrad::gradient([](auto p) { return p * p; })(product)(x = 2.0, z = 1.0) == 4);

}
