// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// erf, erfc in constant expressions.
#pragma once

#include <typegrad/math/exponential.hpp>

namespace typegrad::math::constant {

// exp(x^2) erfc(x) at x = 0, 1/4, …, 5, in units of 2^-128:
// python3 -c 'from mpmath import *; mp.prec = 200; print([hex(int(2 ** 128 * exp(x * x) * erfc(x))) for x in arange(0, 5.25, 0.25)])'
inline constexpr std::uint32_t scaled_complements[][5] = {
    {1, 0, 0, 0, 0}, {0, 0xc5356e6d, 0x17548f26, 0x0d0b84b1, 0x1a055e88},
    {0, 0x9d9de1e4, 0xc5879655, 0x7a94ede7, 0x7f0b10ad}, {0, 0x81c6aa75, 0x1ec19c27, 0xbd964f5d, 0x335e5f4c},
    {0, 0x6d761e03, 0xe55ac860, 0x9511fc8c, 0x699bb615}, {0, 0x5e29a484, 0xe1d9e802, 0x8f2e801e, 0x32323abf},
    {0, 0x52536bfe, 0x8ab5a139, 0xbdf0f0d8, 0xe20f3f6b}, {0, 0x48f3f0bc, 0x771f809d, 0x88207598, 0xc611f81c},
    {0, 0x41619c6d, 0x4b1dd7b1, 0x1f0e3f88, 0x1d9d618a}, {0, 0x3b2888da, 0xc4f26395, 0xf99d5f7a, 0x6edc2629},
    {0, 0x35f767e7, 0x6e687598, 0x2fd0d7af, 0x6e69d6dd}, {0, 0x3193d6d1, 0xfe4fad22, 0x58c4e1cd, 0xae583f09},
    {0, 0x2dd304fa, 0x453a599b, 0xe2b0863b, 0x29b46843}, {0, 0x2a94f411, 0xa97689f4, 0xaf937664, 0xa11b8c26},
    {0, 0x27c15334, 0x1dd227e6, 0xfd348689, 0x39a18ba9}, {0, 0x25455e33, 0x82925f02, 0xfdafcae6, 0x06ba5493},
    {0, 0x2312657e, 0x11c2a884, 0xc0d5093a, 0x3e73c4f2}, {0, 0x211cc59d, 0x19135911, 0xb6ca6ef0, 0x2dcb2c15},
    {0, 0x1f5b2a04, 0x9cf4c580, 0xed11013a, 0x5a99fb78}, {0, 0x1dc603a3, 0xe77e9ac5, 0x62c7f909, 0xbd395147},
    {0, 0x1c57239e, 0x943d19de, 0x32fbcdef, 0x4e49d2de},
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
    const auto [w0, w1, w2, w3, w4] = scaled_complements[entry];
    const double_double<T> f = from_words<T>(w0, w1, w2, w3, w4),
                           first = (f * a - inverse_root_pi<T>) * T(2), second = first * a + f;
    T before = first.high * d, term = second.high * d * d, sum = 0;
    for (int k = 3; k < digits<T> / 3; ++k) {
        const T next = (a * term + d * before) * 2 * d / T(k);
        before = term, term = next, sum += next;
    }
    return (second * d + first) * d + sum + f;
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
        return (polynomial(square, -tail / 6, reciprocal<T, 10>, reciprocal<T, -3>, T(1)) * inverse_root_pi<T> * (2 * x)).high;
    }
    const auto [fraction, n] = exponential(-square);
    const double_double<T> complement = (fraction + T(1)) * scaled_complement(abs(x));
    return copysign((-times_power_of_two(complement, n) + T(1)).high, x);
}

}
