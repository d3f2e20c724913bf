// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// exp, log and their relatives in constant expressions.
#pragma once

#include <typegrad/math/double_double.hpp>

namespace typegrad::inline v0_2::math::constant {

// 2^exponent (1 + fraction), with fraction between 1/sqrt(2) - 1 and sqrt(2) - 1.
template <working T>
struct scaled_exponential {
    double_double<T> fraction;
    int exponent;
};

// |x| < 30000: beyond any overflow of T, and far from that of an int.
template <working T>
constexpr scaled_exponential<T> exponential(double_double<T> x) {
    const int n = static_cast<int>(x.high / ln2<T>.high + (x.high < 0 ? T(-0.5) : T(0.5)));
    const double_double<T> r = x - ln2<T> * static_cast<T>(n);
    T tail = 1;
    for (int k = digits<T> / 4 + 3; k > 4; --k) tail = 1 + tail * r.high / T(k);
    return {polynomial(r, tail / 24, reciprocal<T, 6>, T(0.5), T(1)) * r, n};
}

// exp(x) - 1 for |x| <= 100, where 2^-n is still a number that matters beside 1.
template <working T>
constexpr double_double<T> exponential_minus_one(double_double<T> x) {
    const auto [fraction, n] = exponential(x);
    return times_power_of_two(sum(T(1), -power_of_two<T>(-n)) + fraction, n);
}

// 2 artanh(s), |s| < 0.1716, by its series.
template <working T>
constexpr double_double<T> twice_artanh(double_double<T> s) {
    const double_double<T> z = s * s;
    T tail = 0;
    for (int k = digits<T> / 4 + 1; k >= 4; --k) tail = tail * z.high + 1 / T(2 * k + 1);
    return polynomial(z, tail, reciprocal<T, 7>, reciprocal<T, 5>, reciprocal<T, 3>, T(1)) * s * T(2);
}

// x > 0. With x = 2^n m, log(m) = 2 artanh((m - 1) / (m + 1)).
template <working T>
constexpr double_double<T> logarithm(double_double<T> x) {
    const int e = exponent(x.high), n = times_power_of_two(x.high, -e) > T(1.4142) ? e + 1 : e;
    const double_double<T> m = times_power_of_two(x, -n);
    return twice_artanh((m + T(-1)) / (m + T(1))) + ln2<T> * static_cast<T>(n);
}

// log(1 + w) with all the digits that w has, be it as small as it may.
template <working T>
constexpr double_double<T> logarithm_of_one_plus(double_double<T> w) {
    return abs(w.high) < T(0.25) ? twice_artanh(w / (w + T(2))) : logarithm(w + T(1));
}

// exp(x), rounded once.
template <working T>
constexpr T rounded_exponential(double_double<T> x) {
    const auto [fraction, n] = exponential(x);
    return scaled(fraction + T(1), n);
}

template <working T>
constexpr T exp(T x) {
    if (isnan(x)) return x;
    if (abs(x) > 20000) return x > 0 ? infinity<T> : T(0);
    return rounded_exponential<T>({x, 0});
}

template <working T>
constexpr T expm1(T x) {
    if (isnan(x) || abs(x) < epsilon<T> / 4) return x;
    if (x > 100) return exp(x);
    return x < -100 ? T(-1) : exponential_minus_one<T>({x, 0}).high;
}

template <working T>
constexpr T log(T x) {
    if (isnan(x) || x == infinity<T>) return x;
    if (x <= 0) return x < 0 ? not_a_number<T> : -infinity<T>;
    return logarithm<T>({x, 0}).high;
}

template <working T>
constexpr T log1p(T x) {
    if (isnan(x) || x == infinity<T> || abs(x) < epsilon<T> / 4) return x;
    if (x <= -1) return x < -1 ? not_a_number<T> : -infinity<T>;
    return logarithm(sum(T(1), x)).high;
}

template <working T>
constexpr T exp2(T x) {
    if (isnan(x)) return x;
    return abs(x) > 20000 ? (x > 0 ? infinity<T> : T(0)) : rounded_exponential(ln2<T> * x);
}

template <working T>
constexpr T exp10(T x) {
    if (isnan(x)) return x;
    return abs(x) > 10000 ? (x > 0 ? infinity<T> : T(0)) : rounded_exponential(ln10<T> * x);
}

template <working T>
constexpr T log2(T x) {
    return x > 0 && x < infinity<T> ? (logarithm<T>({x, 0}) * inverse_ln2<T>).high : log(x);
}

template <working T>
constexpr T log10(T x) {
    return x > 0 && x < infinity<T> ? (logarithm<T>({x, 0}) * inverse_ln10<T>).high : log(x);
}

}
