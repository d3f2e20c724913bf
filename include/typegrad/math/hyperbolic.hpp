// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// sinh, cosh, tanh, asinh, acosh, atanh in constant expressions.
#pragma once

#include <typegrad/math/power.hpp>

namespace typegrad::inline v0_2::math::constant {

// exp(|x|) / 2: all that is left of sinh and cosh at |x| > 100.
template <working T>
constexpr T half_exponential(T x) {
    if (abs(x) > 20000) return infinity<T>;
    const auto [fraction, n] = exponential<T>({abs(x), 0});
    return scaled(fraction + T(1), n - 1);
}

template <working T>
constexpr T sinh(T x) {
    if (isnan(x) || abs(x) < epsilon<T>) return x;
    if (abs(x) > 100) return copysign(half_exponential(x), x);
    const double_double<T> m = exponential_minus_one<T>({abs(x), 0});
    return copysign((m + m / (m + T(1))).high / 2, x);
}

template <working T>
constexpr T cosh(T x) {
    if (isnan(x)) return x;
    if (abs(x) > 100) return half_exponential(x);
    const double_double<T> e = exponential_minus_one<T>({abs(x), 0}) + T(1);
    return (e + double_double<T>{1, 0} / e).high / 2;
}

template <working T>
constexpr T tanh(T x) {
    if (isnan(x) || abs(x) < epsilon<T>) return x;
    if (abs(x) > 45) return copysign(T(1), x);
    const double_double<T> m = exponential_minus_one<T>({2 * abs(x), 0});
    return copysign((m / (m + T(2))).high, x);
}

// log(2 x): all that is left of asinh and acosh at x > 2^66.
template <working T>
constexpr T logarithm_of_twice(T x) {
    return (logarithm<T>({x, 0}) + ln2<T>).high;
}

template <working T>
constexpr T asinh(T x) {
    if (isnan(x) || isinf(x) || abs(x) < epsilon<T>) return x;
    const T a = abs(x);
    if (a > power_of_two<T>(66)) return copysign(logarithm_of_twice(a), x);
    const double_double<T> square = product(a, a);
    return copysign(logarithm_of_one_plus(square / (square_root(square + T(1)) + T(1)) + a).high, x);
}

template <working T>
constexpr T acosh(T x) {
    if (isnan(x) || x < 1) return not_a_number<T>;
    if (x > power_of_two<T>(66)) return isinf(x) ? x : logarithm_of_twice(x);
    const double_double<T> above = sum(x, T(-1));
    return logarithm_of_one_plus(above + square_root(above * (above + T(2)))).high;
}

template <working T>
constexpr T atanh(T x) {
    if (isnan(x) || abs(x) < epsilon<T>) return x;
    const T a = abs(x);
    if (a >= 1) return a > 1 ? not_a_number<T> : copysign(infinity<T>, x);
    const double_double<T> twice = a < T(0.125) ? twice_artanh<T>({a, 0}) : logarithm(sum(T(1), a) / sum(T(1), -a));
    return copysign(twice.high / 2, x);
}

}
