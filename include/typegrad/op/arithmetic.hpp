// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// + − × ÷ and the change of sign.
#pragma once
#pragma GCC system_header

#include <typegrad/math/arithmetic.hpp>
#include <typegrad/op/condition.hpp>
#include <typegrad/op/operation.hpp>

namespace typegrad::inline v0_2::op {

struct neg_;
struct gate_;

struct add_ : infix_binary {
    static constexpr auto text = "+";
    static constexpr int carries = 2;
    static constexpr bool commutes = true;
    static constexpr auto value (auto a, auto b)                  { return math::add(a, b); }
    static constexpr auto first (auto, auto, auto, auto w)        { return w; }
    static constexpr auto second(auto, auto, auto, auto w)        { return w; }

    // x + 0 is x unless x is -0; x + (-0) is x always. Two gates on one condition open together; of two gates on
    // different ones the sum is behind a gate that is closed where both are.
    template <class T>
    static constexpr T simplify(T a, T b) {
        return a.is(-0.0) || (a.is(0.0) && b.never_negative_zero()) ? b
             : b.is(-0.0) || (b.is(0.0) && a.never_negative_zero()) ? a
             : b.template is_a<neg_>()                              ? a - b.operand(0)
             : a.template is_a<neg_>()                              ? b - a.operand(0)
             : a.same_gate(b)     ? gate(a.gate_condition(), a.operand(1) + b.operand(1))
             : a.opposite_gate(b) ? select(a.gate_condition(), a.operand(1), b.operand(1))
             : b.opposite_gate(a) ? select(b.gate_condition(), b.operand(1), a.operand(1))
             : a.chosen_with(b)   ? T::algebra::template sum_in_branch<add_>(a, b)
             : b.chosen_with(a)   ? T::algebra::template sum_in_branch<add_>(b, a)
             : a.two_gates(b)     ? T::algebra::template sum_of_gates<add_>(a, b)
                                  : a.none();
    }
};
TYPEGRAD_OPERATOR(+, add_)

struct sub_ : infix_binary {
    static constexpr auto text = "-";
    static constexpr int carries = 2;
    static constexpr auto value (auto a, auto b)                  { return math::subtract(a, b); }
    static constexpr auto first (auto, auto, auto, auto w)        { return w; }
    static constexpr auto second(auto, auto, auto, auto w)        { return -w; }

    // x - 0 is x, x - (-0) is not (at x = -0); -0 - x is -x. In derivatives -a - b is -(a + b), the sign of a zero apart.
    template <class T>
    static constexpr T simplify(T a, T b) {
        return b.is(0.0)                  ? a
             : a.is(-0.0)                 ? -b
             : b.template is_a<neg_>()    ? a + b.operand(0)
             : a.template is_a<neg_>() && a.in_derivative() ? -(a.operand(0) + b)
             : a.same_gate(b)             ? gate(a.gate_condition(), a.operand(1) - b.operand(1))
             : a.chosen_with(b)           ? T::algebra::template sum_in_branch<sub_>(a, b)
             : a.two_gates(b)             ? T::algebra::template sum_of_gates<sub_>(a, b)
                                          : a.none();
    }
};
TYPEGRAD_OPERATOR(-, sub_)

struct neg_ : unary {
    static constexpr auto text = "-";
    static constexpr int carries = 1;
    static constexpr bool keeps_zero = true;
    static constexpr auto value(auto a)                           { return -a; }
    static constexpr auto first(auto, auto, auto w)               { return -w; }

    template <class T>
    static constexpr T simplify(T a) {
        return a.template is_a<neg_>()  ? a.operand(0)
             : a.template is_a<gate_>() ? gate(a.gate_condition(), -a.operand(1))
                                        : a.none();
    }
};
TYPEGRAD_PREFIX(-, neg_)

struct mul_ : infix_binary {
    static constexpr auto text = "*";
    static constexpr int carries = 2;
    static constexpr bool commutes = true;
    static constexpr auto value (auto a, auto b)                  { return math::multiply(a, b); }
    static constexpr auto first (auto, auto b, auto, auto w)      { return w * b; }
    static constexpr auto second(auto a, auto, auto, auto w)      { return w * a; }

    // Signs move outwards, or into a literal. A gate does too: what it closes off contributes nothing, whatever the
    // other factor is. Not x * 0, which is NaN at infinity and -0 for negative x.
    template <class T>
    static constexpr T simplify(T a, T b) {
        return a.is(1)  ? b
             : b.is(1)  ? a
             : a.is(-1) ? -b
             : b.is(-1) ? -a
             : a.template is_a<neg_>()  ? (b.is_literal() ? a.operand(0) * -b : -(a.operand(0) * b))
             : b.template is_a<neg_>()  ? (a.is_literal() ? b.operand(0) * -a : -(a * b.operand(0)))
             : a.template is_a<gate_>() ? gate(a.gate_condition(), a.operand(1) * b)
             : b.template is_a<gate_>() ? gate(b.gate_condition(), a * b.operand(1))
                                        : a.none();
    }
};
TYPEGRAD_OPERATOR(*, mul_)

// Both adjoints use one reciprocal, which is the primal itself for 1 / b and is shared by all that divides by b.
struct div_ : infix_binary {
    static constexpr auto text = "/";
    static constexpr int carries = 1;
    static constexpr int cost = 8;
    static constexpr interval tame[3] = {{-3, 3}, {0.1, 4}};
    static constexpr auto exceptional = points({{1, 0}, {0, 0}});
    static constexpr auto value (auto a, auto b)                  { return math::divide(a, b); }
    static constexpr auto first (auto, auto b, auto, auto w)      { return w * (1 / b); }
    static constexpr auto second(auto, auto b, auto y, auto w)    { return -(w * (1 / b) * y); }

    // Division by a power of two is multiplication by its reciprocal, exactly, while that is a normal number.
    template <class T>
    static constexpr T simplify(T a, T b) {
        return b.is(1)                  ? a
             : b.is(-1)                 ? -a
             : b.is_power_of_two()      ? a * (1 / b)
             : a.template is_a<neg_>()  ? -(a.operand(0) / b)
             : b.template is_a<neg_>()  ? -(a / b.operand(0))
             : a.template is_a<gate_>() ? gate(a.gate_condition(), a.operand(1) / b)
                                        : a.none();
    }
};
TYPEGRAD_OPERATOR(/, div_)

template <is_operand A>
TYPEGRAD_INLINE constexpr A operator+(A const& a) {
    return a;
}

using arithmetic = operation_list<add_, sub_, neg_, mul_, div_>;

}
