// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Jacobians and Hessians of which only the entries that can differ from zero are computed. Each row is a reverse sweep over
// the nodes that the row depends on and over no others, so that what a matrix of 200 × 200 costs the compiler is decided by its
// entries, not by its zeros.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/scratch.hpp>
#include <typegrad/op/fold.hpp>
#include <typegrad/pass/descending_set.hpp>
#include <typegrad/pass/eliminate.hpp>

namespace typegrad::inline v0_2::pass {

namespace detail {
    // For each node the first column that it depends on, through operands that carry a derivative.
    template <class Source, class Selection>
    struct first_columns {
        static constexpr int none = 1 << 30;
        int* of;

        constexpr first_columns() : of(new int[static_cast<std::size_t>(graph::made<Source>::graph.node_count) + 1]{}) {
            constexpr auto const& graph = graph::made<Source>::graph;
            int column = 0;
            for (int i = 0; i < graph.input_count; ++i) of[i] = Selection::contains(i) ? column++ : none;
            for (int i = graph.input_count; i < graph.node_count; ++i) of[i] = none;
            while (find()) {}
        }
        constexpr first_columns(first_columns const&) = delete;
        constexpr first_columns& operator=(first_columns const&) = delete;
        constexpr ~first_columns() { delete[] of; }

    private:
        // Whether it is to be looked again: a state of a recurrence depends on what it begins with, and on what a step makes of it.
        constexpr bool find() {
            constexpr auto const& graph = graph::made<Source>::graph;
            bool again = false;
            for (int i = graph.input_count; i < graph.node_count; ++i) {
                graph::node const& n = graph.nodes[i];
                int first = none;
                if constexpr (graph.has_folds) first = n.operation == code<state_> ? of[i] : none;
                if (int const p = carrier(n); p > 0) first = of[p];
                else
                    for (int k = 0; k < n.what->arity; ++k)
                        if (int const operand = n.operand[k]; n.what->active[k] && operand >= 0 && of[operand] < first) first = of[operand];
                of[i] = first;
                if constexpr (graph.has_folds)
                    if (n.operation == code<carry_> && first < of[n.operand[0]]) of[n.operand[0]] = first, again = true;
            }
            return again;
        }
    };

    // For these rows r calls row(r), then visit(i) for each node on which the output r depends, the last one first. Of a symmetric
    // matrix row r has the columns 0 … r only: what depends on later ones alone is not visited.
    template <class Source, class Selection, bool Symmetric>
    constexpr void walk_rows(first_columns<Source, Selection> const& first, int from, int to, auto&& row, auto&& visit) {
        constexpr auto const& graph = graph::made<Source>::graph;
        descending_set open(graph.node_count);
        for (int r = from; r < to; ++r) {
            int const limit = Symmetric ? r : first.none - 1;
            row(r);
            if (int const y = graph.outputs[r]; y >= 0 && first.of[y] <= limit) open.insert(y);
            for (int i = open.take(); i >= 0; i = open.take()) {
                visit(i);
                graph::node const& n = graph.nodes[i];
                if (i < graph.input_count) continue;
                if (int const p = carrier(n); p > 0) {
                    if (first.of[p] <= limit) open.insert(p);
                    continue;
                }
                for (int k = 0; k < n.what->arity; ++k)
                    if (int const operand = n.operand[k]; operand >= 0 && n.what->active[k] && first.of[operand] <= limit) open.insert(operand);
            }
        }
    }

    // A compiler allows so much work in one constant expression: the rows are swept in parts that visit about so many nodes.
    inline constexpr int visits_in_a_part = 1000;

    template <int Rows>
    struct walk_size {
        int entries = 0;
        int visits = 0;
        int parts = 0;
        int first_row[Rows + 1]{};  // of each part, and behind the last
    };
    template <class Source, class Selection, bool Symmetric>
    constexpr auto size_of_walk() {
        first_columns<Source, Selection> const first;
        walk_size<Source::outputs> size;
        int start = 0;
        walk_rows<Source, Selection, Symmetric>(
            first, 0, Source::outputs,
            [&](int r) {
                if (size.visits - start > visits_in_a_part) size.first_row[++size.parts] = r, start = size.visits;
            },
            [&](int i) { ++size.visits, size.entries += i < Source::inputs; });
        size.first_row[++size.parts] = Source::outputs;
        return size;
    }

