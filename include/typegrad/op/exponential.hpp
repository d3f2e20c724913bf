// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// exp, log and their relatives, those that keep precision near 0 among them.
#pragma once
#pragma GCC system_header

#include <typegrad/math/logarithms.hpp>
#include <typegrad/op/arithmetic.hpp>
#include <typegrad/op/constants.hpp>
#include <typegrad/op/ends.hpp>

#include <limits>
#include <type_traits>

namespace typegrad::inline v0_2::op {

struct exp_ : unary_call {
    static constexpr auto text = "exp";
    static constexpr double least = 0;
    static constexpr auto value(auto a)                           { using math::exp; return exp(a); }
    static constexpr auto first(auto, auto y, auto w)             { return w * y; }
};
TYPEGRAD_STANDARD_UNARY(exp)

struct exp2_ : unary_call {
    static constexpr auto text = "exp2";
    static constexpr double least = 0;
    static constexpr auto value(auto a)                           { using math::exp2; return exp2(a); }
    static constexpr auto first(auto a, auto y, auto w)           { return w * y * internal::log_2(a); }
};
TYPEGRAD_STANDARD_UNARY(exp2)

struct exp10_ : unary_call {
    static constexpr auto text = "exp10";
    static constexpr double least = 0;
    static constexpr auto value(auto a)                           { using math::exp10; return exp10(a); }
    static constexpr auto first(auto a, auto y, auto w)           { return w * y * internal::log_10(a); }
};
TYPEGRAD_UNARY(exp10)

// y + 1 would cancel for a below about -1, where the exponential itself is as cheap as it is needed.
struct expm1_ : unary_call {
    static constexpr auto text = "expm1";
    static constexpr bool keeps_zero = true;
    static constexpr auto value(auto a)                           { using math::expm1; return expm1(a); }
    static constexpr auto first(auto a, auto y, auto w)           { return w * select(a < -0.5, exp(a), y + 1); }
};
TYPEGRAD_STANDARD_UNARY(expm1)

struct log_ : unary_call {
    static constexpr auto text = "log";
    static constexpr int carries = 1;
    static constexpr interval domain[3] = {positive};
    static constexpr auto exceptional = points({{0}});
    static constexpr auto value(auto a)                           { using math::log; return log(a); }
    static constexpr auto first(auto a, auto y, auto w)           { return internal::finite_but_at(y, w * (1 / a), a, 0); }
};
TYPEGRAD_STANDARD_UNARY(log)

struct log2_ : unary_call {
    static constexpr auto text = "log2";
    static constexpr int carries = 1;
    static constexpr interval domain[3] = {positive};
    static constexpr auto exceptional = points({{0}});
    static constexpr auto value(auto a)                           { using math::log2; return log2(a); }
    static constexpr auto first(auto a, auto y, auto w)           { return internal::finite_but_at(y, w * (1 / a) * internal::log2_e(a), a, 0); }
};
TYPEGRAD_STANDARD_UNARY(log2)

struct log10_ : unary_call {
    static constexpr auto text = "log10";
    static constexpr int carries = 1;
    static constexpr interval domain[3] = {positive};
    static constexpr auto exceptional = points({{0}});
    static constexpr auto value(auto a)                           { using math::log10; return log10(a); }
    static constexpr auto first(auto a, auto y, auto w)           { return internal::finite_but_at(y, w * (1 / a) * internal::log10_e(a), a, 0); }
};
TYPEGRAD_STANDARD_UNARY(log10)

struct log1p_ : unary_call {
    static constexpr auto text = "log1p";
    static constexpr int carries = 1;
    static constexpr bool keeps_zero = true;
    static constexpr interval domain[3] = {{-1}};
    static constexpr auto exceptional = points({{-1}});
    static constexpr auto value(auto a)                           { using math::log1p; return log1p(a); }
    static constexpr auto first(auto a, auto y, auto w)           { return internal::finite_but_at(y, w * (1 / (1 + a)), a, -1); }
};
TYPEGRAD_STANDARD_UNARY(log1p)

// The policy `fast` takes one logarithm for a sum of several: log a + log b + … is log p + r, with the product p of those that are moderate
// and the sum r of the others' logarithms. So no product overflows, and what is no logarithm's argument is none here. A pack takes all
// logarithms one by one: its lanes would need both. The derivative is that of r, as if nothing were moderate.
namespace internal {
    // Of eight such factors no product overflows or underflows.
    template <class T>
    constexpr bool is_joined(T a) {
        if constexpr (std::is_floating_point_v<T>) {
            constexpr T bound = [] {
                T power = 1;
                for (int i = 0; i < std::numeric_limits<T>::max_exponent / 10; ++i) power *= 2;
                return power;
            }();
            return a <= bound && a >= 1 / bound;
        } else return false;
    }
}
struct joined_factor_ : binary {
    static constexpr auto text = "joined_factor";
    static constexpr int cost = 2;
    static constexpr bool active[3] = {false, false, false};
    template <class T>
    static constexpr T value(T p, T a)                            { return internal::is_joined(a) ? T(math::multiply(p, a)) : p; }
};
struct joined_rest_ : binary {
    static constexpr auto text = "joined_rest";
    static constexpr int cost = 2;
    template <class T>
    static constexpr T value(T r, T a) {
        using math::log;
        return internal::is_joined(a) ? r : T(math::add(r, T(log(a))));
    }
    static constexpr auto first (auto, auto, auto, auto w)        { return w; }
    static constexpr auto second(auto, auto a, auto, auto w)      { return w * (1 / a); }
};
struct log_of_joined_ : unary_call {
    static constexpr auto text = "log_of_joined";
    static constexpr bool active[3] = {false, false, false};
    template <class T>
    static constexpr T value([[maybe_unused]] T p) {
        using math::log;
        if constexpr (std::is_floating_point_v<T>) return log(p);
        else return T(0);
    }
};

// log(1 - a)
template <class A>
    requires operands_or_numbers<A>
TYPEGRAD_INLINE constexpr auto log1m(A const& a) {
    return log1p(apply<neg_>(a));
}

// The derivative of log1m_exp, eᵃ / (eᵃ - 1), as -1 / (e⁻ᵃ - 1): where that overflows the derivative is nearly no normal number. It is
// negative, so its own derivative y·(1 - y) does not cancel either.
struct log1m_exp_slope_ : unary_call {
    static constexpr auto text = "log1m_exp_slope";
    template <class T>
    TYPEGRAD_INLINE static constexpr T value(T a)                 { using math::expm1; return math::divide(T(-1), T(expm1(T(-a)))); }
    static constexpr auto first(auto, auto y, auto w)             { return w * (y * (1 - y)); }
};
namespace internal {
    TYPEGRAD_UNARY_OF(log1m_exp_slope, log1m_exp_slope_)
}

// log(1 - exp(a)) for a < 0
struct log1m_exp_ : unary_call {
    static constexpr auto text = "log1m_exp";
    static constexpr interval domain[3] = {{-std::numeric_limits<double>::infinity(), 0}};
    static constexpr interval tame[3] = {{-3, -0.05}};
    static constexpr auto exceptional = points({{0}});
    static constexpr auto value(auto a)                           { using math::log1m_exp; return log1m_exp(a); }
    static constexpr auto first(auto a, auto y, auto w)           { return internal::finite_but_at(y, w * internal::log1m_exp_slope(a), a, 0); }
};
TYPEGRAD_UNARY(log1m_exp)

// log(exp(a) - exp(b)) for a > b
template <class A, class B>
    requires operands_or_numbers<A, B>
TYPEGRAD_INLINE constexpr auto log_diff_exp(A const& a, B const& b) {
    return apply<add_>(a, log1m_exp(apply<sub_>(b, a)));
}

// a·log b, and 0 at a = 0. There the partial in a is log b, but at b = 0 it counts as zero, and so does that in b.
struct xlogy_ : binary_call {
    static constexpr auto text = "xlogy";
    static constexpr interval domain[3] = {all_real, positive};
    static constexpr auto exceptional = points({{0, 0}, {1, 0}});
    static constexpr auto value (auto a, auto b)                  { using math::xlogy; return xlogy(a, b); }
    static constexpr auto first (auto a, auto b, auto y, auto w)  { return internal::finite_but_at(y, gate(a != 0 || b != 0, w * log(b)), b, 0); }
    static constexpr auto second(auto a, auto b, auto y, auto w)  { return internal::finite_but_at(y, gate(a != 0 || b != 0, w * (1 / b) * a), b, 0); }
};
TYPEGRAD_BINARY(xlogy)

// The same with log(1 + b).
struct xlog1py_ : binary_call {
    static constexpr auto text = "xlog1py";
    static constexpr interval domain[3] = {all_real, {-1}};
    static constexpr auto exceptional = points({{0, -1}, {1, -1}});
    static constexpr auto value (auto a, auto b)                  { using math::xlog1py; return xlog1py(a, b); }
    static constexpr auto first (auto a, auto b, auto y, auto w)  { return internal::finite_but_at(y, gate(a != 0 || b != -1, w * log1p(b)), b, -1); }
    static constexpr auto second(auto a, auto b, auto y, auto w)  { return internal::finite_but_at(y, gate(a != 0 || b != -1, w * (1 / (1 + b)) * a), b, -1); }
};
TYPEGRAD_BINARY(xlog1py)

using exponentials = operation_list<exp_, exp2_, exp10_, expm1_, log_, log2_, log10_, log1p_, log1m_exp_, xlogy_, xlog1py_>;

}
