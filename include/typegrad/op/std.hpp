// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// std::sin(x), std::max(x, 0.0), std::abs(x) of traced values, expressions and the tape's variables.
//
// The standard does not bless this: a program may not add declarations to namespace std. It is done all the same, because
// `std::sin(x)` is the most frequent line in code that is to be differentiated, because no other means reaches a qualified call, and
// because nothing is changed for any other type: what is declared here takes part only where an argument is one of this library's own.
// Other libraries of the field do it as well.
//
// With operands of one type std::max, std::min and std::clamp would be as good a match, and would branch: ours are constrained and win.
#pragma once
#pragma GCC system_header

#include <typegrad/op/compound.hpp>
#include <typegrad/op/error_function.hpp>
#include <typegrad/op/exponential.hpp>
#include <typegrad/op/hyperbolic.hpp>
#include <typegrad/op/kinked.hpp>
#include <typegrad/op/power.hpp>
#include <typegrad/op/root.hpp>
#include <typegrad/op/rounding.hpp>
#include <typegrad/op/trigonometric.hpp>

namespace std {

using typegrad::op::standard::exp, typegrad::op::standard::exp2, typegrad::op::standard::expm1, typegrad::op::standard::log;
using typegrad::op::standard::log10, typegrad::op::standard::log2, typegrad::op::standard::log1p;
using typegrad::op::standard::cbrt, typegrad::op::standard::hypot, typegrad::op::standard::pow, typegrad::op::standard::sqrt;
using typegrad::op::standard::ldexp, typegrad::op::standard::scalbln, typegrad::op::standard::scalbn;
using typegrad::op::standard::acos, typegrad::op::standard::asin, typegrad::op::standard::atan, typegrad::op::standard::atan2;
using typegrad::op::standard::cos, typegrad::op::standard::sin, typegrad::op::standard::tan;
using typegrad::op::standard::acosh, typegrad::op::standard::asinh, typegrad::op::standard::atanh;
using typegrad::op::standard::cosh, typegrad::op::standard::sinh, typegrad::op::standard::tanh;
using typegrad::op::standard::erf, typegrad::op::standard::erfc;
using typegrad::op::standard::abs, typegrad::op::standard::copysign, typegrad::op::standard::fabs;
using typegrad::op::standard::clamp, typegrad::op::standard::fdim, typegrad::op::standard::fmax, typegrad::op::standard::fmin;
using typegrad::op::standard::max, typegrad::op::standard::min;
using typegrad::op::standard::ceil, typegrad::op::standard::floor, typegrad::op::standard::nearbyint, typegrad::op::standard::rint;
using typegrad::op::standard::fmod, typegrad::op::standard::remainder, typegrad::op::standard::round, typegrad::op::standard::trunc;
using typegrad::op::standard::fma, typegrad::op::standard::lerp, typegrad::op::standard::midpoint;
using typegrad::op::standard::isfinite, typegrad::op::standard::isinf, typegrad::op::standard::isnan, typegrad::op::standard::signbit;

}
