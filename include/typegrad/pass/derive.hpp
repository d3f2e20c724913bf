// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Recipes of derived graphs: a source's graph goes in, a graph with derivatives among its outputs comes out.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/build.hpp>
#include <typegrad/pass/reverse.hpp>

namespace typegrad::inline v0_2::pass {

// A compiler allows so much work in one constant expression; the sweep of a long program is split into several.
inline constexpr int nodes_in_a_part = 1500;

// Of the sweep over the graph of that recipe; tests make it small.
template <class Source>
inline constexpr int part_size = nodes_in_a_part;

namespace detail {
    template <class Source, class Selection>
    struct activity {
        bool* active;

        template <class Builder>
        constexpr explicit activity(Builder const& builder) : active(new bool[static_cast<std::size_t>(graph::made<Source>::graph.node_count) + 1]{}) {
            for (int i = 0; i < Source::inputs; ++i) active[i] = Selection::contains(i);
            mark_active(builder, 0, graph::made<Source>::graph.node_count, active);
        }
        constexpr activity(activity const&) = delete;
        constexpr activity& operator=(activity const&) = delete;
        constexpr ~activity() { delete[] active; }
    };

    // What all parts of the sweep over a long function ask of its nodes: found once, in a constant expression of its own.
    template <int Nodes>
    struct kept_before_sweep {
        bool active[Nodes + 1]{};
        graph::lenders::kept<Nodes> lenders;
    };
    template <class Source, class Selection>
    constexpr auto find_before_sweep() {
        constexpr auto const& graph = graph::made<Source>::graph;
        kept_before_sweep<graph.node_count> result;
        for (int i = 0; i < Source::inputs; ++i) result.active[i] = Selection::contains(i);
        mark_active(graph.nodes, 0, graph.node_count, result.active);
        graph::found_lenders const found(graph.nodes, graph.node_count, graph.outputs, Source::outputs);
        found.copy_to(result.lenders);
        found.find_facts(graph.nodes, [](int operand) { return graph.literals[~operand]; }, result.lenders.facts);
        return result;
    }
    // (A reference for clang, as in graph/build.hpp.)
    template <class Source, class Selection>
    struct before_sweep {
#ifdef __clang__
        static inline kept_before_sweep<graph::made<Source>::graph.node_count> const& kept = find_before_sweep<Source, Selection>();
#else
        static constexpr auto kept = find_before_sweep<Source, Selection>();
#endif
    };
}

template <class Source, class Selection, int Part, int Sweeps>
struct partly_reversed;
template <class Source, class Selection, int Part, int Sweeps>
using graph_after = graph::made<std::conditional_t<Part == 0, Source, partly_reversed<Source, Selection, Part, Sweeps>>>;

// The first parts of the sweep over a function to one value. The outputs are the adjoints of the nodes that are still to
// be swept.
template <class Source, class Selection, int Part, int Sweeps>
struct partly_reversed {
    using literal_type = typename Source::literal_type;
    using previous = partly_reversed<Source, Selection, Part - 1, Sweeps>;
    static constexpr int inputs = Source::inputs;
    static constexpr int begin = graph::made<Source>::graph.node_count - Part * part_size<Source>;  // of what has been swept
    static constexpr int outputs = begin;
    static constexpr int exact_outputs = 0;
    static constexpr int expected_nodes = previous::expected_nodes + 4 * part_size<Source>;
    static constexpr int expected_literals = previous::expected_literals;

