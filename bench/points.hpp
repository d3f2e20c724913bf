// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <utility>

namespace bench {

// The same points on every machine and compiler, which <random>'s distributions do not promise: a linear congruential step
// with Knuth's constants, its upper 53 bits taken.
class uniform_source {
public:
    double operator()(double low, double high) {
        state_ = state_ * 6364136223846793005u + 1442695040888963407u;
        return low + (high - low) * (static_cast<double>(state_ >> 11) * 0x1p-53);
    }

private:
    std::uint64_t state_ = 42;
};

template <class Problem>
using point_of = decltype(Problem::sample(std::declval<uniform_source&>()));

// Enough points that no work can be moved out of the loop over them, few enough to stay in the first-level cache.
template <class Problem>
inline constexpr std::size_t point_count = std::clamp<std::size_t>(16384 / sizeof(point_of<Problem>), 16, 256);

template <class Problem>
std::array<point_of<Problem>, point_count<Problem>> sample_points() {
    uniform_source uniform;
    std::array<point_of<Problem>, point_count<Problem>> points;
    for (auto& point : points) point = Problem::sample(uniform);
    return points;
}

// The order of the derivatives that are asked for.
template <class Problem>
inline constexpr int order_of = 1;
template <class Problem>
    requires requires { Problem::order; }
inline constexpr int order_of<Problem> = Problem::order;

// How many of the arguments are differentiated; those after them are data.
template <class Problem>
inline constexpr std::size_t differentiated = std::tuple_size_v<point_of<Problem>>;
template <class Problem>
    requires requires { Problem::differentiated; }
inline constexpr std::size_t differentiated<Problem> = Problem::differentiated;

template <class Problem>
concept has_expert = requires { &Problem::hand_written_by_expert; };

}  // namespace bench
