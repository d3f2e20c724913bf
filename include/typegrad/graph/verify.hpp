// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The verifier: what every pass may rely on, and must leave behind.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/node.hpp>

namespace typegrad::inline v0_2::graph {

// Operands are earlier nodes or literals that exist, of the kind that the operation takes; inputs come first; powers tell
// the truth; outputs exist; no two nodes are the same. Usable in static_assert.
template <class Graph>
constexpr bool verify(Graph const& graph) {
    auto const kind_of = [&](int operand) { return operand < 0 ? kind::value : graph.nodes[operand].what->result; };
    auto const exponent = [&](int i) { return graph.nodes[i].exponent == 0 ? 1 : graph.nodes[i].exponent; };
    auto const base = [&](int i) { return graph.nodes[i].exponent == 0 ? i : graph.nodes[i].base; };
    for (int i = 0; i < graph.node_count; ++i) {
        node const& n = graph.nodes[i];
        if (n.what->code != n.operation) return false;
        if (i < graph.input_count && n.operation != code<input_>) return false;
        facts const& f = *n.what;
        bool any_node = f.arity == 0;
        for (int k = 0; k < f.arity; ++k) {
            int const operand = n.operand[k];
            if (operand >= i || ~operand >= graph.literal_count) return false;
            if (operand >= 0 && kind_of(operand) != f.operand_kind[k]) return false;
            any_node = any_node || operand >= 0;
        }
        if (!any_node) return false;
        if (n.exponent != 0) {
            int const p = n.operand[0], q = n.operand[1];
            if (n.operation != code<mul_> || q < 0 || base(q) != n.base || (p >= 0 && base(p) != n.base)) return false;
            if ((p >= 0 ? exponent(p) : 0) + exponent(q) != n.exponent || ~n.coefficient >= graph.literal_count) return false;
        }
        for (int j = graph.input_count; j < i; ++j)
            if (n.operation != code<input_> && graph.nodes[j] == n) return false;
    }
    for (int i = 0; i < graph.output_count; ++i) {
        int const output = graph.outputs[i];
        if (output >= graph.node_count || ~output >= graph.literal_count || kind_of(output) != kind::value) return false;
    }
    return true;
}

}
