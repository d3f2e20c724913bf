// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// sqrt, rsqrt, cbrt, hypot, pow in constant expressions.
#pragma once

#include <typegrad/math/exponential.hpp>

namespace typegrad::inline v0_2::math::constant {

// Heron's iteration for 1 <= m < 4, to within a unit in the last place.
template <working T>
constexpr T nearly_square_root(T m) {
    T y = (m + 2) / 3 + T(0.05);
    for (int i = 0; i < 5; ++i) y = (y + m / y) / 2;
    return y;
}

template <working T>
constexpr double_double<T> square_root(double_double<T> x) {
    if (x.high == 0) return x;
    const int half = exponent(x.high) >> 1;
    const double_double<T> m = times_power_of_two(x, -2 * half);
    const T y = nearly_square_root(m.high);
    return times_power_of_two(sum(y, (m - product(y, y)).high / (2 * y)), half);
}

// Correctly rounded: the residual is exact, and a root is never half-way between two numbers.
template <working T>
constexpr T sqrt(T x) {
    if (x == 0 || isnan(x) || x == infinity<T>) return x;
    if (x < 0) return not_a_number<T>;
    const int half = exponent(x) >> 1;
    const T m = times_power_of_two(x, -2 * half), y = nearly_square_root(m);
    const double_double<T> square = product(y, y);
    const T residual = (m - square.high) - square.low, unit = epsilon<T>;
    return times_power_of_two(residual > unit * y ? y + unit : residual <= -unit * y ? y - unit : y, half);
}

// 1 / sqrt(x).
template <working T>
constexpr T rsqrt(T x) {
    if (isnan(x) || x == 0) return x == 0 ? copysign(infinity<T>, x) : x;
    if (x < 0 || x == infinity<T>) return x < 0 ? not_a_number<T> : T(0);
    const int half = exponent(x) >> 1;
    const double_double<T> one{1, 0}, m{times_power_of_two(x, -2 * half), 0};
    return times_power_of_two((one / square_root(m)).high, -half);
}

template <working T>
constexpr T cbrt(T x) {
    if (x == 0 || isnan(x) || isinf(x)) return x;
    const int e = exponent(x), third = (e >= 0 ? e : e - 2) / 3;
    const T m = times_power_of_two(abs(x), -3 * third);
    T y = (m + 6) / 7 + T(0.1);
    for (int i = 0; i < 5; ++i) y -= (y - m / (y * y)) / 3;
    const double_double<T> cube = product(y, y) * y;
    return copysign(times_power_of_two(y + ((m - cube.high) - cube.low) / (3 * y * y), third), x);
}

template <working T>
constexpr T hypot(T x, T y) {
    const T a = abs(x) > abs(y) ? abs(x) : abs(y), b = abs(x) > abs(y) ? abs(y) : abs(x);
    if (isinf(x) || isinf(y)) return infinity<T>;
    if (isnan(x) || isnan(y)) return not_a_number<T>;
    if (b < a * (epsilon<T> / 2) || b == 0) return a;
    const int e = exponent(a);
    const T p = times_power_of_two(a, -e), q = times_power_of_two(b, -e);
    return scaled(square_root(product(p, p) + product(q, q)), e);
}

template <working T>
constexpr T hypot(T x, T y, T z) {
    const T xy = abs(x) > abs(y) ? abs(x) : abs(y), a = xy > abs(z) ? xy : abs(z);
    if (isinf(x) || isinf(y) || isinf(z)) return infinity<T>;
    if (isnan(x) || isnan(y) || isnan(z)) return not_a_number<T>;
    if (a == 0) return 0;
    const int e = exponent(a);
    const auto square = [&](T side) {
        const T p = abs(side) < a * (epsilon<T> / 8) ? T(0) : times_power_of_two(side, -e);
        return product(p, p);
    };
    return scaled(square_root(square(x) + square(y) + square(z)), e);
}

// The special cases are those of C's Annex F.
template <working T>
constexpr T pow(T x, T y) {
    if (x == 1 || y == 0) return 1;
    if (isnan(x) || isnan(y)) return not_a_number<T>;
    const bool integer = trunc(y) == y, odd = integer && trunc(y / 2) != y / 2;
    const T base = abs(x), sign = odd && signbit(x) ? T(-1) : T(1);
    if (x < 0 && !integer && !isinf(x)) return not_a_number<T>;
    if (base == 1) return sign;
    if (base == 0 || isinf(x) || isinf(y)) return sign * ((base > 1) == (y > 0) ? infinity<T> : T(0));
    // Beyond the limit every other base overflows or underflows; the product below must not.
    constexpr T limit = power_of_two<T>(90);
    const double_double<T> power = logarithm<T>({base, 0}) * (y > limit ? limit : y < -limit ? -limit : y);
    if (abs(power.high) > 20000) return sign * (power.high > 0 ? infinity<T> : T(0));
    const auto [fraction, n] = exponential(power);
    return sign * scaled(fraction + T(1), n);
}

}
