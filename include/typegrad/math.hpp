// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Elementary functions that are constant expressions on every compiler, as those of <cmath> are not yet.
//
//     math/representation.hpp    the bits of a number
//     math/double_double.hpp     twice the precision, in which the rest computes
//     math/exponential.hpp       exp, expm1, log, log1p
//     math/power.hpp             sqrt, cbrt, hypot, pow
//     math/trigonometric.hpp     sin, cos, tan, asin, acos, atan, atan2
//     math/hyperbolic.hpp        sinh, cosh, tanh
//     math/error_function.hpp    erf, erfc
//     math/single.hpp            all of them for float
//
// In a constant expression they return what these files compute, the same on every compiler and within 0.51 units in the
// last place. At run time they are the functions of <cmath>; a long double of more than 64 digits has only those.
#pragma once

#include <typegrad/config.hpp>
#include <typegrad/math/single.hpp>

#include <cmath>
#include <type_traits>

namespace typegrad::math {

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

TYPEGRAD_FUNCTION(sqrt)
TYPEGRAD_FUNCTION(cbrt)
TYPEGRAD_FUNCTION(exp)
TYPEGRAD_FUNCTION(expm1)
TYPEGRAD_FUNCTION(log)
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
TYPEGRAD_FUNCTION(erf)
TYPEGRAD_FUNCTION(erfc)
TYPEGRAD_FUNCTION(abs)
TYPEGRAD_FUNCTION(floor)
TYPEGRAD_FUNCTION(trunc)
TYPEGRAD_FUNCTION(signbit)
TYPEGRAD_FUNCTION(isnan)
TYPEGRAD_FUNCTION(isinf)
TYPEGRAD_FUNCTION(isfinite)
TYPEGRAD_FUNCTION_OF_TWO(pow)
TYPEGRAD_FUNCTION_OF_TWO(hypot)
TYPEGRAD_FUNCTION_OF_TWO(atan2)
TYPEGRAD_FUNCTION_OF_TWO(copysign)

#undef TYPEGRAD_FUNCTION
#undef TYPEGRAD_FUNCTION_OF_TWO

}
