// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// wrt<…> in another order than that of the arguments: results, rows, columns and tangents come in the order asked for.
#define BOOST_TEST_MODULE typegrad_asked_order
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/check.hpp>
#include <typegrad/print.hpp>
#include <typegrad/series.hpp>
#include <typegrad/tape.hpp>

#include "verify.hpp"

using typegrad::along, typegrad::gradient, typegrad::hessian, typegrad::jacobian, typegrad::value_and_gradient, typegrad::wrt;

namespace {

using pair = std::array<double, 2>;
template <std::size_t M, std::size_t N>
using matrix = std::array<std::array<double, N>, M>;

// At p = 3, q = (5, 7), r = 2: dp = 2pq₀ + r, dq = (p², r), dr = q₁ + p.
constexpr auto f = [](auto p, auto const& q, auto r) { return p * p * q[0] + q[1] * r + p * r; };
constexpr double p = 3, r = 2;
constexpr pair q{5, 7};
constexpr typegrad::variable<"x"> x;
constexpr typegrad::variable<"y"> y;
constexpr typegrad::variable<"z"> z;
constexpr auto several = [](auto a, auto b, auto c) { return std::array{a * b, b * c * c}; };

}

BOOST_AUTO_TEST_CASE(gradients) {
    VERIFY(gradient(f, wrt<1, 0>), (std::tuple{pair{9, 2}, 32.0}), p, q, r);
    VERIFY(gradient(f, wrt<2, 0, 1>), (std::tuple{10.0, 32.0, pair{9, 2}}), p, q, r);
    VERIFY(value_and_gradient(f, wrt<2, 1>), (typegrad::value_with_gradient<double, std::tuple<double, pair>>{65, {10, {9, 2}}}), p, q, r);
    VERIFY(gradient(f, typegrad::fast, wrt<2, 0>, typegrad::kinks::right), (std::tuple{10.0, 32.0}), p, q, r);
    VERIFY(gradient(f, wrt<1>), (pair{9, 2}), p, q, r);
}

BOOST_AUTO_TEST_CASE(matrices) {
    VERIFY(jacobian(f, wrt<2, 1, 0>), (matrix<1, 4>{{{10, 9, 2, 32}}}), p, q, r);
    VERIFY(jacobian(several, wrt<2, 0>), (matrix<2, 2>{{{0, 3}, {30, 0}}}), 2.0, 3.0, 5.0);
    VERIFY(typegrad::value_and_jacobian(several, wrt<1, 0>), (typegrad::value_with_jacobian<pair, matrix<2, 2>>{{6, 75}, {{{2, 3}, {25, 0}}}}), 2.0, 3.0, 5.0);
    // Second derivatives: pp 2q₀, pq₀ 2p, pr 1, q₁r 1.
    VERIFY(hessian(f, wrt<1, 0>), (matrix<3, 3>{{{0, 0, 6}, {0, 0, 0}, {6, 0, 10}}}), p, q, r);
    VERIFY(hessian(f, wrt<2, 1>), (matrix<3, 3>{{{0, 0, 1}, {0, 0, 0}, {1, 0, 0}}}), p, q, r);
    using all = typegrad::value_with_gradient_and_hessian<double, std::tuple<double, double>, matrix<2, 2>>;
    VERIFY(typegrad::value_gradient_and_hessian(f, wrt<2, 0>), (all{65, {10, 32}, {{{0, 1}, {1, 10}}}}), p, q, r);
}

BOOST_AUTO_TEST_CASE(products) {
    VERIFY(typegrad::jvp(f, wrt<2, 0>), (typegrad::value_with_tangent<double, double>{65, 10 * 1 + 32 * 100}), p, q, r, 1.0, 100.0);
    VERIFY(typegrad::jvp(f, wrt<1, 0>), (typegrad::value_with_tangent<double, double>{65, 9 * 1 + 2 * 10 + 32 * 100}), p, q, r, (pair{1, 10}), 100.0);
    VERIFY(typegrad::directional(f, wrt<2, 0>), 10 * 1.0 + 32 * 100, p, q, r, 1.0, 100.0);
    VERIFY(typegrad::vjp(several, wrt<2, 1>), (typegrad::value_with_gradient<pair, std::tuple<double, double>>{{6, 75}, {300, 2 + 250}}), 2.0, 3.0, 5.0, (pair{1, 10}));
    using product = typegrad::value_with_hessian_product<double, std::tuple<double, double>, std::tuple<double, double>>;
    VERIFY(typegrad::hvp(f, wrt<2, 0>), (product{65, {10, 32}, {100, 1 + 1000}}), p, q, r, 1.0, 100.0);
    // The i-th value by the i-th variable asked for.
    VERIFY(typegrad::divergence(several, wrt<1, 0>), 2.0 + 0, 2.0, 3.0, 5.0);
    VERIFY(typegrad::laplacian(f, wrt<2, 0>), 10.0, p, q, r);
    static_assert(typegrad::taylor<2>(several, wrt<2, 1>)(2.0, 3.0, 5.0, 1.0, 10.0) == std::array{pair{6, 75}, pair{20, 25 * 10 + 30}, pair{0, 3 + 100}});
}

