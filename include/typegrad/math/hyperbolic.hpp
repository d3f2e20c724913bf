// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// sinh, cosh, tanh in constant expressions.
#pragma once

#include <typegrad/math/exponential.hpp>

namespace typegrad::math::constant {

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

}
