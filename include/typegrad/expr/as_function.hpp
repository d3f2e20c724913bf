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
    template <class List>
    struct list_facts;
    template <class Positions, class... E>
    struct list_facts<list_of<Positions, E...>> {
        using variables = decltype(join(variables_of<E>{}...));
        using before_slots = inputs_for<variables>;
        static constexpr int inputs = before_slots::first_slot + list_of<Positions, E...>::slots;
    };

    // Called with traced values for the variables of all expressions, then for the numbers that they hold: their values, one
    // alone or a std::array. Slots that are compared are the same (slots_by_type).
    template <class List, sharing Shared = sharing::none>
    struct as_function;
    template <class Positions, class... E, sharing Shared>
    struct as_function<list_of<Positions, E...>, Shared> {
        using facts = list_facts<list_of<Positions, E...>>;

        friend constexpr int first_slot(as_function const*) { return facts::before_slots::first_slot; }

        template <class T, std::same_as<T>... Rest>
            requires(typegrad::detail::is_traced<T> && 1 + sizeof...(Rest) == static_cast<std::size_t>(facts::inputs))
        constexpr auto operator()(T const& first, Rest const&... rest) const {
            return values(std::array<T, 1 + sizeof...(Rest)>{first, rest...});
        }
        // Where there are columns, their rows come after the variables.
        template <class... A>
            requires(facts::variables::has_columns && sizeof...(A) == static_cast<std::size_t>(facts::inputs) && (... || typegrad::is_rows<A>))
        constexpr auto operator()(A const&... arguments) const {
            using T = typegrad::scalar_of<std::tuple_element_t<static_cast<std::size_t>(facts::before_slots::numbers), std::tuple<A...>>>;
            return values(typegrad::detail::flatten<T, A...>(arguments...));
        }

    private:
        template <class T>
        static constexpr auto values(std::array<T, static_cast<std::size_t>(facts::inputs)> const& input) {
            auto const results = spliced<lowered<typename T::builder::literal_type, T::builder::many, Shared, E...>>(input);
            if constexpr (sizeof...(E) == 1) return results[0];
            else return results;
        }
    };
}

}
