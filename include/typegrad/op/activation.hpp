// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Activation functions of neural networks, besides tanh, relu, sigmoid and softplus, and smooth stand-ins for functions with
// kinks. Most are compositions.
#pragma once
#pragma GCC system_header

#include <typegrad/op/compound.hpp>
#include <typegrad/op/logistic.hpp>
#include <typegrad/op/normal.hpp>

namespace typegrad::inline v0_2::op {

// The derivative of softsign, 1 / (1 + |a|)², with what rounding took from 1 + |a|.
struct softsign_slope_ : unary {
    static constexpr auto text = "softsign_slope";
    static constexpr int cost = 12;
    template <class T>
    TYPEGRAD_INLINE static constexpr T value(T a) {
        using math::abs, math::add, math::choose, math::multiply, math::subtract;
        T const size = abs(a), sum = add(T(1), size), squared = multiply(sum, sum);
        T const rest = choose(size < T(1), T(subtract(size, T(subtract(sum, T(1))))), T(subtract(T(1), T(subtract(sum, size)))));
        // A rest that is small beside the sum counts for nothing, and next to infinity is none.
        return math::divide(T(1), choose(T(multiply(sum, T(std::numeric_limits<internal::element_of<T>>::epsilon()))) < T(1), T(add(squared, T(multiply(T(multiply(T(2), rest)), sum)))), squared));
    }
    static constexpr auto first(auto a, auto y, auto w) {
        auto const size = abs(a);
        return -abs_::first(a, size, w * 2 * (y * (1 / (1 + size))));
    }
};

// a / (1 + |a|)
struct softsign_ : unary {
    static constexpr auto text = "softsign";
    static constexpr int cost = 10;
    static constexpr auto exceptional = points({{0}});
    template <class T>
    TYPEGRAD_INLINE static constexpr T value(T a) {
        using math::abs, math::choose, math::copysign;
        T const size = abs(a);
        return choose(size > T(std::numeric_limits<internal::element_of<T>>::max()), T(copysign(T(1), a)), T(math::divide(a, T(math::add(T(1), size)))));
    }
    static constexpr auto first(auto a, auto, auto w)             { return w * apply<softsign_slope_>(a); }
};
TYPEGRAD_UNARY(softsign)

// a·norm_cdf(a), the exact one
template <class A>
    requires operands_or_numbers<A>
TYPEGRAD_INLINE constexpr auto gelu(A const& a) {
    return apply<mul_>(a, norm_cdf(a));
}

// a·sigmoid(a), which is also called swish
template <class A>
    requires operands_or_numbers<A>
TYPEGRAD_INLINE constexpr auto silu(A const& a) {
    return apply<mul_>(a, sigmoid(a));
}

// a for positive a, else scale·(exp(a) - 1). At 0 the derivative is that of the exponential.
template <class A>
    requires operands_or_numbers<A>
TYPEGRAD_INLINE constexpr auto elu(A const& a) {
    return select(a > known<0, A>(), a, expm1(a));
}
template <class A, class B>
    requires operands_or_numbers<A, B>
TYPEGRAD_INLINE constexpr auto elu(A const& a, B const& scale) {
    return select(a > known<0, A>(), a, apply<mul_>(scale, expm1(a)));
}

// sqrt(a² + width²): above |a| by `width` at 0, and by width² / 2|a| far out.
template <class A, class B>
    requires operands_or_numbers<A, B>
TYPEGRAD_INLINE constexpr auto smooth_abs(A const& a, B const& width) {
    return hypot(a, width);
}

// width·log(exp(a / width) + exp(b / width)): above max(a, b) by width·log 2 at a = b, and by width·exp(-|a - b| / width) far out.
template <class A, class B, class W>
    requires operands_or_numbers<A, B, W>
TYPEGRAD_INLINE constexpr auto smooth_max(A const& a, B const& b, W const& width) {
    return apply<mul_>(width, log_sum_exp(apply<div_>(a, width), apply<div_>(b, width)));
}
template <class A, class B, class W>
    requires operands_or_numbers<A, B, W>
TYPEGRAD_INLINE constexpr auto smooth_min(A const& a, B const& b, W const& width) {
    return apply<neg_>(smooth_max(apply<neg_>(a), apply<neg_>(b), width));
}

using activations = operation_list<softsign_>;

}
