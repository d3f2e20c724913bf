// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Solvers of several unknowns: systems and minima, against closed forms, on both engines.
#define BOOST_TEST_MODULE typegrad_solve_systems
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/solve.hpp>
#include <typegrad/tape.hpp>

#include <array>
#include <cmath>
#include <tuple>

#include "verify.hpp"

namespace {

using typegrad::argmin, typegrad::root;
using typegrad::derivative, typegrad::gradient, typegrad::hessian, typegrad::jacobian, typegrad::value_and_gradient;
namespace tape = typegrad::tape;

constexpr bool close(double a, double b, double tolerance) {
    double const difference = a < b ? b - a : a - b, size = b < 0 ? -b : b;
    return difference <= tolerance * (size > 1 ? size : 1);
}
void expect(double actual, double expected, double tolerance, char const* what) {
    BOOST_TEST(close(actual, expected, tolerance), what << " is " << actual << ", not " << expected << "; off by " << actual - expected);
}

}

namespace {

// x + y = s, x y = p: the roots of t² - s t + p. dx/ds = x / (x - y), dx/dp = -1 / (x - y).
constexpr auto vieta = root([](auto const& x, auto s, auto p) { return std::array{x[0] + x[1] - s, x[0] * x[1] - p}; });
constexpr auto larger = [](auto s, auto p) { return vieta(std::array{5.0, 1.0}, s, p)[0]; };

// A x = b with A among the parameters.
template <std::size_t N>
constexpr auto linear = root([](auto const& x, auto const& a, auto const& b) {
    auto residual = b;
    for (std::size_t i = 0; i < N; ++i) {
        residual[i] = -b[i];
        for (std::size_t j = 0; j < N; ++j) residual[i] = residual[i] + a[i][j] * x[j];
    }
    return residual;
});
template <std::size_t N>
constexpr auto weighted = [](auto const& a, auto const& b) {
    std::array<double, N> start{};
    auto const x = linear<N>(start, a, b);
    auto sum = x[0];
    for (std::size_t i = 1; i < N; ++i) sum = sum + static_cast<double>(i + 1) * x[i];
    return sum;
};

template <std::size_t N>
using square_matrix = std::array<std::array<double, N>, N>;
// With a zero in the first place: no order of elimination that is fixed would do.
template <std::size_t N>
constexpr square_matrix<N> example() {
    square_matrix<N> a{};
    for (std::size_t i = 0; i < N; ++i)
        for (std::size_t j = 0; j < N; ++j) a[i][j] = i == j ? (i == 0 ? 0.0 : 3.0) : 1.0 / static_cast<double>(1 + i + 2 * j);
    return a;
}

// Against w = A⁻ᵀ (1, 2, …): d/db = w, d/dA = -w xᵀ.
template <std::size_t N>
void linear_system() {
    auto const a = verify::hidden(example<N>());
    std::array<double, N> b{}, w{};
    for (std::size_t i = 0; i < N; ++i) b[i] = std::sin(static_cast<double>(i + 1)), w[i] = static_cast<double>(i + 1);
    square_matrix<N> transposed{};
    for (std::size_t i = 0; i < N; ++i)
        for (std::size_t j = 0; j < N; ++j) transposed[i][j] = a[j][i];
    typegrad::solvers::eliminate(transposed, w);
    auto const x = linear<N>(std::array<double, N>{}, a, b);
    auto const [by_a, by_b] = gradient(weighted<N>)(a, b);
    auto const [tape_by_a, tape_by_b] = tape::gradient(weighted<N>)(a, b);
    for (std::size_t i = 0; i < N; ++i) {
        double residual = -b[i];
        for (std::size_t j = 0; j < N; ++j) residual += a[i][j] * x[j];
        expect(residual, 0, 1e-13, "the residual");
        expect(by_b[i], w[i], 1e-12, "by the right side");
        expect(tape_by_b[i], w[i], 1e-12, "by the right side, on the tape");
        for (std::size_t j = 0; j < N; ++j) {
            expect(by_a[i][j], -w[i] * x[j], 1e-12, "by the matrix");
            expect(tape_by_a[i][j], -w[i] * x[j], 1e-12, "by the matrix, on the tape");
        }
    }
}

}

