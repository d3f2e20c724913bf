// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Monte Carlo: an Asian option on a basket of five assets, its price and its Greeks with their standard errors, which go down as paths are added. The Greeks are
// derivatives of each path's payoff. A path is a recurrence over its weeks, whose derivative goes back over the states that were kept.
//
// The option on the geometric mean has a formula. It is a second result of the same paths: its price and Greeks tell whether all is right, and what is
// known of it is subtracted from the errors of the other one.
#include <typegrad.hpp>
#include <typegrad/loops.hpp>
#include <typegrad/special.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <random>
#include <vector>

namespace {

using typegrad::wrt;

constexpr std::size_t assets = 5, weeks = 52;
constexpr double years = 1, strike = 100, correlation = 0.3;

template <class T>
struct market {
    std::array<T, assets> spot, volatility;
    T rate;
};

// A path, of which the shocks are independent normal numbers: both payoffs, of the arithmetic and of the geometric mean of all prices.
constexpr auto payoffs = [](auto const& m, auto const& shocks) {
    constexpr double dt = years / weeks;
    auto const zero = 0 * m.rate;
    auto const end = fold(shocks, std::array{zero, zero, zero, zero, zero, zero, zero}, [&](auto const& s, auto const& z) {
        // s: the logarithms of the growths, and the sums of all prices and of their logarithms.
        auto next = s;
        for (std::size_t k = 0; k < assets; ++k) {
            auto const shock = typegrad::sqrt(correlation) * z[assets] + typegrad::sqrt(1 - correlation) * z[k];
            next[k] = s[k] + (m.rate - square(m.volatility[k]) / 2) * dt + m.volatility[k] * (typegrad::sqrt(dt) * shock);
            next[assets] = next[assets] + m.spot[k] * exp(next[k]);
            next[assets + 1] = next[assets + 1] + next[k];
        }
        return next;
    });
    auto logarithm = end[assets + 1] / static_cast<double>(assets * weeks);
    for (std::size_t k = 0; k < assets; ++k) logarithm = logarithm + log(m.spot[k]) / static_cast<double>(assets);
    auto const discount = exp(-m.rate * years);
    return std::array{discount * max(end[assets] / static_cast<double>(assets * weeks) - strike, 0), discount * max(exp(logarithm) - strike, 0)};
};

// The price of the second one by its formula: the geometric mean has a normal logarithm.
constexpr auto of_geometric_mean = [](auto const& m) {
    constexpr double n = weeks, mean_time = years * (n + 1) / (2 * n), time = years * (n + 1) * (2 * n + 1) / (6 * n * n);
    auto mean = 0 * m.rate, total = 0 * m.rate, squares = 0 * m.rate;
    for (std::size_t k = 0; k < assets; ++k) {
        mean = mean + (log(m.spot[k]) + (m.rate - square(m.volatility[k]) / 2) * mean_time) / static_cast<double>(assets);
        total = total + m.volatility[k];
        squares = squares + square(m.volatility[k]);
    }
    auto const variance = (correlation * square(total) + (1 - correlation) * squares) * (time / (assets * assets)), deviation = sqrt(variance);
    auto const d = (mean - typegrad::log(strike) + variance) / deviation;
    return exp(-m.rate * years) * (exp(mean + variance / 2) * norm_cdf(d) - strike * norm_cdf(d - deviation));
};

// Mean and standard error of numbers, one after the other.
struct estimate {
    double mean = 0, squares = 0;
    double count = 0;

    void add(double x) {
        double const from = x - mean;
        mean += from / ++count;
        squares += from * (x - mean);
    }
    double error() const { return std::sqrt(squares / (count * (count - 1))); }
};

constexpr std::size_t greeks = 2 * assets + 1;
std::array<double, greeks> in_a_row(market<double> const& g) {
    std::array<double, greeks> all;
    for (std::size_t k = 0; k < assets; ++k) all[k] = g.spot[k], all[assets + k] = g.volatility[k];
    all[2 * assets] = g.rate;
    return all;
}

}

int main() {
    market<double> const today{{95, 100, 105, 98, 102}, {0.2, 0.25, 0.3, 0.22, 0.18}, 0.03};
    auto const [known, known_greeks] = typegrad::value_and_gradient(of_geometric_mean)(today);
    auto const known_row = in_a_row(known_greeks);

    std::mt19937_64 random(1);
    std::normal_distribution<double> normal;
    std::vector<std::array<double, assets + 1>> shocks(weeks);
    estimate price, geometric;
    std::array<estimate, greeks> of_price, of_geometric;
    int const paths = 4000;
    for (int path = 1; path <= paths; ++path) {
        for (auto& week : shocks)
            for (double& z : week) z = normal(random);
        auto const [value, jacobian] = typegrad::value_and_jacobian(payoffs, wrt<0>)(today, typegrad::rows(shocks));
        auto const& [first, second] = jacobian;
        price.add(value[0] - value[1] + known), geometric.add(value[1]);
        for (std::size_t k = 0; k < greeks; ++k) of_price[k].add(first[k] - second[k] + known_row[k]), of_geometric[k].add(second[k]);
        if (path % (paths / 8) == 0) std::printf("%3d %%  price %.4f ± %.4f, of the geometric mean %.3f ± %.3f (%.3f)\n", 100 * path / paths, price.mean, price.error(), geometric.mean, geometric.error(), known);
    }
    bool right = std::abs(geometric.mean - known) < 4 * geometric.error() && price.error() < geometric.error() / 5;
    char const* const names[] = {"delta", "vega", "rho"};
    for (std::size_t k = 0; k < greeks; ++k) {
        std::printf("%-5s %zu  %9.4f ± %.4f, of the geometric mean %9.4f ± %.4f (%.4f)\n", names[k / assets], k % assets, of_price[k].mean, of_price[k].error(), of_geometric[k].mean,
                    of_geometric[k].error(), known_row[k]);
        right = right && std::abs(of_geometric[k].mean - known_row[k]) < 4 * of_geometric[k].error();
    }
    return right ? 0 : 1;
}
