// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The nodes that a value depends on, when only some of what it depends on moves.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/call.hpp>
#include <typegrad/graph/value.hpp>
#include <typegrad/pass/descending_set.hpp>
#include <typegrad/pass/kink.hpp>

namespace typegrad::inline v0_2::pass::detail {

// One or two nodes and all that they depend on, through operands that move, down to leaves.
class cone {
public:
    graph::detail::growing<int> nodes{32};   // the others, descending
    graph::detail::growing<int> leaves{8};
    bool is_complete = true;  // false: there are more nodes than that
    int cut = 0;              // so many of the nodes are above the lowest one or two values that all of them depends on
    int nonlinear = 0;        // so many come before the last one that is not piecewise linear, itself included

    constexpr cone(auto const& graph, int a, int b, auto const& moves, auto const& is_leaf, int most) {
        descending_set open((a < b ? b : a) + 1);
        open.insert(a);
        if (b >= 0) open.insert(b);
        int waiting = b >= 0 ? 2 : 1;
        for (int i = open.take(); i >= 0; i = open.take()) {
            --waiting;
            graph::node const& n = graph[i];
            if (n.what->arity == 0 || n.operation == code<row_> || n.operation == code<element_> || is_leaf(i)) leaves.push(i);
            else {
                if (nodes.push(i) == most) {
                    is_complete = false;
                    return;
                }
                int moving = 0;
                for (int k = 0; k < n.what->arity; ++k) {
                    if (n.operand[k] < 0 || !moves(n.operand[k])) continue;
                    ++moving;
                    if (!open.has(n.operand[k])) open.insert(n.operand[k]), ++waiting;
                }
                if (!is_linear(n.operation, moving)) nonlinear = nodes.size;
            }
            if (waiting + leaves.size <= 2) cut = nodes.size;
        }
    }

    static constexpr bool is_linear(int operation, int moving) {
        if (operation == code<mul_> || operation == code<div_> || operation == code<fma_>) return operation != code<div_> && moving == 1;
        return operation == code<add_> || operation == code<sub_> || operation == code<neg_> || operation == code<abs_> || operation == code<relu_> || operation == code<fdim_> ||
               operation == code<select_> || operation == code<gate_> || is_extreme(operation);
    }
};

// Whether node t is made of linear operations and kinks alone, as far as it moves.
template <class Literal, class Moves>
constexpr bool is_piecewise_linear(graph::builder<Literal> const& graph, int t, Moves const& moves) {
    descending_set open(t + 1);
    open.insert(t);
    for (int i = open.take(); i >= 0; i = open.take()) {
        graph::node const& n = graph[i];
        if (n.what->arity == 0 || n.operation == code<row_> || n.operation == code<element_>) continue;
        int moving = 0;
        for (int k = 0; k < n.what->arity; ++k)
            if (n.operand[k] >= 0 && moves(n.operand[k])) ++moving, open.insert(n.operand[k]);
        if (!cone::is_linear(n.operation, moving)) return false;
    }
    return true;
}

}
