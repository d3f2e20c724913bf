// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Solves Bratu's problem, u'' + exp(u) = 0 with u(0) = u(1) = 0, by finite differences and Newton's method, and compares with the
// solution that is known.
//
// Each of the equations has three of the unknowns. typegrad::value_and_sparse_jacobian finds that out while the program is
// compiled: what is computed are residuals and three diagonals, in compressed sparse rows.
#include <typegrad.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>

namespace {

constexpr std::size_t unknowns = 39;
constexpr double step = 1.0 / (unknowns + 1);
using vector = std::array<double, unknowns>;

// What is to be zero at the inner points.
constexpr auto residual = [](auto const& u) {
    auto r = u;
    for (std::size_t i = 0; i < u.size(); ++i) {
        r[i] = -2 * u[i] + step * step * exp(u[i]);
        if (i > 0) r[i] += u[i - 1];
        if (i + 1 < u.size()) r[i] += u[i + 1];
    }
    return r;
};
constexpr auto residual_and_jacobian = typegrad::value_and_sparse_jacobian(residual);

constexpr auto pattern = typegrad::sparsity<vector>(typegrad::jacobian(residual));
static_assert(pattern.nonzeros == 3 * unknowns - 2);
// An exponential, a product and a sum for each entry of the diagonal; the others are known.
static_assert(typegrad::operations<vector>(typegrad::sparse_jacobian(residual)).total() == 3 * unknowns);

// Solves a · x = b for a matrix with three diagonals, by elimination without pivots: this one is diagonally dominant.
template <class Matrix>
vector solved(Matrix const& a, vector b) {
    vector diagonal{};
    for (std::size_t i = 0; i < unknowns; ++i) {
        int const row = static_cast<int>(i);
        diagonal[i] = a(row, row);
        if (i == 0) continue;
        double const factor = a(row, row - 1) / diagonal[i - 1];
        diagonal[i] -= factor * a(row - 1, row);
        b[i] -= factor * b[i - 1];
    }
    for (std::size_t i = unknowns; i-- > 0;) {
        int const row = static_cast<int>(i);
        b[i] = (b[i] - (i + 1 < unknowns ? a(row, row + 1) * b[i + 1] : 0)) / diagonal[i];
    }
    return b;
}

double largest(vector const& v) {
    double most = 0;
    for (double x : v) most = std::fmax(most, std::fabs(x));
    return most;
}

// The lower of the two solutions: -2 log(cosh((x - 1/2) θ / 2) / cosh(θ / 4)) where θ = sqrt(2) cosh(θ / 4).
double exact(double x) {
    double theta = 1.5;
    for (int i = 0; i < 100; ++i) theta = std::sqrt(2.0) * std::cosh(theta / 4);
    return -2 * std::log(std::cosh((x - 0.5) * theta / 2) / std::cosh(theta / 4));
}

}

int main() {
    vector u{};
    double change = 1;
    int steps = 0;
    for (; change > 1e-13 && steps < 20; ++steps) {
        auto const [r, jacobian] = residual_and_jacobian(u);
        vector const correction = solved(jacobian, r);
        for (std::size_t i = 0; i < unknowns; ++i) u[i] -= correction[i];
        change = largest(correction);
        std::printf("step %d: the largest change is %.2e\n", steps + 1, change);
    }

    vector error{};
    for (std::size_t i = 0; i < unknowns; ++i) error[i] = u[i] - exact(step * static_cast<double>(i + 1));
    std::printf("u(1/2) = %.6f, exactly %.6f; the largest error of the differences is %.1e\n", u[unknowns / 2], exact(0.5), largest(error));
    // Newton's method converges quadratically, and the differences are of second order.
    return steps <= 6 && largest(error) < step * step / 10 ? 0 : 1;
}
