// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <tuple>
#include <type_traits>

#include "../results.hpp"

namespace bench {

// The log-likelihood of six observations by Kalman's filter of one state (J. Basic Eng. 82 (1960) 35), in its four parameters.
// Six logarithms and twelve divisions, in a chain.
struct kalman {
    static constexpr auto name = "Kalman filter 6";

    static constexpr std::size_t steps = 6, differentiated = 4;  // the observations are data
    using observations = std::array<double, steps>;

    static constexpr auto primal = [](auto const& transition, auto const& process, auto const& noise, auto const& start, auto const& seen) {
        using std::log;
        using scalar = std::remove_cvref_t<decltype(transition)>;
        scalar state = start, variance(1), likelihood(0);
        for (std::size_t i = 0; i < steps; ++i) {
            state = transition * state;
            variance = transition * transition * variance + process;
            scalar const innovation = seen[i] - state;
            scalar const spread = variance + noise;
            scalar const gain = variance / spread;
            likelihood -= 0.5 * (log(spread) + innovation * innovation / spread);
            state = state + gain * innovation;
            variance = (1 - gain) * variance;
        }
        return likelihood;
    };

    using result = value_with_gradient<std::array<double, 4>>;

    struct step {
        double state_before, variance_before, variance, innovation, gain, rest, inverse_spread;
    };

    // The sweep, by what the steps have kept. What the last step leaves is used by nothing, so that step is written out.
    [[gnu::always_inline]] static inline std::array<double, 4> sweep(double transition, std::array<step, steps> const& kept) {
        auto const& last = kept[steps - 1];
        double const last_scaled = last.innovation * last.inverse_spread;
        double const by_last = -0.5 * (last.inverse_spread - last_scaled * last_scaled);
        double by_transition = last_scaled * last.state_before, by_square = by_last * last.variance_before, by_process = by_last, by_noise = by_last;
        double state = last_scaled * transition, variance = by_last * (transition * transition);
        for (std::size_t i = steps - 1; i-- > 0;) {
            auto const& [state_before, variance_before, at, innovation, gain, rest, inverse_spread] = kept[i];
            double const scaled = innovation * inverse_spread;
            double const by_gain = (state * innovation - variance * at) * inverse_spread;
            double const by_spread = -0.5 * (inverse_spread - scaled * scaled) - by_gain * gain;
            double const by_innovation = state * gain - scaled;
            double const by_variance = variance * rest + by_gain + by_spread;
            double const by_state = state - by_innovation;
            by_noise += by_spread;
            by_process += by_variance;
            by_square += by_variance * variance_before;
            by_transition += by_state * state_before;
            variance = by_variance * (transition * transition);
            state = by_state * transition;
        }
        return {by_transition + 2 * transition * by_square, by_process, by_noise, state};
    }

    // Six divisions more: the reciprocals of the spreads.
    [[gnu::always_inline]] static inline result hand_written(double transition, double process, double noise, double start, observations const& seen) {
        std::array<step, steps> kept;
        double state = start, variance = 1, likelihood = 0;
        for (std::size_t i = 0; i < steps; ++i) {
            double const state_now = transition * state;
            double const variance_now = transition * transition * variance + process;
            double const innovation = seen[i] - state_now;
            double const spread = variance_now + noise;
            double const gain = variance_now / spread;
            double const rest = 1 - gain;
            likelihood -= 0.5 * (std::log(spread) + innovation * innovation / spread);
            kept[i] = {state, variance, variance_now, innovation, gain, rest, 1 / spread};
            state = state_now + gain * innovation;
            variance = rest * variance_now;
        }
        return {likelihood, sweep(transition, kept)};
    }

    // One division a step, and one logarithm, of the product of the spreads.
    [[gnu::always_inline]] static inline result hand_written_by_expert(double transition, double process, double noise, double start,
                                                                       observations const& seen) {
        std::array<step, steps> kept;
        double const square = transition * transition;
        double state = start, variance = 1, squares = 0, product = 1;
        for (std::size_t i = 0; i < steps; ++i) {
            double const state_now = transition * state;
            double const variance_now = square * variance + process;
            double const innovation = seen[i] - state_now;
            double const spread = variance_now + noise;
            double const inverse_spread = 1 / spread;
            double const gain = variance_now * inverse_spread;
            double const rest = noise * inverse_spread;
            squares += innovation * innovation * inverse_spread;
            product *= spread;
            kept[i] = {state, variance, variance_now, innovation, gain, rest, inverse_spread};
            state = state_now + gain * innovation;
            variance = rest * variance_now;
        }
        return {-0.5 * (std::log(product) + squares), sweep(transition, kept)};
    }

    static auto sample(auto& uniform) {
        double const transition = uniform(0.7, 1), process = uniform(0.1, 0.5), noise = uniform(0.2, 0.8), start = uniform(-0.5, 0.5);
        observations seen;
        for (double& x : seen) x = uniform(-1, 1);
        return std::tuple{transition, process, noise, start, seen};
    }
};

}  // namespace bench
