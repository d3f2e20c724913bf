// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cmath>
#include <tuple>

#include "../kept.hpp"
#include "../results.hpp"

namespace bench {

// (x + y + z) exp(xyz): one library call, whose result the gradient must reuse and not compute again.
struct product_exponential {
    static constexpr auto name = "(x+y+z) exp(xyz)";

    static constexpr auto primal = [](auto x, auto y, auto z) {
        using std::exp;
        return kept((x + y + z) * exp(x * y * z));
    };

    using result = value_with_gradient<std::array<double, 3>>;

    // An expert would write the same.
    [[gnu::always_inline]] static inline result hand_written(double x, double y, double z) {
        double const xy = x * y;
        double const exponential = std::exp(xy * z);
        double const sum = x + y + z;
        // As (1 + sum yz) exp(…), not exp(…) + value yz: all but one multiplication is done while the call runs.
        return {sum * exponential,
                {(1 + sum * (y * z)) * exponential, (1 + sum * (x * z)) * exponential, (1 + sum * xy) * exponential}};
    }

    static auto sample(auto& uniform) { return std::tuple{uniform(-1, 1), uniform(-1, 1), uniform(-1, 1)}; }
};

}  // namespace bench
