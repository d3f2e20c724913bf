// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// fma in constant expressions: a b + c, rounded once. After Boldo and Melquiond, "Emulation of FMA and correctly rounded
// sums: proved algorithms using rounding to odd", IEEE Transactions on Computers 57 (2008).
#pragma once

#include <typegrad/math/arithmetic.hpp>
#include <typegrad/math/double_double.hpp>

namespace typegrad::inline v0_2::math::constant {

// a + b; where that is no number, of its two neighbours the one whose last digit is odd. What is rounded again
// afterwards, to fewer digits, is then rounded as if it were exact.
template <working T>
constexpr T sum_to_odd(T a, T b) {
    const T rounded = a + b, part_of_b = rounded - a, rest = (a - (rounded - part_of_b)) + (b - part_of_b);
    if (rest == 0) return rounded;
    const int e = exponent(rounded);
    const T unit = power_of_two<T>(e + 1 - digits<T>);
    if (static_cast<std::uint64_t>(abs(rounded) / unit) % 2 != 0) return rounded;
    const bool outward = signbit(rest) == signbit(rounded);
    return rounded + copysign(outward || abs(rounded) > power_of_two<T>(e) ? unit : unit / 2, rest);
}

template <working T>
constexpr T fma(T a, T b, T c) {
    if (a == 0 || b == 0 || !isfinite(a) || !isfinite(b)) return add(multiply(a, b), c);
    if (!isfinite(c)) return c;
    // Where one of a b and c is far below the other, all that matters is that it is there.
    constexpr int far = 2 * digits<T> + 4;
    const int e_a = exponent(a), e_b = exponent(b), e_c = c == 0 ? 0 : exponent(c), above = c == 0 ? 0 : e_c - (e_a + e_b),
              n = above > far ? e_c - far : e_a + e_b;
    const T addend = times_power_of_two(c, -e_c) * power_of_two<T>(above > far ? far : above < -far ? -far : above);
    const double_double<T> p = product(times_power_of_two(a, -e_a), times_power_of_two(b, -e_b)), low = sum(addend, p.low),
                           high = sum(p.high, low.high);
    const T rest = sum_to_odd(low.low, high.low), rounded = high.high + rest;
    if (rounded == 0) return 0;
    constexpr int least_normal = 1 - bias<T>;
    const int e = exponent(rounded) + n;
    if (e > bias<T>) return copysign(infinity<T>, rounded);
    if (e >= least_normal) return times_power_of_two(rounded, n);
    if (e < least_normal - digits<T> - 1) return copysign(T(0), rounded);
    // As in scaled(): a unit in the last place of `smallest` is the least subnormal number.
    const T smallest = copysign(power_of_two<T>(least_normal - n), rounded);
    const double_double<T> shifted = sum(smallest, high.high);
    return copysign(times_power_of_two(shifted.high + sum_to_odd(shifted.low, rest) - smallest, n), rounded);
}

}
