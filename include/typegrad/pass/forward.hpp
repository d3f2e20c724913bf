// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The forward sweep: tangents along one direction, by the same rules, which are linear in the adjoint and so serve for
// the tangent as well.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/build.hpp>
#include <typegrad/trace/tracer.hpp>

namespace typegrad::pass {

namespace detail {
    template <class Literal>
    struct tangents {
        using value = tracer<Literal>;
        using builder = graph::builder<Literal>;

        template <class Op>
        static constexpr value step(builder& graph, int i, value const* tangent) {
            graph::node const n = graph[i];
            value const y(&graph, i);
            if constexpr (std::is_same_v<Op, mul_>) {
                if (n.exponent > 1)
                    return along(tangent, n.base) ? tangent[n.base] * (graph.coefficient(i) * static_cast<Literal>(n.exponent)) * powi(value(&graph, n.base), n.exponent - 1)
                                                  : value(0);
            }
            value sum(0);
            if constexpr (Op::arity == 1 && Op::active[0]) {
                sum = Op::first(operand<Op, 0>(graph, n), y, tangent[n.operand[0]]);
            } else if constexpr (Op::arity == 2) {
                auto const a = operand<Op, 0>(graph, n);
                auto const b = operand<Op, 1>(graph, n);
                if constexpr (Op::active[0]) if (along(tangent, n.operand[0])) sum = Op::first(a, b, y, tangent[n.operand[0]]);
                if constexpr (Op::active[1]) if (along(tangent, n.operand[1])) sum = added(sum, Op::second(a, b, y, tangent[n.operand[1]]));
            } else if constexpr (Op::arity == 3) {
                auto const a = operand<Op, 0>(graph, n);
                auto const b = operand<Op, 1>(graph, n);
                auto const c = operand<Op, 2>(graph, n);
                if constexpr (Op::active[0]) if (along(tangent, n.operand[0])) sum = Op::first(a, b, c, y, tangent[n.operand[0]]);
                if constexpr (Op::active[1]) if (along(tangent, n.operand[1])) sum = added(sum, Op::second(a, b, c, y, tangent[n.operand[1]]));
                if constexpr (Op::active[2]) if (along(tangent, n.operand[2])) sum = added(sum, Op::third(a, b, c, y, tangent[n.operand[2]]));
            }
            return sum;
        }
        static constexpr bool along(value const* tangent, int operand) { return operand >= 0 && !tangent[operand].is_zero(); }
        static constexpr value added(value a, value b) { return a.is_zero() ? b : a + b; }
    };
}

// The tangents of all nodes of a builder, given those of its first `inputs` nodes. A tangent that is the literal 0 is a
// structural zero. `tangent` has room for every node that is there when the sweep begins.
template <class Literal>
constexpr void forward_sweep(graph::builder<Literal>& graph, int inputs, tracer<Literal>* tangent) {
    using detail::tangents;
    int const last = graph.node_count();
    bool const nested = graph.appends_derivatives();
    graph.append_derivatives(true);
    for (int i = inputs; i < last; ++i) {
        graph::node const& n = graph[i];
        int const arity = n.what->arity;
        bool const moves = (arity > 0 && tangents<Literal>::along(tangent, n.operand[0])) || (arity > 1 && tangents<Literal>::along(tangent, n.operand[1])) ||
                           (arity > 2 && tangents<Literal>::along(tangent, n.operand[2]));
        tangent[i] = moves ? static_cast<rules<Literal> const*>(n.what)->forward(graph, i, tangent) : tracer<Literal>(0);
    }
    graph.append_derivatives(nested);
}

// The recipe of a directional derivative. Its inputs are the source's, then a tangent for each; outputs: the source's own,
// then their tangents.
template <class Source>
struct pushed_forward {
    using literal_type = typename Source::literal_type;
    static constexpr int inputs = 2 * Source::inputs;
    static constexpr int outputs = 2 * Source::outputs;

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
            n.base = n.exponent == 0 ? 0 : moved(n.base);
            n.coefficient = n.coefficient == 0 ? 0 : builder.literal(graph.literals[~n.coefficient]);
            builder.append(n);
        }
        value* const tangent = new value[static_cast<std::size_t>(builder.node_count()) + 1]{};
        for (int i = 0; i < count; ++i) tangent[i] = value(&builder, count + i);
        forward_sweep(builder, inputs, tangent);
        for (int i = 0; i < Source::outputs; ++i) output[i] = moved(graph.outputs[i]);
        for (int i = 0; i < Source::outputs; ++i)
            output[Source::outputs + i] = graph.outputs[i] < 0 ? builder.literal(0) : tangent[moved(graph.outputs[i])].operand_in(builder);
        delete[] tangent;
    }
};

}
