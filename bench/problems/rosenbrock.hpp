// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cstddef>
#include <tuple>
#include <type_traits>

#include "../lanes.hpp"
#include "../results.hpp"

namespace bench {

// Rosenbrock's valley, the sum of 100 (x₍ᵢ₊₁₎ - xᵢ²)² + (1 - xᵢ)²: a few multiplications a term, and neighbours alone meet.
template <std::size_t N>
struct rosenbrock {
    static inline auto const name = sized("Rosenbrock", N);

    static constexpr auto primal = [](auto const& x) {
        using scalar = std::remove_cvref_t<decltype(x[0])>;
        scalar sum(0);
        for (std::size_t i = 0; i + 1 < N; ++i) {
            scalar const off = x[i + 1] - x[i] * x[i];
            scalar const rest = 1 - x[i];
            sum += 100 * off * off + rest * rest;
        }
        return sum;
    };

    using result = value_with_gradient<std::array<double, N>>;

    [[gnu::always_inline]] static inline result hand_written(std::array<double, N> const& x) {
        result out;
        double sum = 0;
        double from_left = 0;
        for (std::size_t i = 0; i + 1 < N; ++i) {
            double const off = x[i + 1] - x[i] * x[i];
            double const rest = 1 - x[i];
            double const scaled = 100 * off;
            sum += scaled * off + rest * rest;
            double const slope = 2 * scaled;
            out.gradient[i] = from_left - 2 * (slope * x[i] + rest);
            from_left = slope;
        }
        out.gradient[N - 1] = from_left;
        out.value = sum;
        return out;
    }

    // Terms side by side in vectors, with what the term to the left gives computed again rather than handed on: no value waits for another.
    [[gnu::always_inline]] static inline result hand_written_by_expert(std::array<double, N> const& x) {
        result out;
        double from_left = 200 * (x[1] - x[0] * x[0]);
        double off_squares = from_left * from_left;
        double rest_squares = (1 - x[0]) * (1 - x[0]);
        out.gradient[0] = -2 * (from_left * x[0] + (1 - x[0]));
        lanes off_sums{}, rest_sums{};
        std::size_t i = 1;
        for (; i + lane_count < N; i += lane_count) {
            lanes left, here, right;
            load(left, x[i - 1]), load(here, x[i]), load(right, x[i + 1]);
            lanes const slope = 200 * (right - here * here);
            lanes const rest = 1 - here;
            off_sums += slope * slope;
            rest_sums += rest * rest;
            store(out.gradient[i], 200 * (here - left * left) - 2 * (slope * here + rest));
        }
        if (i > 1) from_left = 200 * (x[i] - x[i - 1] * x[i - 1]);
        for (; i + 1 < N; ++i) {
            double const slope = 200 * (x[i + 1] - x[i] * x[i]);
            double const rest = 1 - x[i];
            off_squares += slope * slope;
            rest_squares += rest * rest;
            out.gradient[i] = from_left - 2 * (slope * x[i] + rest);
            from_left = slope;
        }
        out.gradient[N - 1] = from_left;
        off_squares += bench::sum(off_sums);
        rest_squares += bench::sum(rest_sums);
        out.value = 0.0025 * off_squares + rest_squares;
        return out;
    }

    static auto sample(auto& uniform) {
        std::array<double, N> x;
        for (double& entry : x) entry = uniform(-2, 2);
        return std::tuple{x};
    }
};

}  // namespace bench
