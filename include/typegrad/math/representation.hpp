// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The bits of a floating-point number, and the trivial functions that only look at them.
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>

namespace typegrad::inline v0_2::math::constant {

// What the implementations compute in. A float is computed as a double, see single.hpp.
template <class T>
concept ieee_double = std::floating_point<T> && std::numeric_limits<T>::digits == 53;
template <class T>
concept x87_extended = std::floating_point<T> && std::numeric_limits<T>::digits == 64;
template <class T>
concept working = ieee_double<T> || x87_extended<T>;

template <class T>
inline constexpr T infinity = std::numeric_limits<T>::infinity();
template <class T>
inline constexpr T not_a_number = std::numeric_limits<T>::quiet_NaN();
template <class T>
inline constexpr T epsilon = std::numeric_limits<T>::epsilon();
template <class T>
inline constexpr int digits = std::numeric_limits<T>::digits;
template <class T>
inline constexpr int bias = std::numeric_limits<T>::max_exponent - 1;

// The padding is of unsigned char because no other type may hold an indeterminate value in a constant expression.
struct extended_bits {
    std::uint64_t significand;
    std::uint16_t sign_and_exponent;
    unsigned char padding[6];
};

// The biased exponent behind the sign. (std::bit_cast would be two more of the statements that clang counts.)
template <ieee_double T>
constexpr int sign_and_exponent(T x) {
    return static_cast<int>(__builtin_bit_cast(std::uint64_t, x) >> 52);
}
template <x87_extended T>
constexpr int sign_and_exponent(T x) {
    return __builtin_bit_cast(extended_bits, x).sign_and_exponent;
}

// 2^n, which must be a normal number.
template <ieee_double T>
constexpr T power_of_two(int n) {
    return __builtin_bit_cast(T, static_cast<std::uint64_t>(n + bias<T>) << 52);
}
template <x87_extended T>
constexpr T power_of_two(int n) {
    return __builtin_bit_cast(T, (extended_bits{std::uint64_t{1} << 63, static_cast<std::uint16_t>(n + bias<T>), {}}));
}

// x 2^n in two steps, since 2^n alone may be out of range where the product is not.
template <working T>
constexpr T times_power_of_two(T x, int n) {
    return x * power_of_two<T>(n / 2) * power_of_two<T>(n - n / 2);
}

// The e for which 2^e <= |x| < 2^(e + 1); x is neither 0 nor infinite.
template <working T>
constexpr int exponent(T x) {
    const int biased = sign_and_exponent(x) & (2 * bias<T> + 1);
    return biased != 0 ? biased - bias<T> : exponent(x * power_of_two<T>(64)) - 64;
}

template <working T>
constexpr bool signbit(T x) {
    return sign_and_exponent(x) > 2 * bias<T> + 1;
}
constexpr bool signbit(float x) { return signbit(static_cast<double>(x)); }

template <working T>
constexpr T copysign(T magnitude, T sign) {
    return signbit(magnitude) == signbit(sign) ? magnitude : -magnitude;
}

template <working T>
constexpr T abs(T x) {
    return x <= 0 ? 0 - x : x;  // not -x, for the sign of 0
}

template <working T>
constexpr bool isnan(T x) {
    return x != x;
}

template <working T>
constexpr bool isinf(T x) {
    return x == infinity<T> || x == -infinity<T>;
}

template <working T>
constexpr bool isfinite(T x) {
    return abs(x) <= std::numeric_limits<T>::max();
}

// From 2^(digits - 1) on every number is an integer. Infinities and NaN come back as they are, too.
template <working T>
constexpr T trunc(T x) {
    return abs(x) < 1 / epsilon<T> ? copysign(static_cast<T>(static_cast<std::int64_t>(x)), x) : x;
}

template <working T>
constexpr T floor(T x) {
    const T truncated = trunc(x);
    return truncated > x ? truncated - 1 : truncated;
}

}
