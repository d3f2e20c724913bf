// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What two norms have to do with each other where both are 0, if neither is a multiple of the other by a constant that is known: to first
// order each is what it grows by in a direction, and the ratio of two of them may be the same in all directions.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/for_a_sweep.hpp>
#include <typegrad/graph/scratch.hpp>
#include <typegrad/pass/cone.hpp>
#include <typegrad/pass/norms_of_graph.hpp>
#include <typegrad/pass/part_at_zero.hpp>

namespace typegrad::inline v0_2::pass::detail {

// Takes the node i, which rests if it is a norm that is 0.
template <class Literal>
constexpr bool take_resting(part_at_zero<Literal>& part, norms_of_graph<Literal> const& norms, int i) {
    if (norms.has(i)) return part.take_norm(i);
    return part.take(i, 0);
}
// Takes what these two norms depend on, whose leaves move in the k-th direction at random.
template <class Literal>
constexpr bool take_moving(part_at_zero<Literal>& part, graph::builder<Literal> const& graph, norms_of_graph<Literal> const& norms, cone const& all, int k, int norm, int r) {
    for (int j = 0; j < all.leaves.size; ++j)
        if (int const leaf = all.leaves[j]; !graph.is_number(leaf)) part.move(leaf, static_cast<Literal>(number_at_random(leaf, k)));
    for (int j = all.nodes.size - 1; j >= 0; --j)
        if (int const i = all.nodes[j]; i == norm || i == r ? !part.take(i, 0) : !take_resting(part, norms, i)) return false;
    return true;
}
// The square of a norm as a multiple of the square of the way; or none.
template <class Literal>
constexpr tracer<Literal> growth(graph::builder<Literal>& graph, part_at_zero<Literal>& part, int norm) {
    using value = tracer<Literal>;
    graph::node const n = graph[norm];
    bool const of_square = n.operation == code<norm_> || n.operation == code<sqrt_> || n.operation == code<norm_by_power_>;
    bool const of_one = of_square || n.operation == code<abs_> || n.operation == code<copysign_> || opposite_operand(graph, n) >= 0;
    value sum(0);
    for (int k = 0; k < (of_one ? 1 : n.what->arity); ++k) {
        if (n.operand[k] < 0 || !part.has(n.operand[k])) continue;
        auto const series = part.expand(n.operand[k], of_square ? 2 : 1);
        if (!series.known) return value::none();
        value const square = of_square ? series.derivative[2] * 0.5 : series.derivative[1] * series.derivative[1];
        sum = sum.is_zero() ? square : sum + square;
    }
    return sum;
}

// Whether the norm r of one number has a derivative there that is not 0: |t| is then as smooth as t, if t keeps its sign. (Of magnitudes
// pass/kink.hpp tells.)
template <class Literal>
constexpr condition<Literal> is_steep(graph::builder<Literal>& graph, norms_of_graph<Literal> const& norms, int r) {
    using truth = condition<Literal>;
    if (norms.is_magnitude(r)) return truth(true);
    bool is_linear = true;
    auto const moves = [&](int i) { return i >= norms.first_node(); };
    norms.is_of_one(r, [&](int base, int exponent) { is_linear = is_linear && exponent == 1 && (!moves(base) || is_piecewise_linear(graph, base, moves)); });
    if (is_linear) return truth(true);
    cone const all(graph, r, -1, moves, [](int) { return false; }, 60);
    if (!all.is_complete || graph.has_steps()) return truth(false);
    part_at_zero<Literal> part(graph, r, 0);
    if (!take_moving(part, graph, norms, all, 0, r, r)) return truth(false);
    auto const speed = growth(graph, part, r);
    if (speed.is_none()) return truth(false);
    return speed != 0;
}

// The norm is at best `ratio` · r, if `holds`. The numbers that decide may be known at run time only: the ratio is computed there, at two points.
template <class Literal>
struct relation {
    bool any = false;                // false: the norm does not depend on what r depends on
    bool is_of_first_order = false;  // what the ratio is where more derivatives are asked for is not known
    bool is_longer = false;          // the norm has another part, which does not depend on that
    tracer<Literal> ratio{};
    condition<Literal> holds{false};
};

template <class Literal>
class pair_of_norms {
    using value = tracer<Literal>;
    using builder = graph::builder<Literal>;

public:
    constexpr pair_of_norms(builder& graph, norms_of_graph<Literal> const& norms, int norm, int r)
        : graph_(graph), norms_(norms), norm_(norm), r_(r), last_((norm < r ? r : norm) + 1), first_(norms.first_node()), moves_(last_) {}