    static constexpr auto start() { return graph::builder<literal_type>(graph_after<Source, Selection, Part - 1, Sweeps>::graph, expected_nodes); }
    static constexpr void run(graph::builder<literal_type>& builder, int* output) {
        using value = tracer<literal_type>;
        constexpr auto const& before = graph_after<Source, Selection, Part - 1, Sweeps>::graph;
        builder.follow(Selection::kinks);
        builder.expect_sweeps(Sweeps);
        auto const& kept = detail::before_sweep<Source, Selection>::kept;
        graph::lending const lends(builder, kept.lenders);
        int const zero = builder.literal(0);
        reverse_sweep<literal_type> sweep(builder, previous::begin, kept.active, 0);
        if constexpr (Part == 1) sweep.set(before.outputs[0], 1);
        else
            for (int i = 0; i < previous::begin; ++i)
                if (int const adjoint = before.outputs[i]; adjoint != zero) sweep.set(i, value::of(&builder, adjoint));
        sweep.run(previous::begin - 1, begin);
        sweep.take_adjoints(begin, output, zero);
    }
};
// Nothing swept: the source's own graph, not the same once more.
template <class Source, class Selection, int Sweeps>
struct partly_reversed<Source, Selection, 0, Sweeps> {
    static constexpr int begin = graph::made<Source>::graph.node_count;
    static constexpr int expected_nodes = begin + 64;
    static constexpr int expected_literals = graph::made<Source>::graph.literal_count * 2 + 64;
};

namespace detail {
    // Reverse sweeps, one for each of these rows of the Jacobian.
    template <class Source, class Selection, class Literal>
    constexpr void sweep_rows(graph::builder<Literal>& builder, bool const* active, int first, int last, int* output) {
        constexpr auto const& graph = graph::made<Source>::graph;
        for (int row = first; row < last; ++row) {
            int const y = graph.outputs[row];
            if (y < 0 || !active[y]) {
                for (int i = 0; i < Selection::count; ++i) *output++ = builder.literal(0);
                continue;
            }
            reverse_sweep<Literal> const sweep(builder, y, 1, active);
            for (int i = 0; i < Source::inputs; ++i)
                if (Selection::contains(i)) *output++ = i <= y ? sweep[i].operand_in(builder) : builder.literal(0);
        }
    }
}

// How many rows of a large Jacobian are swept at once, and how many before the last of these parts: all at once where they are twice a
// part's nodes at most, and where there would be so many parts that the compilers do not nest them.
template <class Source>
inline constexpr int rows_in_a_part = graph::made<Source>::graph.node_count < part_size<Source> ? part_size<Source> / graph::made<Source>::graph.node_count : 1;
template <class Source>
inline constexpr int rows_in_parts = Source::outputs < 2 || static_cast<long long>(Source::outputs) * graph::made<Source>::graph.node_count <= 2 * part_size<Source> ||
                                             Source::outputs / rows_in_a_part<Source> > 100
                                         ? 0
                                         : (Source::outputs - 1) / rows_in_a_part<Source> * rows_in_a_part<Source>;

// The first rows of such a Jacobian, part after part. The outputs are their entries.
template <class Source, class Selection, int Rows, bool Last, int Sweeps>
struct first_rows {
    using literal_type = typename Source::literal_type;
    static constexpr int begin = Rows - rows_in_a_part<Source>;
    using previous = first_rows<Source, Selection, begin, Last, Sweeps>;
    static constexpr int inputs = Source::inputs;
    static constexpr int outputs = Rows * Selection::count;
    static constexpr int exact_outputs = 0;
    static constexpr int expected_nodes = previous::expected_nodes + 3 * rows_in_a_part<Source> * graph::made<Source>::graph.node_count;
    static constexpr int expected_literals = previous::expected_literals;

    static constexpr auto start() { return graph::builder<literal_type>(graph::made<typename previous::recipe>::graph, expected_nodes); }
    static constexpr void run(graph::builder<literal_type>& builder, int* output) {
        builder.follow(Selection::kinks);
        builder.append_last_derivatives(Last);
        builder.expect_sweeps(Sweeps);
        detail::activity<Source, Selection> const activity(builder);
        for (int i = 0; i < begin * Selection::count; ++i) *output++ = graph::made<typename previous::recipe>::graph.outputs[i];
        detail::sweep_rows<Source, Selection>(builder, activity.active, begin, Rows, output);
    }
    using recipe = first_rows;
};
template <class Source, class Selection, bool Last, int Sweeps>
struct first_rows<Source, Selection, 0, Last, Sweeps> {
    static constexpr int expected_nodes = graph::made<Source>::graph.node_count + 64;
    static constexpr int expected_literals = graph::made<Source>::graph.literal_count * 2 + 64;
    using recipe = Source;
};

// A source is a recipe; a selection says by `contains(i)` which inputs are differentiated, by `count` how many, and
// by `kinks` what holds at kinks.
//
// The Jacobian by reverse sweeps, one a row over one shared forward part. Outputs: the source's own when `WithValue`,
// then the Jacobian by rows. `Last`: forms may be taken whose own derivatives would cancel. `Sweeps`: how often it is differentiated again.
template <class Source, class Selection, bool WithValue, bool Last = true, int Sweeps = 0>
struct reversed {
    using literal_type = typename Source::literal_type;
    static constexpr int inputs = Source::inputs;
    static constexpr int rows = Source::outputs;
    static constexpr int columns = Selection::count;
    static constexpr int outputs = (WithValue ? rows : 0) + rows * columns;
    static constexpr int exact_outputs = WithValue ? rows : 0;

