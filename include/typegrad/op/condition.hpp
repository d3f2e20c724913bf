// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Comparisons, their logic, and what chooses by them: select, and the gate of the reverse sweep.
#pragma once
#pragma GCC system_header

#include <typegrad/op/operation.hpp>

namespace typegrad::inline v0_2::op {

struct less_ : comparison {
    static constexpr auto text = "<";
    static constexpr auto value(auto a, auto b) { return a < b; }
};
TYPEGRAD_OPERATOR(<, less_)

struct less_equal_ : comparison {
    static constexpr auto text = "<=";
    static constexpr auto value(auto a, auto b) { return a <= b; }
};
TYPEGRAD_OPERATOR(<=, less_equal_)

struct equal_ : comparison {
    static constexpr auto text = "==";
    static constexpr bool commutes = true;
    static constexpr auto value(auto a, auto b) { return a == b; }
};
TYPEGRAD_OPERATOR(==, equal_)

struct not_equal_ : comparison {
    static constexpr auto text = "!=";
    static constexpr bool commutes = true;
    static constexpr auto value(auto a, auto b) { return a != b; }
};
TYPEGRAD_OPERATOR(!=, not_equal_)

template <class A, class B>
    requires operands<A, B>
TYPEGRAD_INLINE constexpr applied<less_, B, A> operator>(A const& a, B const& b) {
    return b < a;
}
template <class A, class B>
    requires operands<A, B>
TYPEGRAD_INLINE constexpr applied<less_equal_, B, A> operator>=(A const& a, B const& b) {
    return b <= a;
}

struct not_;
namespace internal {
    // One is the contrary of the other.
    template <class T>
    constexpr bool are_contrary(T a, T b) {
        return (a.template is_a<not_>() && a.operand(0).same(b)) || (b.template is_a<not_>() && b.operand(0).same(a));
    }
    // a holds only where c does.
    template <class T>
    constexpr bool implies(T a, T c);
}

struct and_ : logic {
    static constexpr auto text = "&&";
    static constexpr bool commutes = true;
    static constexpr auto value(auto a, auto b) { return a && b; }

    static constexpr bool simplifies_plain_operands = true;
    template <class T>
    static constexpr T simplify(T a, T b) {
        return a.is_literal() ? (a.is_zero() ? a : b) : b.is_literal() ? (b.is_zero() ? b : a) : internal::are_contrary(a, b) ? T(0) : internal::implies(a, b) ? a : internal::implies(b, a) ? b : a.none();
    }
};
TYPEGRAD_OPERATOR(&&, and_)

struct abs_;
namespace internal {
    // a holds only where t is not 0: it compares t or |t| with a literal. (It may hold where t is NaN, which is not 0 either.)
    template <class T>
    constexpr bool excludes_zero(T a, T t) {
        bool const is_not = a.template is_a<not_>();
        T const compared = is_not ? a.operand(0) : a;
        if (!compared.template is_a<less_>() && !compared.template is_a<less_equal_>()) return false;
        bool const strict = compared.template is_a<less_>() != is_not, literal_first = compared.operand(0).is_literal();
        T const bound = compared.operand(literal_first ? 0 : 1), m = compared.operand(literal_first ? 1 : 0);
        bool const is_size = m.template is_a<abs_>() && m.operand(0).same(t);
        if (!bound.is_literal() || !(is_size || m.same(t))) return false;
        // m is above the bound, or below.
        if (literal_first != is_not) return bound.literal() > 0 || (strict && bound.literal() == 0);
        return !is_size && (bound.literal() < 0 || (strict && bound.literal() == 0));
    }
    template <class T>
    constexpr bool demands(T a, T c) {
        return a.same(c) || (a.template is_a<and_>() && (a.operand(0).same(c) || a.operand(1).same(c)));
    }
    // The same, or c is t != 0, and a comparison in a tells so.
    template <class T>
    constexpr bool implies(T a, T c) {
        if (demands(a, c)) return true;
        if (!c.template is_a<not_equal_>() || !c.operand(0).is_zero()) return false;
        return a.template is_a<and_>() ? excludes_zero(a.operand(0), c.operand(1)) || excludes_zero(a.operand(1), c.operand(1)) : excludes_zero(a, c.operand(1));
    }
}

struct or_ : logic {
    static constexpr auto text = "||";
    static constexpr bool commutes = true;
    static constexpr auto value(auto a, auto b) { return a || b; }

