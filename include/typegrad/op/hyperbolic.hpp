// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Hyperbolic functions and their inverses.
#pragma once
#pragma GCC system_header

#include <typegrad/op/constants.hpp>
#include <typegrad/op/root.hpp>

namespace typegrad::inline v0_2::op {

struct sinh_ : unary_call {
    static constexpr auto text = "sinh";
    static constexpr int carries = 1;
    static constexpr bool keeps_zero = true;
    static constexpr auto value(auto a)                           { using math::sinh; return sinh(a); }
    static constexpr auto first(auto a, auto, auto w)             { return w * cosh(a); }
};
TYPEGRAD_STANDARD_UNARY(sinh)

struct cosh_ : unary_call {
    static constexpr auto text = "cosh";
    static constexpr int carries = 1;
    static constexpr double least = 1;
    static constexpr auto value(auto a)                           { using math::cosh; return cosh(a); }
    static constexpr auto first(auto a, auto, auto w)             { return w * sinh(a); }
};
TYPEGRAD_STANDARD_UNARY(cosh)

// 1 - y² for y = tanh(a). Where that cancels, and only there, another exponential is worth it.
struct sech_squared_ : binary {
    static constexpr auto text = "sech_squared";
    static constexpr int cost = 4;
    static constexpr bool branches = true;
    static constexpr bool active[3] = {true, false, false};
    template <class T>
    TYPEGRAD_INLINE static constexpr T value(T a, T y) {
        using math::abs, math::exp;
        if constexpr (!requires { a < a; }) return T(1) - y * y;  // a complex number
        else return internal::chosen(abs(y) < T(0.96), [&] { return T(1 - y * y); }, [&] {
            T const e = exp(T(-2 * abs(a))), sum = 1 + e;
            return T(4 * e / (sum * sum));
        });
    }
    static constexpr auto first(auto a, auto, auto y, auto w)     { return -(w * 2 * (tanh(a) * y)); }
};

struct tanh_ : unary_call {
    static constexpr auto text = "tanh";
    static constexpr bool keeps_zero = true;
    static constexpr auto value(auto a)                           { using math::tanh; return tanh(a); }
    static constexpr auto first(auto a, auto y, auto w) {
        return has(y.kinks(), kink_policy::fast) ? w * (1 - y * y) : w * apply<sech_squared_>(a, y);
    }
};
TYPEGRAD_STANDARD_UNARY(tanh)

// √(a² + 1) as the norm of (a, 1), which does not overflow where a² + 1 does; of a complex number, which has none, as it stands.
struct hypot_of_one_ : unary_call {
    static constexpr auto text = "hypot_of_one";
    template <class T>
    TYPEGRAD_INLINE static constexpr T value(T a) {
        using math::hypot, math::sqrt;
        if constexpr (requires { a < a; }) return hypot(a, T(1));
        else return sqrt(T(1) + a * a);
    }
    static constexpr auto first(auto a, auto y, auto w)           { return w * (a / y); }
};

struct asinh_ : unary_call {
    static constexpr auto text = "asinh";
    static constexpr int carries = 1;
    static constexpr bool keeps_zero = true;
    static constexpr auto value(auto a)                           { using math::asinh; return asinh(a); }
    static constexpr auto first(auto a, auto, auto w)             { return w * (1 / apply<hypot_of_one_>(a)); }
};
TYPEGRAD_STANDARD_UNARY(asinh)

// √(a² - 1) for a >= 1, which far out is a, before a² overflows; of a complex number the product of two roots, each with its own cut.
struct root_below_square_ : unary_call {
    static constexpr auto text = "root_below_square";
    template <class T>
    TYPEGRAD_INLINE static constexpr T value(T a) {
        using math::add, math::choose, math::multiply, math::sqrt, math::subtract;
        if constexpr (!requires { a < a; }) return sqrt(T(a - T(1))) * sqrt(T(a + T(1)));
        else return internal::chosen(multiply(a, T(std::numeric_limits<internal::element_of<T>>::epsilon())) < T(1), [&] {
            return T(sqrt(choose(a < T(1), T(subtract(a, T(1))), T(multiply(T(subtract(a, T(1))), T(add(a, T(1))))))));
        }, [&] { return a; });
    }
    static constexpr auto first(auto a, auto y, auto w)           { return w * (a / y); }
};

struct acosh_ : unary_call {
    static constexpr auto text = "acosh";
    static constexpr int carries = 1;
    static constexpr double least = 0;
    static constexpr interval domain[3] = {{1}};
    static constexpr interval tame[3] = {{1.1, 9}};
    static constexpr auto exceptional = points({{1}});
    static constexpr auto value(auto a)                           { using math::acosh; return acosh(a); }
    static constexpr auto first(auto a, auto y, auto w)           { return internal::finite_but_at(y, w * (1 / apply<root_below_square_>(a)), a, 1); }
};
TYPEGRAD_STANDARD_UNARY(acosh)

struct atanh_ : unary_call {
    static constexpr auto text = "atanh";
    static constexpr int carries = 1;
    static constexpr bool keeps_zero = true;
    static constexpr interval domain[3] = {{-1, 1}};
    static constexpr interval tame[3] = {{-0.99, 0.99}};
    static constexpr auto exceptional = points({{-1}, {1}});
    static constexpr auto value(auto a)                           { using math::atanh; return atanh(a); }
    static constexpr auto first(auto a, auto y, auto w)           { return internal::finite_but_at(y, w * (1 / internal::one_minus_square(a)), a, -1, 1); }
};
TYPEGRAD_STANDARD_UNARY(atanh)

using hyperbolics = operation_list<sinh_, cosh_, tanh_, asinh_, acosh_, atanh_>;

}
