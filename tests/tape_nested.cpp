// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Second derivatives of what only the tape takes: branches, loops of run-time length, sizes known at run time; beside those of the
// compile-time engine where it takes the function as well.
#define BOOST_TEST_MODULE typegrad_tape_nested
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/tape.hpp>

#include <array>
#include <cmath>
#include <tuple>
#include <vector>

#include "verify.hpp"

namespace {

namespace tape = typegrad::tape;
using std::array, std::vector;

template <std::size_t N>
using square = array<array<double, N>, N>;

// No part of what is compiled for every function.
void compare(char const* name, array<double, 3> const& gradient, square<3> const& hessian, array<double, 3> const& got_gradient, square<3> const& got_hessian, vector<vector<double>> const& sized) {
    BOOST_TEST(verify::near(got_gradient, gradient), name);
    BOOST_TEST(verify::near(got_hessian, hessian), name << ": " << verify::text(got_hessian) << " and not " << verify::text(hessian));
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j) BOOST_TEST(sized[i][j] == got_hessian[i][j], name);
}
void compare(char const* name, square<2> const& expected, square<2> const& got) {
    for (std::size_t i = 0; i < 2; ++i)
        for (std::size_t j = 0; j < 2; ++j)
            BOOST_TEST((got[i][j] == expected[i][j] || (std::isnan(got[i][j]) && std::isnan(expected[i][j]))), name << ": " << got[i][j] << " and not " << expected[i][j]);
}

// Every derivative of second order of one function at one point, by tape and by compiler.
template <class F>
void check(char const* name, F f, array<double, 3> const& at) {
    auto const expected = typegrad::value_gradient_and_hessian(f)(at);
    auto const got = tape::value_gradient_and_hessian(f)(at);
    compare(name, expected.gradient, expected.hessian, got.gradient, got.hessian, tape::hessian(f)(vector<double>(at.begin(), at.end())));
}

}

BOOST_AUTO_TEST_CASE(as_at_compile_time) {
    array const at{0.7, -1.3, 2.1};
    check("polynomial", [](auto const& v) { return v[0] * v[0] * v[1] - 3 * v[2] * v[1] / v[0] + 1; }, at);
    check("elementary", [](auto const& v) { return sin(v[0]) * exp(v[1]) + log(v[2]) * tanh(v[0] * v[1]) + sqrt(v[2]) * cbrt(v[0]); }, at);
    check("powers", [](auto const& v) { return pow(v[0], v[2]) + pow(v[2], 1.5) + pow(v[1], 3) + pow(2.0, v[1]) + pow(v[1], -2); }, at);
    check("norms", [](auto const& v) { return hypot(v[0], v[1]) * sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]) + atan2(v[1], v[0]); }, at);
    check("kinked", [](auto const& v) { return max(v[0] * v[0], v[1]) * abs(v[1]) + relu(v[2] * v[0]) + min(v[2], v[0] * v[2]) * clamp(v[0], 0.0, 1.0); }, at);
    check("chosen", [](auto const& v) { return select(v[0] > 0, v[0] * v[1] * v[2], v[1]) * select(v[1] > 0, log(v[1]), v[1] * v[1]); }, at);
    check("special", [](auto const& v) { return erf(v[0]) * sigmoid(v[1]) + softplus(v[2] * v[0]) + log1p(v[0] * v[0]) * expm1(v[1]) + fma(v[0], v[1], v[2] * v[2]); }, at);
    check("inverse", [](auto const& v) { return asin(v[0] / 2) + acos(v[1] / 3) * atan(v[2]) + asinh(v[0] * v[1]) + acosh(v[2]) + atanh(v[0] / 2); }, at);
}

// A square root at 0 of the untaken side, and kinks themselves: what is zero by structure stays zero at second order.
BOOST_AUTO_TEST_CASE(at_zero) {
    auto const guarded = [](auto x) { return select(x > 0, sqrt(x), x * x); };
    BOOST_TEST(tape::hessian(guarded)(0.0)[0][0] == 2);
    BOOST_TEST(tape::hessian(guarded)(-1.0)[0][0] == 2);
    BOOST_TEST(tape::hessian([](auto x) { return pow(x, 2); })(0.0)[0][0] == 2);
    BOOST_TEST(tape::hessian([](auto x) { return abs(x) * x; })(0.0)[0][0] == typegrad::hessian([](auto x) { return abs(x) * x; })(0.0)[0][0]);
    BOOST_TEST(tape::hessian([](auto x) { return abs(x); }, typegrad::kinks::right)(0.0)[0][0] == 0);
    BOOST_TEST(tape::derivative([](auto x) { return x * tape::derivative([](auto y) { return abs(y); }, typegrad::kinks::right)(x); })(0.0) == 1);
}

