// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The rules of rows that are differentiated (op/gather.hpp). What a row's number receives is scattered: added where the number is, in the
// loop that has the row. So the adjoint of all rows is a set of such additions, and is no number. Rows move as rows that are an argument of their own
// do: the tangent of n is the number of these, whose elements are the tangents. (Loops and parts of rows have it as well, for their rows to be
// asked.) How these are differentiated again: pass/second_in_rows.hpp, trace/nested.hpp.
#pragma once
#pragma GCC system_header

#include <typegrad/op/gather.hpp>
#include <typegrad/pass/rules.hpp>

#include <utility>

namespace typegrad::inline v0_2::pass {

namespace detail {
    template <class Literal>
    constexpr bool is_set_of_additions(graph::builder<Literal> const& graph, tracer<Literal> a) {
        return !a.is_literal() && (graph[a.id()].operation == code<scatter_> || graph[a.id()].operation == code<both_>);
    }
    // use(addition) for each of a set, in order; `use` may append nodes.
    template <class Literal>
    constexpr void each_addition(graph::builder<Literal>& graph, tracer<Literal> set, auto&& use) {
        if (set.is_zero()) return;
        graph::detail::growing<int> all(8);
        for (; set.template is_a<both_>(); set = set.operand(0)) all.push(set.operand(1).id());
        all.push(set.id());
        for (int k = all.size - 1; k >= 0; --k) use(tracer<Literal>(&graph, all[k]));
    }
    // The set with one addition more, of that value at that place. The same addition may be in the set already: it is a node, and nodes are not
    // repeated. Then the value is added twice there.
    template <class Literal>
    constexpr tracer<Literal> with_addition(graph::builder<Literal>& graph, tracer<Literal> set, tracer<Literal> value, tracer<Literal> place, tracer<Literal> end) {
        int const known = graph.node_count();
        tracer<Literal> const addition = apply<scatter_>(value, place, end);
        if (set.is_zero()) return addition;
        bool is_there = false;
        if (addition.id() < known) each_addition(graph, set, [&](tracer<Literal> one) { is_there = is_there || one.id() == addition.id(); });
        if (!is_there) return apply<both_>(set, addition);
        tracer<Literal> others(0);
        each_addition(graph, set, [&](tracer<Literal> one) {
            if (one.id() != addition.id()) others = others.is_zero() ? one : tracer<Literal>(apply<both_>(others, one));
        });
        return with_addition(graph, others, value * 2, place, end);
    }
    template <class Literal>
    constexpr void scatter(reverse_sweep<Literal>& sweep, int rows, tracer<Literal> additions) {
        if (sweep[rows].is_zero()) return sweep.set(rows, additions);
        each_addition(sweep.graph(), additions, [&](tracer<Literal> one) { sweep.set(rows, with_addition(sweep.graph(), sweep[rows], one.operand(0), one.operand(1), one.operand(2))); });
    }

    template <class Op, class Literal>
    struct rules_of_rows {
        using value = tracer<Literal>;
        using builder = graph::builder<Literal>;

        static constexpr void reverse(reverse_sweep<Literal>& sweep, int i) {
            builder& graph = sweep.graph();
            if (number_of(graph, i) < 0) return;
            auto const [table, index] = found(graph, i);
            if (sweep.receives(table.id())) scatter(sweep, table.id(), value(apply<scatter_>(sweep[i], apply<place_>(table, index, value(number_of(graph, i))), value(0))));
        }
        static constexpr value forward(forward_sweep<Literal> const& sweep, int i) {
            builder& graph = sweep.graph();
            if (number_of(graph, i) < 0) return number_of(graph, i) == rows_in_part && std::is_same_v<Op, element_> ? sweep[graph[i].operand[0]] : value(0);
            auto const [table, index] = found(graph, i);
            return sweep.moves(table.id()) ? value(apply<element_>(sweep[table.id()], index, value(number_of(graph, i)))) : value(0);
        }
        static constexpr value append(value a, [[maybe_unused]] value b, [[maybe_unused]] value c) {
            if constexpr (std::is_same_v<Op, element_>) return tracing<Literal>::template append<Op>(a, b, c);
            else return tracing<Literal>::template append<Op>(a, b);
        }
        static constexpr value partial(builder&, int, int) { return value(0); }

    private:
        // Which of the row's numbers; negative: the row's number itself, or a number of rows.
        static constexpr Literal number_of(builder const& graph, int i) { return graph.literal_at(graph[i].operand[std::is_same_v<Op, element_> ? 2 : 1]); }
        // Of all rows, and which of them.
        static constexpr auto found(builder& graph, int i) {
            value table(&graph, graph[i].operand[0]), index;
            if constexpr (std::is_same_v<Op, element_>) index = value::of(&graph, graph[i].operand[1]);
            else {
                // Its number is that of the loop; in a part of rows counted from the first part on.
                value const loop = table, number = apply<row_>(loop, value(-1));
                table = loop.operand(0);
                index = number;
                if (table.template is_a<element_>()) {
                    index = apply<element_>(table.operand(0), table.operand(1), value(rows_before_part)) + number;
                    table = table.operand(0);
                }
            }
            return std::pair(table, index);
        }
    };
}

template <class Op, class Literal>
    requires(std::is_same_v<Op, element_> || std::is_same_v<Op, row_>)
struct rules_of<Op, Literal> {
    using rows = detail::rules_of_rows<Op, Literal>;
    static constexpr rules<Literal> value{facts_of<Op>, &rows::reverse, &rows::forward, &rows::append, &rows::partial};
};

}
