// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Values and Jacobians of functions that give as many results as rows, by typegrad::transform: each row's are stored where the row's
// number is, in one loop.
#pragma once
#pragma GCC system_header

#include <typegrad/back/loops.hpp>
#include <typegrad/gradient.hpp>
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
            value const one = op::apply<op::scatter_>(value::of(&builder, source.outputs[from]), op::apply<op::place_>(rows, number, value(k)));
            all = all.is_zero() ? one : value(op::apply<op::both_>(all, one));
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
    using swept = pass::as_requested<Request, pass::reversed<pass::to_differentiate<Request, source>, selection, true>>;
    using program = graph::made<stored_by_rows<swept, values, columns, Kind::with_value>>;
    constexpr std::size_t by = [] {
        int place = 0;
        while (program::graph.nodes[place].operation != op::code<op::place_>) ++place;
        return back::detail::arguments_of_call<back::no_target, true, A...>::with_input(program::graph.nodes[place].operand[0]);
    }();
    auto const all = std::tie(arguments...);
    auto results = rows_of_zeros<result>(std::get<by>(all).size());
    // What is added to -0 stays what it is.
    for (auto& one : results) each_leaf<result>(one, [](auto& entry) { entry = -T(0); });
    auto const target = [&]<std::size_t... I>(std::index_sequence<I...>) {
        auto const of = [&]<std::size_t At>(std::integral_constant<std::size_t, At>) {
            if constexpr (At == by) return results.data();
            else return back::no_target{};
        };
        return std::tuple(of(std::integral_constant<std::size_t, I>{})...);
    }(std::index_sequence_for<A...>{});
    back::evaluate_loops_into<program, typename Request::execution>(target, inputs_of_call<T>(function, arguments...), arguments...);
    return results;
}

}