// Norms where they are 0: smooth functions of them have their second derivatives, and others none.
BOOST_AUTO_TEST_CASE(norms_at_zero) {
    auto const same = [](char const* name, auto f, array<double, 2> const& at) { compare(name, typegrad::hessian(f)(at), tape::hessian(f)(at)); };
    array const zero{0.0, 0.0}, on_axis{0.0, 3.0}, equal{2.0, 2.0};
    same("half a squared norm", [](auto const& v) { auto const r = sqrt(v[0] * v[0] + v[1] * v[1]); return r * r / 2; }, zero);
    same("cosine", [](auto const& v) { return cos(hypot(v[0], v[1])); }, zero);
    same("cube", [](auto const& v) { auto const r = hypot(v[0], v[1]); return r * r * r; }, zero);
    same("norm", [](auto const& v) { return sqrt(v[0] * v[0] + v[1] * v[1]); }, zero);
    same("hypot", [](auto const& v) { return 3 * hypot(v[0], v[1]) + v[0] * v[0]; }, zero);
    same("exponential", [](auto const& v) { return exp(-hypot(v[0], v[1])); }, zero);
    same("distance", [](auto const& v) { auto const d = v[0] - v[1]; auto const r = sqrt(d * d + d * d); return r * r; }, equal);
    same("times a coordinate", [](auto const& v) { return hypot(v[0], v[1]) * v[0]; }, zero);
    same("magnitude", [](auto const& v) { return abs(v[0]) + v[1] * v[1] * v[0]; }, on_axis);
    same("magnitudes", [](auto const& v) { return abs(v[0]) * abs(v[0]) * v[1]; }, on_axis);
    same("root of a square", [](auto const& v) { auto const r = sqrt(v[0] * v[0]); return r * r * v[1] + r; }, on_axis);
    same("powers", [](auto const& v) { return pow(v[0] * v[0] + v[1] * v[1], 0.5); }, zero);
    same("exponents at 0", [](auto const& v) { return pow(v[0] + 1, v[0]) * v[1]; }, on_axis);
    // Where one norm's adjoint is another norm there is no derivative here; nobody gets a wrong one.
    BOOST_TEST(tape::hessian([](auto x, auto y) { return hypot(x, y) * sqrt(x * x + y * y); })(0.0, 0.0)[0][0] == 2);
    BOOST_TEST(std::isnan(tape::derivative(tape::derivative(tape::derivative([](auto x) { return abs(x) * abs(x) * abs(x); })))(0.0)));
    BOOST_TEST(std::isnan(tape::derivative([](auto x) { return tape::jvp([](auto t) { return abs(t) * t; })(x, 1 + 0 * x).tangent; })(0.0)));
    auto const product = tape::hvp([](auto const& v) { return pow(hypot(v[0], v[1]), 2) / 2; })(zero, array{3.0, 4.0}).product;
    BOOST_TEST((product == array{3.0, 4.0}));
}

BOOST_AUTO_TEST_CASE(branches_and_loops) {
    auto const branch = [](auto x) {
        if (x > 1) return x * x * x * x;
        return -x;
    };
    BOOST_TEST(tape::hessian(branch)(2.0)[0][0] == 48);
    BOOST_TEST(tape::hessian(branch)(0.0)[0][0] == 0);
    BOOST_TEST(tape::hvp(branch)(2.0, 0.5).product == 24);
    BOOST_TEST(tape::hvp(branch)(2.0, 0.5).gradient == 32);
    int const times = static_cast<int>(verify::hidden(4.0));
    double const scale = verify::hidden(0.5);
    auto const loop = [=](auto x, auto y) {
        auto power = x;
        for (int i = 1; i < times; ++i) power *= x;
        return scale * power * y * y;
    };
    auto const h = tape::hessian(loop)(2.0, 3.0);
    BOOST_TEST((h == array{array{0.5 * 48 * 9, 0.5 * 32 * 6}, array{0.5 * 32 * 6, 0.5 * 16 * 2}}));
    BOOST_TEST(tape::hessian(loop, typegrad::wrt<1>)(2.0, 3.0)[0][0] == 16);
    BOOST_TEST((tape::jacobian(tape::gradient(loop))(2.0, 3.0) == h));
    auto const all = tape::value_gradient_and_hessian(loop)(2.0, 3.0);
    BOOST_TEST(all.value == 72);
    BOOST_TEST((all.gradient == std::tuple{0.5 * 32 * 9, 0.5 * 16 * 6}));
    BOOST_TEST((all.hessian == h));
    BOOST_TEST(tape::derivative(tape::derivative(tape::derivative(tape::derivative(branch))))(3.0) == 24);
}

