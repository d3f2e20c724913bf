// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Expressions that are made of expressions otherwise than by an operation: a derivative, and a substitution; and lists of expressions.
#pragma once
#pragma GCC system_header

#include <typegrad/expr/expression.hpp>

namespace typegrad::inline v0_2::expr {

template <class V>
inline constexpr bool is_column = false;
template <name Name>
inline constexpr bool is_column<column<Name>> = true;

// The variables of an expression, each once, in the order in which they are met. Columns are among them.
template <class... V>
struct variables {
    static constexpr int size = sizeof...(V);
    static constexpr bool has_columns = (is_column<V> || ...);

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
    = default;
    constexpr explicit derivative_of(E e) : held<0, E>(e) {}
    template <class... Bindings>
    TYPEGRAD_INLINE constexpr auto operator()(Bindings const&... bindings) const {
        return call(*this, bindings...);
    }
};

// An expression with others in the place of some of its variables: an operation that these variables stand for. Terms are the
// replacements, one for each, and then the expression. Nothing is rebuilt: that would be a new type for each term of it. The
// replacements are lowered first, and then the expression with them for these variables.
template <class Replaced, class... Terms>
using substitution = typename operation_on<Replaced, std::make_integer_sequence<int, static_cast<int>(sizeof...(Terms))>, Terms...>::type;
template <class... V>
inline constexpr bool is_replacement<variables<V...>> = true;

// Several expressions, which share variables and are evaluated together. (No std::tuple: of each of its constructors that does not fit clang
// prints the condition, with the types of the expressions in it, as long as all paths to their leaves, and throws the text away.)
template <class Positions, class... E>
struct list_of;
template <int... Position, class... E>
struct list_of<std::integer_sequence<int, Position...>, E...> : held<Position, E>... {
    static constexpr int slots = (0 + ... + E::slots);
    static constexpr int size = sizeof...(E);
    static constexpr bool has_terms = true;
    using terms = term_list<E...>;
    using positions = std::integer_sequence<int, Position...>;

    constexpr explicit list_of(E... e) : held<Position, E>(e)... {}

    // use(e, …)
    template <class Use>
    constexpr auto apply(Use const& use) const {
        return use(held<Position, E>::term...);
    }
};
template <class... E>
using list = list_of<std::make_integer_sequence<int, static_cast<int>(sizeof...(E))>, E...>;
template <class... E>
list_of(E...) -> list_of<std::make_integer_sequence<int, static_cast<int>(sizeof...(E))>, E...>;

constexpr auto concatenated() { return list<>(); }
template <class List>
constexpr auto concatenated(List const& all) {
    return all;
}
template <class First, class Second, class... Rest>
constexpr auto concatenated(First const& first, Second const& second, Rest const&... rest) {
    return concatenated(first.apply([&]<class... E>(E... e) { return second.apply([&]<class... F>(F... f) { return list<E..., F...>(e..., f...); }); }), rest...);
}

// The operations that make one number of a column, sum(x) say: typegrad/columns.hpp. `reduced(count, value)`: of that many rows.
struct reduction_of_columns {};

}
