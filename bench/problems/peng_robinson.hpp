// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cmath>
#include <tuple>

#include "../kept.hpp"
#include "../results.hpp"

namespace bench {

// The logarithm of the fugacity coefficient by Peng and Robinson's equation of state (Ind. Eng. Chem. Fundam. 15 (1976) 59, eq. 19),
// in its six inputs. A root, two logarithms and seven divisions.
struct peng_robinson {
    static constexpr auto name = "Peng-Robinson";

    static constexpr double root_eight = 2.8284271247461903, above = 2.414213562373095, below = 0.41421356237309503;

    static constexpr auto primal = [](auto temperature, auto pressure, auto z, auto critical_temperature, auto critical_pressure, auto omega) {
        using std::log;
        using std::sqrt;
        auto const kappa = kept(0.37464 + 1.54226 * omega - 0.26992 * omega * omega);
        auto const root = kept(1 + kappa * (1 - sqrt(temperature / critical_temperature)));
        auto const a = kept(0.45724 * critical_temperature * critical_temperature / critical_pressure * root * root * pressure / (temperature * temperature));
        auto const b = kept(0.07780 * critical_temperature / critical_pressure * pressure / temperature);
        return kept(z - 1 - log(z - b) - a / (root_eight * b) * log((z + above * b) / (z - below * b)));
    };

    using result = value_with_gradient<std::array<double, 6>>;

    // The adjoints of a and b are wanted times their own variable. Eight divisions more.
    [[gnu::always_inline]] static inline result hand_written(double temperature, double pressure, double z, double critical_temperature,
                                                             double critical_pressure, double omega) {
        double const kappa = 0.37464 + 1.54226 * omega - 0.26992 * omega * omega;
        double const square_root = std::sqrt(temperature / critical_temperature);
        double const rest = 1 - square_root;
        double const root = 1 + kappa * rest;
        double const a = 0.45724 * critical_temperature * critical_temperature / critical_pressure * root * root * pressure / (temperature * temperature);
        double const b = 0.07780 * critical_temperature / critical_pressure * pressure / temperature;
        double const gap = z - b, upper = z + above * b, lower = z - below * b;
        double const ratio = a / (root_eight * b);
        double const logarithm = std::log(upper / lower);
        double const product = ratio * logarithm;

        double const inverse_gap = 1 / gap;
        double const by_upper = ratio / upper;
        double const by_lower = ratio / lower;
        double const b_by_b = b * (inverse_gap - above * by_upper - below * by_lower) + product;
        double const both = b_by_b - product;
        double const by_root = -2 * product / root;
        double const half = 0.5 * kappa * square_root * by_root;
        return {z - 1 - std::log(gap) - product,
                {(2 * product - b_by_b - half) / temperature,
                 both / pressure,
                 1 - inverse_gap - by_upper + by_lower,
                 (b_by_b - 2 * product + half) / critical_temperature,
                 -both / critical_pressure,
                 by_root * rest * (1.54226 - 0.53984 * omega)}};
    }

    // The pressures cancel out of a / b. Four divisions: two of the inputs, one for what the second logarithm takes, and one for its derivative
    // and the first's, for which nothing waits.
    [[gnu::always_inline]] static inline result hand_written_by_expert(double temperature, double pressure, double z, double critical_temperature,
                                                                       double critical_pressure, double omega) {
        double const inverse_critical_temperature = 1 / critical_temperature;
        double const of_both = 1 / (temperature * critical_pressure);
        double const inverse_temperature = of_both * critical_pressure;
        double const inverse_critical_pressure = of_both * temperature;
        double const kappa = 0.37464 + omega * (1.54226 - 0.26992 * omega);
        double const square_root = std::sqrt(temperature * inverse_critical_temperature);
        double const rest = 1 - square_root;
        double const root = 1 + kappa * rest;
        double const reduced = critical_temperature * inverse_temperature;
        double const scale = 0.07780 * critical_temperature * of_both;
        double const b = scale * pressure;
        double const slope = (0.45724 / (0.07780 * root_eight)) * reduced * root;
        double const ratio = slope * root;
        double const gap = z - b, upper = z + above * b, lower = z - below * b;
        double const ends = upper * lower;
        double const of_ends = 1 / (ends * gap);
        double const inverse_gap = of_ends * ends;
        double const inverse_ends = of_ends * gap;
        double const logarithm = std::log(upper / lower);
        double const product = ratio * logarithm;
        double const scaled = ratio * inverse_ends;
        double const by_upper = scaled * lower;
        double const by_lower = scaled * upper;
        double const by_b = inverse_gap - above * by_upper - below * by_lower;
        double const by_root = -2 * slope * logarithm;
        double const by_pressure = by_b * scale;
        double const both = by_b * b;
        double const by_reduced = product - both - 0.5 * kappa * square_root * by_root;
        return {z - 1 - std::log(gap) - product,
                {by_reduced * inverse_temperature,
                 by_pressure,
                 1 - inverse_gap - by_upper + by_lower,
                 -by_reduced * inverse_critical_temperature,
                 -both * inverse_critical_pressure,
                 by_root * rest * (1.54226 - 0.53984 * omega)}};
    }

    static auto sample(auto& uniform) {
        return std::tuple{uniform(280, 360), uniform(1e6, 3e6), uniform(0.7, 0.95), uniform(350, 420), uniform(3.5e6, 4.8e6), uniform(0.1, 0.3)};
    }
};

}  // namespace bench
