// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// erf, erfc in constant expressions.
#pragma once

#include <typegrad/math/exponential.hpp>

namespace typegrad::inline v0_2::math::constant {

// The binary digits of exp(x^2) erfc(x) at x = 0, 1/4, …, 5, the first of them before the point:
// python3 -c 'from mpmath import *; mp.prec = 200
// for x in arange(0, 5.25, 0.25): print(hex(int(nint(2 ** 127 * exp(x * x) * erfc(x)))))'
inline constexpr std::uint64_t scaled_complements[][2] = {
    {0x8000000000000000, 0x0000000000000000}, {0x629ab7368baa4793, 0x0685c2588d02af44},
    {0x4ecef0f262c3cb2a, 0xbd4a76f3bf858857}, {0x40e3553a8f60ce13, 0xdecb27ae99af2fa6},
    {0x36bb0f01f2ad6430, 0x4a88fe4634cddb0b}, {0x2f14d24270ecf401, 0x4797400f19191d60},
    {0x2929b5ff455ad09c, 0xdef8786c71079fb6}, {0x2479f85e3b8fc04e, 0xc4103acc6308fc0e},
    {0x20b0ce36a58eebd8, 0x8f871fc40eceb0c5}, {0x1d94446d627931ca, 0xfcceafbd376e1315},
    {0x1afbb3f3b7343acc, 0x17e86bd7b734eb6f}, {0x18c9eb68ff27d691, 0x2c6270e6d72c1f85},
    {0x16e9827d229d2ccd, 0xf158431d94da3422}, {0x154a7a08d4bb44fa, 0x57c9bb32508dc613},
    {0x13e0a99a0ee913f3, 0x7e9a43449cd0c5d5}, {0x12a2af19c1492f81, 0x7ed7e573035d2a4a},
    {0x118932bf08e15442, 0x606a849d1f39e279}, {0x108e62ce8c89ac88, 0xdb65377816e5960b},
    {0x0fad95024e7a62c0, 0x7688809d2d4cfdbc}, {0x0ee301d1f3bf4d62, 0xb163fc84de9ca8a4},
    {0x0e2b91cf4a1e8cef, 0x197de6f7a724e96f},
};

// exp(x^2) erfc(x), x >= 0.
template <working T>
constexpr double_double<T> scaled_complement(T x) {
    if (x > 5) {  // its continued fraction, of which only the first levels matter to the last bits
        T tail = x;
        for (int k = 40; k > 3; --k) tail = x + T(k) / 2 / tail;
        double_double<T> fraction{tail, 0};
        for (int k = 3; k > 0; --k) fraction = double_double<T>{T(k) / 2, 0} / fraction + x;
        return inverse_root_pi<T> / fraction;
    }
    // The Taylor series about the nearest entry. f' = 2 x f - 2/sqrt(pi) gives the rest of its coefficients.
    const int entry = static_cast<int>(4 * x + T(0.5));
    const T a = static_cast<T>(entry) / 4, d = x - a;
    const double_double<T> f = from_digits<T>(scaled_complements[entry][0], scaled_complements[entry][1]),
                           first = (f * a - inverse_root_pi<T>) * T(2), second = first * a + f;
    T odd = first.high * d, even = second.high * d * d, rest = 0;
    for (int k = 3; k < digits<T> / 3; k += 2)
        odd = (a * even + d * odd) * 2 * d / T(k), even = (a * odd + d * even) * 2 * d / T(k + 1), rest += odd + even;
    return (second * d + first) * d + rest + f;
}

template <working T>
constexpr T erfc(T x) {
    if (isnan(x)) return x;
    if (x < -7 || x > 150) return x < 0 ? T(2) : T(0);
    const auto [fraction, n] = exponential(-product(x, x));
    const double_double<T> value = (fraction + T(1)) * scaled_complement(abs(x));
    return x < 0 ? (-times_power_of_two(value, n) + T(2)).high : scaled(value, n);
}

template <working T>
constexpr T erf(T x) {
    if (isnan(x) || x == 0) return x;
    if (abs(x) > 7) return copysign(T(1), x);
    if (abs(x) < epsilon<T>) return scaled(inverse_root_pi<T> * times_power_of_two(x, 1 - exponent(x)), exponent(x));
    const double_double<T> square = product(x, x);
    if (abs(x) < T(0.25)) {
        T tail = 0;
        for (int k = digits<T> / 4; k >= 3; --k) tail = 1 / T(2 * k + 1) - tail * square.high / T(k + 1);
        const double_double<T> series = polynomial(square, -tail / 6, reciprocal<T, 10>, reciprocal<T, -3>, T(1));
        return (series * inverse_root_pi<T> * (2 * x)).high;
    }
    const auto [fraction, n] = exponential(-square);
    const double_double<T> complement = (fraction + T(1)) * scaled_complement(abs(x));
    return copysign((-times_power_of_two(complement, n) + T(1)).high, x);
}

}
