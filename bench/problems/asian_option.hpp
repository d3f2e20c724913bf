// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <typegrad.hpp>
#include <typegrad/loops.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

namespace bench {

// An Asian call on the mean price of five assets, daily for a year, as the mean over paths, with its Greeks: the derivatives in five spots, five volatilities
// and the rate. Five exponentials a day; the shocks, which are normal numbers, are data.
struct asian_option {
    static constexpr auto name = "Asian option on five assets";
    static constexpr std::size_t assets = 5, steps = 252;
    static constexpr double strike = 100, dt = 1.0 / steps;
    using row = std::array<double, assets>;  // the shocks of a day
    using point = std::array<double, 2 * assets + 1>;
    using result = point;

    static constexpr auto primal = [](auto const& m, auto const& paths, auto const& shocks) {
        auto const rate = m[2 * assets];
        auto const paid = mean(paths, [&](auto path) {
            auto const zero = 0 * rate;
            auto const end = fold(shocks[path], std::array{zero, zero, zero, zero, zero, zero}, [&](auto const& s, auto const& z) {
                // The logarithms of the growths, and the sum of all prices.
                auto next = s;
                for (std::size_t k = 0; k < assets; ++k) {
                    auto const& volatility = m[assets + k];
                    next[k] = s[k] + ((rate - 0.5 * volatility * volatility) * dt + typegrad::sqrt(dt) * volatility * z[k]);
                    next[assets] = next[assets] + m[k] * exp(next[k]);
                }
                return next;
            });
            return max(end[assets] / static_cast<double>(assets * steps) - strike, 0);
        });
        return exp(-rate) * paid;
    };

    // Prices are kept, of one path at a time. What is worth nothing is not swept.
    static inline double hand_written(point const& m, std::vector<int> const& begin, std::vector<row> const& shocks, result& gradient) {
        std::size_t const paths = begin.size() - 1;
        double const rate = m[2 * assets], root = std::sqrt(dt);
        double drift[assets], spread[assets];
        for (std::size_t k = 0; k < assets; ++k) drift[k] = (rate - 0.5 * m[assets + k] * m[assets + k]) * dt, spread[k] = root * m[assets + k];
        double paid = 0, by_drift[assets]{}, by_spread[assets]{}, by_spot[assets]{};
        double growths[steps][assets];
        for (std::size_t path = 0; path < paths; ++path) {
            row const* const z = shocks.data() + begin[path];
            double logarithm[assets]{}, sum = 0;
            for (std::size_t i = 0; i < steps; ++i)
                for (std::size_t k = 0; k < assets; ++k) {
                    logarithm[k] += drift[k] + spread[k] * z[i][k];
                    growths[i][k] = std::exp(logarithm[k]);
                    sum += m[k] * growths[i][k];
                }
            double const payoff = sum / static_cast<double>(assets * steps) - strike;
            if (!(payoff > 0)) continue;
            paid += payoff;
            double owed[assets]{};
            for (std::size_t i = steps; i-- > 0;)
                for (std::size_t k = 0; k < assets; ++k) {
                    by_spot[k] += growths[i][k];
                    owed[k] += growths[i][k] * m[k];
                    by_drift[k] += owed[k];
                    by_spread[k] += owed[k] * z[i][k];
                }
        }
        double const discount = std::exp(-rate), weight = discount / (static_cast<double>(paths) * static_cast<double>(assets * steps));
        double by_rate = 0;
        for (std::size_t k = 0; k < assets; ++k) {
            gradient[k] = weight * by_spot[k];
            gradient[assets + k] = weight * (root * by_spread[k] - dt * m[assets + k] * by_drift[k]);
            by_rate += dt * by_drift[k];
        }
        double const price = discount * (paid / static_cast<double>(paths));
        gradient[2 * assets] = weight * by_rate - price;
        return price;
    }

    static point where() { return {95, 100, 105, 98, 112, 0.2, 0.25, 0.3, 0.22, 0.18, 0.03}; }
    static row shock(auto& normal) {
        double const common = normal();
        row z;
        for (double& each : z) each = std::sqrt(0.3) * common + std::sqrt(0.7) * normal();
        return z;
    }
};

}  // namespace bench
