// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A small network learns the solution of a differential equation from the equation alone: u'' + exp(u) = 0 between u(0) = 0 and u(1) = 0, which is
// Bratu's problem, a model of ignition. What is made small is the residual at some places. It holds the second derivative of the network by x, and
// is differentiated by the network's weights: a derivative of a derivative, all of it at compile time.
#include <typegrad.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <string>

namespace {

constexpr std::size_t units = 4, weights = 3 * units, places = 21;
using numbers = std::array<double, weights>;

// 0 at both ends, whatever the network gives.
constexpr auto u = [](auto x, auto const& w) {
    auto sum = w[0] * tanh(w[1] * x + w[2]);
    for (std::size_t k = 3; k < weights; k += 3) sum += w[k] * tanh(w[k + 1] * x + w[k + 2]);
    return x * (1 - x) * sum;
};
constexpr auto slope = [](auto x, auto const& w) { return typegrad::gradient(u, typegrad::wrt<0>)(x, w); };
constexpr auto residual = [](auto x, auto const& w) { return typegrad::gradient(slope, typegrad::wrt<0>)(x, w) + exp(u(x, w)); };
constexpr auto linearise = typegrad::value_and_gradient(residual, typegrad::wrt<1>);

double place(std::size_t i) { return static_cast<double>(i) / (places - 1); }
double sum_of_squares(numbers const& w) {
    double sum = 0;
    for (std::size_t i = 0; i < places; ++i) sum += std::pow(residual(place(i), w), 2);
    return sum;
}
// Levenberg and Marquardt: (JᵀJ + damping) step = -Jᵀr, by Cholesky's decomposition.
numbers step_from(numbers const& w, double damping) {
    std::array<numbers, weights> a{};
    numbers b{};
    for (std::size_t i = 0; i < places; ++i) {
        auto const [r, g] = linearise(place(i), w);
        for (std::size_t j = 0; j < weights; ++j) {
            b[j] -= g[j] * r;
            for (std::size_t k = 0; k <= j; ++k) a[j][k] += g[j] * g[k];
        }
    }
    for (std::size_t j = 0; j < weights; ++j) {
        a[j][j] += damping;
        for (std::size_t i = j; i < weights; ++i) {
            for (std::size_t k = 0; k < j; ++k) a[i][j] -= a[i][k] * a[j][k];
            a[i][j] = i == j ? std::sqrt(a[j][j]) : a[i][j] / a[j][j];
        }
    }
    for (std::size_t i = 0; i < weights; ++i) {
        for (std::size_t k = 0; k < i; ++k) b[i] -= a[i][k] * b[k];
        b[i] /= a[i][i];
    }
    for (std::size_t i = weights; i-- > 0;) {
        for (std::size_t k = i + 1; k < weights; ++k) b[i] -= a[k][i] * b[k];
        b[i] /= a[i][i];
    }
    return b;
}
// The solution in closed form, with theta = √2 cosh(theta / 4).
double exact(double x) {
    double theta = 1.5;
    for (int i = 0; i < 100; ++i) theta = std::sqrt(2.0) * std::cosh(theta / 4);
    return -2 * std::log(std::cosh((x - 0.5) * theta / 2) / std::cosh(theta / 4));
}

}

int main() {
    numbers w{};
    for (std::size_t k = 0; k < units; ++k) w[3 * k] = 0.1, w[3 * k + 1] = 1 + static_cast<double>(k), w[3 * k + 2] = -0.5 * static_cast<double>(k);
    double sum = sum_of_squares(w), damping = 1;
    std::printf("  step   residual, in the mean square\n");
    for (int step = 0; step <= 200; ++step) {
        if (step % 20 == 0) std::printf("  %4d   %.3e\n", step, std::sqrt(sum / places));
        numbers const d = step_from(w, damping);
        numbers next = w;
        for (std::size_t j = 0; j < weights; ++j) next[j] += d[j];
        double const there = sum_of_squares(next);
        if (there < sum) w = next, sum = there, damping = std::fmax(damping / 3, 1e-10);
        else damping *= 4;
    }
    double worst = 0;
    std::printf("     x   network     exact\n");
    for (int i = 0; i <= 20; ++i) {
        double const x = i / 20.0, there = u(x, w);
        worst = std::fmax(worst, std::abs(there - exact(x)));
        if (i % 2 == 0) std::printf("  %4.2f  %8.5f  %8.5f  %s\n", x, there, exact(x), std::string(static_cast<std::size_t>(std::lround(std::fmax(there, 0) * 300)), '*').c_str());
    }
    std::printf("Nowhere is the network farther than %.1e from the solution, which it has never seen.\n", worst);
    return worst < 1e-4 ? 0 : 1;
}
