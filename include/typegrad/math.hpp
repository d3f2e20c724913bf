// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Elementary functions that are constant expressions on every compiler, as those of <cmath> are not yet.
//
//     math/representation.hpp    the bits of a number
//     math/double_double.hpp     twice the precision, in which the rest computes
//     math/exponential.hpp       exp, exp2, exp10, expm1, log, log2, log10, log1p
//     math/power.hpp             sqrt, rsqrt, cbrt, hypot, pow
//     math/trigonometric.hpp     sin, cos, tan, asin, acos, atan, atan2
//     math/hyperbolic.hpp        sinh, cosh, tanh, asinh, acosh, atanh
//     math/error_function.hpp    erf, erfc
//     math/rounding.hpp          floor, ceil, trunc, round, rint, nearbyint, ldexp, scalbn, fmax, fmin, fdim
//     math/division.hpp          fmod, remainder
//     math/fused.hpp             fma
//     math/single.hpp            all of them for float
//
// In a constant expression they return what these files compute, the same on every compiler and within 0.51 units in the
// last place. At run time they are the functions of <cmath>; a long double of more than 64 digits has only those.
//
// What <cmath> does not have is in headers of its own, each for every type of number, at run time as well:
//
//     math/half_turns.hpp        sinpi, cospi
//     math/logarithms.hpp        log1m, log1p_exp, log1m_exp, log_sum_exp, log_diff_exp, xlogy, xlog1py
//     math/logistic.hpp          sigmoid, log_sigmoid, logit
//     math/minus_one.hpp         sqrt1pm1, powm1
//     math/sinc.hpp              sinc and its derivatives
//     math/erfcx.hpp             erfcx
//     math/normal.hpp            norm_pdf, norm_cdf, log_norm_cdf
#pragma once

#include <typegrad/macros/save.hpp>

#include <typegrad/config.hpp>
#include <typegrad/math/single.hpp>

#include <cmath>
#include <numbers>
#include <type_traits>

