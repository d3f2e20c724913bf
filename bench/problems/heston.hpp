// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <typegrad.hpp>
#include <typegrad/loops.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

namespace bench {

// A European call in Heston's model by Euler steps, as the mean over paths, with the derivatives in all seven parameters. A square root a step, of the
// variance where it is positive.
struct heston {
    static constexpr auto name = "Heston, Euler steps";
    static constexpr std::size_t steps = 100;
    static constexpr double strike = 100, dt = 1.0 / steps;
    using row = std::array<double, 2>;
    using point = std::array<double, 7>;  // spot, variance, speed and level to which it reverts, its volatility, correlation, rate
    using result = point;

    static constexpr auto primal = [](auto const& m, auto const& paths, auto const& shocks) {
        // No structured binding: clang 19 cannot capture one in a constant expression.
        auto const spot = m[0], variance = m[1], speed = m[2], level = m[3], volatility = m[4], correlation = m[5], rate = m[6];
        auto const other = sqrt(1 - correlation * correlation);
        auto const paid = mean(paths, [=](auto path) {
            auto const end = fold(shocks[path], std::array{0 * rate, variance}, [=](auto const& s, auto const& z) {
                auto const v = select(s[1] > 0, s[1], 0);
                auto const root = typegrad::sqrt(dt) * select(s[1] > 0, sqrt(s[1]), 0);
                return std::array{s[0] + ((rate - 0.5 * v) * dt + root * z[0]), s[1] + (speed * (level - v) * dt + volatility * root * (correlation * z[0] + other * z[1]))};
            });
            return max(spot * exp(end[0]) - strike, 0);
        });
        return exp(-rate) * paid;
    };

    static inline double hand_written(point const& m, std::vector<int> const& begin, std::vector<row> const& shocks, result& gradient) {
        auto const [spot, variance, speed, level, volatility, correlation, rate] = m;
        std::size_t const paths = begin.size() - 1;
        double const other = std::sqrt(1 - correlation * correlation), root_of_step = std::sqrt(dt);
        double paid = 0, by_spot = 0, by_variance = 0, by_speed = 0, by_level = 0, by_volatility = 0, by_correlation = 0, by_other = 0, by_rate = 0;
        double kept[steps][2];  // the variance, and its root
        for (std::size_t path = 0; path < paths; ++path) {
            row const* const z = shocks.data() + begin[path];
            double x = 0, y = variance;
            for (std::size_t i = 0; i < steps; ++i) {
                double const v = y > 0 ? y : 0, root = y > 0 ? root_of_step * std::sqrt(y) : 0;
                kept[i][0] = v, kept[i][1] = root;
                x += (rate - 0.5 * v) * dt + root * z[i][0];
                y += speed * (level - v) * dt + volatility * root * (correlation * z[i][0] + other * z[i][1]);
            }
            double const growth = std::exp(x), payoff = spot * growth - strike;
            if (!(payoff > 0)) continue;
            paid += payoff;
            by_spot += growth;
            double const w = spot * growth;
            by_rate += w * (steps * dt);
            double u = 0;
            for (std::size_t i = steps; i-- > 0;) {
                double const v = kept[i][0], root = kept[i][1], shock = correlation * z[i][0] + other * z[i][1], u_dt = u * dt, u_root = u * root, by_shock = volatility * u_root;
                by_speed += u_dt * (level - v);
                by_level += u_dt;
                by_volatility += u_root * shock;
                by_correlation += by_shock * z[i][0];
                by_other += by_shock * z[i][1];
                if (v > 0) u += -0.5 * dt * w - speed * u_dt + (w * z[i][0] + volatility * u * shock) * (0.5 * dt / root);
            }
            by_variance += u;
        }
        double const discount = std::exp(-rate), weight = discount / static_cast<double>(paths), price = weight * paid;
        gradient = {weight * by_spot,      weight * by_variance, weight * by_speed, weight * (speed * by_level), weight * by_volatility, weight * (by_correlation - by_other * correlation / other),
                    weight * by_rate - price};
        return price;
    }

    static point where() { return {100, 0.04, 1.5, 0.05, 0.4, -0.6, 0.02}; }
    static row shock(auto& normal) { return {normal(), normal()}; }
};

}  // namespace bench
