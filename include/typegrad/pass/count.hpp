// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What a graph costs: its live operations by kind.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/uses.hpp>

namespace typegrad::inline v0_2 {

// How often one operation of the table is computed.
struct operation_count {
    char const* name = nullptr;
    int code = 0;
    int count = 0;
};

namespace detail {
    // Declared only: the compiler names it where operations(f)["epx"] asks for what there is not.
    void no_operation_has_that_name(char const* name);

    constexpr bool same_text(char const* a, char const* b) {
        for (; *a != 0 && *a == *b; ++a, ++b) {}
        return *a == *b;
    }
    template <class... Ops>
    consteval bool is_in(op::operation_list<Ops...>, char const* name) {
        char const* const texts[] = {Ops::text...};
        for (char const* text : texts)
            if (same_text(text, name)) return true;
        return false;
    }
}

// Operations of one evaluation. A negation counts as an addition, a select as a comparison.
//
// Each operation of the table is counted for itself as well, under the name by which programs are printed:
// counts["exp"], counts["sin"], counts["*"]; or all that occur, `for (auto const& [name, code, count] : counts)`.
struct operation_counts {
    static constexpr int most_kinds = 128;

    int additions = 0;
    int multiplications = 0;
    int divisions = 0;
    int roots = 0;        // square roots
    int comparisons = 0;  // conditions, and what chooses by them
    int calls = 0;        // everything else: exp, sin, pow …; a solver is one
    int weight = 0;       // in additions, by the table's costs

    int kinds = 0;  // how many different operations occur
    operation_count each[most_kinds]{};

    constexpr int total() const { return additions + multiplications + divisions + roots + comparisons + calls; }

    // 0 where it does not occur; a name that no operation has is refused.
    consteval int operator[](char const* name) const {
        int sum = 0;  // pow is two operations, of an integer and of any exponent
        bool known = false;
        for (operation_count const& kind : *this)
            if (detail::same_text(kind.name, name)) sum += kind.count, known = true;
        if (!known && !detail::is_in(op::table{}, name)) detail::no_operation_has_that_name(name);
        return sum;
    }

    constexpr operation_count const* begin() const { return each; }
    constexpr operation_count const* end() const { return each + kinds; }

    constexpr void add(op::facts const& f) {
        int k = 0;
        while (k < kinds && each[k].code != f.code) ++k;
        if (k == kinds) each[kinds++] = {f.text, f.code, 0};
        ++each[k].count;
        weight += f.cost;
        if (f.code == code<add_> || f.code == code<sub_> || f.code == code<neg_>) ++additions;
        else if (f.code == code<mul_>) ++multiplications;
        else if (f.code == code<div_>) ++divisions;
        else if (f.code == code<sqrt_> || f.code == code<norm_>) ++roots;
        else if (f.result == kind::condition || f.code == code<select_> || f.code == code<gate_> || f.code == code<joined_factor_> || f.code == code<joined_rest_>) ++comparisons;
        else ++calls;
    }
};

namespace pass {

    template <class Literal>
    constexpr operation_counts count(graph::view<Literal> const& graph) {
        operation_counts counts;
        graph::uses const uses(graph);
        for (int i = graph.node_count - 1; i >= graph.input_count; --i)
            if (facts const& f = *graph.nodes[i].what; uses[i] > 0 && f.arity > 0 && f.cost > 0) counts.add(f);
        return counts;
    }
    template <class Literal, int Nodes, int Literals, int Outputs>
    constexpr operation_counts count(graph::graph<Literal, Nodes, Literals, Outputs> const& graph) {
        return count(graph::view(graph));
    }

}

}
