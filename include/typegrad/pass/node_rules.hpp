// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What a node can do: the rules of its operation as the passes call them. A node points to them, so that a pass needs no
// list of operations, and only those that a program uses are compiled. Which they are for each operation: pass/rules.hpp.
#pragma once
#pragma GCC system_header

#include <typegrad/pass/kink.hpp>

namespace typegrad::inline v0_2::pass {

template <class Literal>
class reverse_sweep;
template <class Literal>
class forward_sweep;
namespace detail {
    template <class Literal>
    struct tangents;
    template <class Literal>
    struct rewriting;

    // pass/quotient_at_zero.hpp
    template <class Literal>
    class norms_of_graph;
    template <class Literal>
    constexpr tracer<Literal> quotient_at_zero(graph::builder<Literal>& graph, tracer<Literal> w, norms_of_graph<Literal>& norms, int r, tracer<Literal> square, int& budget);

    // Whether b is -a by its form: -a itself, q - p where a is p - q, or the same multiple of such values.
    constexpr bool is_opposite(auto const& graph, int a, int b) {
        if (a < 0 || b < 0) return false;
        graph::node const &m = graph[a], &n = graph[b];
        if (n.operation == code<neg_> && n.operand[0] == a) return true;
        if (m.operation != n.operation) return false;
        if (m.operation == code<sub_>) return m.operand[0] == n.operand[1] && m.operand[1] == n.operand[0];
        return m.operation == code<mul_> && m.operand[0] == n.operand[0] && is_opposite(graph, m.operand[1], n.operand[1]);
    }
    // The operand a of max(a, -a) and the like, which are the magnitude of a up to its sign. Else -1.
    constexpr int opposite_operand(auto const& graph, graph::node const& n) {
        if (!is_extreme(n.operation)) return -1;
        for (int k = 0; k < 2; ++k)
            if (int const a = n.operand[k], b = n.operand[1 - k]; a >= 0 && b >= 0 && is_opposite(graph, a, b)) return a;
        return -1;
    }
    // The operations whose value is the magnitude of their operands.
    constexpr bool is_norm(int operation) {
        return operation == code<norm_> || operation == code<abs_> || operation == code<hypot_> || operation == code<hypot_of_three_> ||
               operation == code<norm_by_power_> || operation == code<copysign_>;
    }
    // The operations whose value is one for some operands.
    constexpr bool may_be_norm(int operation) { return is_norm(operation) || operation == code<sqrt_> || is_extreme(operation); }
    // The operations that may have kinks which make a magnitude together with others.
    constexpr bool may_have_partner(int operation) { return may_be_norm(operation) || operation == code<relu_> || operation == code<fdim_> || operation == code<clamp_>; }
    // Also max(a, -a) and the like, up to the sign.
    constexpr bool is_magnitude(auto const& graph, graph::node const& n) { return is_norm(n.operation) || opposite_operand(graph, n) >= 0; }
}
template <class Literal>
struct rules : facts {
    void (*reverse)(reverse_sweep<Literal>&, int);                                              // pass/reverse.hpp
    tracer<Literal> (*forward)(forward_sweep<Literal> const&, int);                             // pass/forward.hpp
    tracer<Literal> (*append)(tracer<Literal>, tracer<Literal>, tracer<Literal>);               // pass/rewrite.hpp
    tracer<Literal> (*partial)(graph::builder<Literal>&, int, int);  // the derivative of a node by its k-th operand alone
};

// A value with the derivative of another one (linear/implicit.hpp) has that one behind its operand, where no other node has
// anything. 0: none.
constexpr int carrier(graph::node const& n) {
    return n.what->arity == 1 ? n.operand[1] : 0;
}

// An operand of a node in the kind that the operation's rules take.
template <class Op, int K, class Literal>
constexpr auto operand(graph::builder<Literal>& graph, graph::node const& n) {
    if constexpr (Op::operand_kind[K] == kind::condition) return tracer<Literal>::of(&graph, n.operand[K]).as_condition();
    else return tracer<Literal>::of(&graph, n.operand[K]);
}

namespace detail {
    template <class Op, class Literal>
    constexpr tracer<Literal> partial_derivative(graph::builder<Literal>& graph, int i, [[maybe_unused]] int k) {
        using value = tracer<Literal>;
        graph::node const n = graph[i];
        value const y(&graph, i), one(1);
        if constexpr (is_kinked<Op>) {
            if (graph.sweeps_to_come() > 0)
                if (kink<Op, Literal> const at(graph, n, [&](int o) { return !graph.is_number(o); }); at.has_sign()) return k == at.operand ? at.slope(y, one) : value(0);
        }
        if constexpr (Op::arity == 1 && Op::active[0]) {
            return Op::first(operand<Op, 0>(graph, n), y, one);
        } else if constexpr (Op::arity == 2 && (Op::active[0] || Op::active[1])) {
            auto const a = operand<Op, 0>(graph, n);
            auto const b = operand<Op, 1>(graph, n);
            if constexpr (Op::active[0]) if (k == 0) return Op::first(a, b, y, one);
            if constexpr (Op::active[1]) if (k == 1) return Op::second(a, b, y, one);
        } else if constexpr (Op::arity == 3) {
            auto const a = operand<Op, 0>(graph, n);
            auto const b = operand<Op, 1>(graph, n);
            auto const c = operand<Op, 2>(graph, n);
            if constexpr (Op::active[0]) if (k == 0) return Op::first(a, b, c, y, one);
            if constexpr (Op::active[1]) if (k == 1) return Op::second(a, b, c, y, one);
            if constexpr (Op::active[2]) if (k == 2) return Op::third(a, b, c, y, one);
        }
        return value(0);
    }
}

// For a graph whose literals know their calls: the rules with such literals, and those with numbers.
template <class Number, bool Loose>
struct two_rules : rules<graph::literal_with_calls<Number, Loose>> {
    facts const* of_numbers;
};
template <class Op, class Number, bool Loose>
struct rules_with_calls {
    static constexpr two_rules<Number, Loose> value{{rules_of<Op, graph::literal_with_calls<Number, Loose>>::value}, graph::what<Op, Number>};
};

}
