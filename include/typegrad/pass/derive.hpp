// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Recipes of derived graphs: a source's graph goes in, a graph with derivatives among its outputs comes out.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/build.hpp>
#include <typegrad/pass/reverse.hpp>

namespace typegrad::pass {

// A source is a recipe; a selection says by `contains(i)` which inputs are differentiated, by `count` how many.
//
// The Jacobian by reverse sweeps, one a row over one shared forward part. Outputs: the source's own when `WithValue`,
// then the Jacobian by rows.
template <class Source, class Selection, bool WithValue>
struct reversed {
    using literal_type = typename Source::literal_type;
    static constexpr int inputs = Source::inputs;
    static constexpr int rows = Source::outputs;
    static constexpr int columns = Selection::count;
    static constexpr int outputs = (WithValue ? rows : 0) + rows * columns;

    static constexpr auto start() {
        constexpr auto const& graph = graph::made<Source>::graph;
        return graph::builder<literal_type>(graph, 3 * graph.node_count + 32);
    }
    static constexpr void run(graph::builder<literal_type>& builder, int* output) {
        constexpr auto const& graph = graph::made<Source>::graph;
        bool* const active = new bool[static_cast<std::size_t>(graph.node_count) + 1]{};
        for (int i = 0; i < inputs; ++i) active[i] = Selection::contains(i);
        mark_active(builder, 0, graph.node_count, active);
        if constexpr (WithValue)
            for (int i = 0; i < rows; ++i) *output++ = graph.outputs[i];
        for (int i = 0; i < rows; ++i) output = row(builder, graph.outputs[i], active, output);
        delete[] active;
    }

private:
    static constexpr int* row(graph::builder<literal_type>& builder, int y, bool const* active, int* output) {
        if (y < 0 || !active[y]) {
            for (int i = 0; i < columns; ++i) *output++ = builder.literal(0);
            return output;
        }
        reverse_sweep<literal_type> const sweep(builder, y, 1, active);
        for (int i = 0; i < inputs; ++i)
            if (Selection::contains(i)) *output++ = i <= y ? sweep[i].operand_in(builder) : builder.literal(0);
        return output;
    }
};

}
