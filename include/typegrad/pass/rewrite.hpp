// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Rewriting: nodes of one graph appended again, with other operands or through the simplifications once more.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/build.hpp>
#include <typegrad/graph/uses.hpp>
#include <typegrad/pass/node_rules.hpp>

namespace typegrad::inline v0_2::pass {

namespace detail {
    template <class Literal>
    struct rewriting {
        using value = tracer<Literal>;

        template <class Op>
        static constexpr value apply(value a, [[maybe_unused]] value b, [[maybe_unused]] value c) {
            if constexpr (std::is_same_v<Op, input_>) return a;
            else if constexpr (Op::arity == 0) return tracing<Literal>::template constant<Op>(a);
            else if constexpr (Op::arity == 1) return tracing<Literal>::template append<Op>(a);
            else if constexpr (Op::arity == 2) return tracing<Literal>::template append<Op>(a, b);
            else return tracing<Literal>::template append<Op>(a, b, c);
        }
    };
}

// The operation of that node on these operands; those beyond its arity are not looked at.
template <class Literal>
constexpr tracer<Literal> reapply(graph::node const& n, tracer<Literal> a, tracer<Literal> b, tracer<Literal> c) {
    return static_cast<rules<Literal> const*>(n.what)->append(a, b, c);
}
// The same, of(k) being what an operand k is. (No ?: of values: of literals that know their calls g++ 12 destroys one twice.)
template <class Of>
constexpr auto reapply(graph::node const& n, Of const& of) {
    using value = decltype(of(0));
    if (n.what->arity == 1) return reapply(n, of(n.operand[0]), value(), value());
    if (n.what->arity == 2) return reapply(n, of(n.operand[0]), of(n.operand[1]), value());
    return reapply(n, of(n.operand[0]), of(n.operand[1]), of(n.operand[2]));
}

// A node without operands, in another builder.
template <class Literal>
constexpr tracer<Literal> appended_again(graph::builder<Literal>& builder, graph::node const& n) {
    return tracer<Literal>(&builder, builder.append({n.operation, n.what, {0, 0, 0}}));
}

// A call of literals alone is left to the C library (graph/literal_with_calls.hpp): it would be folded if it were appended as others are.
constexpr bool is_call_of_literals(graph::node const& n) {
    int const arity = n.what->arity;
    return n.operand[0] < 0 && (arity < 2 || n.operand[1] < 0) && (arity < 3 || n.operand[2] < 0);
}
template <class Graph, class Builder>
constexpr auto call_again(Graph const& graph, Builder& builder, graph::node const& n) {
    graph::node again{n.operation, n.what, {0, 0, 0}};
    for (int k = 0; k < n.what->arity; ++k) again.operand[k] = builder.literal(graph.literals[~n.operand[k]]);
    return tracer<typename Graph::literal_type>(&builder, builder.append(again));
}

// The nodes that the outputs need, each appended again to `builder`, so that what has become a literal or a repetition by
// the passes before disappears. `input(i)` is what takes the place of an input; `other(i, of)` that of another node, or none,
// where of(k) is what has taken that of an operand.
template <class Graph, class Builder, class Input, class Other>
constexpr void rewrite(Graph const& graph, Builder& builder, Input&& input, int* output, Other&& other) {
    using value = tracer<typename Graph::literal_type>;
    auto const size = static_cast<std::size_t>(graph.node_count) + 1;
    graph::uses const uses(graph);
    value* const rewritten = new value[size]{};
    auto const of = [&](int operand) { return operand < 0 ? value(graph.literals[~operand]) : rewritten[operand]; };
    for (int i = 0; i < graph.input_count; ++i) rewritten[i] = input(i);
    for (int i = graph.input_count; i < graph.node_count; ++i) {
        graph::node const& n = graph.nodes[i];
        int const arity = n.what->arity;
        if (uses[i] == 0) continue;
        rewritten[i] = other(i, of);
        if (rewritten[i].is_none() && arity > 0 && is_call_of_literals(n)) rewritten[i] = call_again(graph, builder, n);
        if (rewritten[i].is_none()) rewritten[i] = arity == 0 ? appended_again(builder, n) : reapply(n, of);
    }
    for (int i = 0; i < graph.output_count; ++i) output[i] = of(graph.outputs[i]).operand_in(builder);
    delete[] rewritten;
}

template <class Graph, class Builder, class Input>
constexpr void rewrite(Graph const& graph, Builder& builder, Input&& input, int* output) {
    rewrite(graph, builder, input, output, [](int, auto const&) { return tracer<typename Graph::literal_type>::none(); });
}

// Dead code and simplification as a recipe. The inputs stay.
template <class Source>
struct simplified {
    using literal_type = typename Source::literal_type;
    static constexpr int inputs = Source::inputs;
    static constexpr int outputs = Source::outputs;
    static constexpr int exact_outputs = graph::made<Source>::graph.exact_outputs;
    static constexpr int expected_nodes = graph::made<Source>::graph.node_count + 64;
    static constexpr int expected_literals = graph::made<Source>::graph.literal_count + 64;

    static constexpr auto start() { return graph::builder<literal_type>(expected_nodes); }
    static constexpr void run(graph::builder<literal_type>& builder, int* output) {
        rewrite(graph::made<Source>::graph, builder, [&](int) { return tracer<literal_type>(&builder, builder.input()); }, output);
    }
};

}
