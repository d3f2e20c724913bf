// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <tuple>

#include "../kept.hpp"
#include "../results.hpp"

namespace bench {

// 5x³ + 2x² + 4x + 8: nothing but arithmetic, so every instruction that an engine adds is seen.
struct polynomial {
    static constexpr auto name = "polynomial";

    static constexpr auto primal = [](auto x) {
        auto const square = kept(x * x);
        return kept(5 * (square * x) + 2 * square + 4 * x + 8);
    };

    using result = value_with_gradient<double>;

    [[gnu::always_inline]] static inline result hand_written(double x) {
        double const square = x * x;
        return {5 * (square * x) + 2 * square + 4 * x + 8, 15 * square + 4 * x + 4};
    }

    // Horner's forms.
    [[gnu::always_inline]] static inline result hand_written_by_expert(double x) { return {((5 * x + 2) * x + 4) * x + 8, (15 * x + 4) * x + 4}; }

    static auto sample(auto& uniform) { return std::tuple{uniform(-2, 2)}; }
};

}  // namespace bench
