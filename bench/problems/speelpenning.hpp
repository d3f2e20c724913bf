// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cstddef>
#include <tuple>

#include "../results.hpp"

namespace bench {

// Speelpenning's product x₀ x₁ … x₍ₙ₋₁₎: each partial is the product of all others. Multiplications and nothing else; the
// order in which they are done decides.
template <std::size_t N>
struct speelpenning {
    static inline auto const name = sized("Speelpenning", N);

    static constexpr auto primal = [](auto const& x) {
        auto product = x[0];
        for (std::size_t i = 1; i < N; ++i) product *= x[i];
        return product;
    };

    using result = value_with_gradient<std::array<double, N>>;

    // The products of all before, which are the primal's, times those of all after.
    [[gnu::always_inline]] static inline result hand_written(std::array<double, N> const& x) {
        result out;
        double before = x[0];
        for (std::size_t i = 1; i < N; ++i) {
            out.gradient[i] = before;
            before *= x[i];
        }
        out.value = before;
        double after = x[N - 1];
        for (std::size_t i = N - 2; i > 0; --i) {
            out.gradient[i] *= after;
            after *= x[i];
        }
        out.gradient[0] = after;
        return out;
    }

    // Four products side by side, of every fourth factor: a chain of a quarter of the length, in vectors. What the other three
    // products come to goes into the products of all after, so nothing is multiplied twice.
    [[gnu::always_inline]] static inline result hand_written_by_expert(std::array<double, N> const& x) {
        static_assert(N % 4 == 0);
        constexpr std::size_t lanes = 4;
        result out;
        std::array<double, lanes> before, after;
        for (std::size_t lane = 0; lane < lanes; ++lane) before[lane] = x[lane];
        for (std::size_t i = lanes; i < N; i += lanes) {
            for (std::size_t lane = 0; lane < lanes; ++lane) {
                out.gradient[i + lane] = before[lane];
                before[lane] *= x[i + lane];
            }
        }
        double const low = before[0] * before[1];
        double const high = before[2] * before[3];
        out.value = low * high;
        after = {before[1] * high, before[0] * high, before[3] * low, before[2] * low};
        for (std::size_t i = N - lanes; i > 0; i -= lanes) {
            for (std::size_t lane = 0; lane < lanes; ++lane) {
                out.gradient[i + lane] *= after[lane];
                after[lane] *= x[i + lane];
            }
        }
        for (std::size_t lane = 0; lane < lanes; ++lane) out.gradient[lane] = after[lane];
        return out;
    }

    static auto sample(auto& uniform) {
        std::array<double, N> x;
        for (double& factor : x) factor = uniform(0.5, 1.5);
        return std::tuple{x};
    }
};

}  // namespace bench
