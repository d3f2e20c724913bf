// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What the processor has that is compiled for.
#pragma once
#pragma GCC system_header

namespace typegrad::inline v0_2::target {

// How many double numbers a vector register of the target holds; as many float ones are taken.
#if defined(__AVX__)
inline constexpr int lane_count = 4;
#elif defined(__SSE2__) || defined(__ARM_NEON)
inline constexpr int lane_count = 2;
#else
inline constexpr int lane_count = 1;
#endif

// Whether a product and a sum are one operation.
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA)
inline constexpr bool has_fused_operations = true;
#else
inline constexpr bool has_fused_operations = false;
#endif

}
