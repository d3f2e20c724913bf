// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The adjoint w of a norm r as a series in r, where r is 0: what of the graph lies between r and w moves with r, and so do the norms that are
// multiples of r.
#pragma once
#pragma GCC system_header

#include <typegrad/op/gather.hpp>
#include <typegrad/pass/nodes_of_loop.hpp>
#include <typegrad/pass/relation_of_kinks.hpp>
#include <typegrad/pass/relation_of_norms.hpp>

namespace typegrad::inline v0_2::pass::detail {

// The number of node i among these multiples, or -1.
constexpr int number_of(auto const& multiples, int i) {
    for (int k = 0; k < multiples.size; ++k)
        if (multiples[k].node == i) return k;
    return -1;
}

// What the adjoint of a norm r depends on, down to r, and the norms in it that may be multiples of r.
template <class Literal>
class way_to_norm {
    using value = tracer<Literal>;
    using builder = graph::builder<Literal>;

public:
    using multiples = graph::detail::growing<typename norms_of_graph<Literal>::multiple>;

    graph::detail::growing<int> nodes{32};        // descending
    multiples at_run_time{4};                     // the norms whose ratio to r is computed at run time
    graph::detail::growing<value> ratios{4};      // these ratios
    bool depends_on_more = false;                 // than multiples of r
    condition<Literal> is_of_first_order{false};  // see adjoint_at_zero
    condition<Literal> is_clear{true};

    constexpr way_to_norm(builder& graph, norms_of_graph<Literal>& norms, multiples const& members, int r, int last)
        : graph_(graph), norms_(norms), members_(members), r_(r), last_(last), depends_(last), loops_(2) {}

    // False: there is too much on the way, or r is a norm of other rows or steps than the adjoint is.
    constexpr bool find(int& budget) {
        int const lowest = norms_.first();
        depends_[last_] = by_value | here;
        descending_set open(last_ + 1);
        open.insert(last_);
        for (int i = open.take(); i >= lowest; i = open.take()) {
            if (budget < 0) return false;
            --budget;
            nodes.push(i);
            bool const is_member = number_of(members_, i) >= 0, is_norm = norms_.has(i);
            bool is_multiple = is_member;
            if (!is_member && depends_[i] != 0 && norms_.may_be_multiple(i, r_)) {
                is_multiple = note_kink(i);
            } else if (!is_member && is_norm && depends_[i] != 0) {
                auto const found = related(graph_, norms_, i, r_);
                if ((found.any || found.is_longer) && is_elsewhere(i)) return false;
                is_multiple = note_relation(i, found);
                if (found.any) budget -= i - lowest;
            }
            graph::node const n = graph_[i];
            if (n.what->reduces && n.operation != code<final_>) loops_.push(n.operand[1]);
            depends_on_more = depends_on_more || (!is_member && (n.what->arity == 0 || is_norm));
            if (!is_multiple) open_operands(i, n, lowest, open);
        }
        return budget >= 0;
    }

private:
    // How the adjoint depends on a node: not by conditions alone, and not only by what rows or steps give together.
    static constexpr char by_value = 1, here = 2;

    // One norm a row, or a step, is none that is there where the adjoint is.
    constexpr bool is_elsewhere(int i) const {
        if ((depends_[i] & here) != 0) return false;
        if ((graph_.steps_of(i) & ~graph_.steps_of(last_)) != 0) return true;
        for (int k = 0; k < loops_.size; ++k)
            if (nodes_of_loop<Literal>(graph_, loops_[k]).contains(i)) return true;
        return false;
    }
    // Whether the norm i is looked at as a multiple of r.
    constexpr bool note_relation(int i, relation<Literal> const& found) {
        bool const may_hold = found.any && !(found.holds.value().is_literal() && found.holds.value().is_zero());
        // One that is not 0 where r is 0 is no multiple there.
        if (may_hold) at_run_time.push({i, 1.0}), ratios.push(select(found.holds && value(&graph_, i) == 0, found.ratio, value(0)));
        if (found.is_of_first_order) is_of_first_order = is_of_first_order || value(&graph_, i) == 0;
        if (found.is_longer) is_clear = is_clear && value(&graph_, i) != 0;
        if (found.any) is_clear = is_clear && (found.holds || value(&graph_, i) != 0);
        return may_hold;
    }
    // The same of a kink i, or of a norm where r is a kink.
    constexpr bool note_kink(int i) {
        auto const found = related(graph_, norms_, norms_.kink_of(i), norms_.kink_of(r_));
        if (!found.is_known) return false;
        at_run_time.push({i, 1.0}), ratios.push(select(found.holds && norms_.zero_of(graph_, i) == 0, found.ratio, value(0)));
        return true;
    }
    constexpr void open_operands(int i, graph::node const& n, int lowest, descending_set& open) {
        for (int k = 0; k < n.what->arity; ++k) {
            int const o = n.operand[k];
            if (o < lowest) {
                depends_on_more = depends_on_more || o >= 0;
                continue;
            }
            open.insert(o);
            if (depends_[i] == 0 || n.what->operand_kind[k] != kind::value || n.what->result != kind::value) continue;
            // What is recalled was made in other steps.
            depends_[o] |= n.what->reduces || is_recall(n.operation) ? by_value : depends_[i];
        }
    }

