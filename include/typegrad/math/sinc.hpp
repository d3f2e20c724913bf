// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// sinc(x) = sin(x) / x, and the functions that its derivatives consist of. For numbers of any type, in constant expressions
// and at run time alike.
#pragma once
#pragma GCC system_header

#include <typegrad/math.hpp>

#include <limits>

namespace typegrad::math {

template <class T>
constexpr real<T> sinc(T const& x) {
    if (isnan(x)) return x;
    return x == 0 ? T(1) : isinf(x) ? T(0) : T(sin(x) / x);
}

// (-1/x d/dx)^k sinc(x) = j_k(x) / x^k with the spherical Bessel function j_k: even, 1 / (2k + 1)!! at 0, and never
// singular. The derivative of the k-th is -x times the one after it; so that of any order is a polynomial in x and these.
// Near 0 their recurrence would cancel: there it is the series, whose terms fall by more than one half.
template <class T>
constexpr real<T> spherical_bessel_quotient(int k, T const& x) {
    if (k == 0) return sinc(x);
    if (isnan(x)) return x;
    if (isinf(x)) return T(0);
    if (abs(x) < T(k + 3) && x * x < T(2 * k + 3)) {
        T const z = x * x / 2;
        T term = 1;
        for (int i = 3; i <= 2 * k + 1; i += 2) term /= T(i);
        T sum = term;
        for (int m = 1; abs(term) > std::numeric_limits<T>::epsilon() / 4 * sum; ++m) {
            term *= -z / T(m * (2 * (k + m) + 1));
            sum += term;
        }
        return sum;
    }
    T const cosine = cos(x), first = sinc(x);
    T before = first, value = (first - cosine) / x / x;
    for (int i = 1; i < k; ++i) {
        T const after = (T(2 * i + 1) * value - before) / x / x;
        before = value;
        value = after;
    }
    return value;
}

// (cos(x) - sinc(x)) / x.
template <class T>
constexpr real<T> sinc_derivative(T const& x) {
    if (isinf(x)) return T(0);
    T const quotient = spherical_bessel_quotient(1, x);
    return isnan(x) ? x : T(-x * quotient);
}

// -sinc(x) - 2 sinc'(x) / x, which is -1/3 at 0.
template <class T>
constexpr real<T> sinc_second_derivative(T const& x) {
    if (isnan(x)) return x;
    if (isinf(x)) return T(0);
    T const first = spherical_bessel_quotient(1, x);
    if (abs(x) < 2) {
        T const second = spherical_bessel_quotient(2, x);
        return x * x * second - first;
    }
    return 2 * first - sinc(x);
}

}
