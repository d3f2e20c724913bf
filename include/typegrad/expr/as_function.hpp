// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Expressions as a function of their variables, so that whatever transforms functions transforms expressions.
#pragma once
#pragma GCC system_header

#include <typegrad/expr/evaluate.hpp>
#include <typegrad/pass/rewrite.hpp>
#include <typegrad/trace/trace.hpp>

namespace typegrad::inline v0_2::expr {

namespace detail {
    template <class List>
    struct list_facts;
    template <class Positions, class... E>
    struct list_facts<list_of<Positions, E...>> {
        using variables = decltype(join(variables_of<E>{}...));
        using before_slots = inputs_for<variables>;
        static constexpr int inputs = before_slots::first_slot + list_of<Positions, E...>::slots;
    };

    template <class... A>
    inline constexpr bool are_one_traced = false;
    template <class T, std::same_as<T>... Rest>
    inline constexpr bool are_one_traced<T, Rest...> = typegrad::detail::is_traced<T>;

    // Called with traced values for the variables of all expressions, then for the numbers that they hold: their values, one
    // alone or a std::array. Slots that are compared are the same (slots_by_type).
    template <class List, sharing Shared>
    struct values_of_list;
    template <class Positions, class... E, sharing Shared>
    struct values_of_list<list_of<Positions, E...>, Shared> {
        using facts = list_facts<list_of<Positions, E...>>;
        static constexpr auto inputs = static_cast<std::size_t>(facts::inputs);
        // Where there are columns, their rows come after the variables.
        template <class... A>
        static constexpr bool with_rows = facts::variables::has_columns && (... || typegrad::is_rows<A>);
        template <class... A>
        static constexpr bool takes = sizeof...(A) == inputs && (are_one_traced<A...> || with_rows<A...>);

        template <class... A>
        static constexpr auto of(A const&... arguments) {
            constexpr auto first = with_rows<A...> ? static_cast<std::size_t>(facts::before_slots::numbers) : 0;
            using T = typegrad::scalar_of<std::tuple_element_t<first, std::tuple<A...>>>;
            auto const results = spliced<lowered<typename T::builder::literal_type, T::builder::many, Shared, E...>>(typegrad::detail::flatten<T, A...>(arguments...));
            if constexpr (sizeof...(E) == 1) return results[0];
            else return results;
        }
    };

    template <int First, int Count, bool AreGathered>
    struct with_slots {
        friend constexpr typegrad::detail::slots_among_inputs held_slots(with_slots const*) { return {First, Count, AreGathered}; }
    };
    // The function has a local type, of which clang prints one word for each name that is looked up in it and is not there. Of a class of a template it
    // would print all expressions, as long as all paths to their leaves.
    template <class List, sharing Shared>
    constexpr auto function_of() {
        using values = values_of_list<List, Shared>;
        auto const call = []<class... A>(A const&... arguments)
            requires(values::template takes<A...>)
        { return values::of(arguments...); };
        constexpr int first = values::facts::before_slots::first_slot, count = values::facts::variables::has_columns ? 0 : values::facts::inputs - first;
        struct function : with_slots<first, count, (count > 0 && Shared != sharing::none)>, std::remove_const_t<decltype(call)> {};
        return function();
    }
    template <class List, sharing Shared = sharing::none>
    using as_function = decltype(function_of<List, Shared>());
}

}
