// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <cstring>

namespace bench {

// The numbers that an expert computes with at once, whatever the level of optimisation: as many as the target's registers hold.
// (g++ takes wider vectors apart through memory, 0.9 to 2.9 of the scalar code's time.)
#ifdef __AVX__
inline constexpr std::size_t lane_count = 4;
using lanes = double __attribute__((vector_size(32)));
[[gnu::always_inline]] inline double sum(lanes const& all) { return (all[0] + all[1]) + (all[2] + all[3]); }
[[gnu::always_inline]] inline void fill(lanes& to, auto&& number) { to = lanes{number(0), number(1), number(2), number(3)}; }
// The product of all; each lane becomes the product of the others.
[[gnu::always_inline]] inline double multiply(lanes& all) {
    double const low = all[0] * all[1];
    double const high = all[2] * all[3];
    all = lanes{all[1] * high, all[0] * high, all[3] * low, all[2] * low};
    return low * high;
}
#else
inline constexpr std::size_t lane_count = 2;
using lanes = double __attribute__((vector_size(16)));
[[gnu::always_inline]] inline double sum(lanes const& all) { return all[0] + all[1]; }
[[gnu::always_inline]] inline void fill(lanes& to, auto&& number) { to = lanes{number(0), number(1)}; }
[[gnu::always_inline]] inline double multiply(lanes& all) {
    all = lanes{all[1], all[0]};
    return all[0] * all[1];
}
#endif

[[gnu::always_inline]] inline void load(lanes& to, double const& first) { std::memcpy(&to, &first, sizeof to); }
[[gnu::always_inline]] inline void store(double& first, lanes const& from) { std::memcpy(&first, &from, sizeof from); }

}  // namespace bench
