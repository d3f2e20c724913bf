// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Twice the precision of T: an unevaluated sum of two numbers, after Dekker (1971) and Knuth.
//
// clang counts the statements of a constant expression, and not its operations. Hence one declaration for all the
// intermediate values of a step: an addition or a multiplication is five statements.
#pragma once

#include <typegrad/math/representation.hpp>

#include <type_traits>

namespace typegrad::inline v0_2::math::constant {

// |low| is at most a unit in the last place of high.
template <working T>
struct double_double {
    T high, low;
};

// a + b + rest, exactly but for the rounding of a rest that is small beside them.
template <working T>
constexpr double_double<T> sum(T a, T b, T rest = 0) {
    const T rounded = a + b, part_of_b = rounded - a, low = (a - (rounded - part_of_b)) + (b - part_of_b) + rest,
            high = rounded + low;
    return {high, low - (high - rounded)};
}

template <working T>
inline constexpr T split = power_of_two<T>((digits<T> + 1) / 2) + 1;

// a b + rest, likewise, by halves whose products are exact: fma is no constant expression on clang. At run time it is what
// must be used where there is one, for by contracting the halves' products to it g++ 12 makes them inexact; clang 19 does so
// to those of a constant, also where there is none.
template <working T>
constexpr double_double<T> product(T a, T b, T rest = 0) {
#if defined(__clang__)
#pragma clang fp contract(off)
#endif
#if defined(__FMA__) || defined(__FP_FAST_FMA)
    if constexpr (ieee_double<T>)
        if (!std::is_constant_evaluated()) {
            const T rounded = a * b, low = __builtin_fma(double(a), double(b), -double(rounded)) + rest, high = rounded + low;
            return {high, low - (high - rounded)};
        }
#endif
    const T rounded = a * b, a_high = split<T> * a - (split<T> * a - a), a_low = a - a_high,
            b_high = split<T> * b - (split<T> * b - b), b_low = b - b_high,
            low = a_high * b_high - rounded + a_high * b_low + a_low * b_high + a_low * b_low + rest, high = rounded + low;
    return {high, low - (high - rounded)};
}

template <working T>
constexpr double_double<T> operator+(double_double<T> a, double_double<T> b) {
    return sum(a.high, b.high, a.low + b.low);
}

template <working T>
constexpr double_double<T> operator+(double_double<T> a, std::type_identity_t<T> b) {
    return sum(a.high, b, a.low);
}

template <working T>
constexpr double_double<T> operator-(double_double<T> a) {
    return {-a.high, -a.low};
}

template <working T>
constexpr double_double<T> operator-(double_double<T> a, double_double<T> b) {
    return sum(a.high, -b.high, a.low - b.low);
}

template <working T>
constexpr double_double<T> operator*(double_double<T> a, double_double<T> b) {
    return product(a.high, b.high, a.high * b.low + a.low * b.high);
}

template <working T>
constexpr double_double<T> operator*(double_double<T> a, std::type_identity_t<T> b) {
    return product(a.high, b, a.low * b);
}

template <working T>
constexpr double_double<T> operator/(double_double<T> a, double_double<T> b) {
    const T quotient = a.high / b.high;
    const double_double<T> back = product(quotient, b.high);
    return sum(quotient, ((a.high - back.high) - back.low + a.low - quotient * b.low) / b.high);
}

template <working T>
constexpr double_double<T> times_power_of_two(double_double<T> x, int n) {
    const T first = power_of_two<T>(n / 2), second = power_of_two<T>(n - n / 2);
    return {x.high * first * second, x.low * first * second};
}

// ((tail x + c1) x + c2) x + …: of a series only the leading coefficients, on which the last bits of the sum depend, are
// in twice the precision; the tail has been summed in T.
template <working T, class... Coefficient>
constexpr double_double<T> polynomial(double_double<T> x, T tail, Coefficient... descending) {
    double_double<T> value{tail, 0};
    ((value = value * x + descending), ...);
    return value;
}

// x 2^n, rounded once, be it subnormal, 0 or infinite; x is not 0.
template <working T>
constexpr T scaled(double_double<T> x, int n) {
    constexpr int least_normal = 1 - bias<T>;
    const int e = exponent(x.high) + n;
    if (e >= least_normal) return e <= bias<T> ? times_power_of_two(x.high, n) : copysign(infinity<T>, x.high);
    if (e < least_normal - digits<T> - 1) return copysign(T(0), x.high);
    // In the binade of `smallest`, a unit in the last place is what the least subnormal number is in the result.
    const T smallest = copysign(power_of_two<T>(least_normal - n), x.high);
    const double_double<T> rounded = sum(smallest, x.high);
    return copysign(times_power_of_two(rounded.high + (rounded.low + x.low) - smallest, n), x.high);
}

// The number whose binary digits these are, the first of them before the point.
template <working T>
constexpr double_double<T> from_digits(std::uint64_t first, std::uint64_t second) {
    return sum(static_cast<T>(first >> 32) * T(0x1p-31), static_cast<T>(first & 0xffffffff) * T(0x1p-63),
               static_cast<T>(second) * T(0x1p-127));
}

template <working T>
inline constexpr auto half_pi = from_digits<T>(0xc90fdaa22168c234, 0xc4c6628b80dc1cd1);
template <working T>
inline constexpr auto atan_half = from_digits<T>(0x3b58ce0ac3769ed1, 0x5bf9117b2f0ea341);
template <working T>
inline constexpr auto ln2 = from_digits<T>(0x58b90bfbe8e7bcd5, 0xe4f1d9cc01f97b58);
template <working T>
inline constexpr auto ln10 = from_digits<T>(0x935d8dddaaa8ac16, 0xea56d62b82d30a29) * T(2);
template <working T>
inline constexpr auto inverse_ln2 = from_digits<T>(0xb8aa3b295c17f0bb, 0xbe87fed0691d3e89);
template <working T>
inline constexpr auto inverse_ln10 = from_digits<T>(0x3796f62a4dca1c65, 0x4d56eaabeb4cf70d);
template <working T>
inline constexpr auto root_half = from_digits<T>(0x5a827999fcef3242, 0x2cbec4d9baa55f50);
template <working T>
inline constexpr auto inverse_root_pi = from_digits<T>(0x48375d410a6db446, 0xb8ea453fb5ff61a2);
template <working T>
inline constexpr auto log_root_two_pi = from_digits<T>(0x759fc72192fad29a, 0x4a5e4800a20c9012);

// 1/n, a coefficient of a series.
template <working T, int n>
inline constexpr auto reciprocal = double_double<T>{1, 0} / double_double<T>{n, 0};

}
