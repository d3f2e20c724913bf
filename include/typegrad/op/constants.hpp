// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Constants and bounds that rules use, in the precision of the numbers that a program is evaluated with.
#pragma once
#pragma GCC system_header

#include <typegrad/op/operation.hpp>

#include <limits>

namespace typegrad::inline v0_2::op {

namespace internal {
    // A type that 64 digits are enough for: the built-in ones, and packs and complex numbers of those.
    template <class T>
    inline constexpr bool is_short = std::is_floating_point_v<T> || !std::numeric_limits<T>::is_specialized || std::numeric_limits<T>::digits <= 64;

    // The number that a pack, or a variable of the tape, holds.
    template <class T>
    struct element {
        using type = T;
    };
    template <class T>
        requires(!std::numeric_limits<T>::is_specialized) && requires { typename T::value_type; }
    struct element<T> {
        using type = typename T::value_type;
    };
    template <class T>
    using element_of = typename element<std::remove_cvref_t<T>>::type;

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

namespace internal {
    TYPEGRAD_CONSTANT(two_over_root_pi, "two_over_root_pi", 1.128379167095512573896158903121545171688101L, T(2) / sqrt(pi_by_arc_cosine<T>()))
    TYPEGRAD_CONSTANT(pi_squared, "pi_squared", 9.869604401089358618834490999876151135313700L, pi_by_arc_cosine<T>() * pi_by_arc_cosine<T>())
    TYPEGRAD_CONSTANT(log_2, "log_2", 0.693147180559945309417232121458176568075500L, log(T(2)))
    TYPEGRAD_CONSTANT(log_10, "log_10", 2.302585092994045684017991454684364207601101L, log(T(10)))
    TYPEGRAD_CONSTANT(log2_e, "log2_e", 1.442695040888963407359924681001892137426645L, T(1) / log(T(2)))
    TYPEGRAD_CONSTANT(log10_e, "log10_e", 0.434294481903251827651128918916605082294397L, T(1) / log(T(10)))
    TYPEGRAD_CONSTANT(root_2, "root_2", 1.414213562373095048801688724209698078569672L, sqrt(T(2)))
    TYPEGRAD_CONSTANT(root_half, "root_half", 0.707106781186547524400844362104849039284836L, 1 / sqrt(T(2)))
    TYPEGRAD_CONSTANT(root_two_over_pi, "root_two_over_pi", 0.797884560802865355879892119868763736951717L, sqrt(2 / pi_by_arc_cosine<T>()))
    TYPEGRAD_CONSTANT(log_root_two_pi, "log_root_two_pi", 0.918938533204672741780329736405617639861398L, log(2 * pi_by_arc_cosine<T>()) / 2)
    TYPEGRAD_CONSTANT(log_pi, "log_pi", 1.144729885849400174143427351353058711647295L, log(pi_by_arc_cosine<T>()))
}

// Neither zero, subnormal (with a margin of one significand) nor infinite: what can be divided out again. One condition and
// not two, for numbers that are not ordered as well.
struct well_scaled_ : unary {
    static constexpr auto text = "well_scaled";
    static constexpr kind result = kind::condition;
    static constexpr int cost = 3;
    static constexpr bool active[3] = {false, false, false};
    static constexpr auto value(auto a) {
        using math::abs;
        auto const size = abs(a);
        using limits = std::numeric_limits<internal::element_of<decltype(size)>>;
        return size >= static_cast<decltype(size)>(limits::min() / limits::epsilon()) && size <= static_cast<decltype(size)>(limits::max());
    }
};
template <is_operand A>
constexpr auto well_scaled(A const& a) {
    return apply<well_scaled_>(a);
}

}