    template <int Rows, int Entries>
    struct entry_list {
        int row_starts[Rows + 1]{};
        int columns[Entries + 1]{};
    };
    template <class Source, class Selection, bool Symmetric, int Entries>
    constexpr auto entries_of_walk() {
        first_columns<Source, Selection> const first;
        entry_list<Source::outputs, Entries> list;
        int next = 0, row_start = 0;
        auto const reverse_row = [&] {
            for (int a = row_start, b = next - 1; a < b; ++a, --b) {
                int const column = list.columns[a];
                list.columns[a] = list.columns[b], list.columns[b] = column;
            }
        };
        walk_rows<Source, Selection, Symmetric>(first, 0, Source::outputs, [&](int r) { reverse_row(), list.row_starts[r] = row_start = next; },
                                                [&](int i) { if (i < Source::inputs) list.columns[next++] = first.of[i]; });
        reverse_row();
        list.row_starts[Source::outputs] = next;
        return list;
    }
}

// What the rows of a matrix depend on.
template <class Source, class Selection, bool Symmetric>
struct row_dependence {
    static constexpr auto size = detail::size_of_walk<Source, Selection, Symmetric>();
    static constexpr auto entries = detail::entries_of_walk<Source, Selection, Symmetric, size.entries>();
};

// The recipe of the entries that the rows of the parts 0 … Part can have, row after row; of a symmetric matrix those up to the
// diagonal.
template <class Source, class Selection, bool Symmetric, int Part, int Sweeps>
struct sparse_part {
    using literal_type = typename Source::literal_type;
    using dependence = row_dependence<Source, Selection, Symmetric>;
    using previous = typename std::conditional_t<(Part > 0), std::type_identity<sparse_part<Source, Selection, Symmetric, (Part > 0 ? Part - 1 : 0), Sweeps>>,
                                                 std::type_identity<Source>>::type;
    static constexpr int inputs = Source::inputs;
    static constexpr int first_row = dependence::size.first_row[Part];
    static constexpr int last_row = dependence::size.first_row[Part + 1];
    static constexpr int outputs = dependence::entries.row_starts[last_row];
    static constexpr int exact_outputs = 0;
    static constexpr int expected_nodes = graph::made<previous>::graph.node_count + 3 * dependence::size.visits / dependence::size.parts + 256;
    static constexpr int expected_literals = graph::made<previous>::graph.literal_count * 2 + 64;

    static constexpr auto start() { return graph::builder<literal_type>(graph::made<previous>::graph, expected_nodes); }
    static constexpr void run(graph::builder<literal_type>& builder, int* output) {
        using value = tracer<literal_type>;
        constexpr auto const& graph = graph::made<Source>::graph;
        constexpr auto const& starts = dependence::entries.row_starts;
        builder.follow(Selection::kinks);
        builder.expect_sweeps(Sweeps);
        detail::first_columns<Source, Selection> const first;
        active_nodes active(first);
        graph::lending const lends(builder, graph.outputs, Source::outputs);
        reverse_sweep<literal_type> sweep(builder, graph.node_count, active.is.data, 0);
        if constexpr (Part > 0)
            for (int e = 0; e < starts[first_row]; ++e) output[e] = graph::made<previous>::graph.outputs[e];
        int entry = 0;  // the one behind that of the next column, as columns come in descending order
        detail::walk_rows<Source, Selection, Symmetric>(
            first, first_row, last_row,
            [&](int r) {
                if constexpr (Symmetric) active.activate(r);
                entry = starts[r + 1];
                if (int const y = graph.outputs[r]; y >= 0 && active.is[y]) sweep.set(y, 1);
            },
            [&](int i) {
                if (i < inputs) output[--entry] = sweep[i].operand_in(builder);
                else if (!sweep[i].is_zero()) sweep.run(i, i);
                sweep.set(i, value());
            });
    }

private:
    // The nodes that receive adjoints in the present row. Those of a symmetric matrix become more from row to row.
    struct active_nodes {
        graph::scratch<bool> is;
        graph::scratch<int> next;  // of the same first column; 0: none
        graph::scratch<int> head;

