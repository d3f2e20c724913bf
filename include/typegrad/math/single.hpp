// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// float in constant expressions: the double result, rounded again. Half a unit of float and a billionth.
#pragma once

#include <typegrad/math/error_function.hpp>
#include <typegrad/math/hyperbolic.hpp>
#include <typegrad/math/trigonometric.hpp>

namespace typegrad::math::constant {

constexpr float single(double x) { return static_cast<float>(x); }

constexpr float sqrt(float x)           { return single(sqrt(double(x))); }
constexpr float cbrt(float x)           { return single(cbrt(double(x))); }
constexpr float hypot(float x, float y) { return single(hypot(double(x), double(y))); }
constexpr float pow(float x, float y)   { return single(pow(double(x), double(y))); }
constexpr float exp(float x)            { return single(exp(double(x))); }
constexpr float expm1(float x)          { return single(expm1(double(x))); }
constexpr float log(float x)            { return single(log(double(x))); }
constexpr float log1p(float x)          { return single(log1p(double(x))); }
constexpr float sin(float x)            { return single(sin(double(x))); }
constexpr float cos(float x)            { return single(cos(double(x))); }
constexpr float tan(float x)            { return single(tan(double(x))); }
constexpr float asin(float x)           { return single(asin(double(x))); }
constexpr float acos(float x)           { return single(acos(double(x))); }
constexpr float atan(float x)           { return single(atan(double(x))); }
constexpr float atan2(float y, float x) { return single(atan2(double(y), double(x))); }
constexpr float sinh(float x)           { return single(sinh(double(x))); }
constexpr float cosh(float x)           { return single(cosh(double(x))); }
constexpr float tanh(float x)           { return single(tanh(double(x))); }
constexpr float erf(float x)            { return single(erf(double(x))); }
constexpr float erfc(float x)           { return single(erfc(double(x))); }
constexpr float abs(float x)            { return single(abs(double(x))); }
constexpr float floor(float x)          { return single(floor(double(x))); }
constexpr float trunc(float x)          { return single(trunc(double(x))); }
constexpr float copysign(float x, float y) { return single(copysign(double(x), double(y))); }
constexpr bool isnan(float x)           { return isnan(double(x)); }
constexpr bool isinf(float x)           { return isinf(double(x)); }
constexpr bool isfinite(float x)        { return isfinite(double(x)); }

}
