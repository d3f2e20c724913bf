// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// How often nodes are used.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/node.hpp>

namespace typegrad::inline v0_2::graph {

// By outputs, and by nodes that are used themselves: 0 is dead.
template <class Graph>
class uses {
public:
    constexpr explicit uses(Graph const& graph) : count_(new int[static_cast<std::size_t>(graph.node_count) + 1]{}) {
        for (int i = 0; i < graph.output_count; ++i)
            if (graph.outputs[i] >= 0) ++count_[graph.outputs[i]];
        for (int i = graph.node_count - 1; i >= graph.input_count; --i) {
            if (count_[i] == 0) continue;
            node const& n = graph.nodes[i];
            for (int k = 0; k < n.what->arity; ++k)
                if (n.operand[k] >= 0) ++count_[n.operand[k]];
        }
    }
    constexpr uses(uses const&) = delete;
    constexpr uses& operator=(uses const&) = delete;
    constexpr ~uses() { delete[] count_; }

    constexpr int operator[](int node) const { return count_[node]; }

private:
    int* count_;
};

}
