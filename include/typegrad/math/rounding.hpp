// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// ceil, round, rint, nearbyint, ldexp, scalbn, fmin, fmax, fdim in constant expressions. trunc and floor are in
// representation.hpp; remainders are in division.hpp.
#pragma once

#include <typegrad/math/double_double.hpp>

namespace typegrad::inline v0_2::math::constant {

template <working T>
constexpr T ceil(T x) {
    return -floor(-x);
}

// Half-way away from zero.
template <working T>
constexpr T round(T x) {
    if (!isfinite(x)) return x;
    const T truncated = trunc(x);
    return abs(x - truncated) >= T(0.5) ? truncated + copysign(T(1), x) : truncated;
}

// Half-way to even, in the rounding mode of constant expressions.
template <working T>
constexpr T rint(T x) {
    if (!isfinite(x)) return x;
    const T truncated = trunc(x), rest = abs(x - truncated);
    const bool odd = trunc(truncated / 2) * 2 != truncated;
    return rest > T(0.5) || (rest == T(0.5) && odd) ? truncated + copysign(T(1), x) : truncated;
}
template <working T>
constexpr T nearbyint(T x) {
    return rint(x);
}

// x 2^n. A bound on n that is beyond every exponent keeps the sum of exponents an int.
template <working T>
constexpr T ldexp(T x, int n) {
    if (x == 0 || !isfinite(x)) return x;
    const int e = exponent(x), bounded = n > 70000 ? 70000 : n < -70000 ? -70000 : n;
    return scaled<T>({times_power_of_two(x, -e), 0}, e + bounded);
}
template <working T>
constexpr T scalbn(T x, int n) {
    return ldexp(x, n);
}

// NaN is missing data. +0 is greater than -0.
template <working T>
constexpr T fmax(T x, T y) {
    return isnan(y) || x > y || (x == y && signbit(y)) ? x : y;
}
template <working T>
constexpr T fmin(T x, T y) {
    return isnan(y) || x < y || (x == y && signbit(x)) ? x : y;
}

// max(x - y, 0).
template <working T>
constexpr T fdim(T x, T y) {
    if (isnan(x) || isnan(y)) return not_a_number<T>;
    if (x <= y) return 0;
    const T most = std::numeric_limits<T>::max();
    return isinf(x) || isinf(y) || (y < 0 && x > most + y && x / 2 - y / 2 > most / 2) ? infinity<T> : x - y;
}

}
