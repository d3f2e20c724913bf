// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cstddef>
#include <tuple>

#include "../lanes.hpp"
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

    // Products side by side in vectors, each of every second or fourth factor: a chain of that fraction of the length. What the
    // other products come to goes into the products of all after, so nothing is multiplied twice.
    [[gnu::always_inline]] static inline result hand_written_by_expert(std::array<double, N> const& x) {
        static_assert(N % lane_count == 0);
        result out;
        lanes before, after, factors;
        load(before, x[0]);
        for (std::size_t i = lane_count; i < N; i += lane_count) {
            store(out.gradient[i], before);
            load(factors, x[i]);
            before *= factors;
        }
        after = before;
        out.value = multiply(after);
        for (std::size_t i = N - lane_count; i > 0; i -= lane_count) {
            load(before, out.gradient[i]);
            store(out.gradient[i], before * after);
            load(factors, x[i]);
            after *= factors;
        }
        store(out.gradient[0], after);
        return out;
    }

    static auto sample(auto& uniform) {
        std::array<double, N> x;
        for (double& factor : x) factor = uniform(0.5, 1.5);
        return std::tuple{x};
    }
};

}  // namespace bench
