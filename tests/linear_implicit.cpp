// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The implicit derivative of a solution of linear equations: of all orders and by all sweeps that of the formula, which finds it by
// an inverse.
#define BOOST_TEST_MODULE typegrad_linear_implicit
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/linear.hpp>
#include <typegrad/print.hpp>
#include <typegrad/series.hpp>
#include <typegrad/tape.hpp>

#include <cmath>
#include <string>
#include <tuple>
#include <type_traits>

#include "verify.hpp"

namespace {

using namespace typegrad;
using vec2 = vec<double, 2>;
using vec3 = vec<double, 3>;
using mat2 = mat<double, 2, 2>;
using mat3 = mat<double, 3, 3>;

constexpr auto implicit = [](auto const& m, auto const& x) { return squared_norm(solve(m, x)) * solve(m, x)[1]; };
constexpr auto by_inverse = [](auto const& m, auto const& x) { return squared_norm(inverse(m) * x) * (inverse(m) * x)[1]; };

constexpr auto at_two(auto const& f, auto const& u) {
    return f(mat<std::remove_cvref_t<decltype(u[0])>, 2, 2>{u[0], u[1], u[1], u[0] * u[1]}, vec2{1, 2});
}
constexpr auto implicit_at_two = [](auto const& u) { return at_two(implicit, u); };
constexpr auto by_inverse_at_two = [](auto const& u) { return at_two(by_inverse, u); };

constexpr auto solution = [](auto const& u, auto const& v) { return solve(u, v); };
constexpr auto solution_by_inverse = [](auto const& u, auto const& v) { return inverse(u) * v; };
constexpr auto columns = [](auto const& u, auto const& v) { return sum(solve(u, v).row(0)); };
constexpr auto columns_by_inverse = [](auto const& u, auto const& v) { return sum((inverse(u) * v).row(0)); };

constexpr mat3 matrix{2, -1, 0.5,
                      1, 3, -2,
                      0.25, 4, 1};
constexpr mat3 motion{1, -2, 3,
                      -1, 0, 2,
                      1, 1, -3};
constexpr vec3 right{1, 2, 3};

bool close(double u, double v) { return std::abs(u - v) <= 1e-12 * (1 + std::abs(v)); }
template <class T>
void check(T const& actual, T const& expected) {
    std::array<double, static_cast<std::size_t>(leaves<T>)> known{};
    std::size_t next = 0;
    each_leaf<T>(expected, [&](double v) { known[next++] = v; });
    next = 0;
    each_leaf<T>(actual, [&](double u) {
        BOOST_TEST(close(u, known[next]), "entry " << next << " is " << u << ", not " << known[next]);
        ++next;
    });
}

}

BOOST_AUTO_TEST_CASE(all_sweeps_and_orders) {
    mat3 const m = verify::hidden(matrix);
    vec3 const x = verify::hidden(right);
    check(value_and_gradient(implicit)(m, x), value_and_gradient(by_inverse)(m, x));
    check(tape::gradient(implicit)(m, x), gradient(implicit)(m, x));
    check(gradient(columns, wrt<0>)(m, motion), gradient(columns_by_inverse, wrt<0>)(m, motion));

    mat2 const m2 = verify::hidden(mat2{2, 1, -3, 4}), dm = verify::hidden(mat2{1, -2, 0.5, 3});
    vec2 const x2 = verify::hidden(vec2{1, 2}), dx = verify::hidden(vec2{-2, 0.5});
    check(jacobian(solution, wrt<0>)(m2, x2), jacobian(solution_by_inverse, wrt<0>)(m2, x2));
    check(hessian(implicit)(m2, x2), hessian(by_inverse)(m2, x2));
    check(sparse_hessian(implicit)(m2, x2).dense(), hessian(by_inverse)(m2, x2));
    check(hvp(implicit)(m2, x2, dm, dx), hvp(by_inverse)(m2, x2, dm, dx));
    check(taylor<3>(implicit)(m2, x2, dm, dx), taylor<3>(by_inverse)(m2, x2, dm, dx));
    // Transforms inside of each other.
    check(gradient(laplacian(implicit_at_two))(dx), gradient(laplacian(by_inverse_at_two))(dx));
    // In constant expressions, and to the last bit the value that the function has on numbers.
    constexpr auto both = value_and_gradient(implicit)(matrix, right);
    static_assert(both.value == implicit(matrix, right));
}

BOOST_AUTO_TEST_CASE(structure) {
    // A matrix that does not move; and of a triangular one the first unknown depends on the first entry only.
    static_assert(gradient([](auto const& x) { return solve(mat2{2, 0, 0, 4}, x)[1]; })(vec2{1, 1}) == vec2{0, 0.25});
    constexpr auto triangular = [](auto const& v) { return solve(mat<std::remove_cvref_t<decltype(v[0])>, 2, 2>{v[0], 0, v[1], v[2]}, vec2{1, 1}); };
    static_assert(jacobian(triangular)(vec3{2, 3, 4})[0] == std::array{-0.25, 0.0, 0.0});
    static_assert(sparsity<vec3>(jacobian(triangular)).nonzeros == 4);
    // In a branch that is not taken, at a matrix that is singular.
    constexpr auto guarded = [](auto const& m, auto const& x) { return select(determinant(m) != 0, solve(m, x)[0] * solve(m, x)[1], 0); };
    static_assert(gradient(guarded)(mat2{1, 2, 2, 4}, vec2{1, 2}) == std::tuple{mat2{}, vec2{}} && hessian(guarded, wrt<1>)(mat2{1, 2, 2, 4}, vec2{1, 2})[0][1] == 0);
    // What carries the derivative is no part of a program.
    constexpr auto first = [](auto const& m, auto const& x) { return solve(m, x)[0]; };
    std::string const text = ssa(value_and_gradient(first), mat2{}, vec2{});
    BOOST_TEST((text.find("implied") == std::string::npos && text.find("fixed") == std::string::npos), text);
}

BOOST_AUTO_TEST_CASE(costs) {
    using mat4 = mat<double, 4, 4>;
    using vec4 = vec<double, 4>;
    constexpr auto energy = [](auto const& m, auto const& x) { return squared_norm(solve(m, x)); };
    static_assert(operations<mat4, vec4>(energy).total() == 167 && operations<mat4, vec4>(value_and_gradient(energy)).total() == 235);
}
