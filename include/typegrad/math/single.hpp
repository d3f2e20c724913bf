// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// float in constant expressions: the double result, rounded again. Half a unit of float and a billionth. Nothing else
// converts to float here, or a long double without a function of its own would.
#pragma once

#include <typegrad/math/division.hpp>
#include <typegrad/math/error_function.hpp>
#include <typegrad/math/fused.hpp>
#include <typegrad/math/hyperbolic.hpp>
#include <typegrad/math/rounding.hpp>
#include <typegrad/math/trigonometric.hpp>

#include <concepts>
#include <type_traits>

namespace typegrad::inline v0_2::math::constant {

constexpr float single(double x) { return static_cast<float>(x); }
// (Of a type that depends on the argument's: else clang instantiates the functions of double where these are declared.)
template <std::same_as<float> T>
constexpr std::conditional_t<std::is_same_v<T, float>, double, T> wide(T x) { return x; }

constexpr float sqrt(std::same_as<float> auto x)          { return single(sqrt(wide(x))); }
constexpr float rsqrt(std::same_as<float> auto x)         { return single(rsqrt(wide(x))); }
constexpr float cbrt(std::same_as<float> auto x)          { return single(cbrt(wide(x))); }
constexpr float exp(std::same_as<float> auto x)           { return single(exp(wide(x))); }
constexpr float exp2(std::same_as<float> auto x)          { return single(exp2(wide(x))); }
constexpr float exp10(std::same_as<float> auto x)         { return single(exp10(wide(x))); }
constexpr float expm1(std::same_as<float> auto x)         { return single(expm1(wide(x))); }
constexpr float log(std::same_as<float> auto x)           { return single(log(wide(x))); }
constexpr float log2(std::same_as<float> auto x)          { return single(log2(wide(x))); }
constexpr float log10(std::same_as<float> auto x)         { return single(log10(wide(x))); }
constexpr float log1p(std::same_as<float> auto x)         { return single(log1p(wide(x))); }
constexpr float sin(std::same_as<float> auto x)           { return single(sin(wide(x))); }
constexpr float cos(std::same_as<float> auto x)           { return single(cos(wide(x))); }
constexpr float tan(std::same_as<float> auto x)           { return single(tan(wide(x))); }
constexpr float asin(std::same_as<float> auto x)          { return single(asin(wide(x))); }
constexpr float acos(std::same_as<float> auto x)          { return single(acos(wide(x))); }
constexpr float atan(std::same_as<float> auto x)          { return single(atan(wide(x))); }
constexpr float sinh(std::same_as<float> auto x)          { return single(sinh(wide(x))); }
constexpr float cosh(std::same_as<float> auto x)          { return single(cosh(wide(x))); }
constexpr float tanh(std::same_as<float> auto x)          { return single(tanh(wide(x))); }
constexpr float asinh(std::same_as<float> auto x)         { return single(asinh(wide(x))); }
constexpr float acosh(std::same_as<float> auto x)         { return single(acosh(wide(x))); }
constexpr float atanh(std::same_as<float> auto x)         { return single(atanh(wide(x))); }
constexpr float erf(std::same_as<float> auto x)           { return single(erf(wide(x))); }
constexpr float erfc(std::same_as<float> auto x)          { return single(erfc(wide(x))); }
constexpr float abs(std::same_as<float> auto x)           { return single(abs(wide(x))); }
constexpr float floor(std::same_as<float> auto x)         { return single(floor(wide(x))); }
constexpr float ceil(std::same_as<float> auto x)          { return single(ceil(wide(x))); }
constexpr float trunc(std::same_as<float> auto x)         { return single(trunc(wide(x))); }
constexpr float round(std::same_as<float> auto x)         { return single(round(wide(x))); }
constexpr float rint(std::same_as<float> auto x)          { return single(rint(wide(x))); }
constexpr float nearbyint(std::same_as<float> auto x)     { return single(nearbyint(wide(x))); }

template <std::same_as<float> T>
constexpr T hypot(T x, T y) { return single(hypot(wide(x), wide(y))); }
template <std::same_as<float> T>
constexpr T pow(T x, T y) { return single(pow(wide(x), wide(y))); }
template <std::same_as<float> T>
constexpr T atan2(T x, T y) { return single(atan2(wide(x), wide(y))); }
template <std::same_as<float> T>
constexpr T copysign(T x, T y) { return single(copysign(wide(x), wide(y))); }
template <std::same_as<float> T>
constexpr T fmod(T x, T y) { return single(fmod(wide(x), wide(y))); }
template <std::same_as<float> T>
constexpr T remainder(T x, T y) { return single(remainder(wide(x), wide(y))); }
template <std::same_as<float> T>
constexpr T fmax(T x, T y) { return single(fmax(wide(x), wide(y))); }
template <std::same_as<float> T>
constexpr T fmin(T x, T y) { return single(fmin(wide(x), wide(y))); }
template <std::same_as<float> T>
constexpr T fdim(T x, T y) { return single(fdim(wide(x), wide(y))); }
template <std::same_as<float> T>
constexpr T hypot(T x, T y, T z) { return single(hypot(wide(x), wide(y), wide(z))); }
template <std::same_as<float> T>
constexpr T ldexp(T x, int n) { return single(ldexp(wide(x), n)); }
template <std::same_as<float> T>
constexpr T scalbn(T x, int n) { return single(ldexp(wide(x), n)); }

constexpr bool isnan(std::same_as<float> auto x)    { return isnan(wide(x)); }
constexpr bool isinf(std::same_as<float> auto x)    { return isinf(wide(x)); }
constexpr bool isfinite(std::same_as<float> auto x) { return isfinite(wide(x)); }

// The product is exact in double, and the sum is rounded to odd before it is rounded to float.
template <std::same_as<float> T>
constexpr T fma(T x, T y, T z) {
    const double product = multiply(wide(x), wide(y)), addend = z;
    const bool ordinary = isfinite(product) && isfinite(addend) && product != 0 && addend != 0;
    return single(ordinary ? sum_to_odd(product, addend) : add(product, addend));
}

}