    builder& graph_;
    norms_of_graph<Literal>& norms_;
    multiples const& members_;
    int r_, last_;
    graph::scratch<char> depends_;
    graph::detail::growing<int> loops_;
};

template <class Literal>
class adjoint_at_zero {
    using value = tracer<Literal>;
    using builder = graph::builder<Literal>;
    using norms_type = norms_of_graph<Literal>;
    using multiples = typename way_to_norm<Literal>::multiples;

public:
    static constexpr int most = part_at_zero<Literal>::most;

    bool known = false;  // false: between r and w there is too much, or a call
    value w{};           // where r is 0
    value slope[most]{}; // the derivatives in r there: the first, the second, … as many as were asked for
    bool ends = true;    // whether the one behind the last of them is 0 by its form
    value drift = value::none();  // what w begins with where the leaves of r move and r rests, if they go into w by other ways than r
    condition<Literal> is_of_first_order{false};  // that only the first derivative is known
    condition<Literal> is_clear{true};  // that no other norm in w is 0 there as well, unless it is known what it has to do with r

    // `budget`: how many nodes may be visited still.
    constexpr adjoint_at_zero(builder& graph, value adjoint, norms_type& norms, int r, bool of_one, int count, int& budget) {
        if (adjoint.is_literal()) {
            known = true, w = adjoint;
            return;
        }
        multiples members(8);
        norms.each_multiple(r, [&](auto const& m) { members.push(m); });
        int const last = adjoint.id();
        if (last < norms.first()) {
            known = true, w = adjoint;
            if (!of_one) find_drift(graph, last, norms, members, r);
            return;
        }
        way_to_norm<Literal> way(graph, norms, members, r, last);
        bool const found = way.find(budget);
        is_of_first_order = way.is_of_first_order;
        is_clear = way.is_clear;
        if (!found || !expand(graph, adjoint, norms, members, way, r, count)) return;
        // (Not where the order is not known: it would be looked at anew at each one.)
        if (known && !of_one && !w.is_literal() && way.depends_on_more && graph.sweeps_to_come() < builder::many) find_drift(graph, last, norms, members, r);
    }

private:
    // False: there is something on the way that cannot be copied.
    constexpr bool expand(builder& graph, value adjoint, norms_type const& norms, multiples const& members, way_to_norm<Literal> const& way, int r, int count) {
        int const last = adjoint.id();
        part_at_zero<Literal> part(graph, last);
        for (int k = way.nodes.size - 1; k >= 0; --k) {
            int const i = way.nodes[k], member = number_of(members, i);
            if (int const m = number_of(way.at_run_time, i); m >= 0) part.take_multiple(i, way.ratios[m]);
            else if (member >= 0 && i != r && (norms.is_beside_number(r) || norms.is_beside_number(i)))
                part.take_multiple(i, select(norms.zero_of(graph, i) == 0, value(static_cast<Literal>(members[member].ratio)), value(0)));
            else if (member >= 0 && norms.half_at(i)) part.take_multiple(i, value(static_cast<Literal>(members[member].ratio)));
            else if (!part.take(i, member >= 0 ? members[member].ratio : 0)) return false;
        }
        known = true;
        w = adjoint;
        if (!part.has(last)) return true;
        auto const series = part.expand(last, count, true);
        known = series.known;
        ends = series.ends;
        w = series.derivative[0];
        for (int k = 0; k < count; ++k) slope[k] = series.derivative[k + 1];
        return true;
    }
    constexpr void find_drift(builder& graph, int from, norms_type const& norms, multiples const& members, int r) {
        auto const moves = [&](int i) { return i >= norms.first_node(); };
        cone const of_w(graph, from, -1, moves, [&](int i) { return number_of(members, i) >= 0; }, 60);
        if (!of_w.is_complete || graph.has_steps()) return;
        bool has_leaves = false;
        for (int j = 0; j < of_w.leaves.size; ++j) has_leaves = has_leaves || (number_of(members, of_w.leaves[j]) < 0 && !graph.is_number(of_w.leaves[j]));
        if (!has_leaves) return;
        cone const of_r(graph, r, -1, moves, [](int) { return false; }, 60);
        if (!of_r.is_complete) return;
        auto const moves_with_r = [&](int leaf) {
            for (int k = 0; k < of_r.leaves.size; ++k)
                if (of_r.leaves[k] == leaf) return !graph.is_number(leaf);
            return false;
        };
        bool moving = false;
        for (int j = 0; j < of_w.leaves.size; ++j) moving = moving || (number_of(members, of_w.leaves[j]) < 0 && moves_with_r(of_w.leaves[j]));
        if (!moving) return;
        part_at_zero<Literal> part(graph, from, 0);
        for (int j = 0; j < of_w.leaves.size; ++j) {
            int const leaf = of_w.leaves[j];
            if (number_of(members, leaf) >= 0) part.hold(leaf);
            else if (moves_with_r(leaf)) part.move(leaf, static_cast<Literal>(number_at_random(leaf, 0)));
        }
        for (int k = of_w.nodes.size - 1; k >= 0; --k)
            if (!take_resting(part, norms, of_w.nodes[k])) return;
        if (!part.has(from)) return;
        auto const series = part.expand(from, 1);
        if (series.known && !series.derivative[1].is_zero()) drift = series.derivative[1];
    }
};

}
