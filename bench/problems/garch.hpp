// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <tuple>
#include <type_traits>

#include "../lanes.hpp"
#include "../results.hpp"

namespace bench {

// The log-likelihood of eight returns by Bollerslev's GARCH(1, 1) (J. Econometrics 31 (1986) 307), in its four parameters. Eight
// logarithms and nine divisions, none of which waits for another but the first.
struct garch {
    static constexpr auto name = "GARCH 8";

    static constexpr std::size_t days = 8, differentiated = 4;  // the returns are data
    using series = std::array<double, days>;

    static constexpr auto primal = [](auto const& omega, auto const& alpha, auto const& beta, auto const& mean, auto const& returns) {
        using std::log;
        using scalar = std::remove_cvref_t<decltype(omega)>;
        scalar variance = omega / (1 - alpha - beta);
        scalar likelihood(0);
        for (std::size_t i = 0; i < days; ++i) {
            scalar const shock = returns[i] - mean;
            likelihood -= 0.5 * (log(variance) + shock * shock / variance);
            variance = omega + alpha * shock * shock + beta * variance;
        }
        return likelihood;
    };

    using result = value_with_gradient<std::array<double, 4>>;

    // Nine divisions more: the reciprocals of the variances and that of the first one's divisor.
    [[gnu::always_inline]] static inline result hand_written(double omega, double alpha, double beta, double mean, series const& returns) {
        series shock, variance, slope, scaled;
        double const rest = 1 - alpha - beta;
        double likelihood = 0, now = omega / rest;
        for (std::size_t i = 0; i < days; ++i) {
            shock[i] = returns[i] - mean;
            variance[i] = now;
            double const inverse = 1 / now;
            likelihood -= 0.5 * (std::log(now) + shock[i] * shock[i] / now);
            scaled[i] = shock[i] * inverse;
            slope[i] = 0.5 * (scaled[i] * scaled[i] - inverse);
            now = omega + alpha * shock[i] * shock[i] + beta * now;
        }
        double by_omega = 0, by_alpha = 0, by_beta = 0, by_shocks = scaled[days - 1], by_variance = slope[days - 1];
        for (std::size_t i = days - 1; i-- > 0;) {
            double const by_shock = by_variance * shock[i];
            by_omega += by_variance;
            by_alpha += by_shock * shock[i];
            by_beta += by_variance * variance[i];
            by_shocks += scaled[i] - 2 * alpha * by_shock;
            by_variance = by_variance * beta + slope[i];
        }
        double const by_first = by_variance / rest;
        double const by_rest = by_first * variance[0];
        return {likelihood, {by_omega + by_first, by_alpha + by_rest, by_beta + by_rest, by_shocks}};
    }

    // One logarithm, of the product of the variances, and the reciprocals in lanes.
    [[gnu::always_inline]] static inline result hand_written_by_expert(double omega, double alpha, double beta, double mean, series const& returns) {
        alignas(lanes) series shock, variance, slope;
        double const inverse_rest = 1 / (1 - alpha - beta);
        for (std::size_t i = 0; i < days; ++i) shock[i] = returns[i] - mean;
        double now = omega * inverse_rest;
        for (std::size_t i = 0; i < days; ++i) {
            variance[i] = now;
            now = omega + alpha * (shock[i] * shock[i]) + beta * now;
        }
        double product = 1;
        for (std::size_t i = 0; i < days; ++i) product *= variance[i];
        lanes squares{}, all_scaled{};
        for (std::size_t i = 0; i < days; i += lane_count) {
            lanes x, v;
            load(x, shock[i]), load(v, variance[i]);
            lanes const inverse = 1 / v;
            lanes const scaled = x * inverse;
            squares += x * scaled;
            all_scaled += scaled;
            store(slope[i], 0.5 * (scaled * scaled - inverse));
        }
        double by_omega = 0, by_alpha = 0, by_beta = 0, by_variance = slope[days - 1], by_squares = 0;
        for (std::size_t i = days - 1; i-- > 0;) {
            double const by_shock = by_variance * shock[i];
            by_omega += by_variance;
            by_alpha += by_shock * shock[i];
            by_beta += by_variance * variance[i];
            by_squares += by_shock;
            by_variance = by_variance * beta + slope[i];
        }
        double const by_first = by_variance * inverse_rest;
        double const by_rest = by_first * variance[0];
        return {-0.5 * (std::log(product) + sum(squares)),
                {by_omega + by_first, by_alpha + by_rest, by_beta + by_rest, sum(all_scaled) - 2 * alpha * by_squares}};
    }

    static auto sample(auto& uniform) {
        double const omega = uniform(0.02, 0.1), alpha = uniform(0.05, 0.2), beta = uniform(0.6, 0.75), mean = uniform(-0.1, 0.1);
        series returns;
        for (double& x : returns) x = uniform(-1.5, 1.5);
        return std::tuple{omega, alpha, beta, mean, returns};
    }
};

}  // namespace bench
