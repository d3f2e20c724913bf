// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Numbers of a moderate size, which derivatives multiply with each other before anything else.
#pragma once
#pragma GCC system_header

#include <typegrad/config.hpp>

#include <limits>

namespace typegrad::inline v0_2::graph::detail {

// 2^(max_exponent / Share).
template <int Share, class Number>
inline constexpr Number share_of_exponents = [] {
    Number bound(1);
    for (int i = 0; i < std::numeric_limits<Number>::max_exponent / Share; ++i) bound *= 2;
    return bound;
}();
// A size up to that, or down to its reciprocal. It is inlined before g++ asks what it knows of numbers: else those of a SABR formula, all of them
// known, are compared at run time, and each program stays in the object.
template <int Share, class Number>
TYPEGRAD_INLINE constexpr bool is_within_share(Number c) {
    Number const size = c < 0 ? -c : c;
    return size <= share_of_exponents<Share, Number> && size * share_of_exponents<Share, Number> >= 1;
}

// With such a coefficient and up to eight factors, coefficient · base^(n-1) neither overflows nor underflows on its way where the product's own
// derivative does not.
template <class Number>
constexpr bool is_moderate(Number c) {
    return is_within_share<10>(c);
}

// An expression's numbers, in programs that put them together: each is 0 or of such a size. A product of so many of them neither overflows nor
// underflows, and with it a product of anything else does so only where it is within half of the exponents of that.
inline constexpr int most_gathered = 3;
template <class Number>
TYPEGRAD_INLINE constexpr bool may_be_gathered(Number c) {
    return c == 0 || is_within_share<6>(c);
}

}
