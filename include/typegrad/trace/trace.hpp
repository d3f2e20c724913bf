// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Tracing: a generic callable, called once with traced values, becomes a graph.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/build.hpp>
#include <typegrad/graph/value.hpp>
#include <typegrad/pass/rules.hpp>
#include <typegrad/rewrite/in_derivatives.hpp>
#include <typegrad/trace/state.hpp>

#include <tuple>
#include <utility>

namespace typegrad::inline v0_2 {

namespace detail {
    // An argument of shape S whose leaves are new inputs.
    template <class S, class Literal>
    constexpr auto traced_argument(graph::builder<Literal>& builder) {
        rebind<S, tracer<Literal>> argument{};
        each_leaf<S>(argument, [&](auto& leaf) { leaf = tracer<Literal>::plain_value(builder, builder.input()); });
        return argument;
    }

    // The function, with new inputs for the values that it holds.
    template <class F, class Literal>
    constexpr auto traced_function(graph::builder<Literal>& builder) {
        typename state<F>::template rebind<tracer<Literal>> function{};
        state<F>::each(function, [&](auto& leaf) { leaf = tracer<Literal>(&builder, builder.input()); });
        return function;
    }

    // Which arguments of a function are numbers that an expression holds (expr/as_function.hpp). Found by overloads.
    struct slots_among_inputs {
        int first = -1;             // -1: there are none
        int count = 0;              // 0: not all of them are an expression's, rows among them say
        bool are_gathered = false;  // derivatives may multiply them with each other: builder::gather_numbers
    };
    constexpr slots_among_inputs held_slots(void const*) { return {}; }
    template <class F>
    inline constexpr slots_among_inputs slots_in = held_slots(static_cast<F const*>(nullptr));

    template <class F, class Literal, class... S>
    using traced_result = std::remove_cvref_t<decltype(std::declval<typename state<F>::template rebind<tracer<Literal>> const&>()(std::declval<rebind<S, tracer<Literal>>&>()...))>;
}

// The recipe of f's own graph. Its inputs are the leaves of all arguments and then those of f's state, its outputs the leaves of
// the result.
template <class F, class Literal, class... S>
struct traced : graph::drops_dead_code {
    using literal_type = Literal;
    using result = detail::traced_result<F, Literal, S...>;
    static constexpr int inputs = detail::sum({leaves<S>...}) + detail::state<F>::leaves;
    static constexpr int outputs = leaves<result>;
    static constexpr int exact_outputs = outputs;
    // A graph that fits is built once, and a builder that is large enough has nothing to move.
    static constexpr int expected_nodes = inputs > 128 ? 512 + 4 * inputs : 512;
    static constexpr int expected_literals = 64;

    static constexpr auto start() { return graph::builder<Literal>(inputs > 128 ? expected_nodes : 256); }
    static constexpr void run(graph::builder<Literal>& builder, int* output) {
        std::tuple<rebind<S, tracer<Literal>>...> arguments{detail::traced_argument<S>(builder)...};
        builder.numbers_from(inputs - detail::state<F>::leaves);
        constexpr auto slots = detail::slots_in<F>;
        if constexpr (slots.count > 0) builder.slots_from(slots.first, slots.count);
        else if constexpr (slots.first >= 0) builder.numbers_from(slots.first);
        if constexpr (slots.are_gathered) builder.gather_numbers();
        if constexpr (std::is_floating_point_v<detail::scalar_of_call<F, S...>>) builder.take_real_numbers();
        auto const function = detail::traced_function<F>(builder);
        auto const value = call(function, arguments, std::index_sequence_for<S...>{});
        each_leaf<result>(value, [&]<class L>(L const& leaf) {
            if constexpr (std::is_same_v<L, condition<Literal>>) *output++ = tracing<Literal>::in_kind(kind::value, leaf.value()).operand_in(builder);
            else *output++ = tracer<Literal>(leaf).operand_in(builder);
        });
    }

    // Calls the function, for nothing: whether that is possible in a constant expression. (With as few functions around it as can be, since
    // a compiler names them where something is wrong with the function.)
    using positions = std::index_sequence_for<S...>;
    template <std::size_t... I>
    static constexpr bool call_alone(std::index_sequence<I...>) {
        graph::builder<Literal> builder(256);
        std::tuple<rebind<S, tracer<Literal>>...> arguments{detail::traced_argument<S>(builder)...};
        static_cast<void>(detail::traced_function<F>(builder)(std::get<I>(arguments)...));
        return true;
    }

private:
    // As std::apply, whose functions a compiler would name one by one where something is wrong with the function.
    template <std::size_t... I>
    static constexpr result call(auto const& function, auto& arguments, std::index_sequence<I...>) {
        return function(std::get<I>(arguments)...);
    }
};

template <class F, class Literal, class... S>
inline constexpr bool graph::runs_code_of_users<traced<F, Literal, S...>> = true;

// The same of a transform that is evaluated, and not differentiated.
template <class F, class Literal, class... S>
struct traced_last : traced<F, Literal, S...> {
    static constexpr auto start() { return graph::builder<Literal>(256, typename graph::builder<Literal>::of_last_transform{}); }
};

}