        constexpr explicit active_nodes(detail::first_columns<Source, Selection> const& first)
            : is(graph::made<Source>::graph.node_count), next(graph::made<Source>::graph.node_count), head(Selection::count) {
            for (int i = 0; i < graph::made<Source>::graph.node_count; ++i) {
                int const column = first.of[i];
                if (column == first.none) continue;
                if (!Symmetric || column < first_row) is[i] = true;
                else next[i] = head[column], head[column] = i + 1;
            }
        }
        constexpr void activate(int column) {
            for (int i = head[column]; i != 0; i = next[i - 1]) is[i - 1] = true;
        }
    };
};

// The recipe of the entries of all rows.
template <class Source, class Selection, bool Symmetric, int Sweeps = 0>
struct sparse_rows : sparse_part<Source, Selection, Symmetric, row_dependence<Source, Selection, Symmetric>::size.parts - 1, Sweeps> {
    using dependence = row_dependence<Source, Selection, Symmetric>;
    static constexpr bool symmetric = Symmetric;
    static constexpr int rows = Source::outputs;
    static constexpr int columns = Selection::count;
    static constexpr int leading = 0;  // outputs that are no entries come first
    static constexpr int row_start(int r) { return dependence::entries.row_starts[r]; }
    static constexpr int column(int entry) { return dependence::entries.columns[entry]; }
};

// The same with the source's own outputs first.
template <class Source, class Selection, int Sweeps = 0>
struct sparse_rows_and_values : sparse_rows<Source, Selection, false, Sweeps> {
    using entries_alone = sparse_rows<Source, Selection, false, Sweeps>;
    static constexpr int leading = Source::outputs;
    static constexpr int outputs = leading + entries_alone::outputs;
    static constexpr int exact_outputs = leading;

    static constexpr void run(graph::builder<typename Source::literal_type>& builder, int* output) {
        for (int i = 0; i < leading; ++i) *output++ = graph::made<Source>::graph.outputs[i];
        entries_alone::run(builder, output);
    }
};

// Of the Hessian of a function to one value the rows up to the diagonal, with `WithGradient` behind the value and the gradient.
template <class Source, class Selection, bool WithGradient, int Sweeps = 0>
struct sparse_second_derivatives : sparse_rows<reversed<Source, Selection, false, false, Sweeps + 1>, Selection, true, Sweeps> {
    using gradient = reversed<Source, Selection, false, false, Sweeps + 1>;
    using entries_alone = sparse_rows<gradient, Selection, true, Sweeps>;
    static constexpr int leading = WithGradient ? 1 + gradient::outputs : 0;
    static constexpr int outputs = leading + entries_alone::outputs;
    static constexpr int exact_outputs = WithGradient;

    static constexpr void run(graph::builder<typename Source::literal_type>& builder, int* output) {
        if constexpr (WithGradient) {
            *output++ = graph::made<Source>::graph.outputs[0];  // its nodes come first, under the same numbers
            for (int i = 0; i < gradient::outputs; ++i) *output++ = graph::made<gradient>::graph.outputs[i];
        }
        entries_alone::run(builder, output);
    }
};

// A dense recipe, whose zeros are literals.
template <class Recipe, bool WithValue>
struct dense_entries : Recipe {
    static constexpr bool symmetric = false;
    static constexpr int leading = WithValue ? Recipe::rows : 0;
    static constexpr int row_start(int r) { return r * Recipe::columns; }
    static constexpr int column(int entry) { return entry % Recipe::columns; }
};

namespace detail {
    // Up to here all that jacobian(f) tries is tried for the sparse one as well.
    inline constexpr int entries_of_small = 1024;

    template <class Source, class Selection, bool WithValue, int Sweeps>
    constexpr auto least_sparse() {
        using by_rows = std::conditional_t<WithValue, sparse_rows_and_values<Source, Selection, Sweeps>, sparse_rows<Source, Selection, false, Sweeps>>;
        if constexpr (Sweeps > 0 || Source::outputs * Selection::count > entries_of_small) return std::type_identity<by_rows>{};
        else {
            using chosen = jacobian<Source, Selection, WithValue>;
            constexpr bool is_by_rows = std::is_same_v<chosen, reversed<Source, Selection, WithValue>>;
            return std::type_identity<std::conditional_t<is_by_rows, by_rows, dense_entries<chosen, WithValue>>>{};
        }
    }
}
// `Sweeps`: how often it is differentiated again.
template <class Source, class Selection, bool WithValue, int Sweeps = 0>
using sparse_jacobian = typename decltype(detail::least_sparse<Source, Selection, WithValue, Sweeps>())::type;

}
