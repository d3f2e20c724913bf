// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cmath>
#include <tuple>

#include "../kept.hpp"
#include "../results.hpp"

namespace bench {

// The implied volatility of the SABR model by Hagan's lognormal formula, away from the money, in all its inputs: two logarithms,
// a power, a root and eleven divisions. The derivative of the power takes a third logarithm.
struct sabr {
    static constexpr auto name = "SABR";

    static constexpr auto primal = [](auto forward, auto strike, auto maturity, auto alpha, auto beta, auto rho, auto nu) {
        using std::log;
        using std::pow;
        using std::sqrt;
        auto const complement = kept(1 - beta);
        auto const moneyness = kept(log(forward / strike));
        auto const middle = kept(pow(forward * strike, 0.5 * complement));
        auto const z = kept(nu / alpha * middle * moneyness);
        auto const chi = kept(log((sqrt(1 - 2 * rho * z + z * z) + z - rho) / (1 - rho)));
        auto const scaled = kept(complement * moneyness);
        auto const square = kept(scaled * scaled);
        auto const series = kept(1 + square / 24 + square * square / 1920);
        auto const correction = kept(complement * complement / 24 * alpha * alpha / (middle * middle)
                                   + 0.25 * rho * beta * nu * alpha / middle
                                   + (2 - 3 * rho * rho) / 24 * nu * nu);
        return kept(alpha / (middle * series) * (z / chi) * (1 + correction * maturity));
    };

    using result = value_with_gradient<std::array<double, 7>>;

    // Most adjoints are wanted times their own variable only, which saves the divisions that made them: eighteen in all.
    [[gnu::always_inline]] static inline result hand_written(double forward, double strike, double maturity, double alpha, double beta, double rho, double nu) {
        double const complement = 1 - beta;
        double const moneyness = std::log(forward / strike);
        double const product = forward * strike;
        double const exponent = 0.5 * complement;
        double const middle = std::pow(product, exponent);
        double const ratio_middle = nu / alpha * middle;
        double const z = ratio_middle * moneyness;
        double const root = std::sqrt(1 - 2 * rho * z + z * z);
        double const tail = root + z - rho;
        double const one_less_rho = 1 - rho;
        double const chi = std::log(tail / one_less_rho);
        double const scaled = complement * moneyness;
        double const square = scaled * scaled;
        double const series = 1 + square / 24 + square * square / 1920;
        double const first = complement * complement / 24 * alpha * alpha / (middle * middle);
        double const second = 0.25 * rho * beta * nu * alpha / middle;
        double const third = (2 - 3 * rho * rho) / 24;
        double const correction = first + second + third * nu * nu;
        double const level = alpha / (middle * series);
        double const level_z = level * (z / chi);
        double const growth = 1 + correction * maturity;
        double const value = level_z * growth;

        double const inverse_chi = 1 / chi;
        double const inverse_alpha = 1 / alpha;
        double const inverse_middle = 1 / middle;
        double const tail_slope = 1 / (root * tail);
        double const correction_adjoint = level_z * maturity;
        double const chi_adjoint = -value * inverse_chi;
        double const tail_adjoint = chi_adjoint * tail_slope;  // divided by the root
        double const z_adjoint = level * growth * inverse_chi + tail_adjoint * (root + z - rho);
        double const z_by_z = z_adjoint * z;
        double const second_by_second = correction_adjoint * second;
        double const first_by_first = correction_adjoint * first;
        double const middle_by_middle = z_by_z - value - 2 * first_by_first - second_by_second;
        double const scaled_adjoint = -value / series * scaled * (1.0 / 12 + square * (1.0 / 480));
        double const moneyness_adjoint = z_adjoint * ratio_middle + scaled_adjoint * complement;
        double const power_adjoint = exponent * middle_by_middle;
        double const inverse_product = 1 / product;
        double const alpha_middle = alpha * inverse_middle;
        double const cross = 0.25 * correction_adjoint * alpha_middle;
        double const complement_adjoint = 0.5 * middle_by_middle * std::log(product) + scaled_adjoint * moneyness
                                        + correction_adjoint * complement * (1.0 / 12) * alpha_middle * alpha_middle;
        return {value,
                {(power_adjoint + moneyness_adjoint) * inverse_product * strike,
                 (power_adjoint - moneyness_adjoint) * inverse_product * forward,
                 level_z * correction,
                 (value - z_by_z + 2 * first_by_first + second_by_second) * inverse_alpha,
                 cross * rho * nu - complement_adjoint,
                 cross * beta * nu - 0.25 * correction_adjoint * rho * nu * nu - tail_adjoint * (z + root) + chi_adjoint / one_less_rho,
                 z_adjoint * middle * moneyness * inverse_alpha + cross * rho * beta + 2 * correction_adjoint * third * nu}};
    }

