// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Piecewise constant functions, whose derivative is a structural zero everywhere, jumps included; and remainders.
#pragma once
#pragma GCC system_header

#include <typegrad/op/kinked.hpp>

namespace typegrad::inline v0_2::op {

struct piecewise_constant : unary {
    static constexpr bool active[3] = {false, false, false};
};

struct floor_ : piecewise_constant {
    static constexpr auto text = "floor";
    static constexpr auto exceptional = points({{-1}, {0}, {2}});
    static constexpr auto value(auto a)                           { using math::floor; return floor(a); }
};
TYPEGRAD_STANDARD_UNARY(floor)

struct ceil_ : piecewise_constant {
    static constexpr auto text = "ceil";
    static constexpr auto exceptional = points({{-1}, {0}, {2}});
    static constexpr auto value(auto a)                           { using math::ceil; return ceil(a); }
};
TYPEGRAD_STANDARD_UNARY(ceil)

struct trunc_ : piecewise_constant {
    static constexpr auto text = "trunc";
    static constexpr auto exceptional = points({{-1}, {2}});
    static constexpr auto value(auto a)                           { using math::trunc; return trunc(a); }
};
TYPEGRAD_STANDARD_UNARY(trunc)

// Half-way away from zero; rint and nearbyint go half-way to even.
struct round_ : piecewise_constant {
    static constexpr auto text = "round";
    static constexpr auto exceptional = points({{-0.5}, {0.5}, {2.5}});
    static constexpr auto value(auto a)                           { using math::round; return round(a); }
};
TYPEGRAD_STANDARD_UNARY(round)

struct rint_ : piecewise_constant {
    static constexpr auto text = "rint";
    static constexpr auto exceptional = points({{-0.5}, {0.5}, {2.5}});
    static constexpr auto value(auto a)                           { using math::rint; return rint(a); }
};
TYPEGRAD_STANDARD_UNARY(rint)

struct nearbyint_ : piecewise_constant {
    static constexpr auto text = "nearbyint";
    static constexpr auto exceptional = points({{-0.5}, {0.5}, {2.5}});
    static constexpr auto value(auto a)                           { using math::nearbyint; return nearbyint(a); }
};
TYPEGRAD_STANDARD_UNARY(nearbyint)

// -1, 0 or 1; a zero keeps its sign, and NaN is NaN.
struct sign_ : piecewise_constant {
    static constexpr auto text = "sign";
    static constexpr auto exceptional = points({{0}});
    template <class T>
    TYPEGRAD_INLINE static constexpr T value(T a)                                 { using math::choose; return choose(a < T(0), T(-1), choose(a > T(0), T(1), a)); }
};
TYPEGRAD_UNARY(sign)

// 0 below zero, else 1; NaN is NaN.
struct step_ : piecewise_constant {
    static constexpr auto text = "step";
    static constexpr auto exceptional = points({{0}});
    template <class T>
    TYPEGRAD_INLINE static constexpr T value(T a)                                 { using math::choose; return choose(a < T(0), T(0), choose(a >= T(0), T(1), a)); }
};
TYPEGRAD_UNARY(step)

// a - n·b with n = trunc(a / b). The quotient itself may round up to the next integer; (a - y) / b is n but for rounding.
struct fmod_ : binary_call {
    static constexpr auto text = "fmod";
    static constexpr interval tame[3] = {{-9, 9}, {0.1, 4}};
    static constexpr auto exceptional = points({{3, 1}, {-3, 1}, {0, 1}, {1, 0}});
    static constexpr auto value (auto a, auto b)                  { using math::fmod; return fmod(a, b); }
    static constexpr auto first (auto a, auto b, auto, auto w)    { return apply<if_ordered_>(w, a, b); }
    static constexpr auto second(auto a, auto b, auto y, auto w)  { return -(w * rint((a - y) / b)); }
};
TYPEGRAD_STANDARD_BINARY(fmod)

// The same with the integer n that is nearest to a / b.
struct remainder_ : binary_call {
    static constexpr auto text = "remainder";
    static constexpr interval tame[3] = {{-9, 9}, {0.1, 4}};
    static constexpr auto exceptional = points({{0.5, 1}, {-2.5, 1}, {1, 0}});
    template <class T>
    TYPEGRAD_INLINE static constexpr T value(T a, T b) {
        using math::remainder;
        if constexpr (requires { remainder(a, b); }) return T(remainder(a, b));
        else return a - rint(T(a / b)) * b;
    }
    static constexpr auto first (auto a, auto b, auto, auto w)    { return apply<if_ordered_>(w, a, b); }
    static constexpr auto second(auto a, auto b, auto y, auto w)  { return -(w * rint((a - y) / b)); }
};
TYPEGRAD_STANDARD_BINARY(remainder)

// The fractional part, of the sign of a.
template <class A>
    requires operands_or_numbers<A>
TYPEGRAD_INLINE constexpr auto frac(A const& a) {
    return apply<sub_>(a, trunc(a));
}

// Their results are exact.
template <>
inline constexpr bool folds_exactly<fmod_> = true;
template <>
inline constexpr bool folds_exactly<remainder_> = true;

using roundings = operation_list<floor_, ceil_, trunc_, round_, rint_, nearbyint_, sign_, step_, fmod_, remainder_>;

}
