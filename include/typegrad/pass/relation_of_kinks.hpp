// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What two kinks have to do with each other if values that rest decide: numbers that an expression holds, and arguments that are not
// differentiated. Both kinks are computed at the call, at the same two points at random. If they grow from the first point to the second one by
// the same factor, they are multiples of one value.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/scratch.hpp>
#include <typegrad/pass/cone.hpp>
#include <typegrad/pass/norms_of_graph.hpp>
#include <typegrad/pass/rewrite.hpp>

namespace typegrad::inline v0_2::pass::detail {

// The value t of a kink, or a norm, where all that moves has the k-th of its values at random. None if too much is behind it.
template <class Literal>
constexpr tracer<Literal> value_at_random(graph::builder<Literal>& graph, norms_of_graph<Literal>& norms, typename norms_of_graph<Literal>::half_norm const& kink, int k) {
    using value = tracer<Literal>;
    auto const is_moving = [&](int i) { return norms.moves(i); };
    bool const second_moves = kink.q >= 0 && is_moving(kink.q), both_move = second_moves && is_moving(kink.p);
    cone const all(graph, second_moves && !both_move ? kink.q : kink.p, both_move ? kink.q : -1, is_moving, [](int) { return false; }, 60);
    if (!all.is_complete) return value::none();
    graph::scratch<value> const becomes(kink.node + 1);
    graph::scratch<bool> const moves(kink.node + 1);
    auto const of = [&](int operand) {
        if (operand < 0) return value(graph.literal_at(operand));
        return moves[operand] ? becomes[operand] : value(&graph, operand);
    };
    auto const put = [&](int i, value v) { becomes[i] = v, moves[i] = true; };
    for (int j = 0; j < all.leaves.size; ++j) put(all.leaves[j], value(static_cast<Literal>(number_at_random(all.leaves[j], k))));
    for (int j = all.nodes.size - 1; j >= 0; --j) {
        int const i = all.nodes[j];
        graph::node const n = graph[i];
        if (is_sampled(n)) put(i, reapply(n, of(n.operand[0]), n.what->arity > 1 ? of(n.operand[1]) : value(), n.what->arity > 2 ? of(n.operand[2]) : value()));
        else put(i, value(static_cast<Literal>(number_at_random(i, k))));
    }
    if (kink.q < 0) return of(kink.p) - value(kink.offset);
    return moves[kink.p] ? of(kink.p) - of(kink.q) : of(kink.q) - of(kink.p);  // the same sign for max(t, 0) and max(0, t)
}
// That kink at the two points; it is found once in a sweep.
template <class Literal>
constexpr typename norms_of_graph<Literal>::moved_kink moved(graph::builder<Literal>& graph, norms_of_graph<Literal>& norms, typename norms_of_graph<Literal>::half_norm const& kink) {
    for (int n = 0; n < norms.moved.size; ++n)
        if (norms.moved[n].node == kink.node && norms.moved[n].q == kink.q) return norms.moved[n];
    typename norms_of_graph<Literal>::moved_kink result{kink.node, kink.q};
    graph::appending<graph::builder<Literal>> const appends(graph, false);
    result.t = value_at_random(graph, norms, kink, 0);
    result.is_known = !result.t.is_none();
    if (result.is_known) result.growth = value_at_random(graph, norms, kink, 1) / result.t;
    norms.moved.push(result);
    return result;
}

template <class Literal>
struct relation_of_kinks {
    bool is_known = false;  // false: too much is behind one of them
    tracer<Literal> ratio{};  // the first one, or its part of |t|, as a multiple of the magnitude of the second one, if `holds`
    condition<Literal> holds{false};
    condition<Literal> is_same{false};  // both are the same kink
};
// Of two kinks of which norms_of_graph says that they may be multiples.
template <class Literal>
constexpr relation_of_kinks<Literal> related(graph::builder<Literal>& graph, norms_of_graph<Literal>& norms, typename norms_of_graph<Literal>::half_norm const& kink,
                                             typename norms_of_graph<Literal>::half_norm const& r) {
    auto const of_kink = moved(graph, norms, kink), of_r = moved(graph, norms, r);
    relation_of_kinks<Literal> result;
    result.is_known = of_kink.is_known && of_r.is_known;
    if (!result.is_known) return result;
    graph::appending<graph::builder<Literal>> const appends(graph, false);
    result.holds = abs(of_kink.growth - of_r.growth) <= Literal(1e-9) * abs(of_r.growth);
    result.ratio = of_kink.t / of_r.t;
    bool const is_norm = kink.p == kink.node, r_is_norm = r.p == r.node;
    if (!is_norm && !r_is_norm && kink.share == r.share) result.is_same = result.ratio == 1;
    if (!is_norm && !r_is_norm) result.ratio = abs(result.ratio);
    else if (!is_norm) result.ratio = abs(of_kink.t) / of_r.t;
    else if (!r_is_norm) result.ratio = of_kink.t / abs(of_r.t);
    result.ratio = result.ratio * static_cast<Literal>(kink.share);
    return result;
}

}