BOOST_AUTO_TEST_CASE(systems) {
    VERIFY(larger, 3.0, 5.0, 6.0);
    VERIFY(gradient(larger), (std::tuple{3.0, -1.0}), 5.0, 6.0);
    // x = (s + √(s² - 4p)) / 2.
    constexpr auto second = hessian(larger)(5.0, 6.0);
    static_assert(close(second[0][0], -12, 1e-14) && close(second[0][1], 5, 1e-14) && second[1][0] == second[0][1] && close(second[1][1], -2, 1e-14));
    BOOST_TEST((verify::near(tape::gradient(larger)(verify::hidden(5.0), 6.0), std::tuple{3.0, -1.0})));
    auto const tape_second = tape::jacobian(gradient(larger))(verify::hidden(5.0), 6.0);
    for (std::size_t i = 0; i < 2; ++i)
        for (std::size_t j = 0; j < 2; ++j) expect(tape_second[i][j], second[i][j], 1e-14, "a second derivative on the tape");
    BOOST_TEST(std::isnan(larger(verify::hidden(1.0), 1.0)));  // complex roots
    VERIFY((value_and_gradient(larger)), (typegrad::value_with_gradient<float, std::tuple<float, float>>{3, {3, -1}}), 5.0f, 6.0f);
    // Forward, and both results at once.
    constexpr auto both = [](auto s, auto p) { return vieta(std::array{5.0, 1.0}, s, p); };
    VERIFY(jacobian(both), (std::array{std::array{3.0, -1.0}, std::array{-2.0, 1.0}}), 5.0, 6.0);
    VERIFY(typegrad::directional(both), (std::array{3.0, -2.0}), 5.0, 6.0, 1.0, 0.0);
    linear_system<3>();
    linear_system<4>();
}

namespace {

// A straight line through five points, with a penalty λ on both coefficients: (XᵀX + λ 1) c = Xᵀ y.
constexpr std::array abscissae{0.0, 1.0, 2.0, 3.0, 4.0};
constexpr auto ridge = argmin([](auto const& c, auto const& y, auto lambda) {
    auto loss = lambda * (c[0] * c[0] + c[1] * c[1]);
    for (std::size_t i = 0; i < abscissae.size(); ++i) loss = loss + typegrad::square(c[0] + c[1] * abscissae[i] - y[i]);
    return loss;
});
constexpr auto inclination = [](auto const& y, auto lambda) { return ridge(std::array{0.0, 0.0}, y, lambda)[1]; };
// The same in closed form.
constexpr auto known_inclination = [](auto const& y, auto lambda) {
    auto sum = 0 * y[0], moment = 0 * y[0];
    for (std::size_t i = 0; i < abscissae.size(); ++i) sum = sum + y[i], moment = moment + abscissae[i] * y[i];
    auto const a = 5 + lambda, d = 30 + lambda;
    return (a * moment - 10 * sum) / (a * d - 100);
};

// Rosenbrock's valley, whose minimum is at (a, a²).
constexpr auto valley = argmin([](auto const& x, auto a) { return typegrad::square(a - x[0]) + 100 * typegrad::square(x[1] - x[0] * x[0]); });
// Two minima beside a maximum at 0.
constexpr auto well = argmin([](auto x, auto a) { return typegrad::square(x * x - a); });

}

BOOST_AUTO_TEST_CASE(minima) {
    constexpr std::array y{1.0, 2.5, 2.0, 4.0, 5.5};
    expect(inclination(y, 0.5), known_inclination(y, 0.5), 1e-13, "the inclination");
    static_assert(close(inclination(y, 0.5), known_inclination(y, 0.5), 1e-13));
    auto const [by_y, by_lambda] = gradient(inclination)(verify::hidden(y), 0.5);
    auto const [known_by_y, known_by_lambda] = gradient(known_inclination)(y, 0.5);
    for (std::size_t i = 0; i < y.size(); ++i) expect(by_y[i], known_by_y[i], 1e-12, "by an ordinate");
    expect(by_lambda, known_by_lambda, 1e-12, "by the penalty");
    expect(std::get<1>(tape::gradient(inclination)(y, 0.5)), known_by_lambda, 1e-12, "by the penalty, on the tape");
    auto const second = hessian(inclination)(y, 0.5), known_second = hessian(known_inclination)(y, 0.5);
    for (std::size_t i = 0; i < 6; ++i) expect(second[5][i], known_second[5][i], 1e-12, "second derivatives");

    // From far away, through indefinite Hessians.
    for (double const start : {-3.0, 0.0, 4.0}) {
        auto const x = valley(std::array{start, 1.5}, verify::hidden(1.5));
        expect(x[0], 1.5, 1e-12, "the valley");
        expect(x[1], 2.25, 1e-12, "the valley");
    }
    auto const rows = jacobian([](auto a) { return valley(std::array{-1.2, 1.0}, a); })(1.5);
    expect(rows[0][0], 1, 1e-10, "dx/da");
    expect(rows[1][0], 3, 1e-10, "dy/da");
    // One unknown. From a maximum it goes down, either way.
    VERIFY(derivative([](auto a) { return well(1.0, a); }), 0.25, 4.0);
    expect(std::abs(well(0.0, verify::hidden(4.0))), 2, 1e-14, "down from the maximum");
    // Nothing to find.
    BOOST_TEST(std::isnan(argmin([](auto x) { return x; })(verify::hidden(1.0))));
    BOOST_TEST(std::isnan(argmin([](auto x) { return -x * x; })(verify::hidden(1.0))));
}
