// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Expressions as a function of their variables, so that whatever transforms functions transforms expressions.
#pragma once
#pragma GCC system_header

#include <typegrad/expr/evaluate.hpp>
#include <typegrad/pass/rewrite.hpp>
#include <typegrad/trace/trace.hpp>

namespace typegrad::inline v0_2::expr {

// Several expressions, which share variables and are evaluated together.
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
};
template <class... E>
using list = list_of<std::make_integer_sequence<int, static_cast<int>(sizeof...(E))>, E...>;

namespace detail {
    template <class All>
    constexpr auto all_variables(All all) {
        return all;
    }
    template <class All, class E, class... Rest>
    constexpr auto all_variables(All all, std::type_identity<E>, std::type_identity<Rest>... rest) {
        return all_variables(joined(all, variables_of<E>{}), rest...);
    }

    template <class List>
    struct list_facts;
    template <class Positions, class... E>
    struct list_facts<list_of<Positions, E...>> {
        using variables = decltype(all_variables(expr::variables<>{}, std::type_identity<E>{}...));
        static constexpr int inputs = variables::size + list_of<Positions, E...>::slots;
    };

    // Called with traced values for the variables of all expressions, then for the numbers that they hold: their values, one
    // alone or a std::array.
    template <class List>
    struct as_function;
    template <class Positions, class... E>
    struct as_function<list_of<Positions, E...>> {
        using facts = list_facts<list_of<Positions, E...>>;

        friend constexpr int first_slot(as_function const*) { return facts::variables::size; }

        template <class T, std::same_as<T>... Rest>
            requires(typegrad::detail::is_traced<T> && 1 + sizeof...(Rest) == static_cast<std::size_t>(facts::inputs))
        constexpr auto operator()(T const& first, Rest const&... rest) const {
            std::array<T, 1 + sizeof...(Rest)> const input{first, rest...};
            typename T::builder own(16);  // for arguments that are all literals
            auto* const found = typegrad::detail::builder_of(input);
            auto& builder = found ? *found : own;
            int slot = facts::variables::size;
            std::array<T, sizeof...(E)> const results{value<E>(builder, input.data(), slot)...};
            if constexpr (sizeof...(E) == 1) return results[0];
            else return results;
        }

    private:
        template <class Expression, class T>
        static constexpr T value(typename T::builder& builder, T const* input, int& slot) {
            using own = variables_of<Expression>;
            constexpr auto place = []<class... V>(variables<V...>) {
                return std::array<int, sizeof...(V) + 1>{facts::variables::template position_of<V>()...};
            }(own{});
            int const first_slot = slot;
            int output = 0;
            pass::rewrite(graph::made<lowered<Expression, typename T::builder::literal_type, T::builder::many>>::graph, builder,
                          [&](int i) { return input[i < own::size ? place[static_cast<std::size_t>(i)] : first_slot + i - own::size]; }, &output);
            slot += slots_of<Expression>;
            return T::of(&builder, output);
        }
    };
}

}
