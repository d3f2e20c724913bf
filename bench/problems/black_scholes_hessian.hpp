// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cmath>
#include <tuple>

#include "../results.hpp"
#include "black_scholes.hpp"

namespace bench {

// All second derivatives of the Black-Scholes price. The price itself is not asked for, so one of the primal's erfc goes.
struct black_scholes_hessian {
    static constexpr auto name = "Black-Scholes Hessian";
    static constexpr int order = 2;

    // The inputs in one array: the Hessian is a matrix in their entries.
    static constexpr auto primal = [](auto const& input) {
        auto const& [spot, strike, sigma, tau, rate] = input;
        return black_scholes::primal(spot, strike, sigma, tau, rate);
    };

    // With V = S Φ(d1) - D Φ(d2), D = K exp(-rτ), a = S φ(d1) and b = D φ(d2):
    //     V_ij = (a - b) d1_ij + b s_ij + a (e_i d1_j + d1_i e_j - d1 d1_i d1_j) - b (f_i d2_j + d2_i f_j - d2 d2_i d2_j) - D_ij Φ(d2)
    // where s is the deviation, e the logarithmic derivative of S, f that of D. That a = b is theory about this formula, and not
    // used. With g_i = a (e_i - d1 d1_i / 2) each bracket is g_i d1_j + g_j d1_i. There is no primal to keep, so this is the
    // expert's form as well.
    [[gnu::always_inline]] static inline matrix<5, 5> hand_written(std::array<double, 5> const& input) {
        auto const [spot, strike, sigma, tau, rate] = input;
        double const root = std::sqrt(tau);
        double const deviation = sigma * root;
        double const inverse_product = 1 / (spot * strike);
        double const inverse_spot = inverse_product * strike;
        double const inverse_strike = inverse_product * spot;
        double const inverse_deviation = 1 / deviation;
        double const drift = rate + 0.5 * sigma * sigma;
        double const d1 = (std::log(spot * inverse_strike) + drift * tau) * inverse_deviation;
        double const d2 = d1 - deviation;
        double const strike_now = strike * std::exp(-rate * tau);
        double const a = spot * black_scholes::inverse_sqrt_two_pi * std::exp(-0.5 * d1 * d1);
        double const b = strike_now * black_scholes::inverse_sqrt_two_pi * std::exp(-0.5 * d2 * d2);
        double const payment = strike_now * black_scholes::normal_cdf(d2);

        // Of the deviation, by σ and τ: 1 / (2√τ) is σ / (2 s), no further division.
        double const half_inverse_root = 0.5 * sigma * inverse_deviation;
        double const s_tau = sigma * half_inverse_root;
        double const s_tau_tau = -2 * s_tau * half_inverse_root * half_inverse_root;

        double const u_spot = inverse_deviation * inverse_spot;
        double const u_strike = -inverse_deviation * inverse_strike;
        double const u_sigma = (sigma * tau - d1 * root) * inverse_deviation;
        double const u_tau = (drift - d1 * s_tau) * inverse_deviation;
        double const u_rate = tau * inverse_deviation;
        double const v_sigma = u_sigma - root;
        double const v_tau = u_tau - s_tau;

        double const a_half = -0.5 * a * d1;
        double const g_spot = a * inverse_spot + a_half * u_spot;
        double const g_strike = a_half * u_strike;
        double const g_sigma = a_half * u_sigma;
        double const g_tau = a_half * u_tau;
        double const g_rate = a_half * u_rate;
        double const b_half = 0.5 * b * d2;
        double const h_spot = b_half * u_spot;
        double const h_strike = b_half * u_strike - b * inverse_strike;
        double const h_sigma = b_half * v_sigma;
        double const h_tau = b_half * v_tau + b * rate;
        double const h_rate = b_half * u_rate + b * tau;

        // For d1_ij: (n_ij - d1_i s_j - d1_j s_i - d1 s_ij) / s, of d1 = n / s. The spot, the strike and the rate are not in s.
        double const c = (a - b) * inverse_deviation;
        double const c_root = c * root;
        double const c_s_tau = c * s_tau;
        double const bend = b - c * d1;  // of s_ij
        // What the spot and the strike bring alike.
        double const by_spot = g_spot + h_spot;
        double const by_strike = g_strike + h_strike;
        double const by_rate = g_rate + h_rate;

        double const spot_spot = 2 * by_spot * u_spot - c * inverse_spot * inverse_spot;
        double const spot_strike = by_spot * u_strike + by_strike * u_spot;
        double const spot_sigma = g_spot * u_sigma + h_spot * v_sigma + (g_sigma + h_sigma - c_root) * u_spot;
        double const spot_tau = g_spot * u_tau + h_spot * v_tau + (g_tau + h_tau - c_s_tau) * u_spot;
        double const spot_rate = by_spot * u_rate + by_rate * u_spot;
        double const strike_strike = 2 * by_strike * u_strike + c * inverse_strike * inverse_strike;
        double const strike_sigma = g_strike * u_sigma + h_strike * v_sigma + (g_sigma + h_sigma - c_root) * u_strike;
        double const payment_strike = payment * inverse_strike;
        double const strike_tau = g_strike * u_tau + h_strike * v_tau + (g_tau + h_tau - c_s_tau) * u_strike + payment_strike * rate;
        double const strike_rate = by_strike * u_rate + by_rate * u_strike + payment_strike * tau;
        double const sigma_sigma = 2 * (g_sigma * u_sigma + h_sigma * v_sigma - c_root * u_sigma) + c * tau;
        double const sigma_tau = g_sigma * u_tau + g_tau * u_sigma + h_sigma * v_tau + h_tau * v_sigma + c * sigma - c_s_tau * u_sigma
                               - c_root * u_tau + bend * half_inverse_root;
        double const sigma_rate = by_rate * u_sigma - h_rate * root + (g_sigma + h_sigma - c_root) * u_rate;
        double const tau_tau = 2 * (g_tau * u_tau + h_tau * v_tau - c_s_tau * u_tau) + bend * s_tau_tau - payment * rate * rate;
        double const tau_rate = by_rate * u_tau - h_rate * s_tau + (g_tau + h_tau - c_s_tau) * u_rate + c - payment * (rate * tau - 1);
        double const rate_rate = 2 * by_rate * u_rate - payment * tau * tau;
        return {{{spot_spot, spot_strike, spot_sigma, spot_tau, spot_rate},
                 {spot_strike, strike_strike, strike_sigma, strike_tau, strike_rate},
                 {spot_sigma, strike_sigma, sigma_sigma, sigma_tau, sigma_rate},
                 {spot_tau, strike_tau, sigma_tau, tau_tau, tau_rate},
                 {spot_rate, strike_rate, sigma_rate, tau_rate, rate_rate}}};
    }

    static auto sample(auto& uniform) {
        return std::tuple{std::apply([](auto... input) { return std::array{input...}; }, black_scholes::sample(uniform))};
    }
};

}  // namespace bench