    template <class T>
    static constexpr T simplify(T a, T b) {
        return a.is_literal() ? (a.is_zero() ? b : a) : b.is_literal() ? (b.is_zero() ? a : b) : internal::are_contrary(a, b) ? T(1) : a.none();
    }
};
TYPEGRAD_OPERATOR(||, or_)

struct not_ : logic {
    static constexpr int arity = 1;
    static constexpr bool infix = false;
    static constexpr auto text = "!";
    static constexpr auto value(auto a) { return !a; }

    template <class T>
    static constexpr T simplify(T a) {
        return a.template is_a<not_>() ? a.operand(0) : a.none();
    }
};
TYPEGRAD_PREFIX(!, not_)

// gate(c, u) is u where c holds and a structural zero where it does not: whatever it is multiplied with, infinity and
// NaN included, the product is a zero too. It is how an untaken branch contributes nothing. The sweeps write it.
struct gate_ : binary {
    static constexpr auto text = "gate";
    static constexpr kind operand_kind[3] = {kind::condition, kind::value, kind::value};
    static constexpr bool active[3] = {false, true, true};
    static constexpr auto value (auto c, auto u)                  { using math::choose; return choose(c, u, decltype(u)(0)); }
    static constexpr auto second(auto c, auto, auto, auto w)      { return gate(c, w); }

    // (A gate of 0 stays one: as a branch of a select it closes what the literal 0 would not.)
    template <class T>
    static constexpr T simplify(T c, T u) {
        return c.is_literal()           ? (c.is(1) ? u : T(0))
             : !u.template is_a<gate_>() ? u.none()
             : u.operand(0).same(c)      ? u
                                         : gate(c.as_condition() && u.gate_condition(), u.operand(1));
    }
};

template <class C, class U>
    requires operands<C, U>
TYPEGRAD_INLINE constexpr applied<gate_, C, U> gate(C const& c, U const& u) {
    return apply<gate_>(c, u);
}

// select(c, a, b): a where c holds, else b. Both are traced; the branch that is not taken is not computed when it costs
// something, and contributes exactly nothing to any derivative of any order.
struct select_ : ternary {
    static constexpr auto text = "select";
    static constexpr kind operand_kind[3] = {kind::condition, kind::value, kind::value};
    static constexpr bool active[3] = {false, true, true};
    static constexpr auto value (auto c, auto a, auto b)              { using math::choose; return choose(c, a, b); }
    static constexpr auto second(auto c, auto, auto, auto, auto w)    { return gate(c, w); }
    static constexpr auto third (auto c, auto, auto, auto, auto w)    { return gate(!c, w); }

    // Gates float outwards here too, so that a structural zero stays one.
    static constexpr bool simplifies_plain_operands = true;
    template <class T>
    static constexpr T simplify(T c, T a, T b) {
        return c.is_literal()           ? (c.is(1) ? a : b)
             : a.same(b)                ? a
             : c.template is_a<not_>()  ? select(c.operand(0).as_condition(), b, a)
             : a.same_gate(b)           ? gate(a.gate_condition(), select(c.as_condition(), a.operand(1), b.operand(1)))
             : a.template is_a<gate_>() ? gate(!c.as_condition() || a.gate_condition(), select(c.as_condition(), a.operand(1), b))
             : b.template is_a<gate_>() ? gate(c.as_condition() || b.gate_condition(), select(c.as_condition(), a, b.operand(1)))
                                        : a.none();
    }
};

// a where the condition holds, else b. Of traced values both are computed where they may be needed, and the derivative is that of the one that
// is taken: the other one contributes nothing.
template <class C, class A, class B>
    requires operands<C, A, B>
TYPEGRAD_INLINE constexpr applied<select_, C, A, B> select(C const& c, A const& a, B const& b) {
    return apply<select_>(c, a, b);
}
template <class A, class B>
    requires numbers<A, B>
TYPEGRAD_INLINE constexpr auto select(bool c, A a, B b) {
    return c ? static_cast<std::common_type_t<A, B>>(a) : static_cast<std::common_type_t<A, B>>(b);
}

using conditions = operation_list<less_, less_equal_, equal_, not_equal_, and_, or_, not_, gate_, select_>;

}
