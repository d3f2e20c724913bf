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

}
