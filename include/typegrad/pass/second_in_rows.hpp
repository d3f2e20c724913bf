// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Second derivatives, in rows, of a sum over elements. Its gradient is a set of additions to rows (pass/gather.hpp); what one of them adds is
// computed from the few rows that an element finds, and is differentiated in these again. So the Hessian is a set of additions to a matrix,
// made in the same loops.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/scratch.hpp>
#include <typegrad/pass/derive.hpp>
#include <typegrad/pass/loop.hpp>

namespace typegrad::inline v0_2::pass {

// The selection is one argument's rows. Outputs: with `WithGradient` the value and the additions to the gradient; the additions to the Hessian; and
// a literal: 1 if what one element adds depends on others as well, as in the square of a sum. Then there is no Hessian.
// An entry and its mirror image are one addition.
template <class Source, class Selection, bool WithGradient>
struct second_derivatives_in_rows {
    using literal_type = typename Source::literal_type;
    using first = reversed<Source, Selection, true, false, 1>;
    static constexpr int inputs = Source::inputs;
    static constexpr int outputs = WithGradient ? 4 : 2;
    static constexpr int exact_outputs = WithGradient;
    static constexpr int expected_nodes = 4 * graph::made<first>::graph.node_count + 64;
    static constexpr int expected_literals = 2 * graph::made<first>::graph.literal_count + 64;

    static constexpr auto start() { return graph::builder<literal_type>(graph::made<first>::graph, expected_nodes); }
    static constexpr void run(graph::builder<literal_type>& builder, int* output) {
        constexpr auto const& gradient = graph::made<first>::graph;
        builder.follow(Selection::kinks);
        builder.append_last_derivatives(!has(Selection::kinks, kink_policy::fast));
        detail::activity<first, Selection> const activity(builder);
        bool is_sum = true;
        value hessian(0);
        detail::each_addition(builder, value::of(&builder, gradient.outputs[1]), [&](value addition) {
            value const of_element = addition.operand(0), place = addition.operand(1);
            if (of_element.is_literal() || !activity.active[of_element.id()]) return;
            if (depends_on_others(builder, activity.active, of_element.id(), place.id())) {
                is_sum = false;
                return;
            }
            reverse_sweep<literal_type> const sweep(builder, of_element.id(), 1, activity.active);
            detail::each_addition(builder, sweep[rows()], [&](value second) {
                if (!comes_before(builder, place.id(), second.operand(1).id())) hessian = detail::with_addition(builder, hessian, second.operand(0), value(apply<places_>(place, second.operand(1))), value(0));
            });
        });
        if constexpr (WithGradient) {
            *output++ = gradient.outputs[0];
            *output++ = gradient.outputs[1];
        }
        *output++ = hessian.operand_in(builder);
        *output = builder.literal(is_sum ? 0 : 1);
    }

private:
    using value = tracer<literal_type>;

    static constexpr int rows() {
        int input = 0;
        while (!Selection::contains(input)) ++input;
        return input;
    }
    // An order of places: by the index, and in a row by the number.
    static constexpr bool comes_before(graph::builder<literal_type> const& graph, int a, int b) {
        if (graph[a].operand[1] != graph[b].operand[1]) return graph[a].operand[1] < graph[b].operand[1];
        return graph.literal_at(graph[a].operand[2]) < graph.literal_at(graph[b].operand[2]);
    }
    // Whether it depends on a reduction over the loop that it is made in, or that its place varies in; or is made in the steps of a recurrence.
    static constexpr bool depends_on_others(graph::builder<literal_type>& graph, bool const* active, int addition, int place) {
        if (graph.steps_of(addition) != 0 || graph.steps_of(place) != 0) return true;
        graph::scratch<bool> const needed(addition);
        needed[addition] = true;
        bool found = false;
        for (int i = addition; i >= inputs; --i) {
            if (!needed[i] || !active[i]) continue;
            graph::node const& n = graph[i];
            if (n.what->reduces && n.operation != code<final_>) {
                detail::nodes_of_loop<literal_type> in_loop(graph, n.operand[1]);
                found = found || in_loop.contains(addition) || in_loop.contains(place);
            }
            for (int k = 0; k < n.what->arity; ++k)
                if (n.operand[k] >= 0) needed[n.operand[k]] = true;
        }
        return found;
    }
};

}
