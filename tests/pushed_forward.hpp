// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Forward mode over a whole graph, to compare with: the library pushes tangents forward where a function is traced (products.hpp).
#pragma once

#include <typegrad/graph/build.hpp>
#include <typegrad/pass/rules.hpp>

namespace typegrad::inline v0_2::pass {

// The recipe of a directional derivative. Its inputs are the source's, then a tangent for each; outputs: the source's own,
// then their tangents.
template <class Source>
struct pushed_forward {
    using literal_type = typename Source::literal_type;
    static constexpr int inputs = 2 * Source::inputs;
    static constexpr int outputs = 2 * Source::outputs;
    static constexpr int exact_outputs = Source::outputs;

    static constexpr int expected_nodes = graph::made<Source>::graph.node_count * 4 + 2 * Source::inputs + 64;
    static constexpr int expected_literals = graph::made<Source>::graph.literal_count * 2 + 64;

    static constexpr auto start() { return graph::builder<literal_type>(expected_nodes); }
    static constexpr void run(graph::builder<literal_type>& builder, int* output) {
        using value = tracer<literal_type>;
        constexpr auto const& graph = graph::made<Source>::graph;
        constexpr int count = Source::inputs;
        for (int i = 0; i < inputs; ++i) builder.input();
        // The tangents' inputs come in between: the source's nodes move up by their number.
        auto const moved = [&](int operand) { return operand < 0 ? builder.literal(graph.literals[~operand]) : operand < count ? operand : operand + count; };
        for (int i = count; i < graph.node_count; ++i) {
            graph::node n = graph.nodes[i];
            for (int k = 0; k < n.what->arity; ++k) n.operand[k] = moved(n.operand[k]);
            if (int const p = carrier(n); p > 0) n.operand[1] = moved(p);
            n.base = n.exponent == 0 ? 0 : moved(n.base);
            n.coefficient = n.coefficient == 0 ? 0 : builder.literal(graph.literals[~n.coefficient]);
            builder.append(n);
        }
        for (int i = 0; i < Source::outputs; ++i) output[i] = moved(graph.outputs[i]);
        graph::lending const lends(builder, output, Source::outputs);
        forward_sweep<literal_type> sweep(builder, 0);
        for (int i = 0; i < count; ++i) sweep.set(i, value(&builder, count + i));
        sweep.run(inputs);
        for (int i = 0; i < Source::outputs; ++i)
            output[Source::outputs + i] = graph.outputs[i] < 0 ? builder.literal(0) : sweep[moved(graph.outputs[i])].operand_in(builder);
    }
};

}
