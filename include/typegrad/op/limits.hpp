// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What generic code asks of a number's type, for values that stand for numbers. The unspecialised std::numeric_limits would answer
// 0 to everything, and a search for the smallest of many would begin there.
//
//     std::numeric_limits<T>::max()            of a traced value or a tape variable: that of the number
//     std::common_type_t<T, double>            T
//     typegrad::is_floating_point_v<T>         true, where std::is_floating_point_v<T>, which nobody may specialise, is false
//     typegrad::number_type_t<T>               the number inside: double for tape::variable<double> and for double itself
#pragma once
#pragma GCC system_header

#include <typegrad/op/operand.hpp>

#include <limits>
#include <type_traits>

namespace typegrad::inline v0_2 {

namespace op::internal {
    // The limits of Number, as values of type T.
    template <class T, class Number>
    struct limits_of : std::numeric_limits<Number> {
        using number = std::numeric_limits<Number>;
        static constexpr T min() noexcept { return T(number::min()); }
        static constexpr T max() noexcept { return T(number::max()); }
        static constexpr T lowest() noexcept { return T(number::lowest()); }
        static constexpr T epsilon() noexcept { return T(number::epsilon()); }
        static constexpr T round_error() noexcept { return T(number::round_error()); }
        static constexpr T infinity() noexcept { return T(number::infinity()); }
        static constexpr T quiet_NaN() noexcept { return T(number::quiet_NaN()); }
        static constexpr T signaling_NaN() noexcept { return T(number::signaling_NaN()); }
        static constexpr T denorm_min() noexcept { return T(number::denorm_min()); }
    };

    // An expression is evaluated with numbers of any type, which its own type does not know.
    template <class E>
    struct no_limits : std::numeric_limits<operand> {
#define TYPEGRAD_NO_LIMIT(name)                                                                                                              \
    static constexpr E name() noexcept {                                                                                                     \
        static_assert(sizeof(E) == 0, "typegrad: std::numeric_limits<T>::" #name "() of an expression, whose type says what it computes and " \
                                      "not with which numbers; write std::numeric_limits<double>::" #name "()");                            \
        return E();                                                                                                                          \
    }
        TYPEGRAD_NO_LIMIT(min)
        TYPEGRAD_NO_LIMIT(max)
        TYPEGRAD_NO_LIMIT(lowest)
        TYPEGRAD_NO_LIMIT(epsilon)
        TYPEGRAD_NO_LIMIT(round_error)
        TYPEGRAD_NO_LIMIT(infinity)
        TYPEGRAD_NO_LIMIT(quiet_NaN)
        TYPEGRAD_NO_LIMIT(signaling_NaN)
        TYPEGRAD_NO_LIMIT(denorm_min)
#undef TYPEGRAD_NO_LIMIT
    };
}

// Specialised for what stands for a number: a traced value, a variable of the tape. An expression has no number type.
template <class T>
struct number_type {
    using type = T;
};
template <class T>
using number_type_t = typename number_type<std::remove_cv_t<T>>::type;

template <class T>
inline constexpr bool is_floating_point_v = std::is_floating_point_v<number_type_t<T>>;
template <class T>
struct is_floating_point : std::bool_constant<is_floating_point_v<T>> {};

}
