// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The scalar type of a call, of those of its arguments.
#pragma once
#pragma GCC system_header

#include <typegrad/trace/aggregate.hpp>

#include <limits>
#include <type_traits>

namespace typegrad::inline v0_2 {

// A scalar that functions are evaluated with: a floating-point number, or a class that says it is a number by its
// std::numeric_limits. Specialise for others, a SIMD pack for instance.
template <class T>
inline constexpr bool is_scalar = std::numeric_limits<T>::is_specialized;

// How often what is computed is differentiated once more through a scalar: derivatives must be right to these orders as well (pass/quotient_at_zero.hpp).
template <class T>
inline constexpr int times_differentiated = 0;
template <class T>
inline constexpr bool is_differentiated = times_differentiated<T> > 0;

// The type in which literals are held for a scalar: itself, or the longest built-in one. Specialise where a shorter one will
// do, that of a pack's elements for instance.
template <class T>
struct literal_of {
    using type = std::conditional_t<std::is_floating_point_v<T>, T, long double>;
};

namespace detail {
    template <class S>
    inline constexpr bool is_leaf = std::is_same_v<S, scalar_of<S>>;

    // A shape whose leaves are not all of its scalar type: a pair of an int and a double.
    template <class S>
    inline constexpr bool mixed = false;
    template <class S>
    inline constexpr bool mixed<S volatile> = true;  // read once, into a copy
    template <class S, std::size_t N>
    inline constexpr bool mixed<std::array<S, N>> = mixed<S>;
    template <class... S>
    inline constexpr bool mixed<std::tuple<S...>> = sum({(mixed<S> || !std::is_same_v<scalar_of<S>, scalar_of<std::tuple<S...>>>)...}) > 0;
    template <class A, class B>
    inline constexpr bool mixed<std::pair<A, B>> = mixed<std::tuple<A, B>>;
    template <template <class...> class Aggregate, class... S>
        requires(sizeof...(S) > 1 && aggregate::can_be_argument<Aggregate<S...>>)
    inline constexpr bool mixed<Aggregate<S...>> = mixed<std::tuple<S...>>;

    // The scalar of a call: the common type of its floating-point scalars; the class, where there is one (a traced value,
    // a multi-precision number); double for integers alone.
    template <class... T>
    struct common_scalar {
        using type = double;
    };
    template <class T, class... Rest>
    struct common_scalar<T, Rest...> {
        using rest = typename common_scalar<Rest...>::type;
        static constexpr bool any_floating = any({std::is_floating_point_v<Rest>...});
        static constexpr bool any_class = any({std::is_class_v<Rest>...});
        template <bool Both>
        static auto common() {
            if constexpr (!std::is_arithmetic_v<T>) return std::type_identity<T>{};
            else if constexpr (any_class || std::is_integral_v<T>) return std::type_identity<rest>{};
            else if constexpr (any_floating) return std::type_identity<std::common_type_t<T, rest>>{};
            else return std::type_identity<T>{};
        }
        using type = typename decltype(common<true>())::type;
    };
    template <class... A>
    using call_scalar = typename common_scalar<scalar_of<A>...>::type;

    template <class T>
    using literal_for = typename literal_of<T>::type;
}

}
