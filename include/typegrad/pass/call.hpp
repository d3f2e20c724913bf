// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The rules of calls (op/call.hpp). Sweeps meet the results, then the call, then the chain; the derivative goes from the
// results to the arguments at the call, all at once.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/call.hpp>
#include <typegrad/pass/rules.hpp>

namespace typegrad::inline v0_2::pass {

namespace detail {
    template <class Literal>
    constexpr tracer<Literal> no_derivative(graph::builder<Literal>&, int, int) {
        return tracer<Literal>(0);
    }
    template <class Op, class Literal>
    constexpr tracer<Literal> node_of(graph::builder<Literal>& graph, int a, int b) {
        return tracer<Literal>(&graph, graph.append({code<Op>, graph::what<Op, Literal>, {a, b, 0}}));
    }

    // What a derivative of a call with several results holds for each of them.
    template <class Literal>
    constexpr void take_entries(graph::builder<Literal> const& graph, graph::builder<Literal>* builder, tracer<Literal> entries, auto&& take) {
        using value = tracer<Literal>;
        if (entries.is_literal()) return;
        for (int i = entries.id(); i >= 0 && graph[i].what->components == 0; i = graph[i].operand[1]) take(graph[i].operation, value::of(builder, graph[i].operand[0]));
    }
    template <int K, class Literal>
    constexpr tracer<Literal> entry_of(graph::builder<Literal>& graph, tracer<Literal> entries) {
        tracer<Literal> result(0);
        take_entries(graph, &graph, entries, [&](int operation, tracer<Literal> w) { result = operation == code<entry_<K>> ? w : result; });
        return result;
    }
    template <int K, class Literal>
    constexpr tracer<Literal> with_entry(graph::builder<Literal>& graph, int call, tracer<Literal> entries, tracer<Literal> w) {
        return node_of<entry_<K>, Literal>(graph, w.operand_in(graph), entries.is_literal() ? call : entries.id());
    }
    template <class Literal, int... K>
    constexpr tracer<Literal> entries_of(graph::builder<Literal>& graph, int call, tracer<Literal> const* w, std::integer_sequence<int, K...>) {
        tracer<Literal> entries(0);
        ((entries = w[K].is_zero() ? entries : with_entry<K, Literal>(graph, call, entries, w[K])), ...);
        return entries;
    }

    template <class Op, class Literal>
    struct part_rules {
        using value = tracer<Literal>;
        using builder = graph::builder<Literal>;

        static constexpr void reverse(reverse_sweep<Literal>&, int) {}
        static constexpr value forward(forward_sweep<Literal> const&, int) { return value(std::is_same_v<Op, argument_> ? 1 : 0); }  // that there is one
        static constexpr value append(value a, [[maybe_unused]] value b, value) {
            if constexpr (Op::arity == 0) return a;
            else if constexpr (Op::arity == 1) return node_of<Op, Literal>(*a.graph(), a.id(), 0);
            else {
                builder& graph = a.graph() ? *a.graph() : *b.graph();
                return node_of<Op, Literal>(graph, a.operand_in(graph), b.operand_in(graph));
            }
        }
    };
    template <class Op, class Literal>
    struct component_rules;
    template <int K, class Literal>
    struct component_rules<component_<K>, Literal> {
        static constexpr void reverse(reverse_sweep<Literal>& sweep, int i) {
            int const call = sweep.graph()[i].operand[0];
            sweep.set(call, with_entry<K, Literal>(sweep.graph(), call, sweep[call], sweep[i]));
        }
        static constexpr tracer<Literal> forward(forward_sweep<Literal> const& sweep, int i) { return entry_of<K, Literal>(sweep.graph(), sweep[sweep.graph()[i].operand[0]]); }
        // Of a derivative of the call, which is a node, what it holds for this result.
        static constexpr tracer<Literal> partial(graph::builder<Literal>& graph, int, int entries) {
            return entry_of<K, Literal>(graph, tracer<Literal>(&graph, entries));
        }
    };

    template <class Op, class Literal>
    struct call_rules {
        using value = tracer<Literal>;
        using builder = graph::builder<Literal>;
        static constexpr int n = Op::components;

