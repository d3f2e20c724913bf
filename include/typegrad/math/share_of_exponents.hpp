// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Numbers whose exponent is small beside the largest one.
#pragma once
#pragma GCC system_header

#include <typegrad/config.hpp>

#include <limits>

namespace typegrad::inline v0_2::math {

// 2^(max_exponent / Share).
template <int Share, class Number>
inline constexpr Number share_of_exponents = [] {
    Number bound(1);
    for (int i = 0; i < std::numeric_limits<Number>::max_exponent / Share; ++i) bound *= 2;
    return bound;
}();
// A size up to that, or down to its reciprocal.
template <int Share, class Number>
TYPEGRAD_INLINE constexpr bool is_within_share(Number c) {
    Number const size = c < 0 ? -c : c;
    return size <= share_of_exponents<Share, Number> && size * share_of_exponents<Share, Number> >= 1;
}

}