namespace typegrad::inline v0_2::math {

#define TYPEGRAD_FUNCTION(name)                                                                                 \
    template <std::floating_point T>                                                                            \
    TYPEGRAD_INLINE constexpr auto name(T x) {                                                                  \
        if constexpr (requires { constant::name(x); })                                                          \
            if (std::is_constant_evaluated()) return constant::name(x);                                         \
        return std::name(x);                                                                                    \
    }

#define TYPEGRAD_FUNCTION_OF_TWO(name)                                                                          \
    template <std::floating_point T>                                                                            \
    TYPEGRAD_INLINE constexpr auto name(T x, T y) {                                                             \
        if constexpr (requires { constant::name(x, y); })                                                       \
            if (std::is_constant_evaluated()) return constant::name(x, y);                                      \
        return std::name(x, y);                                                                                 \
    }

#define TYPEGRAD_FUNCTION_AND_INTEGER(name)                                                                     \
    template <std::floating_point T>                                                                            \
    TYPEGRAD_INLINE constexpr auto name(T x, int n) {                                                           \
        if constexpr (requires { constant::name(x, n); })                                                       \
            if (std::is_constant_evaluated()) return constant::name(x, n);                                      \
        return std::name(x, n);                                                                                 \
    }

TYPEGRAD_FUNCTION(sqrt)
TYPEGRAD_FUNCTION(cbrt)
TYPEGRAD_FUNCTION(exp)
TYPEGRAD_FUNCTION(exp2)
TYPEGRAD_FUNCTION(expm1)
TYPEGRAD_FUNCTION(log)
TYPEGRAD_FUNCTION(log2)
TYPEGRAD_FUNCTION(log10)
TYPEGRAD_FUNCTION(log1p)
TYPEGRAD_FUNCTION(sin)
TYPEGRAD_FUNCTION(cos)
TYPEGRAD_FUNCTION(tan)
TYPEGRAD_FUNCTION(asin)
TYPEGRAD_FUNCTION(acos)
TYPEGRAD_FUNCTION(atan)
TYPEGRAD_FUNCTION(sinh)
TYPEGRAD_FUNCTION(cosh)
TYPEGRAD_FUNCTION(tanh)
TYPEGRAD_FUNCTION(asinh)
TYPEGRAD_FUNCTION(acosh)
TYPEGRAD_FUNCTION(atanh)
TYPEGRAD_FUNCTION(erf)
TYPEGRAD_FUNCTION(erfc)
TYPEGRAD_FUNCTION(abs)
TYPEGRAD_FUNCTION(floor)
TYPEGRAD_FUNCTION(ceil)
TYPEGRAD_FUNCTION(trunc)
TYPEGRAD_FUNCTION(round)
TYPEGRAD_FUNCTION(rint)
TYPEGRAD_FUNCTION(nearbyint)
TYPEGRAD_FUNCTION(signbit)
TYPEGRAD_FUNCTION(isnan)
TYPEGRAD_FUNCTION(isinf)
TYPEGRAD_FUNCTION(isfinite)
TYPEGRAD_FUNCTION_OF_TWO(pow)
TYPEGRAD_FUNCTION_OF_TWO(hypot)
TYPEGRAD_FUNCTION_OF_TWO(atan2)
TYPEGRAD_FUNCTION_OF_TWO(copysign)
TYPEGRAD_FUNCTION_OF_TWO(fmod)
TYPEGRAD_FUNCTION_OF_TWO(remainder)
TYPEGRAD_FUNCTION_OF_TWO(fmax)
TYPEGRAD_FUNCTION_OF_TWO(fmin)
TYPEGRAD_FUNCTION_OF_TWO(fdim)
TYPEGRAD_FUNCTION_AND_INTEGER(ldexp)
TYPEGRAD_FUNCTION_AND_INTEGER(scalbn)

#undef TYPEGRAD_FUNCTION
#undef TYPEGRAD_FUNCTION_OF_TWO
#undef TYPEGRAD_FUNCTION_AND_INTEGER

template <std::floating_point T>
TYPEGRAD_INLINE constexpr T fma(T x, T y, T z) {
    if constexpr (requires { constant::fma(x, y, z); })
        if (std::is_constant_evaluated()) return constant::fma(x, y, z);
    return std::fma(x, y, z);
}

// The result for an argument of type T, which is not an integer. (A constraint would make a call ambiguous where T has a
// constrained function of that name.)
template <class T>
using real = std::enable_if_t<!std::is_integral_v<T>, T>;

// In all the digits of T.
template <class T>
constexpr T pi_of() {
    if constexpr (std::floating_point<T>) return std::numbers::pi_v<T>;
    else return acos(T(-1));
}

// Of numbers of any type. std::hypot of three loses NaN and infinities: it is asked where all are finite.
template <class T>
constexpr real<T> hypot(T const& x, T const& y, T const& z) {
    if constexpr (requires { constant::hypot(x, y, z); })
        if (std::is_constant_evaluated()) return constant::hypot(x, y, z);
    if constexpr (std::floating_point<T>)
        if ((x - x) + (y - y) + (z - z) == 0) return std::hypot(x, y, z);
    return hypot(T(hypot(x, y)), z);
}

template <class T>
constexpr real<T> rsqrt(T const& x) {
    if constexpr (requires { constant::rsqrt(x); })
        if (std::is_constant_evaluated()) return constant::rsqrt(x);
    return T(1) / sqrt(x);
}

// pow is the more accurate: glibc's exp10 is off by two units.
template <class T>
constexpr real<T> exp10(T const& x) {
    if constexpr (requires { constant::exp10(x); })
        if (std::is_constant_evaluated()) return constant::exp10(x);
    return pow(T(10), x);
}

// The fractional part, of the sign of x.
template <class T>
constexpr real<T> frac(T const& x) {
    return subtract(x, T(trunc(x)));
}

}

#include <typegrad/macros/restore.hpp>
