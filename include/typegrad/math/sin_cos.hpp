// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Sine and cosine of one argument together.
#pragma once
#pragma GCC system_header

#include <typegrad/config.hpp>
#include <typegrad/math/trigonometric.hpp>

#include <math.h>

#include <type_traits>

namespace typegrad::inline v0_2::math {

// g++ joins std::sin and std::cos by itself, clang does not while they may set errno: hence glibc's sincos, whose two
// results are those of sin and cos to the last bit.
template <class T>
TYPEGRAD_INLINE constexpr void sin_cos(T const& a, T& sine, T& cosine) {
#if defined(__GLIBC__)
    if constexpr (std::is_same_v<T, double> || std::is_same_v<T, float> || std::is_same_v<T, long double>) {
        if (!std::is_constant_evaluated()) {
            T s, c;  // of their own, so that the registers' addresses do not escape
            if constexpr (std::is_same_v<T, double>) ::sincos(a, &s, &c);
            else if constexpr (std::is_same_v<T, float>) ::sincosf(a, &s, &c);
            else ::sincosl(a, &s, &c);
            sine = s;
            cosine = c;
            return;
        }
    }
#endif
    T const s = sin(a);
    cosine = cos(a);
    sine = s;
}

}
