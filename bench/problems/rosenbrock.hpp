// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cstddef>
#include <tuple>
#include <type_traits>

#include "../results.hpp"

namespace bench {

// Rosenbrock's valley, the sum of 100 (x₍ᵢ₊₁₎ - xᵢ²)² + (1 - xᵢ)²: a few multiplications a term, and neighbours alone meet.
template <std::size_t N>
struct rosenbrock {
    static inline auto const name = sized("Rosenbrock", N);

    static constexpr auto primal = [](auto const& x) {
        using scalar = std::remove_cvref_t<decltype(x[0])>;
        scalar sum = 0;
        for (std::size_t i = 0; i + 1 < N; ++i) {
            auto const off = x[i + 1] - x[i] * x[i];
            auto const rest = 1 - x[i];
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

    // No value waits for another: the terms are done in vectors, and added up in four sums.
    [[gnu::always_inline]] static inline result hand_written_by_expert(std::array<double, N> const& x) {
        constexpr std::size_t terms = N - 1, lanes = 4, whole = terms / lanes * lanes;
        result out;
        std::array<double, N> slope;  // by x₍ᵢ₎, of the term to its left
        slope[0] = 0;
        for (std::size_t i = 0; i < terms; ++i) slope[i + 1] = 200 * (x[i + 1] - x[i] * x[i]);
        std::array<double, lanes> off{}, rest{};
        for (std::size_t i = 0; i < whole; i += lanes) {
            for (std::size_t lane = 0; lane < lanes; ++lane) {
                off[lane] += slope[i + lane + 1] * slope[i + lane + 1];
                rest[lane] += (1 - x[i + lane]) * (1 - x[i + lane]);
            }
        }
        for (std::size_t i = whole; i < terms; ++i) {
            off[i - whole] += slope[i + 1] * slope[i + 1];
            rest[i - whole] += (1 - x[i]) * (1 - x[i]);
        }
        out.value = 0.0025 * ((off[0] + off[1]) + (off[2] + off[3])) + ((rest[0] + rest[1]) + (rest[2] + rest[3]));
        for (std::size_t i = 0; i < terms; ++i) out.gradient[i] = slope[i] - 2 * (slope[i + 1] * x[i] + (1 - x[i]));
        out.gradient[N - 1] = slope[N - 1];
        return out;
    }

    static auto sample(auto& uniform) {
        std::array<double, N> x;
        for (double& entry : x) entry = uniform(-2, 2);
        return std::tuple{x};
    }
};

}  // namespace bench
