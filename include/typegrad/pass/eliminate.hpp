// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Jacobians by vertex elimination on the linearised graph (Griewank & Walther, Evaluating Derivatives, chapters 9 and 10).
//
// Each active operand of a node is an edge with the local partial as its weight; eliminating a vertex v gives each of its
// successors s and predecessors p the weight c[s][p] += c[s][v] · c[v][p]. Once all vertices between inputs and outputs are
// gone, the Jacobian is left. From the outputs back this is the reverse sweep for all rows at once, from the inputs on the
// forward sweep; where many inputs pass through few values to many outputs, an order in between costs a fraction of both.
// An order is chosen by counting on the pattern of the edges alone; then the operations of the graph itself are counted,
// against row-by-row reverse sweeps, and the lesser is taken.
//
// Structural zeros stay exact in every order: the partial of a branch is gate(c, 1), and a gate floats out of products. The
// partial of a norm is such a gate too, but one that becomes a number when its node is eliminated, as in the reverse sweep.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/call.hpp>
#include <typegrad/pass/derive.hpp>
#include <typegrad/pass/elimination_order.hpp>
#include <typegrad/pass/schedule.hpp>

namespace typegrad::inline v0_2::pass {

// The Jacobian by elimination in the order that promises to take the least time. Outputs as of `reversed`.
template <class Source, class Selection, bool WithValue>
struct eliminated {
    using literal_type = typename Source::literal_type;
    using linearised = detail::linearised<Source, Selection>;
    static constexpr int inputs = Source::inputs;
    static constexpr int rows = Source::outputs;
    static constexpr int columns = Selection::count;
    static constexpr int outputs = (WithValue ? rows : 0) + rows * columns;
    static constexpr int exact_outputs = WithValue ? rows : 0;

    static constexpr auto const& order = detail::orders<Source, Selection>::best();
    static constexpr int expected_nodes = graph::made<linearised>::graph.node_count + 3 * order.operations + rows * columns + 64;
    static constexpr int expected_literals = graph::made<linearised>::graph.literal_count * 2 + 64;

    static constexpr auto start() { return graph::builder<literal_type>(graph::made<linearised>::graph, expected_nodes); }
    static constexpr void run(graph::builder<literal_type>& builder, int* output) {
        using weight = detail::scaled<literal_type>;
        constexpr auto const& source = graph::made<Source>::graph;
        constexpr auto const& partial = graph::made<linearised>::graph.outputs;
        constexpr auto const& edges = linearised::list;
        graph::lending const lends(builder, source.outputs, rows);
        builder.append_derivatives(true);
        builder.follow(Selection::kinks);
        detail::linear_graph<weight> graph(source.node_count + rows, edges.count);
        detail::appended<literal_type> algebra;
        for (int e = 0; e < edges.count; ++e)
            graph.connect(edges.edges[e].from, edges.edges[e].to, weight(tracer<literal_type>::of(&builder, partial[e])), algebra);
        for (int i = 0; i < rows; ++i)
            if (source.outputs[i] >= 0) graph.connect(source.outputs[i], source.node_count + i, weight(), algebra);
        for (int v = inputs; v < source.node_count; ++v) graph.hoist_scale(v);
        for (int i = 0; i < order.count; ++i) {
            bool const norm = builder[order.vertex[i]].operation == code<norm_>;
            graph.eliminate(order.vertex[i], algebra, [&](weight const& w) { return norm ? w.chosen() : w; });
        }
        if constexpr (WithValue)
            for (int i = 0; i < rows; ++i) *output++ = source.outputs[i];
        for (int i = 0; i < rows; ++i)
            for (int j = 0; j < inputs; ++j) {
                if (!Selection::contains(j)) continue;
                weight const* const entry = graph.find(j, source.node_count + i);
                *output++ = entry ? entry->get().operand_in(builder) : builder.literal(0);
            }
    }
};

namespace detail {
    template <class Source, class Selection, bool WithValue>
    constexpr auto least() {
        using by_rows = reversed<Source, Selection, WithValue>;
        if constexpr (Source::outputs == 1 || graph::made<Source>::graph.node_count > 2 * nodes_in_a_part) return std::type_identity<by_rows>{};
        else if constexpr (graph::has_calls(graph::made<Source>::graph)) return std::type_identity<by_rows>{};  // a call is no edge with one weight
        else if constexpr (graph::has_loops(graph::made<Source>::graph)) return std::type_identity<by_rows>{};  // nor is a loop
        else if constexpr (!orders<Source, Selection>::moderate) return std::type_identity<by_rows>{};
        else if constexpr (orders<Source, Selection>::number_of_best() == 0) return std::type_identity<by_rows>{};
        else {
            using mixed = eliminated<Source, Selection, WithValue>;
            constexpr bool better = estimated_time(graph::made<mixed>::graph) < estimated_time(graph::made<by_rows>::graph);
            return std::type_identity<std::conditional_t<better, mixed, by_rows>>{};
        }
    }
}

// The recipe of the Jacobian that takes the least time: of one value, or where nothing is gained, `reversed`.
template <class Source, class Selection, bool WithValue>
using jacobian = typename decltype(detail::least<Source, Selection, WithValue>())::type;

}
