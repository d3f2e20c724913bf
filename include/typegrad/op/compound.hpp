// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What sums and products are often written as: fma, lerp, midpoint; inv, square and cube, which are nothing else.
#pragma once
#pragma GCC system_header

#include <typegrad/op/arithmetic.hpp>
#include <typegrad/op/constants.hpp>

namespace typegrad::inline v0_2::op {

// a·b + c, rounded once where the type can.
struct fma_ : ternary {
    static constexpr auto text = "fma";
    static constexpr int carries = 3;
    static constexpr auto value (auto a, auto b, auto c) {
        using math::fma;
        if constexpr (requires { fma(a, b, c); }) return decltype(a)(fma(a, b, c));
        else return a * b + c;
    }
    static constexpr auto first (auto, auto b, auto, auto, auto w)    { return w * b; }
    static constexpr auto second(auto a, auto, auto, auto, auto w)    { return w * a; }
    static constexpr auto third (auto, auto, auto, auto, auto w)      { return w; }

    // With a factor ±1 there is one rounding in the sum too. Of + 0 only -0 leaves every product as it is.
    template <class T>
    static constexpr T simplify(T a, T b, T c) {
        return a.is(1)    ? b + c
             : b.is(1)    ? a + c
             : a.is(-1)   ? c - b
             : b.is(-1)   ? c - a
             : c.is(-0.0) ? a * b
                          : a.none();
    }
};
TYPEGRAD_STANDARD_TERNARY(fma, fma_)

// a + t·(b - a) as std::lerp computes it: exact at t = 0 and 1, monotonic in t, b for equal ends.
struct lerp_ : ternary {
    static constexpr auto text = "lerp";
    static constexpr int cost = 8;
    template <class T>
    TYPEGRAD_INLINE static constexpr T value(T a, T b, T t) {
        using math::add, math::choose, math::multiply, math::subtract;
        T const zero(0), one(1), x = add(a, multiply(t, subtract(b, a))), y = add(multiply(t, b), multiply(subtract(one, t), a));
        T const bounded = choose((t > one) == (b > a), choose(b < x, x, b), choose(b > x, x, b));
        return choose((a <= zero && b >= zero) || (a >= zero && b <= zero), y, choose(t == one, b, bounded));
    }
    static constexpr auto first (auto, auto, auto t, auto, auto w)    { return w * (1 - t); }
    static constexpr auto second(auto, auto, auto t, auto, auto w)    { return w * t; }
    static constexpr auto third (auto a, auto b, auto, auto, auto w)  { return w * (b - a); }
};
TYPEGRAD_STANDARD_TERNARY(lerp, lerp_)

// (a + b) / 2 as std::midpoint computes it: without overflow, and without rounding twice where that can be.
struct midpoint_ : binary {
    static constexpr auto text = "midpoint";
    static constexpr bool commutes = true;
    template <class T>
    TYPEGRAD_INLINE static constexpr T value(T a, T b) {
        using math::abs, math::add, math::choose;
        using limits = std::numeric_limits<internal::element_of<T>>;
        T const low = T(limits::min() * 2), high = T(limits::max() / 2), x = abs(a), y = abs(b), half_a = a / 2, half_b = b / 2;
        return choose(x <= high && y <= high, T(add(a, b) / 2), choose(x < low, T(add(a, half_b)), choose(y < low, T(add(half_a, b)), T(add(half_a, half_b)))));
    }
    static constexpr auto first (auto, auto, auto, auto w)            { return 0.5 * w; }
    static constexpr auto second(auto, auto, auto, auto w)            { return 0.5 * w; }
};
TYPEGRAD_STANDARD_BINARY(midpoint)

// Many programs have functions of their own by these names. A parameter pack makes every one of those the better match.
template <class... A>
    requires(sizeof...(A) == 1) && operands_or_numbers<A...>
TYPEGRAD_INLINE constexpr auto square(A const&... a) {
    return apply<mul_>(a..., a...);
}
template <class... A>
    requires(sizeof...(A) == 1) && operands_or_numbers<A...>
TYPEGRAD_INLINE constexpr auto cube(A const&... a) {
    return apply<mul_>(apply<mul_>(a..., a...), a...);
}
template <class... A>
    requires(sizeof...(A) == 1) && operands_or_numbers<A...>
TYPEGRAD_INLINE constexpr auto inv(A const&... a) {
    return apply<div_>(known<1, A...>(), a...);
}

using compounds = operation_list<fma_, lerp_, midpoint_>;

}