BOOST_AUTO_TEST_CASE(sparse) {
    constexpr auto j = typegrad::sparse_jacobian(several, wrt<2, 0>)(2.0, 3.0, 5.0);
    static_assert(j.nonzeros == 2 && j(0, 0) == 0 && j(0, 1) == 3 && j(1, 0) == 30 && j(1, 1) == 0);
    static_assert(typegrad::sparsity(jacobian(several, wrt<2, 0>)).nonzeros == 2);
    constexpr auto h = typegrad::sparse_hessian(f, wrt<1, 0>)(p, q, r);
    static_assert(h.nonzeros == 3 && h(0, 2) == 6 && h(2, 0) == 6 && h(2, 2) == 10);
}

BOOST_AUTO_TEST_CASE(tape) {
    namespace tape = typegrad::tape;
    double const hidden = verify::hidden(p);
    BOOST_TEST((tape::gradient(f, wrt<1, 0>)(hidden, q, r) == std::tuple{pair{9, 2}, 32.0}));
    BOOST_TEST((tape::jacobian(several, wrt<2, 0>)(2.0, hidden, 5.0) == matrix<2, 2>{{{0, 3}, {30, 0}}}));
    BOOST_TEST((tape::hessian(f, wrt<1, 0>)(hidden, q, r) == matrix<3, 3>{{{0, 0, 6}, {0, 0, 0}, {6, 0, 10}}}));
    BOOST_TEST(tape::jvp(f, wrt<2, 0>)(hidden, q, r, 1.0, 100.0).tangent == 3210);
    BOOST_TEST((tape::vjp(several, wrt<2, 1>)(2.0, hidden, 5.0, pair{1, 10}).gradient == std::tuple{300.0, 252.0}));
    BOOST_TEST((tape::hvp(f, wrt<2, 0>)(hidden, q, r, 1.0, 100.0).product == std::tuple{100.0, 1001.0}));
    BOOST_TEST((tape::value_gradient_and_hessian(f, wrt<2, 0>)(hidden, q, r).hessian == matrix<2, 2>{{{0, 1}, {1, 10}}}));
}

BOOST_AUTO_TEST_CASE(nested) {
    // The derivative in r of the sum of both; a state; a check; what it costs.
    constexpr auto of_partials = [](auto t) {
        auto const [first, second] = gradient(f, wrt<2, 0>)(t, std::array{5 * t, 7 * t}, t);
        return first + 10 * second;
    };
    VERIFY(typegrad::derivative(of_partials), 7 + 1 + 10 * (20 * 3.0 + 1), 3.0);
    constexpr auto stated = [](auto a, auto b, auto factor) { return factor * a * a * b; };
    BOOST_TEST((typegrad::gradient(typegrad::with(stated, verify::hidden(2.0)), wrt<1, 0>)(3.0, 5.0) == std::tuple{18.0, 60.0}));
    BOOST_TEST((hessian(typegrad::with(stated, verify::hidden(2.0)), wrt<1, 0>)(3.0, 5.0) == matrix<2, 2>{{{0, 12}, {12, 20}}}));
    static_assert(typegrad::check_gradient(f, wrt<2, 0, 1>, p, q, r));
    static_assert(typegrad::operations<double, pair, double>(gradient(f, wrt<1, 0>)).total() == typegrad::operations<double, pair, double>(gradient(f, wrt<0, 1>)).total());
    static_assert(typegrad::operations<double, pair, double>(typegrad::jvp(f, wrt<1, 0>)).total() == typegrad::operations<double, pair, double>(typegrad::jvp(f, wrt<0, 1>)).total());
    static_assert(typegrad::accumulation_of(jacobian(several, wrt<2, 0>)).operations == typegrad::accumulation_of(jacobian(several, wrt<0, 2>)).operations);
}

BOOST_AUTO_TEST_CASE(expressions) {
    constexpr auto e = x * x * y + z * y;
    constexpr auto at = [](auto const& transform) { return transform(x = 3.0, y = 5.0, z = 2.0); };
    static_assert(at(gradient(e, wrt(z, x))).partial == pair{5, 30} && at(gradient(e, wrt(z, x)))[x] == 30);
    static_assert(at(value_and_gradient(e, wrt(y, x))).gradient.partial == pair{11, 30});
    static_assert(at(hessian(e, wrt(y, x))).entries == matrix<2, 2>{{{0, 6}, {6, 10}}} && at(hessian(e, wrt(y, x)))[x][x] == 10);
    static_assert(at(jacobian(e, x * z, wrt(z, x)))[1].partial == pair{3, 2} && at(jacobian(e, x * z, wrt(z, x)))[0][x] == 30);
    static_assert(jvp(e, wrt(z, x))(x = 3.0, y = 5.0, z = 2.0, along(x = 100.0, z = 1.0)).tangent == 3005);
    static_assert(hvp(e, wrt(y, x))(x = 3.0, y = 5.0, z = 2.0, along(x = 100.0, y = 1.0)).product.partial == pair{600, 1006});
    static_assert(vjp(e, x * z, wrt(z, x))(x = 3.0, y = 5.0, z = 2.0, pair{1, 10}).gradient.partial == pair{35, 50});
    constexpr auto j = at(sparse_jacobian(e, x * z, wrt(z, x)));
    static_assert(j[1][z] == 3 && j(1, 0) == 3 && j(0, 1) == 30);
    static_assert(typegrad::check_gradient(e, wrt(z, x), x = 3.0, y = 5.0, z = 2.0));
    // A function of expressions.
    constexpr auto g = [](auto a, auto b) { return a * a * b; };
    static_assert(std::get<0>(gradient(g, wrt<1, 0>)(x, y))(x = 3.0, y = 5.0) == 9);
}
