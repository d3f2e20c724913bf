// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Constants and bounds that rules use, in the precision of the numbers that a program is evaluated with.
#pragma once
#pragma GCC system_header

#include <typegrad/op/operation.hpp>

#include <limits>

namespace typegrad::op {

namespace internal {
    // A type that 64 digits are enough for: the built-in ones, and packs and complex numbers of those.
    template <class T>
    inline constexpr bool is_short = std::is_floating_point_v<T> || !std::numeric_limits<T>::is_specialized || std::numeric_limits<T>::digits <= 64;

    template <class T>
    T pi_by_arc_cosine() {
        return acos(T(-1));
    }
}

// The value for any precision is a formula in functions of the type itself.
#define TYPEGRAD_CONSTANT(name, written, digits, formula)                                \
    struct name##_ : nullary {                                                           \
        static constexpr auto text = written;                                            \
        template <class T>                                                               \
        static constexpr T value() {                                                     \
            if constexpr (std::is_floating_point_v<T>) return static_cast<T>(digits); \
            else if constexpr (internal::is_short<T>) return T(static_cast<double>(digits)); \
            else return formula;                                                         \
        }                                                                                \
    };                                                                                   \
    template <is_operand A>                                                              \
    constexpr auto name(A const& a) {                                                    \
        return A::algebra::template constant<name##_>(a);                                \
    }

TYPEGRAD_CONSTANT(two_over_root_pi, "two_over_root_pi", 1.128379167095512573896158903121545171688101L, T(2) / sqrt(internal::pi_by_arc_cosine<T>()))

// Neither zero, subnormal (with a margin of one significand) nor infinite: what can be divided out again.
template <is_operand A>
constexpr auto well_scaled(A const& a) {
    // A graph of long double may be evaluated with the tape's variables or with packs: there its bounds would be 0 and infinity.
    using scalar = typename A::algebra::scalar;
    using limits = std::numeric_limits<std::conditional_t<std::is_same_v<scalar, long double>, double, scalar>>;
    return abs(a) >= limits::min() / limits::epsilon() && abs(a) <= limits::max();
}

}
