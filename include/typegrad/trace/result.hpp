// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What the transforms return beside bare numbers. All can be taken apart by structured bindings, and are shapes themselves,
// so that a transform of a transform has a result as well.
//
// They are made uninitialised, where they will stay, and then filled: g++ would keep the stores of zeros, from some size on as a
// call of `rep stos`, which took a third of the time of a gradient with 64 entries.
#pragma once
#pragma GCC system_header

#include <typegrad/trace/shape.hpp>

namespace typegrad::inline v0_2 {

// A value with its derivatives, of value_and_gradient and vjp.
template <class Value, class Gradient>
struct value_with_gradient {
    Value value;
    Gradient gradient;
};

// Of value_and_jacobian.
template <class Value, class Jacobian>
struct value_with_jacobian {
    Value value;
    Jacobian jacobian;
};

// A value with its derivative along a direction, of jvp.
template <class Value, class Tangent>
struct value_with_tangent {
    Value value;
    Tangent tangent;
};

// Of hvp: the value, the gradient, and the Hessian times a vector.
template <class Value, class Gradient, class Product>
struct value_with_hessian_product {
    Value value;
    Gradient gradient;
    Product product;
};

// Of value_gradient_and_hessian.
template <class Value, class Gradient, class Hessian>
struct value_with_gradient_and_hessian {
    Value value;
    Gradient gradient;
    Hessian hessian;
};

// Of value_gradient_and_laplacian.
template <class Value, class Gradient, class Laplacian>
struct value_with_gradient_and_laplacian {
    Value value;
    Gradient gradient;
    Laplacian laplacian;
};

// Of value_and_divergence.
template <class Value, class Divergence>
struct value_with_divergence {
    Value value;
    Divergence divergence;
};

namespace detail {
    template <std::size_t I>
    TYPEGRAD_INLINE constexpr auto& part_of_two(auto&& value) {
        auto& [first, second] = value;
        if constexpr (I == 0) return first;
        else return second;
    }
    template <std::size_t I>
    TYPEGRAD_INLINE constexpr auto& part_of_three(auto&& value) {
        auto& [first, second, third] = value;
        if constexpr (I == 0) return first;
        else if constexpr (I == 1) return second;
        else return third;
    }
}

TYPEGRAD_SHAPE_OF_PARTS(value_with_gradient, detail::part_of_two)
TYPEGRAD_SHAPE_OF_PARTS(value_with_jacobian, detail::part_of_two)
TYPEGRAD_SHAPE_OF_PARTS(value_with_tangent, detail::part_of_two)
TYPEGRAD_SHAPE_OF_PARTS(value_with_hessian_product, detail::part_of_three)
TYPEGRAD_SHAPE_OF_PARTS(value_with_gradient_and_hessian, detail::part_of_three)
TYPEGRAD_SHAPE_OF_PARTS(value_with_gradient_and_laplacian, detail::part_of_three)
TYPEGRAD_SHAPE_OF_PARTS(value_with_divergence, detail::part_of_two)

// Several numbers that are printed as one: std has no operator for them, and the compilers list all that it has. What this one converts is deleted, so that
// whoever asks whether they can be printed is told that they cannot, and an operator that somebody has written is the better match. (Of a deleted operator
// clang lists the others too.)
namespace detail {
    template <class A>
    inline constexpr bool is_several_numbers = false;
    template <class... A>
    inline constexpr bool are_numbers = every({(std::is_floating_point_v<A> || is_several_numbers<A>)...});
    template <class S, std::size_t N>
    inline constexpr bool is_several_numbers<std::array<S, N>> = are_numbers<S>;
#define TYPEGRAD_SEVERAL_NUMBERS(name) \
    template <class... S>              \
    inline constexpr bool is_several_numbers<name<S...>> = are_numbers<S...>;
    TYPEGRAD_SEVERAL_NUMBERS(std::tuple)
    TYPEGRAD_SEVERAL_NUMBERS(value_with_gradient)
    TYPEGRAD_SEVERAL_NUMBERS(value_with_jacobian)
    TYPEGRAD_SEVERAL_NUMBERS(value_with_tangent)
    TYPEGRAD_SEVERAL_NUMBERS(value_with_hessian_product)
    TYPEGRAD_SEVERAL_NUMBERS(value_with_gradient_and_hessian)
    TYPEGRAD_SEVERAL_NUMBERS(value_with_gradient_and_laplacian)
    TYPEGRAD_SEVERAL_NUMBERS(value_with_divergence)
#undef TYPEGRAD_SEVERAL_NUMBERS
}
namespace printed_at_once {
    struct several_numbers_print_them_one_by_one_g_0_of_an_array_get_0_of_a_tuple_or_g_value {
        template <class A>
            requires(detail::is_several_numbers<A>)
        several_numbers_print_them_one_by_one_g_0_of_an_array_get_0_of_a_tuple_or_g_value(A const&)
            TYPEGRAD_DELETED("typegrad: several numbers have no operator <<; print them one by one: g[0] of an array, std::get<0>(g) of a tuple, g.value and g.gradient")
    };
    template <class Stream>
        requires requires(Stream& stream) { stream.rdbuf(); }
    Stream& operator<<(Stream&, several_numbers_print_them_one_by_one_g_0_of_an_array_get_0_of_a_tuple_or_g_value);
}
using printed_at_once::operator<<;

}

// See op/std.hpp for why this is done although the standard does not bless it.
namespace std {
using typegrad::printed_at_once::operator<<;
}
