// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Powers near 1, less 1. For numbers of any type, in constant expressions and at run time alike.
#pragma once
#pragma GCC system_header

#include <typegrad/math.hpp>

namespace typegrad::inline v0_2::math {

// sqrt(1 + x) - 1.
template <class T>
constexpr real<T> sqrt1pm1(T const& x) {
    if (isnan(x)) return x;
    T const root = sqrt(T(add(T(1), x)));
    if (isnan(root)) return root;
    return x > 256 ? T(root - 1) : T(x / (1 + root));
}

// x^y - 1.
template <class T>
constexpr real<T> powm1(T const& x, T const& y) {
    if (x < 0 && !isnan(y) && trunc(T(y / 2)) == y / 2) return powm1(T(-x), y);
    if (x > 0 && y != 0) {
        T const logarithm = log(x), power = multiply(y, logarithm);
        if (abs(power) < 1) return expm1(power);
    }
    T const power = pow(x, y);
    return isnan(power) ? power : T(power - 1);
}

}
