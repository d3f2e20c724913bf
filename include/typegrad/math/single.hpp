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

namespace typegrad::inline v0_2::math::constant {

constexpr float single(double x) { return static_cast<float>(x); }

constexpr float sqrt(std::same_as<float> auto x)          { return single(sqrt(double(x))); }
constexpr float rsqrt(std::same_as<float> auto x)         { return single(rsqrt(double(x))); }
constexpr float cbrt(std::same_as<float> auto x)          { return single(cbrt(double(x))); }
constexpr float exp(std::same_as<float> auto x)           { return single(exp(double(x))); }
constexpr float exp2(std::same_as<float> auto x)          { return single(exp2(double(x))); }
constexpr float exp10(std::same_as<float> auto x)         { return single(exp10(double(x))); }
constexpr float expm1(std::same_as<float> auto x)         { return single(expm1(double(x))); }
constexpr float log(std::same_as<float> auto x)           { return single(log(double(x))); }
constexpr float log2(std::same_as<float> auto x)          { return single(log2(double(x))); }
constexpr float log10(std::same_as<float> auto x)         { return single(log10(double(x))); }
constexpr float log1p(std::same_as<float> auto x)         { return single(log1p(double(x))); }
constexpr float sin(std::same_as<float> auto x)           { return single(sin(double(x))); }
constexpr float cos(std::same_as<float> auto x)           { return single(cos(double(x))); }
constexpr float tan(std::same_as<float> auto x)           { return single(tan(double(x))); }
constexpr float asin(std::same_as<float> auto x)          { return single(asin(double(x))); }
constexpr float acos(std::same_as<float> auto x)          { return single(acos(double(x))); }
constexpr float atan(std::same_as<float> auto x)          { return single(atan(double(x))); }
constexpr float sinh(std::same_as<float> auto x)          { return single(sinh(double(x))); }
constexpr float cosh(std::same_as<float> auto x)          { return single(cosh(double(x))); }
constexpr float tanh(std::same_as<float> auto x)          { return single(tanh(double(x))); }
constexpr float asinh(std::same_as<float> auto x)         { return single(asinh(double(x))); }
constexpr float acosh(std::same_as<float> auto x)         { return single(acosh(double(x))); }
constexpr float atanh(std::same_as<float> auto x)         { return single(atanh(double(x))); }
constexpr float erf(std::same_as<float> auto x)           { return single(erf(double(x))); }
constexpr float erfc(std::same_as<float> auto x)          { return single(erfc(double(x))); }
constexpr float abs(std::same_as<float> auto x)           { return single(abs(double(x))); }
constexpr float floor(std::same_as<float> auto x)         { return single(floor(double(x))); }
constexpr float ceil(std::same_as<float> auto x)          { return single(ceil(double(x))); }
constexpr float trunc(std::same_as<float> auto x)         { return single(trunc(double(x))); }
constexpr float round(std::same_as<float> auto x)         { return single(round(double(x))); }
constexpr float rint(std::same_as<float> auto x)          { return single(rint(double(x))); }
constexpr float nearbyint(std::same_as<float> auto x)     { return single(nearbyint(double(x))); }

template <std::same_as<float> T>
constexpr T hypot(T x, T y) { return single(hypot(double(x), double(y))); }
template <std::same_as<float> T>
constexpr T pow(T x, T y) { return single(pow(double(x), double(y))); }
template <std::same_as<float> T>
constexpr T atan2(T x, T y) { return single(atan2(double(x), double(y))); }
template <std::same_as<float> T>
constexpr T copysign(T x, T y) { return single(copysign(double(x), double(y))); }
template <std::same_as<float> T>
constexpr T fmod(T x, T y) { return single(fmod(double(x), double(y))); }
template <std::same_as<float> T>
constexpr T remainder(T x, T y) { return single(remainder(double(x), double(y))); }
template <std::same_as<float> T>
constexpr T fmax(T x, T y) { return single(fmax(double(x), double(y))); }
template <std::same_as<float> T>
constexpr T fmin(T x, T y) { return single(fmin(double(x), double(y))); }
template <std::same_as<float> T>
constexpr T fdim(T x, T y) { return single(fdim(double(x), double(y))); }
template <std::same_as<float> T>
constexpr T hypot(T x, T y, T z) { return single(hypot(double(x), double(y), double(z))); }
template <std::same_as<float> T>
constexpr T ldexp(T x, int n) { return single(ldexp(double(x), n)); }
template <std::same_as<float> T>
constexpr T scalbn(T x, int n) { return single(ldexp(double(x), n)); }

constexpr bool isnan(std::same_as<float> auto x)    { return isnan(double(x)); }
constexpr bool isinf(std::same_as<float> auto x)    { return isinf(double(x)); }
constexpr bool isfinite(std::same_as<float> auto x) { return isfinite(double(x)); }

// The product is exact in double, and the sum is rounded to odd before it is rounded to float.
template <std::same_as<float> T>
constexpr T fma(T x, T y, T z) {
    const double product = multiply(double(x), double(y)), addend = z;
    const bool ordinary = isfinite(product) && isfinite(addend) && product != 0 && addend != 0;
    return single(ordinary ? sum_to_odd(product, addend) : add(product, addend));
}

}