    constexpr relation<Literal> find() {
        bool const at_run_time = find_moving();
        relation<Literal> result;
        result.any = moves_[norm_];
        if (norms_.half_at(r_) && result.any) return result;
        result.is_longer = has_resting_operand();
        if (result.is_longer) result.any = false;
        if (!result.any) return result;
        bool const norm_of_one = norms_.is_of_one(norm_), r_of_one = norms_.is_of_one(r_);
        if (at_run_time) {
            find_at_two_points(result);
            // Magnitudes of one number, |sin(p t)| and |t|, may be multiples to first order.
            if (relation<Literal> first; norm_of_one && r_of_one && find_to_first_order(first)) {
                result.ratio = select(result.holds, result.ratio, first.ratio);
                result.is_of_first_order = graph_.sweeps_to_come() > 1;
                result.holds = result.holds || first.holds;
            }
        } else if (norm_of_one == r_of_one && find_to_first_order(result)) {
            result.is_of_first_order = graph_.sweeps_to_come() > 1;
        }
        return result;
    }

private:
    // Marks the leaves of r, and all that they go into. Returns whether something that does not move is used beside it.
    constexpr bool find_moving() {
        descending_set open(r_ + 1);
        open.insert(r_);
        for (int i = open.take(); i >= first_; i = open.take()) {
            moves_[i] = true;
            for (int k = 0; k < graph_[i].what->arity; ++k)
                if (int const o = graph_[i].operand[k]; o >= first_ && !graph_.is_number(o)) open.insert(o);
        }
        bool at_run_time = false;
        for (int i = first_; i < last_; ++i) {
            graph::node const& n = graph_[i];
            if (n.what->arity == 0) continue;
            bool moves = false, rests = false;
            for (int k = 0; k < n.what->arity; ++k)
                if (int const o = n.operand[k]; o >= 0) (o >= first_ && moves_[o] ? moves : rests) = true;
            moves_[i] = moves;
            at_run_time = at_run_time || (moves && rests);
        }
        return at_run_time;
    }
    constexpr bool has_resting_operand() const {
        graph::node const& n = graph_[norm_];
        if (n.operation != code<hypot_> && n.operation != code<hypot_of_three_>) return false;
        for (int k = 0; k < n.what->arity; ++k)
            if (int const o = n.operand[k]; o < 0 ? graph_.literal_at(o) != 0 : o < first_ || !moves_[o]) return true;
        return false;
    }
    constexpr void find_at_two_points(relation<Literal>& result) const {
        graph::appending<builder> const appends(graph_, false);
        value const one = ratio_at(0), other = ratio_at(1);
        result.ratio = one;
        result.holds = abs(one - other) <= Literal(1e-9) * abs(one);
    }
    // norm / r where what moves has the k-th of its values at random.
    constexpr value ratio_at(int k) const {
        graph::scratch<value> const becomes(last_);
        auto const of = [&](int operand) {
            if (operand < 0) return value(graph_.literal_at(operand));
            return operand >= first_ && moves_[operand] ? becomes[operand] : value(&graph_, operand);
        };
        for (int i = first_; i < last_; ++i) {
            if (!moves_[i]) continue;
            graph::node const n = graph_[i];
            if (is_sampled(n)) becomes[i] = reapply(n, of(n.operand[0]), n.what->arity > 1 ? of(n.operand[1]) : value(), n.what->arity > 2 ? of(n.operand[2]) : value());
            else becomes[i] = value(static_cast<Literal>(number_at_random(i, k)));
        }
        return becomes[norm_] / becomes[r_];
    }
    // To first order the ratio is that of what the norms do in one direction; and in another one. False: there is too much of it.
    constexpr bool find_to_first_order(relation<Literal>& result) const {
        cone const all(graph_, norm_, r_, [&](int i) { return i >= first_; }, [](int) { return false; }, 24);  // each pair of norms is looked at
        if (!all.is_complete || graph_.has_steps()) return false;
        value ratio[2]{};
        for (int k = 0; k < 2; ++k) {
            part_at_zero<Literal> part(graph_, norm_ < r_ ? r_ : norm_, 0);
            if (!take_moving(part, graph_, norms_, all, k, norm_, r_)) return false;
            value const a = growth(graph_, part, norm_), b = growth(graph_, part, r_);
            if (a.is_none() || b.is_none()) return false;
            ratio[k] = a / b;
        }
        graph::appending<builder> const appends(graph_, false);
        result.ratio = stop_gradient(sqrt(ratio[0]));
        for (int const i : {norm_, r_})
            if (graph::node const& n = graph_[i]; n.operation == code<copysign_>) result.ratio = copysign(value(1), value::of(&graph_, n.operand[1])) * result.ratio;
            else if (n.operation == code<min_> || n.operation == code<fmin_>) result.ratio = -result.ratio;
        result.holds = abs(ratio[0] - ratio[1]) <= Literal(1e-9) * ratio[0];
        return true;
    }

    builder& graph_;
    norms_of_graph<Literal> const& norms_;
    int norm_, r_, last_, first_;
    graph::scratch<bool> moves_;
};

template <class Literal>
constexpr relation<Literal> related(graph::builder<Literal>& graph, norms_of_graph<Literal>& norms, int norm, int r) {
    if (norm < norms.last_node() && (norms.leaves_of(norm) & norms.leaves_of(r)) == 0) return {};
    return pair_of_norms<Literal>(graph, norms, norm, r).find();
}

}
