// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cmath>
#include <tuple>

#include "../kept.hpp"
#include "../results.hpp"

namespace bench {

// The price of a European call with its five Greeks: delta, dual delta, vega, theta (its negative) and rho. Library calls
// decide: logarithm, square root, exponential and two erfc in the primal, two more exponentials in the gradient.
struct black_scholes {
    static constexpr auto name = "Black-Scholes";

    static constexpr double sqrt_half = 0.70710678118654752440;
    static constexpr double inverse_sqrt_two_pi = 0.39894228040143267794;

    static constexpr auto normal_cdf = [](auto x) {
        using std::erfc;
        return kept(0.5 * erfc(-sqrt_half * x));
    };

    static constexpr auto primal = [](auto spot, auto strike, auto sigma, auto tau, auto rate) {
        using std::exp;
        using std::log;
        using std::sqrt;
        auto const deviation = kept(sigma * sqrt(tau));
        auto const d1 = kept((log(spot / strike) + (rate + 0.5 * sigma * sigma) * tau) / deviation);
        auto const d2 = kept(d1 - deviation);
        return kept(spot * normal_cdf(d1) - strike * exp(-rate * tau) * normal_cdf(d2));
    };

    using result = value_with_gradient<std::array<double, 5>>;

    // The identity S φ(d1) = K exp(-rτ) φ(d2) would make d1's adjoint vanish, and one density with it. It is theory about this
    // formula, not a property of the program, so the reference does without.
    [[gnu::always_inline]] static inline result hand_written(double spot, double strike, double sigma, double tau, double rate) {
        double const root = std::sqrt(tau);
        double const deviation = sigma * root;
        double const half_variance = 0.5 * sigma * sigma;
        double const drift = rate + half_variance;
        double const d1 = (std::log(spot / strike) + drift * tau) / deviation;
        double const d2 = d1 - deviation;
        double const cdf1 = normal_cdf(d1);
        double const cdf2 = normal_cdf(d2);
        double const discount = std::exp(-rate * tau);
        double const discounted_strike = strike * discount;
        double const discounted_payment = discounted_strike * cdf2;
        double const value = spot * cdf1 - discounted_payment;

        double const inverse_deviation = 1 / deviation;
        double const d2_adjoint = -discounted_strike * (inverse_sqrt_two_pi * std::exp(-0.5 * d2 * d2));
        double const d1_adjoint = spot * (inverse_sqrt_two_pi * std::exp(-0.5 * d1 * d1)) + d2_adjoint;
        double const numerator_adjoint = d1_adjoint * inverse_deviation;
        double const deviation_adjoint = -(d2_adjoint + numerator_adjoint * d1);
        double const log_adjoint = numerator_adjoint / (spot * strike);  // one division for d log(S/K)/dS and d/dK

        return {value,
                {cdf1 + log_adjoint * strike,
                 -(discount * cdf2 + log_adjoint * spot),
                 numerator_adjoint * sigma * tau + deviation_adjoint * root,
                 // σ / (2√τ) is σ² / (2 deviation): no further division.
                 numerator_adjoint * drift + deviation_adjoint * half_variance * inverse_deviation + discounted_payment * rate,
                 (numerator_adjoint + discounted_payment) * tau}};
    }

    // The calls are the same; two divisions instead of four.
    [[gnu::always_inline]] static inline result hand_written_by_expert(double spot, double strike, double sigma, double tau, double rate) {
        double const root = std::sqrt(tau);
        double const deviation = sigma * root;
        double const inverse_product = 1 / (spot * strike);
        double const inverse_deviation = 1 / deviation;
        double const half_variance = 0.5 * sigma * sigma;
        double const drift = rate + half_variance;
        double const d1 = (std::log(spot * spot * inverse_product) + drift * tau) * inverse_deviation;
        double const d2 = d1 - deviation;
        double const cdf1 = normal_cdf(d1);
        double const cdf2 = normal_cdf(d2);
        double const discount = std::exp(-rate * tau);
        double const discounted_strike = strike * discount;
        double const discounted_payment = discounted_strike * cdf2;

        double const d2_adjoint = -(inverse_sqrt_two_pi * discounted_strike) * std::exp(-0.5 * d2 * d2);
        double const d1_adjoint = (inverse_sqrt_two_pi * spot) * std::exp(-0.5 * d1 * d1) + d2_adjoint;
        double const numerator_adjoint = d1_adjoint * inverse_deviation;
        double const deviation_adjoint = -(d2_adjoint + numerator_adjoint * d1);
        double const log_adjoint = numerator_adjoint * inverse_product;
        return {spot * cdf1 - discounted_payment,
                {cdf1 + log_adjoint * strike,
                 -(discount * cdf2 + log_adjoint * spot),
                 numerator_adjoint * sigma * tau + deviation_adjoint * root,
                 numerator_adjoint * drift + deviation_adjoint * half_variance * inverse_deviation + discounted_payment * rate,
                 (numerator_adjoint + discounted_payment) * tau}};
    }

    static auto sample(auto& uniform) {
        return std::tuple{uniform(80, 120), uniform(80, 120), uniform(0.1, 0.5), uniform(0.25, 2), uniform(0.0, 0.1)};
    }
};

}  // namespace bench
