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
        using before_slots = inputs_for<variables>;
        static constexpr int inputs = before_slots::first_slot + list_of<Positions, E...>::slots;
    };

    // Called with traced values for the variables of all expressions, then for the numbers that they hold: their values, one
    // alone or a std::array.
    template <class List>
    struct as_function;
    template <class Positions, class... E>
    struct as_function<list_of<Positions, E...>> {
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
            typename T::builder own(16);  // for arguments that are all literals
            auto* const found = typegrad::detail::builder_of(input);
            auto& builder = found ? *found : own;
            int slot = facts::before_slots::first_slot;
            std::array<T, sizeof...(E)> const results{value<E>(builder, input.data(), slot)...};
            if constexpr (sizeof...(E) == 1) return results[0];
            else return results;
        }
        template <class Expression, class T>
        static constexpr T value(typename T::builder& builder, T const* input, int& slot) {
            using source = lowered<Expression, typename T::builder::literal_type, T::builder::many>;
            using own = typename source::before_slots;
            using joint = typename facts::before_slots;
            constexpr auto place = []<class... V>(variables<V...>) {
                return std::array<int, sizeof...(V) + 1>{joint::variables::template position_of<V>()...};
            }(typename own::variables{});
            int const first_slot = slot;
            int output = 0;
            auto const at = [&](int i) { return input[i < own::numbers ? place[static_cast<std::size_t>(i)] : i < own::first_slot ? joint::numbers : first_slot + i - own::first_slot]; };
            auto const& graph = graph::made<source>::graph;
            if constexpr (own::variables::has_columns)
                pass::rewrite(graph, builder, at, &output, [&](int i, auto const& of) {
                    // The columns of all expressions stand in one row.
                    if (graph.nodes[i].operation != typegrad::op::code<typegrad::op::row_>) return T::none();
                    auto const k = static_cast<int>(of(graph.nodes[i].operand[1]).literal());
                    if (k < 0) return T::none();
                    return T(tracing<typename T::builder::literal_type>::template append<typegrad::op::row_>(of(graph.nodes[i].operand[0]), T(place[static_cast<std::size_t>(own::numbers + k)] - joint::numbers)));
                });
            else pass::rewrite(graph, builder, at, &output);
            slot += slots_of<Expression>;
            return T::of(&builder, output);
        }
    };
}

}
