// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Values and Jacobians of functions that give as many results as rows, by typegrad::transform: each row's are stored where the row's
// number is, in one loop.
#pragma once
#pragma GCC system_header

#include <typegrad/back/loops.hpp>
#include <typegrad/transform/gradient.hpp>
#include <typegrad/loops/gradient_in_rows.hpp>

#include <type_traits>
#include <vector>

namespace typegrad::inline v0_2::detail {

// The outputs of Source of a row, as additions to a row of numbers. Source gives so many values, with WithValue, and so many rows of
// the Jacobian; the last of each is the row's number.
template <class Source, int Values, int Columns, bool WithValue>
struct stored_by_rows {
    using literal_type = typename Source::literal_type;
    static constexpr int inputs = Source::inputs;
    static constexpr int outputs = 1;
    static constexpr int exact_outputs = WithValue;  // to the last bit as the function itself gives them
    static constexpr int stored = (WithValue ? Values : 0) + Values * Columns;
    static constexpr int expected_nodes = graph::made<Source>::graph.node_count + 3 * stored + 64;
    static constexpr int expected_literals = graph::made<Source>::graph.literal_count + stored + 64;

    static constexpr auto start() { return graph::builder<literal_type>(graph::made<Source>::graph, expected_nodes); }
    static constexpr void run(graph::builder<literal_type>& builder, int* output) {
        using value = tracer<literal_type>;
        auto const& source = graph::made<Source>::graph;
        value const number = value::of(&builder, source.outputs[Values]), rows = number.operand(0).operand(0);
        value all(0);
        for (int k = 0; k < stored; ++k) {
            int const from = !WithValue ? Values + 1 + k : k < Values ? k : k + 1;
            value const one = op::apply<op::scatter_>(value::of(&builder, source.outputs[from]), op::apply<op::place_>(rows, number, value(k)), value(0));
            all = all.is_zero() ? one : value(op::apply<op::both_>(all, one));
        }
        *output = all.operand_in(builder);
    }
};

// The same of the states of a recurrence, typegrad::scan. What one of them depends on is in other steps, so their derivatives are pushed forward, for
// one column of the Jacobian after the other, as more states. Source gives the values, the number of the step, and the end.
template <class Source, class Selection, int Values, bool WithValue>
struct stored_states {
    using literal_type = typename Source::literal_type;
    static constexpr int inputs = Source::inputs;
    static constexpr int outputs = 1;
    static constexpr int exact_outputs = WithValue;
    static constexpr int columns = Selection::count;
    static constexpr int expected_nodes = (2 + 2 * columns) * graph::made<Source>::graph.node_count + 64;
    static constexpr int expected_literals = graph::made<Source>::graph.literal_count + Values * (columns + 1) + 64;

    static constexpr auto start() { return graph::builder<literal_type>(graph::made<Source>::graph, expected_nodes); }
    static constexpr void run(graph::builder<literal_type>& builder, int* output) {
        using value = tracer<literal_type>;
        constexpr auto const& source = graph::made<Source>::graph;
        builder.follow(Selection::kinks);
        value const number = value::of(&builder, source.outputs[Values]), end = value::of(&builder, source.outputs[Values + 1]), rows = number.operand(0).operand(0);
        value all(0);
        auto const store = [&](value stored, int at, value its_end) {
            value const one = op::apply<op::scatter_>(stored, op::apply<op::place_>(rows, number, value(at)), its_end);
            all = all.is_zero() ? one : value(op::apply<op::both_>(all, one));
        };
        for (int k = 0; k < Values && WithValue; ++k) store(value::of(&builder, source.outputs[k]), k, end);
        for (int input = 0, column = 0; input < inputs; ++input) {
            if (!Selection::contains(input)) continue;
            pass::forward_sweep<literal_type> sweep(builder, 0);
            sweep.set(input, value(1));
            sweep.run(inputs, source.node_count);
            value const tangents = sweep[end.id()];
            int its_end = tangents.is_literal() ? end.id() : tangents.id();
            while (builder[its_end].operation != op::code<op::end_>) its_end = builder[its_end].operand[2];
            for (int k = 0; k < Values; ++k) {
                int const state = source.outputs[k];
                store(state < 0 ? value(0) : sweep[state], (WithValue ? Values : 0) + k * columns + column, value(&builder, its_end));
            }
            ++column;
        }
        *output = all.operand_in(builder);
    }
};

template <class Kind, class Request, class T, class F, class... A>
constexpr auto results_by_rows(F const& function, A const&... arguments) {
    static_assert(!is_differentiated<T>, TYPEGRAD_ROWS_DIFFERENTIATED);
    using source = traced<F, literal_for<T>, A...>;
    using selection = leaf_selection<Request, A...>;
    using row = decltype(std::declval<typename source::result>().row);
    constexpr int values = leaves<row>, columns = selection::count;
    using matrix = std::array<std::array<T, static_cast<std::size_t>(columns)>, static_cast<std::size_t>(values)>;
    using result = std::conditional_t<Kind::with_value, value_with_jacobian<rebind<row, T>, matrix>, matrix>;
    using prepared = rewrite::to_differentiate<Request, source>;
    using program = graph::made<typename decltype([] {
        if constexpr (is_states<typename source::result>) return std::type_identity<rewrite::as_requested<Request, stored_states<prepared, selection, values, Kind::with_value>>>{};
        else return std::type_identity<stored_by_rows<rewrite::as_requested<Request, pass::reversed<prepared, selection, true>>, values, columns, Kind::with_value>>{};
    }())::type>;
    std::vector<result> results;
    auto const inputs = inputs_of_call<T>(function, arguments...);
    state<F>::with_held(function, [&]<class... Held>(Held const&... held) {
        constexpr std::size_t by = [] {
            int place = 0;
            while (program::graph.nodes[place].operation != op::code<op::place_>) ++place;
            return back::detail::arguments_of_call<back::no_target, true, A..., Held...>::with_input(program::graph.nodes[place].operand[0]);
        }();
        results = rows_of_zeros<result>(std::get<by>(std::tie(arguments..., held...)).size());
        // What is added to -0 stays what it is.
        for (auto& one : results) each_leaf<result>(one, [](auto& entry) { entry = -T(0); });
        auto const target = [&]<std::size_t... I>(std::index_sequence<I...>) {
            auto const of = [&]<std::size_t At>(std::integral_constant<std::size_t, At>) {
                if constexpr (At == by) return results.data();
                else return back::no_target{};
            };
            return std::tuple(of(std::integral_constant<std::size_t, I>{})...);
        }(std::index_sequence_for<A..., Held...>{});
        back::evaluate_loops_into<program, typename Request::execution>(target, inputs, arguments..., held...);
    });
    return results;
}

}
