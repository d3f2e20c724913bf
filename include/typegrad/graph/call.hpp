// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Calls in a graph: their chain of arguments, and their results.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/builder.hpp>
#include <typegrad/op/call.hpp>

namespace typegrad::inline v0_2::graph {

// `node(i)` is the node of that number, of a builder or of a graph.
constexpr int argument_count(auto&& node, int call) {
    int count = 0;
    for (int link = node(call).operand[0]; node(link).operation == code<argument_>; link = node(link).operand[0]) ++count;
    return count;
}
// Uses each argument, the last one first.
constexpr void each_argument(auto&& node, int call, auto&& use) {
    for (int link = node(call).operand[0]; node(link).operation == code<argument_>; link = node(link).operand[0]) use(node(link).operand[1]);
}
constexpr bool is_link(node const& n) { return n.operation == code<argument_> || n.operation == code<arguments_>; }

template <class Graph>
constexpr bool has_calls(Graph const& graph) {
    for (int i = graph.input_count; i < graph.node_count; ++i)
        if (graph.nodes[i].operation == code<arguments_>) return true;
    return false;
}
// Loops over rows: op/loop.hpp.
template <class Graph>
constexpr bool has_loops(Graph const& graph) {
    for (int i = graph.input_count; i < graph.node_count; ++i)
        if (graph.nodes[i].what->reduces) return true;
    return false;
}

// The call of these operands, and its results.
template <class Op, class Literal>
constexpr int append_call(builder<Literal>& graph, int const* operand) {
    int link = graph.append({code<arguments_>, what<arguments_, Literal>, {0, 0, 0}});
    for (int j = 0; j < Op::arguments; ++j) link = graph.append({code<argument_>, what<argument_, Literal>, {link, operand[j], 0}});
    return graph.append({code<Op>, what<Op, Literal>, {link, 0, 0}});
}
template <int K, class Literal>
constexpr void append_components(builder<Literal>& graph, int call, int components, int* result) {
    if constexpr (K < most_components) {
        if (K == components) return;
        result[K] = graph.append({code<component_<K>>, what<component_<K>, Literal>, {call, 0, 0}});
        append_components<K + 1>(graph, call, components, result);
    }
}
template <class Op, class Literal>
constexpr void append_results(builder<Literal>& graph, int call, int* result) {
    if constexpr (Op::components == 1) result[0] = call;
    else append_components<0>(graph, call, Op::components, result);
}

}
