// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// sinc(x) = sin(x) / x, and the functions that its derivatives consist of. For numbers of any type, in constant expressions
// and at run time alike.
#pragma once
#pragma GCC system_header

#include <typegrad/math.hpp>

#include <array>
#include <cstddef>
#include <limits>

namespace typegrad::inline v0_2::math {

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

namespace internal {
    // The power series of the n-th derivative, Σ (-1)ᵐ x²ᵐ⁻ⁿ / ((2m + 1) (2m - n)!), for x up to about n: by Horner's rule, so that the first
    // term is rounded once.
    template <int N>
    inline constexpr auto sinc_coefficients = [] {
        std::array<long double, 16> c{};
        c[0] = (N + 1) / 2 % 2 == 0 ? 1 : -1;
        c[0] /= N + 1 + N % 2;
        for (int k = 1, m = (N + 1) / 2; k < 16; ++k, ++m)
            c[static_cast<std::size_t>(k)] = -c[static_cast<std::size_t>(k - 1)] * static_cast<long double>(2 * m + 1) / static_cast<long double>((2 * m + 3) * (2 * m - N + 1) * (2 * m - N + 2));
        return c;
    }();
    template <int N, std::floating_point T>
    constexpr T sinc_series(T x) {
        T const square = x * x;
        T sum = 0;
        for (int k = 15; k >= 0; --k) sum = sum * square + static_cast<T>(sinc_coefficients<N>[static_cast<std::size_t>(k)]);
        return N % 2 == 0 ? sum : sum * x;
    }
    template <class T>
    constexpr T sinc_series(int n, T const& x) {
        int const first = (n + 1) / 2, terms = std::numeric_limits<T>::digits / 5 + 4 + 2 * n;
        T const square = x * x;
        T sum = 1;
        for (int m = first + terms; m >= first; --m) sum = 1 - square * sum * T(2 * m + 1) / T((2 * m + 3) * (2 * m - n + 1) * (2 * m - n + 2));
        sum = sum / T(2 * first + 1);
        if (n % 2 != 0) sum = sum * x;
        return first % 2 == 0 ? sum : T(-sum);
    }
}

// The n-th derivative of sinc. Further out than its series is good it follows from x sinc(x) = sin(x), by (sin⁽ⁿ⁾(x) - n · the one before) / x.
template <class T>
constexpr real<T> sinc_derivative(int n, T const& x) {
    if (n == 0) return sinc(x);
    if (isnan(x)) return x;
    if (isinf(x)) return T(0);
    T const size = abs(x);
    if constexpr (std::floating_point<T>) {
        if (n == 1 && size < T(1.5)) return internal::sinc_series<1>(x);
        if (n == 2 && size < T(2.25)) return internal::sinc_series<2>(x);
    }
    if (size < T(n) + T(0.5)) return internal::sinc_series(n, x);
    T const sine = sin(x), cosine = cos(x);
    T value = (cosine - sine / x) / x;
    for (int k = 2; k <= n; ++k) {
        T const outer = k % 2 == 0 ? sine : cosine;
        value = ((k % 4 < 2 ? outer : T(-outer)) - T(k) * value) / x;
    }
    return value;
}

template <class T>
constexpr real<T> sinc_derivative(T const& x) {
    return sinc_derivative(1, x);
}
template <class T>
constexpr real<T> sinc_second_derivative(T const& x) {
    return sinc_derivative(2, x);
}

}
