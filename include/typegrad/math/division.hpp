// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// fmod and remainder in constant expressions. Both are exact.
#pragma once

#include <typegrad/math/representation.hpp>

namespace typegrad::inline v0_2::math::constant {

// |x| = quotient |y| + remainder, for finite x and y ≠ 0.
template <working T>
struct division {
    T remainder;
    bool odd;  // the quotient
};

// By long division, one binary digit at a time. Twice the remainder may need one digit more than there are.
template <working T>
constexpr division<T> divide_with_remainder(T x, T y) {
    if (abs(x) < abs(y)) return {abs(x), false};
    const int e = exponent(y);
    const auto integer = [](T m) { return static_cast<std::uint64_t>(m * (1 / epsilon<T>)); };  // of 1 <= m < 2
    const std::uint64_t divisor = integer(times_power_of_two(abs(y), -e)),
                        dividend = integer(times_power_of_two(abs(x), -exponent(x)));
    std::uint64_t remainder = dividend % divisor;
    bool odd = dividend / divisor % 2 != 0;
    for (int rest = exponent(x) - e; rest > 0; --rest) {
        const bool overflow = remainder >> 63 != 0;
        remainder <<= 1;
        odd = overflow || remainder >= divisor;
        if (odd) remainder -= divisor;
    }
    return {times_power_of_two(static_cast<T>(remainder) * epsilon<T>, e), odd};
}

template <working T>
constexpr T fmod(T x, T y) {
    if (isnan(x) || isnan(y) || isinf(x) || y == 0) return not_a_number<T>;
    return isinf(y) || x == 0 ? x : copysign(divide_with_remainder(x, y).remainder, x);
}

// x - n y with n the integer that is nearest to x / y, the even one of two.
template <working T>
constexpr T remainder(T x, T y) {
    if (isnan(x) || isnan(y) || isinf(x) || y == 0) return not_a_number<T>;
    if (isinf(y) || x == 0) return x;
    const auto [r, odd] = divide_with_remainder(x, y);
    const T to_next = abs(y) - r;  // inexact only where it is the greater of the two
    const T magnitude = r > to_next || (r == to_next && odd) ? -to_next : r;
    return signbit(x) ? -magnitude : magnitude;
}

}
