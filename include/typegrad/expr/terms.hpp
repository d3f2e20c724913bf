// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Expressions that are made of expressions otherwise than by an operation: a derivative, and a substitution.
#pragma once
#pragma GCC system_header

#include <typegrad/expr/expression.hpp>

namespace typegrad::expr {

// The variables of an expression, each once, in the order in which they are met.
template <class... V>
struct variables {
    static constexpr int size = sizeof...(V);

    template <class W>
    static constexpr bool contain = (std::is_same_v<V, W> || ...);
    template <class W>
    static constexpr int position_of() {
        int at = 0;
        (void)((std::is_same_v<V, W> || (++at, false)) || ...);
        return at;
    }
};

// dE/dV, an expression like any other.
template <class E, class V, kink_policy Kinks>
struct derivative_of : callable, held<0, E> {
    static constexpr int slots = E::slots;

    constexpr derivative_of()
        requires(slots == 0)
        : held<0, E>(E{}) {}
    constexpr explicit derivative_of(E e) : held<0, E>(e) {}
    template <class... Bindings>
    TYPEGRAD_INLINE constexpr auto operator()(Bindings const&... bindings) const {
        return call(*this, bindings...);
    }
};

// An expression with others in the place of some of its variables: the type `type` inside, for the reason that operation_on has.
// Terms are the replacements, one for each of V…, and then the expression. Nothing is rebuilt: that would be a new type for each
// term of it. The replacements are lowered first, and then the expression with them for these variables.
template <class Positions, class Replaced, class... Terms>
struct substitution_in;
template <int... Position, class... V, class... Terms>
struct substitution_in<std::integer_sequence<int, Position...>, variables<V...>, Terms...> {
    struct type : callable, held<Position, Terms>... {
        using replaced = variables<V...>;
        using terms = term_list<Terms...>;
        using positions = std::integer_sequence<int, Position...>;
        static constexpr bool replaces = true;
        static constexpr int slots = (0 + ... + Terms::slots);

        constexpr type()
            requires(slots == 0)
            : held<Position, Terms>(Terms{})... {}
        constexpr explicit type(Terms... term) : held<Position, Terms>(term)... {}

        template <class... Bindings>
        TYPEGRAD_INLINE constexpr auto operator()(Bindings const&... bindings) const {
            return call(*this, bindings...);
        }
    };
};

}
