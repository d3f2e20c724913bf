// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The body of a loop over rows.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/builder.hpp>
#include <typegrad/op/loop.hpp>

namespace typegrad::inline v0_2::pass::detail {

// Which nodes are computed once a row of one loop.
template <class Literal>
class nodes_of_loop {
public:
    constexpr nodes_of_loop(graph::builder<Literal> const& graph, int loop) : graph_(graph), loop_(loop), varies_(64) { varies_.push(false); }

    constexpr bool contains(int operand) {
        if (operand <= loop_) return false;
        for (int i = loop_ + varies_.size; i <= operand; ++i) varies_.push(varies(i));
        return varies_[operand - loop_];
    }

private:
    constexpr bool varies(int i) const {
        graph::node const& n = graph_[i];
        if (n.operation == code<row_> && n.operand[0] == loop_) return true;
        if (n.what->reduces && n.operand[1] == loop_) return false;
        for (int k = 0; k < n.what->arity; ++k)
            if (n.operand[k] > loop_ && varies_[n.operand[k] - loop_]) return true;
        return false;
    }

    graph::builder<Literal> const& graph_;
    int loop_;
    graph::detail::growing<bool> varies_;
};

}