        static constexpr void reverse(reverse_sweep<Literal>& sweep, int i) {
            builder& graph = sweep.graph();
            operands const at(graph, i);
            value w[static_cast<std::size_t>(n)];
            if constexpr (n == 1) w[0] = sweep[i];
            else take(graph, sweep[i], w, std::make_integer_sequence<int, n>{});
            bool wanted[static_cast<std::size_t>(Op::arguments) + 1]{};
            for (int j = 0; j < Op::arguments; ++j) wanted[j] = at.operand[j] >= 0 && sweep.receives(at.operand[j]);

            // What is behind a gate is computed without it, and gated where it arrives: inside of a call no gate holds.
            value const gated_by = common_gate(w);
            for (int k = 0; k < n; ++k)
                if (!gated_by.is_none() && w[k].template is_a<gate_>() && w[k].operand(0).same(gated_by)) w[k] = w[k].operand(1);
            value owed[static_cast<std::size_t>(Op::arguments) + 1];
            set_to_zero(owed);
            Op::pull_back(graph, at.argument, at.result, w, wanted, owed);
            for (int j = 0; j < Op::arguments; ++j)
                if (wanted[j] && !owed[j].is_zero()) sweep.add(at.operand[j], gated_by.is_none() ? owed[j] : gate(gated_by.as_condition(), owed[j]));
        }
        static constexpr value forward(forward_sweep<Literal> const& sweep, int i) {
            operands const at(sweep.graph(), i);
            value tangent[static_cast<std::size_t>(Op::arguments) + 1];
            for (int j = 0; j < Op::arguments; ++j) tangent[j] = sweep[at.operand[j]];
            return pushed(sweep.graph(), i, at, tangent);
        }
        static constexpr value append(value link, value, value) { return node_of<Op, Literal>(*link.graph(), link.id(), 0); }
        static constexpr value partial(builder& graph, int i, int j) {
            operands const at(graph, i);
            value tangent[static_cast<std::size_t>(Op::arguments) + 1];
            set_to_zero(tangent);
            tangent[j] = value(1);
            return pushed(graph, i, at, tangent);
        }

    private:
        struct operands {
            int operand[static_cast<std::size_t>(Op::arguments) + 1]{};
            value argument[static_cast<std::size_t>(Op::arguments) + 1];
            value result[static_cast<std::size_t>(n)];

            constexpr operands(builder& graph, int call) {
                int j = Op::arguments, results[n]{};
                graph::each_argument([&](int k) { return graph[k]; }, call, [&](int a) { operand[--j] = a; });
                for (j = 0; j < Op::arguments; ++j) argument[j] = value::of(&graph, operand[j]);
                graph::append_results<Op>(graph, call, results);
                for (int k = 0; k < n; ++k) result[k] = value(&graph, results[k]);
            }
        };
        static constexpr value pushed(builder& graph, int i, operands const& at, value const* tangent) {
            value moves[static_cast<std::size_t>(n)];
            Op::push_forward(graph, at.argument, at.result, tangent, moves);
            if constexpr (n == 1) return moves[0];
            else return entries_of<Literal>(graph, i, moves, std::make_integer_sequence<int, n>{});
        }
        template <int... K>
        static constexpr void take(builder& graph, value entries, value* w, std::integer_sequence<int, K...>) {
            ((w[K] = entry_of<K, Literal>(graph, entries)), ...);
        }
        static constexpr value common_gate(value const* w) {
            value common = value::none();
            for (int k = 0; k < n; ++k) {
                if (w[k].is_zero()) continue;
                if (!w[k].template is_a<gate_>()) return value::none();
                value const c = w[k].operand(0);
                common = common.is_none() || common.same(c) ? c : (common.as_condition() || c.as_condition()).value();
            }
            return common;
        }
    };
}

template <class Op, class Literal>
    requires is_part_of_call<Op>
struct rules_of<Op, Literal> {
    using part = detail::part_rules<Op, Literal>;
    static constexpr rules<Literal> value{facts_of<Op>, &part::reverse, &part::forward, &part::append, &detail::no_derivative<Literal>};
};
template <int K, class Literal>
struct rules_of<component_<K>, Literal> {
    using component = detail::component_rules<component_<K>, Literal>;
    static constexpr rules<Literal> value{facts_of<component_<K>>, &component::reverse, &component::forward, &detail::part_rules<component_<K>, Literal>::append, &component::partial};
};
template <class Op, class Literal>
    requires is_call<Op>
struct rules_of<Op, Literal> {
    using call = detail::call_rules<Op, Literal>;
    static constexpr rules<Literal> value{facts_of<Op>, &call::reverse, &call::forward, &call::append, &call::partial};
};

}
