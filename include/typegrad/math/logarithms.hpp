// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Logarithms of sums and products that keep their digits, and stay finite, where the plain formula does not. For numbers
// of any type, in constant expressions and at run time alike.
#pragma once
#pragma GCC system_header

#include <typegrad/math.hpp>

#include <limits>

namespace typegrad::inline v0_2::math {

// log(1 - x).
template <class T>
constexpr real<T> log1m(T const& x) {
    return log1p(T(-x));
}

// log(1 + exp(x)).
template <class T>
constexpr real<T> log1p_exp(T const& x) {
    if (isnan(x)) return x;
    T const magnitude = abs(x), decay = exp(T(-magnitude)), rest = log1p(decay);
    return x > 0 ? T(x + rest) : rest;
}

// log(1 - exp(x)), x < 0: on either side of about -log(2) the form that does not cancel.
template <class T>
constexpr real<T> log1m_exp(T const& x) {
    if (x > T(-0.6875)) {
        T const complement = -expm1(x);
        return log(complement);
    }
    T const part = -exp(x);
    return log1p(part);
}

// exp(-|a - b|). A rounded difference costs its size in units of the last place; that is made up for, after Knuth, while there is anything left.
template <class T>
TYPEGRAD_INLINE constexpr T decay_of_difference(T const& a, T const& b) {
    T const greater = choose(a < b, b, a), less = choose(a < b, a, b), difference = subtract(less, greater), decay = exp(difference);
    T const minus_greater = subtract(difference, less),
            lost = subtract(T(subtract(less, T(subtract(difference, minus_greater)))), T(add(greater, minus_greater)));
    return choose(decay > T(0), T(add(decay, T(multiply(decay, lost)))), decay);
}

// log(exp(a) + exp(b)).
template <class T>
constexpr real<T> log_sum_exp(T const& a, T const& b) {
    if (isnan(a)) return a;
    if (isnan(b)) return b;
    T const greater = a < b ? b : a;
    if (isinf(greater)) return greater;
    T const decay = decay_of_difference(a, b), rest = log1p(decay);
    return greater + rest;
}

// log(exp(a) - exp(b)), a >= b. Two equal arguments leave log(0), but nothing is known of the difference of infinities.
template <class T>
constexpr real<T> log_diff_exp(T const& a, T const& b) {
    if (isnan(a)) return a;
    if (isnan(b)) return b;
    if (a < b || (isinf(a) && a > 0 && a == b)) return std::numeric_limits<T>::quiet_NaN();
    if (a == b) return -std::numeric_limits<T>::infinity();
    T const difference = subtract(b, a), rest = log1m_exp(difference);
    return a + rest;
}

// x log(y), and 0 at x = 0 for every y >= 0.
template <class T>
constexpr real<T> xlogy(T const& x, T const& y) {
    if (x == 0 && y >= 0) return T(0);
    T const factor = log(y);
    return multiply(x, factor);
}

// x log(1 + y), and 0 at x = 0 for every y >= -1.
template <class T>
constexpr real<T> xlog1py(T const& x, T const& y) {
    if (x == 0 && y >= -1) return T(0);
    T const factor = log1p(y);
    return multiply(x, factor);
}

}