BOOST_AUTO_TEST_CASE(sizes_of_run_time) {
    vector<double> const at(static_cast<std::size_t>(verify::hidden(5.0)), 2.0);
    auto const cubes = [](auto const& v) {
        auto sum = 0 * v[0];
        for (auto const& x : v) sum += x * x * x;
        return sum * v.back();
    };
    BOOST_TEST((tape::gradient(cubes)(at) == vector<double>{24, 24, 24, 24, 24 + 40}));
    auto const both = tape::value_and_gradient(cubes)(at);
    BOOST_TEST(both.value == 80);
    BOOST_TEST(both.gradient[0] == 24);
    auto const h = tape::hessian(cubes)(at);
    BOOST_TEST(h[1][1] == 24);
    BOOST_TEST(h[1][2] == 0);
    BOOST_TEST(h[1][4] == 12);
    BOOST_TEST(h[4][4] == 24 + 24);
    BOOST_TEST(tape::value_gradient_and_hessian(cubes)(at).hessian[4][1] == 12);
    vector<double> direction(5, 0.0);
    direction[1] = 1;
    BOOST_TEST(tape::jvp(cubes)(at, direction).tangent == 24);
    auto const product = tape::hvp(cubes)(at, direction);
    BOOST_TEST((product.product == h[1] && product.gradient == both.gradient && product.value == 80));
    auto const squares = [](auto const& v) {
        auto out = v;
        for (auto& x : out) x *= x;
        return out;
    };
    BOOST_TEST((tape::vjp(squares)(vector{1.0, 3.0}, vector{10.0, 100.0}).gradient == vector{20.0, 600.0}));
    BOOST_TEST((tape::jvp(squares)(vector{1.0, 3.0}, vector{10.0, 100.0}).tangent == vector{20.0, 600.0}));
    BOOST_CHECK_THROW((void)tape::vjp(squares)(vector{1.0, 3.0}, vector{10.0}), std::logic_error);
    BOOST_CHECK_THROW((void)tape::jvp(squares)(vector{1.0, 3.0}, vector{10.0}), std::logic_error);
    // Beside a number, selected, nested, and as a result.
    auto const scaled = [](auto const& v, auto s) {
        auto out = v;
        for (auto& x : out) x = s * x * x;
        return out;
    };
    auto const j = tape::jacobian(scaled)(vector{1.0, 3.0}, 10.0);
    BOOST_TEST((j == vector<vector<double>>{{20, 0, 1}, {0, 60, 9}}));
    BOOST_TEST((tape::value_and_jacobian(scaled, typegrad::wrt<1>)(vector{1.0, 3.0}, 10.0).jacobian == vector<vector<double>>{{1}, {9}}));
    auto const total = [](auto const& rows) {
        auto sum = 0 * rows[0][0];
        for (auto const& row : rows)
            for (auto const& x : row) sum += x * x;
        return sum;
    };
    BOOST_TEST((tape::gradient(total)(vector<vector<double>>{{1, 2}, {3}}) == vector<vector<double>>{{2, 4}, {6}}));
    BOOST_TEST((tape::gradient(total)(vector<array<double, 2>>{{1, 2}, {3, 4}})[1][0] == 6));
    auto const [of_v, of_s] = tape::gradient([](auto const& v, auto s) { return v[0] * s * s; })(vector{2.0}, 3.0);
    BOOST_TEST((of_v == vector{9.0} && of_s == 12));
}

// A gradient that is a recorded value, of any order.
BOOST_AUTO_TEST_CASE(variables_of_higher_order) {
    tape::variable_of_order<3> x{2.0, tape::requires_grad}, y{3.0, tape::requires_grad};
    auto const f = x * x * x * x * y;
    f.backward(tape::create_graph);
    auto const slope = x.grad();
    BOOST_TEST(static_cast<double>(slope) == 96);
    slope.backward(tape::create_graph);
    auto const second = x.value().grad();
    BOOST_TEST(static_cast<double>(second) == 48 * 3);
    BOOST_TEST(static_cast<double>(y.value().grad()) == 32);
    second.backward();
    BOOST_TEST(x.value().value().grad() == 48 * 3);
    // Beside variables of fewer orders, which are constants to the outer tapes.
    tape::variable a{5.0, tape::requires_grad};
    tape::variable_of_order<2> z{2.0, tape::requires_grad};
    (z * z * a).backward(tape::create_graph);
    BOOST_TEST(z.grad().value() == 20);
    z.grad().backward();
    BOOST_TEST(a.grad() == 4);
    BOOST_TEST(z.value().grad() == 10);
}
