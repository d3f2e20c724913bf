// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// An experiment: the functions of typegrad.hpp as a module of C++20, for functions. Expressions are left out: clang 19 does not find their operators through
// a module.
//
//     clang++ -std=c++20 -Iinclude --precompile docs/packages/typegrad.cppm -o typegrad.pcm
//     clang++ -std=c++20 -fmodule-file=typegrad=typegrad.pcm program.cpp
module;
#include <typegrad.hpp>
export module typegrad;

export namespace typegrad {
using typegrad::derivative, typegrad::gradient, typegrad::value_and_gradient, typegrad::jacobian, typegrad::value_and_jacobian, typegrad::hessian,
      typegrad::value_gradient_and_hessian, typegrad::jvp, typegrad::vjp, typegrad::hvp, typegrad::directional, typegrad::evaluate,
      typegrad::laplacian, typegrad::divergence, typegrad::value_gradient_and_laplacian, typegrad::value_and_divergence, typegrad::mixed_derivative, typegrad::wrt,
      typegrad::fast, typegrad::unchecked, typegrad::with, typegrad::each_leaf,
      typegrad::select;
using typegrad::sqrt, typegrad::cbrt, typegrad::rsqrt, typegrad::sqrt1pm1, typegrad::hypot, typegrad::exp,
      typegrad::exp2, typegrad::exp10, typegrad::expm1, typegrad::log, typegrad::log2, typegrad::log10,
      typegrad::log1p, typegrad::log1m, typegrad::log1p_exp, typegrad::softplus, typegrad::log_sum_exp, typegrad::log_diff_exp,
      typegrad::log1m_exp, typegrad::xlogy, typegrad::xlog1py, typegrad::pow, typegrad::powm1, typegrad::ldexp,
      typegrad::scalbn, typegrad::scalbln, typegrad::sin, typegrad::cos, typegrad::tan, typegrad::asin,
      typegrad::acos, typegrad::atan, typegrad::atan2, typegrad::sinpi, typegrad::cospi, typegrad::sinc,
      typegrad::sinh, typegrad::cosh, typegrad::tanh, typegrad::asinh, typegrad::acosh, typegrad::atanh,
      typegrad::abs, typegrad::fabs, typegrad::max, typegrad::min, typegrad::fmax, typegrad::fmin,
      typegrad::fdim, typegrad::relu, typegrad::clamp, typegrad::copysign, typegrad::floor, typegrad::ceil,
      typegrad::trunc, typegrad::round, typegrad::rint, typegrad::nearbyint, typegrad::sign, typegrad::step,
      typegrad::fmod, typegrad::remainder, typegrad::frac, typegrad::fma, typegrad::lerp, typegrad::midpoint,
      typegrad::square, typegrad::cube, typegrad::inv, typegrad::erf, typegrad::erfc, typegrad::erfcx,
      typegrad::norm_pdf, typegrad::norm_cdf, typegrad::log_norm_cdf, typegrad::log_norm_pdf, typegrad::log_cauchy_pdf, typegrad::sigmoid,
      typegrad::logit, typegrad::log_sigmoid, typegrad::softsign, typegrad::gelu, typegrad::silu, typegrad::elu,
      typegrad::isnan, typegrad::isinf, typegrad::isfinite, typegrad::signbit;
}
export namespace typegrad::kinks {
using typegrad::kinks::finite, typegrad::kinks::left, typegrad::kinks::right;
}
