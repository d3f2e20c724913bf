// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Numbers of a moderate size, which derivatives multiply with each other before anything else.
#pragma once
#pragma GCC system_header

#include <typegrad/math/share_of_exponents.hpp>

namespace typegrad::inline v0_2::graph::detail {

// With such a coefficient and up to eight factors, coefficient · base^(n-1) neither overflows nor underflows on its way where the product's own
// derivative does not.
template <class Number>
constexpr bool is_moderate(Number c) {
    return math::is_within_share<10>(c);
}

// An expression's numbers, in programs that put them together: each is 0 or of such a size. A product of so many of them neither overflows nor
// underflows, and with it a product of anything else does so only where it is within half of the exponents of that. (The check is inlined before g++
// asks what it knows of numbers: else the numbers of a SABR formula, which are all known, are compared at run time, and each program stays in the object.)
inline constexpr int most_gathered = 3;
template <class Number>
TYPEGRAD_INLINE constexpr bool may_be_gathered(Number c) {
    return c == 0 || math::is_within_share<6>(c);
}

}
