// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What a graph costs: its live operations by kind.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/node.hpp>

namespace typegrad {

// Operations of one evaluation. A negation counts as an addition, a select as a comparison.
struct operation_counts {
    int additions = 0;
    int multiplications = 0;
    int divisions = 0;
    int roots = 0;        // square roots
    int comparisons = 0;  // conditions, and what chooses by them
    int calls = 0;        // everything else: exp, sin, pow …; a solver is one
    int weight = 0;       // in additions, by the table's costs

    constexpr int total() const { return additions + multiplications + divisions + roots + comparisons + calls; }
};

namespace pass {

template <class Graph>
constexpr operation_counts count(Graph const& graph) {
    operation_counts counts;
    bool* const live = new bool[static_cast<std::size_t>(graph.node_count) + 1]{};
    for (int i = 0; i < graph.output_count; ++i)
        if (graph.outputs[i] >= 0) live[graph.outputs[i]] = true;
    for (int i = graph.node_count - 1; i >= graph.input_count; --i) {
        if (!live[i]) continue;
        graph::node const& n = graph.nodes[i];
        for (int k = 0; k < n.what->arity; ++k)
            if (n.operand[k] >= 0) live[n.operand[k]] = true;
        counts.weight += n.what->cost;
        if (n.operation == code<add_> || n.operation == code<sub_> || n.operation == code<neg_>) ++counts.additions;
        else if (n.operation == code<mul_>) ++counts.multiplications;
        else if (n.operation == code<div_>) ++counts.divisions;
        else if (n.operation == code<sqrt_> || n.operation == code<norm_>) ++counts.roots;
        else if (n.what->result == kind::condition || n.operation == code<select_> || n.operation == code<gate_>) ++counts.comparisons;
        else if (n.what->arity > 0 && n.what->cost > 0) ++counts.calls;
    }
    delete[] live;
    return counts;
}

}

}
