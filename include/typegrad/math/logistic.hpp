// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The logistic function, its logarithm and its inverse, accurate in both tails. For numbers of any type, in constant
// expressions and at run time alike.
#pragma once
#pragma GCC system_header

#include <typegrad/math/arithmetic.hpp>
#include <typegrad/math/logarithms.hpp>

namespace typegrad::inline v0_2::math {

// 1 / (1 + exp(-x)) given e = exp(-|x|). Of a small quotient e / (1 + e) what remains to e has fewer roundings than the quotient itself.
template <class T>
TYPEGRAD_INLINE constexpr T logistic(T const& x, T const& e) {
    T const quotient = divide(e, T(add(T(1), e)));
    return choose(x < T(0), choose(e < T(0.25), T(subtract(e, T(multiply(e, quotient)))), quotient), T(subtract(T(1), quotient)));
}

// 1 / (1 + exp(-x)).
template <class T>
constexpr real<T> sigmoid(T const& x) {
    if (isnan(x)) return x;
    T const magnitude = abs(x), decay = exp(T(-magnitude));
    return logistic(x, decay);
}

template <class T>
constexpr real<T> log_sigmoid(T const& x) {
    T const complement = log1p_exp(T(-x));
    return -complement;
}

// log(p / (1 - p)). About 1/2 the result is small, and 1 - 2 p is exact.
template <class T>
constexpr real<T> logit(T const& p) {
    if (isnan(p)) return p;
    if (p < 0 || p > 1) return std::numeric_limits<T>::quiet_NaN();
    T const q = 1 - p;
    if (p < T(0.25)) return log(T(p / q));
    if (p < T(0.5)) return -log1p(T((1 - 2 * p) / p));
    return q == 0 ? T(std::numeric_limits<T>::infinity()) : T(log1p(T((p - q) / q)));
}

}
