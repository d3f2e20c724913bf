// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What a graph costs as it runs.
#pragma once
#pragma GCC system_header

#include <typegrad/back/companions.hpp>
#include <typegrad/pass/count.hpp>

namespace typegrad::inline v0_2::back {

// Which nodes depend on an expression's numbers alone.
template <class Graph>
struct nodes_of_numbers {
    graph::detail::growing<bool> constant;

    constexpr explicit nodes_of_numbers(Graph const& graph) : constant(graph.slot_count > 0 ? graph.node_count : 1) {
        for (int i = 0; graph.slot_count > 0 && i < graph.node_count; ++i) {
            graph::node const& n = graph.nodes[i];
            bool known = n.what->arity > 0 || (i >= graph.first_number && i < graph.first_number + graph.slot_count);
            for (int k = 0; k < n.what->arity; ++k) known = known && (n.operand[k] < 0 || constant[n.operand[k]]);
            constant.push(known);
        }
    }
    constexpr bool has(int i) const { return i < constant.size && constant[i]; }
};

// A quotient by what has a reciprocal is a product. What depends on an expression's numbers alone is not counted: where operations are counted the numbers are constants.
template <class Graph>
constexpr operation_counts count(Graph const& graph) {
    operation_counts counts;
    pass::guards<Graph> const guards(graph, true);
    companions<Graph> const all(graph, guards, true);
    graph::uses const uses(graph);
    nodes_of_numbers<Graph> const constant(graph);
    for (int i = graph.node_count - 1; i >= graph.input_count; --i)
        if (facts const& f = *graph.nodes[i].what; uses[i] > 0 && !constant.has(i) && f.arity > 0 && f.cost > 0)
            counts.add(all.reciprocal(i) != 0 ? facts_of<mul_> : f);
    return counts;
}

}