    // The power through the logarithm that its derivative takes anyway; dχ/dz = 1 / √…, as the numerators cancel; the divisions
    // shared until five are left.
    [[gnu::always_inline]] static inline result hand_written_by_expert(double forward, double strike, double maturity, double alpha, double beta, double rho,
                                                double nu) {
        double const product = forward * strike;
        double const inverse_product = 1 / product;
        double const moneyness = std::log(forward * forward * inverse_product);
        double const log_product = std::log(product);
        double const complement = 1 - beta;
        double const exponent = 0.5 * complement;
        double const middle = std::exp(exponent * log_product);
        double const inverse_both = 1 / (alpha * middle);
        double const inverse_alpha = inverse_both * middle;
        double const alpha_middle = inverse_both * alpha * alpha;
        double const middle_moneyness = inverse_alpha * middle * moneyness;
        double const z = nu * middle_moneyness;
        double const root = std::sqrt(1 + z * (z - 2 * rho));
        double const tail = root + z - rho;
        double const inverse_less_rho = 1 / (1 - rho);
        double const chi = std::log(tail * inverse_less_rho);
        double const square_complement = complement * complement;
        double const square = square_complement * (moneyness * moneyness);
        double const series = 1 + square * (1.0 / 24 + square * (1.0 / 1920));
        double const inverse_series_chi = 1 / (series * chi);
        double const inverse_chi = inverse_series_chi * series;
        double const quarter = 0.25 * alpha_middle;
        double const rho_nu = rho * nu;
        double const square_scale = alpha_middle * alpha_middle * (1.0 / 24);
        double const first = square_complement * square_scale;
        double const second = quarter * rho_nu * beta;
        double const third = (1.0 / 12 - 0.125 * rho * rho) * nu;
        double const correction = first + second + third * nu;
        double const level = alpha_middle * inverse_series_chi;
        double const growth = 1 + correction * maturity;
        double const level_growth = level * growth;
        double const level_z = level * z;
        double const value = level_growth * z;

        double const inverse_root_tail = 1 / (root * tail);
        double const correction_adjoint = level_z * maturity;
        double const chi_adjoint = -value * inverse_chi;
        double const tail_adjoint = chi_adjoint * inverse_root_tail;
        double const z_adjoint = level_growth + tail_adjoint * tail;
        double const z_by_z = z_adjoint * z;
        double const alpha_by_alpha = value - z_by_z + correction_adjoint * (2 * first + second);
        double const scaled = -value * chi * inverse_series_chi * complement * (1.0 / 12 + square * (1.0 / 480)) * moneyness;
        double const moneyness_adjoint = z_adjoint * nu * inverse_alpha * middle + scaled * complement;
        double const power_adjoint = -exponent * alpha_by_alpha;
        double const cross = correction_adjoint * quarter;
        double const strike_inverse = inverse_product * strike;
        double const forward_inverse = inverse_product * forward;
        return {value,
                {(power_adjoint + moneyness_adjoint) * strike_inverse,
                 (power_adjoint - moneyness_adjoint) * forward_inverse,
                 level_z * correction,
                 alpha_by_alpha * inverse_alpha,
                 cross * rho_nu + 0.5 * alpha_by_alpha * log_product - scaled * moneyness - 2 * correction_adjoint * complement * square_scale,
                 nu * (cross * beta - 0.25 * correction_adjoint * rho_nu) - tail_adjoint * (z + root) + chi_adjoint * inverse_less_rho,
                 z_adjoint * middle_moneyness + cross * rho * beta + 2 * correction_adjoint * third}};
    }

    static auto sample(auto& uniform) {
        return std::tuple{uniform(0.03, 0.05), uniform(0.055, 0.08), uniform(0.5, 10),  uniform(0.02, 0.05),
                          uniform(0.3, 0.9),   uniform(-0.7, 0.3),   uniform(0.2, 0.6)};
    }
};

}  // namespace bench