    // The last part keeps all inputs, whose adjoints are the result: however many there are, no part before it ends among them.
    static constexpr int parts = rows == 1 && graph::made<Source>::graph.outputs[0] >= 0 ? (graph::made<Source>::graph.node_count - inputs - 1) / part_size<Source> : 0;
    // Of several rows so many are swept before, in parts.
    static constexpr int rows_before = rows_in_parts<Source>;
    using before = std::conditional_t<(rows_before > 0), first_rows<Source, Selection, rows_before, Last, Sweeps>, partly_reversed<Source, Selection, parts, Sweeps>>;
    // A gradient that is differentiated again has forms of its own at norms and quotients: 4.7 new nodes for each of 100 operations.
    static constexpr int nodes_a_node = (rows > 1 ? 7 : 3) + (Sweeps > 0 ? 3 : 0);
    static constexpr int expected_nodes = before::expected_nodes + (rows_before > 0 ? 3 * graph::made<Source>::graph.node_count : nodes_a_node * before::begin);
    static constexpr int expected_literals = before::expected_literals;

    static constexpr auto start() {
        if constexpr (parts > 0 || rows_before > 0) return graph::builder<literal_type>(graph::made<before>::graph, expected_nodes);
        else return graph::builder<literal_type>(graph::made<Source>::graph, expected_nodes);
    }
    static constexpr void run(graph::builder<literal_type>& builder, int* output) {
        constexpr auto const& graph = graph::made<Source>::graph;
        builder.follow(Selection::kinks);
        builder.append_last_derivatives(Last);
        builder.expect_sweeps(Sweeps);
        if constexpr (WithValue)
            for (int i = 0; i < rows; ++i) *output++ = graph.outputs[i];
        if constexpr (parts > 0) last_part(builder, output);
        else {
            detail::activity<Source, Selection> const activity(builder);
            if constexpr (rows_before > 0)
                for (int i = 0; i < rows_before * columns; ++i) *output++ = graph::made<before>::graph.outputs[i];
            detail::sweep_rows<Source, Selection>(builder, activity.active, rows_before, rows, output);
        }
    }

private:
    static constexpr void last_part(graph::builder<literal_type>& builder, int* output) {
        constexpr auto const& graph = graph::made<before>::graph;
        auto const& kept = detail::before_sweep<Source, Selection>::kept;
        graph::lending const lends(builder, kept.lenders);
        reverse_sweep<literal_type> sweep(builder, before::begin, kept.active, 0);
        for (int i = 0; i < before::begin; ++i) sweep.set(i, tracer<literal_type>::of(&builder, graph.outputs[i]));
        sweep.run(before::begin - 1, 0);
        for (int i = 0; i < inputs; ++i)
            if (Selection::contains(i)) *output++ = sweep[i].operand_in(builder);
    }
};

// The Hessian of a function to one value: the Jacobian of its gradient. Each entry off the diagonal is computed once, in the row
// of the later input: what only its mirror image needs is dead. Outputs: with `WithGradient` the value and the gradient, then
// the Hessian by rows.
template <class Source, class Selection, bool WithGradient = false, int Sweeps = 0>
struct second_derivatives {
    using literal_type = typename Source::literal_type;
    // With `fast` common factors are given out afterwards, of which there are more in products that are left alone.
    static constexpr bool share = !has(Selection::kinks, kink_policy::fast);
    using all = reversed<reversed<Source, Selection, false, false, Sweeps + 1>, Selection, WithGradient, share && Sweeps == 0, Sweeps>;
    static constexpr int inputs = Source::inputs;
    static constexpr int outputs = all::outputs + WithGradient;
    static constexpr int exact_outputs = WithGradient;
    static constexpr int expected_nodes = all::expected_nodes;
    static constexpr int expected_literals = all::expected_literals;

    static constexpr auto start() { return all::start(); }
    static constexpr void run(graph::builder<literal_type>& builder, int* output) {
        constexpr int n = Selection::count;
        if constexpr (WithGradient) *output++ = graph::made<Source>::graph.outputs[0];  // its nodes come first, under the same numbers
        all::run(builder, output);
        if constexpr (WithGradient) output += n;
        for (int i = 0; i < n; ++i)
            for (int j = i + 1; j < n; ++j) output[i * n + j] = output[j * n + i];
    }
};

}
