// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Smooth functions that are written with a norm, at its zero. Let r be the norm and w its adjoint: its argument x receives (w / r) · x.
// At r = 0 the quotient is closed, and that is right for the derivative, x being 0. It is not for the derivative's derivative: there the
// quotient itself counts. Where w is 0 as well, as it is for every smooth function, the quotient has the limit ∂w/∂r, everything else held;
// and as a function of r it is the series
//
//     w1 + w2 r + w3 r² + …       for  w = w1 r + w2 r² + w3 r³ + …
//
// whose coefficients are derivatives of w at r = 0. This file finds them: the part of the graph between r and w is copied, swept forward
// in r, and appended again with the literal 0 for r. Most of it folds then.
//
// Other norms of the same argument (of its negative, of a multiple, by hypot instead of sqrt) are multiples of r, and move with it.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/for_a_sweep.hpp>
#include <typegrad/op/fold.hpp>
#include <typegrad/op/gather.hpp>
#include <typegrad/pass/descending_set.hpp>
#include <typegrad/pass/forward.hpp>
#include <typegrad/pass/node_rules.hpp>
#include <typegrad/pass/nodes_of_loop.hpp>
#include <typegrad/pass/rewrite.hpp>

namespace typegrad::inline v0_2::pass::detail {

// A number between 1 and 2.
constexpr double number_at_random(int i, int k) {
    std::uint64_t z = (static_cast<std::uint64_t>(i) * 3 + static_cast<std::uint64_t>(k) + 1) * 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return 1 + static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

// What one or two nodes depend on, through operands that move, down to leaves.
class cone {
public:
    graph::detail::growing<int> nodes{32};   // the others, descending
    graph::detail::growing<int> leaves{8};
    bool is_complete = true;  // false: there are more nodes than that
    int cut = 0;              // so many of the nodes are above the lowest one or two values that all of them depends on
    int nonlinear = 0;        // so many come before the last one that is not piecewise linear, itself included

    constexpr cone(auto const& graph, int a, int b, auto const& moves, auto const& is_leaf, int most) {
        descending_set open((a < b ? b : a) + 1);
        open.insert(a);
        if (b >= 0) open.insert(b);
        int waiting = b >= 0 ? 2 : 1;
        for (int i = open.take(); i >= 0; i = open.take()) {
            --waiting;
            graph::node const& n = graph[i];
            if (n.what->arity == 0 || n.operation == code<row_> || n.operation == code<element_> || is_leaf(i)) leaves.push(i);
            else {
                if (nodes.push(i) == most) {
                    is_complete = false;
                    return;
                }
                int moving = 0;
                for (int k = 0; k < n.what->arity; ++k) {
                    if (n.operand[k] < 0 || !moves(n.operand[k])) continue;
                    ++moving;
                    if (!open.has(n.operand[k])) open.insert(n.operand[k]), ++waiting;
                }
                if (!is_linear(n.operation, moving)) nonlinear = nodes.size;
            }
            if (waiting + leaves.size <= 2) cut = nodes.size;
        }
    }

    static constexpr bool is_linear(int operation, int moving) {
        if (operation == code<mul_> || operation == code<div_> || operation == code<fma_>) return operation != code<div_> && moving == 1;
        return operation == code<add_> || operation == code<sub_> || operation == code<neg_> || operation == code<abs_> || operation == code<relu_> || operation == code<fdim_> ||
               operation == code<select_> || operation == code<gate_> || is_extreme(operation);
    }
};

// Nodes that depend on a number r, in a builder of their own, whose first input stands for r: what they are as a series in r, where r is 0.
template <class Literal>
class part_at_zero {
    using value = tracer<Literal>;
    using builder = graph::builder<Literal>;

public:
    static constexpr int most = builder::many + 1;
    // A value at r = 0 and its derivatives in r there, as many as were asked for.
    struct series {
        bool known = false;  // false: there is too much of it
        bool ends = true;    // whether the derivative behind the last one is 0 by its form
        value derivative[most + 1]{};
    };

    // `sweeps`: how often what is copied is differentiated by its rules for kinks and norms.
    constexpr part_at_zero(builder& graph, int last, int sweeps = builder::many)
        : graph_(graph), part_(128), image_(new int[static_cast<std::size_t>(last) + 1]{}), input_(new int[static_cast<std::size_t>(last) + 1]{}), values_(32), inputs_(16), others_(4), opposites_(1), perhaps_(1) {
        part_.follow(graph.kinks());
        part_.expect_sweeps(sweeps);
        radius_ = value(&part_, part_.input());
        inputs_.push(value(0));
    }
    constexpr part_at_zero(part_at_zero const&) = delete;
    constexpr part_at_zero& operator=(part_at_zero const&) = delete;
    constexpr ~part_at_zero() {
        delete[] image_;
        delete[] input_;
    }

    constexpr bool has(int i) const { return image_[i] != 0; }
    // A norm that is that multiple of r, or, where the ratio is 0, not 0 and no multiple.
    constexpr void take_multiple(int i, value ratio) {
        value const scaled = radius_ * input_for(ratio), at_zero = input_for(value(&graph_, i));
        put(i, at_zero + scaled);
        if (!ratio.is_literal()) perhaps_.push(values_[image_[i] - 1]);
        else (ratio.literal() < 0 ? opposites_ : others_).push(values_[image_[i] - 1]);
    }
    // The node i, which is a norm if the ratio is not 0. False for what cannot be copied.
    constexpr bool take(int i, double ratio) {
        if (ratio != 0) return put(i, ratio == 1 ? radius_ : radius_ * static_cast<Literal>(ratio)), true;
        graph::node const n = graph_[i];
        bool depends = false;
        for (int k = 0; k < n.what->arity; ++k) depends = depends || (n.operand[k] >= 0 && has(n.operand[k]));
        if (!depends) return true;
        if (n.what->components > 0 || graph::is_link(n) || component_number(n.operation) >= 0 || carrier(n) > 0 || n.what->reduces) return false;
        // Here r is 0, and what is behind the contrary is not needed. (What is a multiple at some points only has to be asked.)
        if ((n.operation == code<not_equal_> || n.operation == code<equal_>) && ((is_radius(n.operand[0]) && is_nothing(n.operand[1])) || (is_radius(n.operand[1]) && is_nothing(n.operand[0]))))
            return put(i, value(n.operation == code<equal_> ? 1 : 0)), true;
        // A norm has one side.
        if (n.operation == code<abs_> || n.operation == code<relu_> || is_extreme(n.operation))
            for (int k = 0; k < n.what->arity; ++k)
                if (is_radius(n.operand[k]) || (n.operand[k] >= 0 && has(n.operand[k]) && is_among(values_[image_[n.operand[k]] - 1], perhaps_))) {
                    int const other = n.operand[1 - k];
                    if (n.what->arity == 1 || is_nothing(other)) return put(i, one_side_of(n, k)), true;
                    if (other >= 0 && graph_.is_number(other)) return put(i, select(of(other) == 0, one_side_of(n, k), reapply(n, [&](int operand) { return of(operand); }))), true;
                }
        put(i, reapply(n, [&](int operand) { return of(operand); }));
        return true;
    }
    // The node i, which is a norm of something that moves, and rests if it is 0.
    constexpr bool take_norm(int i) {
        if (!take(i, 0)) return false;
        if (!has(i)) return true;
        value const at_zero = input_for(value(&graph_, i));
        put(i, select(at_zero != 0, values_[image_[i] - 1], at_zero));
        return true;
    }
    // The node i, which moves with that speed.
    constexpr void move(int i, Literal speed) { put(i, input_for(value(&graph_, i)) + radius_ * speed); }
    // The node i, which is 0 and rests.
    constexpr void hold(int i) { put(i, value(0)); }
    // `end`: whether it is asked for `ends`.
    constexpr series expand(int last, int count, bool end = false) {
        series result;
        value* const derivative = result.derivative;
        derivative[0] = values_[image_[last] - 1];
        int made = 0;
        for (; made < count + end && made < most && !derivative[made].is_literal(); ++made) {
            if (part_.node_count() > most_nodes) return result;
            forward_sweep<Literal> sweep(part_, 0);
            sweep.set(0, value(1));
            sweep.run(1);
            derivative[made + 1] = sweep[derivative[made].id()];
        }
        result.ends = made <= count && derivative[made].is_literal() ? true : derivative[made].is_zero();
        if (made > count) made = count;
        put_back(derivative, made + 1);
        for (int k = made + 1; k <= most; ++k) derivative[k] = value(0);
        result.known = true;
        return result;
    }

private:
    constexpr value one_side_of(graph::node const& n, int k) const {
        value const v = values_[image_[n.operand[k]] - 1];
        bool const negative = is_among(v, opposites_) || (v.template is_a<mul_>() && v.operand(0).literal() < 0);
        if (n.operation == code<abs_>) return negative ? -v : v;
        return negative == (n.operation == code<min_> || n.operation == code<fmin_>) ? v : value(0);
    }
    constexpr bool is_radius(int operand) const {
        if (operand < 0 || !has(operand)) return false;
        value const v = values_[image_[operand] - 1];
        if (is_among(v, others_) || is_among(v, opposites_)) return true;
        return v.same(radius_) || (v.template is_a<mul_>() && v.operand(0).is_literal() && v.operand(1).same(radius_));
    }
    static constexpr bool is_among(value v, graph::detail::growing<value> const& values) {
        for (int k = 0; k < values.size; ++k)
            if (v.same(values[k])) return true;
        return false;
    }
    constexpr value input_for(value of_graph) {
        if (of_graph.is_literal()) return of_graph;
        value const input(&part_, part_.input());
        note(of_graph);
        return input;
    }
    constexpr bool is_nothing(int operand) const { return operand < 0 && graph_.literal_at(operand) == 0; }
    constexpr void put(int i, value v) { image_[i] = values_.push(v) + 1; }
    constexpr value of(int operand) {
        if (operand < 0) return value(graph_.literal_at(operand));
        if (image_[operand] != 0) return values_[image_[operand] - 1];
        if (input_[operand] == 0) input_[operand] = part_.input() + 1, note(value(&graph_, operand));
        return value(&part_, input_[operand] - 1);
    }
    // inputs_: for each node of part_ what it is in the graph, if it is an input.
    constexpr void note(value of_graph) {
        while (inputs_.size < part_.node_count() - 1) inputs_.push(value::none());
        inputs_.push(of_graph);
    }
    // These values, at r = 0, in the graph itself: as they stand, so that nothing there is taken for equal but for roundings.
    constexpr void put_back(value* of_part, int count) {
        int const size = part_.node_count();
        bool* const live = new bool[static_cast<std::size_t>(size) + 1]{};
        value* const becomes = new value[static_cast<std::size_t>(size) + 1]{};
        for (int k = 0; k < count; ++k)
            if (!of_part[k].is_literal()) live[of_part[k].id()] = true;
        for (int i = size - 1; i > 0; --i)
            for (int k = 0; live[i] && k < part_[i].what->arity; ++k)
                if (part_[i].operand[k] >= 0) live[part_[i].operand[k]] = true;
        graph::appending<builder> const appends(graph_, false);
        auto const at = [&](int operand) { return operand < 0 ? value(part_.literal_at(operand)) : becomes[operand]; };
        for (int i = 0; i < size; ++i) {
            if (!live[i]) continue;
            graph::node const n = part_[i];
            if (i < inputs_.size && !inputs_[i].is_none()) becomes[i] = inputs_[i];
            else if (n.what->arity == 0) becomes[i] = appended_again(graph_, n);
            else becomes[i] = reapply(n, at);
        }
        for (int k = 0; k < count; ++k)
            if (!of_part[k].is_literal()) of_part[k] = becomes[of_part[k].id()];
        delete[] live;
        delete[] becomes;
    }

    builder& graph_;
    builder part_;
    value radius_;
    int* image_;
    int* input_;
    static constexpr int most_nodes = 1000;  // of the copy, when it is differentiated once more
    graph::detail::growing<value> values_, inputs_;
    graph::detail::growing<value> others_, opposites_, perhaps_;  // positive and negative multiples of r, and norms that are multiples at some points only
};

// Whether node t is made of linear operations and kinks alone, as far as it moves.
template <class Literal, class Moves>
constexpr bool is_piecewise_linear(graph::builder<Literal> const& graph, int t, Moves const& moves) {
    descending_set open(t + 1);
    open.insert(t);
    for (int i = open.take(); i >= 0; i = open.take()) {
        graph::node const& n = graph[i];
        if (n.what->arity == 0 || n.operation == code<row_> || n.operation == code<element_>) continue;
        int moving = 0;
        for (int k = 0; k < n.what->arity; ++k)
            if (n.operand[k] >= 0 && moves(n.operand[k])) ++moving, open.insert(n.operand[k]);
        if (!cone::is_linear(n.operation, moving)) return false;
    }
    return true;
}

// The norms of a graph, and which of them are multiples of each other: those whose ratio is the same for three sets of values at random
// of all that is neither arithmetic nor a root. Also what has a kink in a value t without being a norm, if there is another such kink, or a
// norm, of a multiple of t: relu(t) is (t + |t|) / 2, and its part of |t| moves with the others.
template <class Literal>
class norms_of_graph {
public:
    struct multiple {
        int node;
        double ratio;
    };

    // A node that is c · t + share · |t|, but for a value that moves otherwise, where t is p - q - offset; without q if that is negative.
    struct half_norm {
        int node, p, q;
        double share;
        double lost;  // what the first derivative by convention, where t is 0, is less than c
        double key;   // the same for all that have multiples of t
        Literal offset{0};
        bool is_bound = false;  // one of the two kinks of a clamp
    };

    // Of the nodes first … last-1 of the builder.
    constexpr norms_of_graph(graph::builder<Literal> const& graph, int first, int last) : graph_(graph), first_(first), last_(last), list_(16), halves_(1), bounds_(1) {
        for (int i = first; i < last; ++i)
            if (has(i)) list_.push(i);
            else if (may_be_half_norm(graph[i].operation)) add_half(i);
            else if (graph[i].operation == code<clamp_>) add_bound(i, 1), add_bound(i, 2);
        if (halves_.size > 0) keep_those_with_partners();
    }
    constexpr norms_of_graph(norms_of_graph const&) = delete;
    constexpr norms_of_graph& operator=(norms_of_graph const&) = delete;
    constexpr ~norms_of_graph() {
        delete[] sample_;
        delete[] leaves_;
    }

    // Uses the norms that are multiples of node r, which is one itself.
    template <class Use>
    constexpr void each_multiple(int r, Use&& use) {
        if (list_.size + halves_.size < 2) return use(multiple{r, 1.0});
        take_samples();
        half_norm const* const half = half_at(r);
        sample const of_r = half ? radius_of(*half) : sample_[r];
        for (int n = 0; n < list_.size; ++n)
            if (double const c = list_[n] == r ? 1 : ratio(sample_[list_[n]], of_r); c != 0) use(multiple{list_[n], c});
        for (int n = 0; n < halves_.size; ++n)
            if (double const c = ratio(radius_of(halves_[n]), of_r); c != 0) use(multiple{halves_[n].node, c * halves_[n].share});
    }
    // That node, if it is one with partners; else null.
    constexpr half_norm const* half_at(int i) const {
        for (int n = 0; n < halves_.size; ++n)
            if (halves_[n].node == i) return &halves_[n];
        return nullptr;
    }
    // Uses those that have a multiple of the same t, with how many times as large |t| is as that of `half`, sign included.
    template <class Use>
    constexpr void each_partner(half_norm const& half, Use&& use) const {
        for (int n = 0; n < halves_.size; ++n)
            if (halves_[n].key == half.key) use(halves_[n], value_of(halves_[n], 0) / value_of(half, 0));
    }

    constexpr bool has_halves() const { return halves_.size > 0; }
    // Uses the kinks of node i, a clamp, that have partners.
    template <class Use>
    constexpr void each_bound(int i, Use&& use) const {
        for (int n = 0; n < bounds_.size; ++n)
            if (bounds_[n].node == i) use(bounds_[n]);
    }
    // Uses all kinks that have partners, and are no norms.
    template <class Use>
    constexpr void each_half(Use&& use) const {
        for (int n = 0; n < halves_.size; ++n) use(halves_[n]);
        for (int n = 0; n < bounds_.size; ++n) use(bounds_[n]);
    }
    // One kink for each t.
    template <class Use>
    constexpr void each_kink(Use&& use) const {
        graph::detail::growing<double> keys(4);
        each_half([&](half_norm const& half) {
            bool is_first = true;
            for (int k = 0; k < keys.size; ++k) is_first = is_first && keys[k] != half.key;
            if (is_first) keys.push(half.key), use(half);
        });
    }
    // The value t of a kink.
    static constexpr tracer<Literal> argument_of(graph::builder<Literal>& graph, half_norm const& half) {
        tracer<Literal> t(&graph, half.p);
        if (half.q >= 0) t = t - tracer<Literal>(&graph, half.q);
        if (half.offset != 0) t = t - half.offset;
        return t;
    }
    // The node that all with multiples of that t come after: what the first of them is made of.
    constexpr int where_partners_meet(half_norm const& half) const {
        int n = 0;
        while (halves_[n].key != half.key) ++n;
        return halves_[n].p < halves_[n].q ? halves_[n].q : halves_[n].p;
    }
    // Uses the first one of those that meet there, for each t.
    template <class Use>
    constexpr void each_meeting(int node, Use&& use) const {
        for (int n = 0; n < halves_.size; ++n) {
            bool is_first = where_partners_meet(halves_[n]) == node;
            for (int m = 0; m < n; ++m) is_first = is_first && halves_[m].key != halves_[n].key;
            if (is_first) use(halves_[n]);
        }
    }

    // The first norm of the graph.
    constexpr int first() const { return halves_.size > 0 && (list_.size == 0 || halves_[0].node < list_[0]) ? halves_[0].node : list_[0]; }
    constexpr bool has(int i) const { return graph_[i].operation == code<sqrt_> || detail::is_magnitude(graph_, graph_[i]); }
    constexpr int first_node() const { return first_; }

    // What a norm has to do with the norm r, whose multiple by a constant it is not: nothing, if it does not depend on what r depends on; else
    // at best it is `ratio` · r, if `holds`. The numbers that decide may be known at run time only: the ratio is computed there, at two points.
    struct relation {
        bool any = false;
        bool is_of_first_order = false;  // what the ratio is where more derivatives are asked for is not known
        bool is_longer = false;  // it has another part, which does not depend on that
        tracer<Literal> ratio{};
        condition<Literal> holds{false};
    };
    constexpr relation related(graph::builder<Literal>& graph, int norm, int r) {
        int const last = (norm < r ? r : norm) + 1;
        if (norm < last_ && (leaves_of(norm) & leaves_of(r)) == 0) return {};
        // 1: a leaf of r, or what such a leaf goes into. 2: what nothing of that goes into, and is used beside it.
        char* const varies = new char[static_cast<std::size_t>(last)]{};
        descending_set open(r + 1);
        open.insert(r);
        for (int i = open.take(); i >= first_; i = open.take()) {
            varies[i] = 1;
            for (int k = 0; k < graph_[i].what->arity; ++k)
                if (int const o = graph_[i].operand[k]; o >= first_ && !graph_.is_number(o)) open.insert(o);
        }
        bool at_run_time = false;
        for (int i = first_; i < last; ++i) {
            graph::node const& n = graph_[i];
            if (n.what->arity == 0) continue;
            bool moves = false, rests = false;
            for (int k = 0; k < n.what->arity; ++k)
                if (int const o = n.operand[k]; o >= 0) (o >= first_ && varies[o] ? moves : rests) = true;
            varies[i] = moves;
            at_run_time = at_run_time || (moves && rests);
        }
        relation result;
        result.any = varies[norm];
        if (half_at(r) && result.any) {
            delete[] varies;
            return result;
        }
        if (graph::node const& n = graph_[norm]; n.operation == code<hypot_> || n.operation == code<hypot_of_three_>)
            for (int k = 0; k < n.what->arity; ++k) result.is_longer = result.is_longer || (n.operand[k] < 0 ? graph.literal_at(n.operand[k]) != 0 : n.operand[k] < first_ || !varies[n.operand[k]]);
        if (result.is_longer) result.any = false;
        if (result.any && at_run_time) {
            tracer<Literal> one, other;
            {
                graph::appending<graph::builder<Literal>> const appends(graph, false);
                one = ratio_at(graph, norm, r, varies, 0), other = ratio_at(graph, norm, r, varies, 1);
                result.ratio = one;
                result.holds = abs(one - other) <= Literal(1e-9) * abs(one);
            }
            // Magnitudes of one number, |sin(p t)| and |t|, may be multiples to first order.
            if (relation first; is_of_one(norm) && is_of_one(r) && find_relation(graph, norm, r, first)) {
                result.ratio = select(result.holds, one, first.ratio);
                result.is_of_first_order = graph.sweeps_to_come() > 1;
                result.holds = result.holds || first.holds;
            }
        } else if (result.any && is_of_one(norm) == is_of_one(r) && find_relation(graph, norm, r, result)) {
            result.is_of_first_order = graph.sweeps_to_come() > 1;
        }
        delete[] varies;
        return result;
    }

    // Whether the norm r is that of one number.
    constexpr bool is_of_one(int r) const {
        return is_magnitude(r) || is_of_one(r, [](int, int) {});
    }
    // The same of one that is not 0 with the derivative 0 there: |t| is then as smooth as t, if t keeps its sign. (Of magnitudes pass/kink.hpp tells.)
    constexpr condition<Literal> is_steep(graph::builder<Literal>& graph, int r) const {
        if (is_magnitude(r)) return condition<Literal>(true);
        bool is_linear = true;
        auto const moves = [&](int i) { return i >= first_; };
        is_of_one(r, [&](int base, int exponent) { is_linear = is_linear && exponent == 1 && (!moves(base) || is_piecewise_linear(graph_, base, moves)); });
        if (is_linear) return condition<Literal>(true);
        cone const all(graph, r, -1, moves, [](int) { return false; }, 60);
        if (!all.is_complete || graph.has_steps()) return condition<Literal>(false);
        part_at_zero<Literal> part(graph, r, 0);
        for (int j = 0; j < all.leaves.size; ++j)
            if (!graph.is_number(all.leaves[j])) part.move(all.leaves[j], static_cast<Literal>(number_at_random(all.leaves[j], 0)));
        for (int j = all.nodes.size - 1; j >= 0; --j)
            if (all.nodes[j] != r && (has(all.nodes[j]) ? !part.take_norm(all.nodes[j]) : !part.take(all.nodes[j], 0))) return condition<Literal>(false);
        auto const speed = growth(graph, part, r);
        if (speed.is_none()) return condition<Literal>(false);
        return speed != 0;
    }

private:
    constexpr bool is_magnitude(int r) const {
        return half_at(r) || graph_[r].operation == code<abs_> || graph_[r].operation == code<copysign_> || opposite_operand(graph_, graph_[r]) >= 0;
    }
    constexpr bool is_of_one(int r, auto const& use) const {
        using form = graph::nonnegative_form<graph::builder<Literal>>;
        graph::node const& n = graph_[r];
        auto const is_of_several = [&](int i) { return is_norm(graph_[i].operation) && !is_of_one(i); };
        bool const of_sum = n.operation == code<hypot_> || n.operation == code<hypot_of_three_>;
        form of_square(graph_, of_sum ? -1 : n.operand[0]);
        bool const result = of_sum ? of_square.is_square_of_one(n.operand, n.what->arity, is_of_several) : n.operand[0] >= 0 && of_square.is_square_of_one(n.operand[0], is_of_several);
        if (result) of_square.each_atom(use);
        return result;
    }
    // To first order the ratio is that of what the norms do in one direction; and in another one. False: there is too much of it.
    constexpr bool find_relation(graph::builder<Literal>& graph, int norm, int r, relation& result) const {
        using value = tracer<Literal>;
        cone const all(graph, norm, r, [&](int i) { return i >= first_; }, [](int) { return false; }, 24);  // each pair of norms is looked at
        if (!all.is_complete || graph.has_steps()) return false;
        value ratio[2]{};
        for (int k = 0; k < 2; ++k) {
            part_at_zero<Literal> part(graph, norm < r ? r : norm, 0);
            for (int j = 0; j < all.leaves.size; ++j)
                if (!graph.is_number(all.leaves[j])) part.move(all.leaves[j], static_cast<Literal>(number_at_random(all.leaves[j], k)));
            for (int j = all.nodes.size - 1; j >= 0; --j)
                if (all.nodes[j] != norm && all.nodes[j] != r && has(all.nodes[j]) ? !part.take_norm(all.nodes[j]) : !part.take(all.nodes[j], 0)) return false;
            value const a = growth(graph, part, norm), b = growth(graph, part, r);
            if (a.is_none() || b.is_none()) return false;
            ratio[k] = a / b;
        }
        graph::appending<graph::builder<Literal>> const appends(graph, false);
        result.ratio = stop_gradient(sqrt(ratio[0]));
        for (int const i : {norm, r})
            if (graph::node const& n = graph[i]; n.operation == code<copysign_>) result.ratio = copysign(value(1), value::of(&graph, n.operand[1])) * result.ratio;
            else if (n.operation == code<min_> || n.operation == code<fmin_>) result.ratio = -result.ratio;
        result.holds = abs(ratio[0] - ratio[1]) <= Literal(1e-9) * ratio[0];
        return true;
    }
    // The square of a norm as a multiple of the square of the way; or none.
    static constexpr tracer<Literal> growth(graph::builder<Literal>& graph, part_at_zero<Literal>& part, int norm) {
        using value = tracer<Literal>;
        graph::node const n = graph[norm];
        bool const of_square = n.operation == code<norm_> || n.operation == code<sqrt_> || n.operation == code<norm_by_power_>;
        int const operands = of_square || n.operation == code<abs_> || n.operation == code<copysign_> || opposite_operand(graph, n) >= 0 ? 1 : n.what->arity;
        value sum(0);
        for (int k = 0; k < operands; ++k) {
            if (n.operand[k] < 0 || !part.has(n.operand[k])) continue;
            auto const series = part.expand(n.operand[k], of_square ? 2 : 1);
            if (!series.known) return value::none();
            value const square = of_square ? series.derivative[2] * 0.5 : series.derivative[1] * series.derivative[1];
            sum = sum.is_zero() ? square : sum + square;
        }
        return sum;
    }

    static constexpr int samples = 3;
    struct sample {
        double at[samples];
    };

    static constexpr bool may_be_half_norm(int operation) { return operation == code<relu_> || operation == code<fdim_> || is_extreme(operation); }
    constexpr void add_half(int i) {
        graph::node const& n = graph_[i];
        double const share = n.operation == code<min_> || n.operation == code<fmin_> ? -0.5 : 0.5;
        double const lost = n.operation == code<relu_> ? 0.5 : n.operation == code<fdim_> ? (n.operand[0] < 0 ? -0.5 : 0.5) : 0;
        if (n.what->arity == 1) halves_.push({i, n.operand[0], -1, share, lost, 0});
        else add_kink(i, n.operand[0], n.operand[1], share, lost);
    }
    // The kink of a clamp at its k-th operand, where the first one is passed on.
    constexpr void add_bound(int i, int k) {
        int const before = halves_.size;
        add_kink(i, graph_[i].operand[0], graph_[i].operand[k], 0.5, 0);
        for (int n = before; n < halves_.size; ++n) halves_[n].is_bound = true;
    }
    // A kink where p and q are equal.
    constexpr void add_kink(int i, int p, int q, double share, double lost) {
        if ((p < 0 && q < 0) || p == q) return;
        bool const of_one = p < 0 || q < 0;
        Literal offset(0);
        if (of_one) offset = graph_.literal_at(p < 0 ? p : q);
        halves_.push({i, p < 0 ? q : p, of_one ? -1 : q, share, lost, 0, offset});
    }
    constexpr void keep_those_with_partners() {
        int const all = halves_.size;
        halves_.size = 0;
        if (all + list_.size < 2) return;
        take_samples();
        bool* const has_partner = new bool[static_cast<std::size_t>(all)]{};
        for (int n = 0; n < all; ++n) {
            half_norm& half = halves_[n];
            half.key = value_of(half, 0) / value_of(half, 1);
            for (int m = 0; m < n; ++m)
                if (is_near(halves_[m].key, half.key) && ratio(radius_of(halves_[m]), radius_of(half)) != 0) {
                    half.key = halves_[m].key;
                    has_partner[n] = has_partner[m] = true;
                }
            for (int m = 0; m < list_.size && !has_partner[n]; ++m)
                if (sample const& s = sample_[list_[m]]; is_near(s.at[0] / s.at[1], half.key)) has_partner[n] = ratio(s, radius_of(half)) != 0;
        }
        for (int n = 0; n < all; ++n)
            if (has_partner[n]) {
                half_norm const half = halves_[n];
                (half.is_bound ? bounds_ : halves_).push(half);
            }
        delete[] has_partner;
    }
    static constexpr bool is_near(double a, double b) {
        double const off = a / b - 1;
        return off < 1e-12 && off > -1e-12;
    }
    constexpr double value_of(half_norm const& half, int k) const { return sample_[half.p].at[k] - (half.q < 0 ? 0 : sample_[half.q].at[k]) - static_cast<double>(half.offset); }
    constexpr sample radius_of(half_norm const& half) const {
        sample s{};
        for (int k = 0; k < samples; ++k) s.at[k] = math::abs(value_of(half, k));
        return s;
    }

    constexpr void take_samples() {
        if (sample_) return;
        sample_ = new sample[static_cast<std::size_t>(last_) + 1]{};
        for (int i = 0; i < last_; ++i)
            for (int k = 0; k < samples; ++k) sample_[i].at[k] = i < first_ ? number_at_random(i, k) : value(i, k);
    }

    // The constant by which a is a multiple of b, or 0.
    static constexpr double ratio(sample const& a, sample const& b) {
        double const c = a.at[0] / b.at[0];
        for (int k = 1; k < samples; ++k)
            if (double const off = a.at[k] - c * b.at[k], bound = 1e-12 * math::abs(a.at[k]); !(off <= bound && -off <= bound)) return 0;
        auto const whole = static_cast<double>(static_cast<int>(c < 1000 ? c + 0.5 : 0));
        return c - whole < 1e-13 && whole - c < 1e-13 ? whole : c;
    }
    // norm / r where what varies has the values of that sample.
    constexpr tracer<Literal> ratio_at(graph::builder<Literal>& graph, int norm, int r, char const* varies, int k) const {
        int const last = (norm < r ? r : norm) + 1;
        tracer<Literal>* const becomes = new tracer<Literal>[static_cast<std::size_t>(last)]{};
        auto const of = [&](int operand) {
            if (operand < 0) return tracer<Literal>(graph.literal_at(operand));
            return operand >= first_ && varies[operand] ? becomes[operand] : tracer<Literal>(&graph, operand);
        };
        for (int i = first_; i < last; ++i) {
            if (!varies[i]) continue;
            graph::node const n = graph[i];
            if (is_sampled(n)) becomes[i] = reapply(n, of(n.operand[0]), n.what->arity > 1 ? of(n.operand[1]) : tracer<Literal>(), n.what->arity > 2 ? of(n.operand[2]) : tracer<Literal>());
            else becomes[i] = tracer<Literal>(static_cast<Literal>(number_at_random(i, k)));
        }
        tracer<Literal> const ratio = becomes[norm] / becomes[r];
        delete[] becomes;
        return ratio;
    }
    // The leaves that a node depends on, which share 64 bits.
    constexpr std::uint64_t leaves_of(int i) {
        if (!leaves_) {
            leaves_ = new std::uint64_t[static_cast<std::size_t>(last_ - first_) + 1]{};
            for (int j = first_; j < last_; ++j) {
                graph::node const& n = graph_[j];
                if (n.what->arity == 0) leaves_[j - first_] = graph_.is_number(j) ? 0 : std::uint64_t(1) << (j & 63);
                for (int k = 0; k < n.what->arity; ++k)
                    if (int const o = n.operand[k]; o >= first_) leaves_[j - first_] |= leaves_[o - first_];
            }
        }
        return leaves_[i - first_];
    }
    // Whether values of a node follow from those of its operands.
    static constexpr bool is_sampled(graph::node const& n) {
        return n.operation == code<add_> || n.operation == code<sub_> || n.operation == code<mul_> || n.operation == code<div_> || n.operation == code<neg_> || n.operation == code<fma_> ||
               n.operation == code<abs_> || n.operation == code<norm_> || n.operation == code<sqrt_> || n.operation == code<norm_by_power_> || n.operation == code<hypot_> || n.operation == code<hypot_of_three_> || n.operation == code<copysign_>;
    }
    constexpr double value(int i, int k) const {
        graph::node const& n = graph_[i];
        auto const of = [&](int operand) { return operand < 0 ? static_cast<double>(graph_.literal_at(operand)) : sample_[operand].at[k]; };
        double const a = n.what->arity > 0 ? of(n.operand[0]) : 0, b = n.what->arity > 1 ? of(n.operand[1]) : 0, c = n.what->arity > 2 ? of(n.operand[2]) : 0;
        double y = 0;
        if (n.operation == code<add_>) y = math::add(a, b);
        else if (n.operation == code<sub_>) y = math::subtract(a, b);
        else if (n.operation == code<mul_>) y = math::multiply(a, b);
        else if (n.operation == code<div_>) y = b == 0 ? 0 : math::divide(a, b);
        else if (n.operation == code<neg_>) y = -a;
        else if (n.operation == code<fma_>) y = math::add(math::multiply(a, b), c);
        else if (n.operation == code<abs_>) y = a < 0 ? -a : a;
        else if (n.operation == code<copysign_>) y = n.operand[1] >= 0 ? 0 : (a < 0) == math::signbit(b) ? a : -a;
        else if (n.operation == code<norm_> || n.operation == code<sqrt_> || n.operation == code<norm_by_power_>) y = a > 0 ? math::sqrt(a) : 0;
        else if (n.operation == code<hypot_>) y = math::sqrt(math::add(math::multiply(a, a), math::multiply(b, b)));
        else if (n.operation == code<hypot_of_three_>) y = math::sqrt(math::add(math::add(math::multiply(a, a), math::multiply(b, b)), math::multiply(c, c)));
        else if (opposite_operand(graph_, n) >= 0) y = n.operation == code<max_> || n.operation == code<fmax_> ? math::abs(a) : -math::abs(a);
        double const size = y < 0 ? -y : y;
        return size > 1e-100 && size < 1e100 ? y : number_at_random(i, k);
    }

    graph::builder<Literal> const& graph_;
    int first_, last_;
    graph::detail::growing<int> list_;
    graph::detail::growing<half_norm> halves_, bounds_;
    sample* sample_ = nullptr;
    std::uint64_t* leaves_ = nullptr;
};

// The adjoint w of a norm as a series in the norm, at its zero.
template <class Literal>
class adjoint_at_zero {
    using value = tracer<Literal>;
    using builder = graph::builder<Literal>;

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
    constexpr adjoint_at_zero(builder& graph, value adjoint, norms_of_graph<Literal>& norms, int r, bool of_one, int count, int& budget) {
        if (adjoint.is_literal()) {
            known = true, w = adjoint;
            return;
        }
        graph::detail::growing<typename norms_of_graph<Literal>::multiple> members(8);
        norms.each_multiple(r, [&](auto const& m) { members.push(m); });
        int const lowest = norms.first(), last = adjoint.id();
        if (last < lowest) {
            known = true, w = adjoint;
            if (!of_one) find_drift(graph, last, norms, members, r);
            return;
        }
        bool depends_on_more = false;  // than multiples of r
        // What w depends on, down to r, and the other norms in it.
        graph::detail::growing<int> cone(32);
        graph::detail::growing<typename norms_of_graph<Literal>::multiple> at_run_time(4);
        graph::detail::growing<value> ratios(4);
        {
            // How w depends on a node: not by conditions alone, and not only by what rows or steps give together.
            constexpr char by_value = 1, here = 2;
            char* const depends = new char[static_cast<std::size_t>(last) + 1]{};
            depends[last] = by_value | here;
            graph::detail::growing<int> loops(2);
            bool is_elsewhere = false;
            descending_set open(last + 1);
            open.insert(last);
            for (int i = open.take(); i >= lowest && budget >= 0 && !is_elsewhere; i = open.take()) {
                --budget;
                cone.push(i);
                bool is_member = number_of(members, i) >= 0;
                if (!is_member && depends[i] != 0 && norms.has(i)) {
                    auto const found = norms.related(graph, i, r);
                    // One norm a row, or a step, is none that is there where w is.
                    if ((found.any || found.is_longer) && (depends[i] & here) == 0) {
                        is_elsewhere = (graph.steps_of(i) & ~graph.steps_of(last)) != 0;
                        for (int k = 0; k < loops.size; ++k) is_elsewhere = is_elsewhere || nodes_of_loop<Literal>(graph, loops[k]).contains(i);
                        if (is_elsewhere) continue;
                    }
                    is_member = found.any && !(found.holds.value().is_literal() && found.holds.value().is_zero());
                    // One that is not 0 where r is 0 is no multiple there.
                    if (is_member) at_run_time.push({i, 1.0}), ratios.push(select(found.holds && value(&graph, i) == 0, found.ratio, value(0)));
                    if (found.is_of_first_order) is_of_first_order = is_of_first_order || value(&graph, i) == 0;
                    if (found.is_longer) is_clear = is_clear && value(&graph, i) != 0;
                    if (found.any) is_clear = is_clear && (found.holds || value(&graph, i) != 0), budget -= i - lowest;
                }
                graph::node const n = graph[i];
                if (n.what->reduces && n.operation != code<final_>) loops.push(n.operand[1]);
                depends_on_more = depends_on_more || (number_of(members, i) < 0 && (n.what->arity == 0 || norms.has(i)));
                for (int k = 0; k < n.what->arity && !is_member; ++k) {
                    if (n.operand[k] < lowest) {
                        depends_on_more = depends_on_more || n.operand[k] >= 0;
                        continue;
                    }
                    open.insert(n.operand[k]);
                    if (depends[i] == 0 || n.what->operand_kind[k] != kind::value || n.what->result != kind::value) continue;
                    // What is recalled was made in other steps.
                    depends[n.operand[k]] |= n.what->reduces || is_recall(n.operation) ? by_value : depends[i];
                }
            }
            delete[] depends;
            if (is_elsewhere) return;
            if (budget < 0) return;
        }
        part_at_zero<Literal> part(graph, last);
        for (int k = cone.size - 1; k >= 0; --k)
            if (int const m = number_of(at_run_time, cone[k]); m >= 0) part.take_multiple(cone[k], ratios[m]);
            else if (int const h = number_of(members, cone[k]); h >= 0 && norms.half_at(cone[k]))
                part.take_multiple(cone[k], value(static_cast<Literal>(members[h].ratio)));
            else if (!part.take(cone[k], number_of(members, cone[k]) >= 0 ? members[number_of(members, cone[k])].ratio : 0)) return;
        known = true;
        w = adjoint;
        if (part.has(last)) {
            auto const series = part.expand(last, count, true);
            known = series.known;
            ends = series.ends;
            w = series.derivative[0];
            for (int k = 0; k < count; ++k) slope[k] = series.derivative[k + 1];
        }
        // (Not where the order is not known: it would be looked at anew at each one.)
        if (known && !of_one && !w.is_literal() && depends_on_more && graph.sweeps_to_come() < builder::many) find_drift(graph, adjoint.id(), norms, members, r);
    }

private:
    constexpr void find_drift(builder& graph, int from, norms_of_graph<Literal> const& norms, auto const& members, int r) {
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
            if (norms.has(of_w.nodes[k]) ? !part.take_norm(of_w.nodes[k]) : !part.take(of_w.nodes[k], 0)) return;
        if (!part.has(from)) return;
        auto const series = part.expand(from, 1);
        if (series.known && !series.derivative[1].is_zero()) drift = series.derivative[1];
    }
    static constexpr int number_of(auto const& members, int i) {
        for (int k = 0; k < members.size; ++k)
            if (members[k].node == i) return k;
        return -1;
    }
};

// 0 with derivatives that are 0, up to the one of that order, which is `slope`.
template <class Literal>
constexpr tracer<Literal> vanishing(tracer<Literal> square, tracer<Literal> slope, int order) {
    for (; order > 0; --order) slope = apply<with_slope_>(square, slope);
    return slope;
}
template <class Literal>
constexpr bool is_finite(Literal c) {
    return c <= std::numeric_limits<Literal>::max() && c >= -std::numeric_limits<Literal>::max();
}

// w / r where r is 0, for a derivative that is differentiated again; `square` is r² as a smooth function. Its value is 0 where there is no
// limit, so that the first derivative is what it was. Then for a norm of two or more arguments there is no second derivative either; the
// magnitude of one number has one on both sides.
template <class Literal>
constexpr tracer<Literal> quotient_at_zero(graph::builder<Literal>& graph, tracer<Literal> w, norms_of_graph<Literal>& norms, int r, tracer<Literal> square, int& budget) {
    using value = tracer<Literal>;
    using truth = condition<Literal>;
    bool const finite = has(graph.kinks(), kink_policy::finite), of_one = norms.is_of_one(r);
    // (No ?: of values here: g++ 12 destroys a literal that knows its calls twice.)
    value const no_number(op::internal::no_number);
    value none(0);
    if (!finite) none = apply<with_slope_>(square, no_number);
    int const terms = graph.sweeps_to_come();
    adjoint_at_zero<Literal> const at(graph, w, norms, r, of_one, terms, budget);
    if (!at.known) return none;
    if (!of_one && at.w.is_literal() && !at.w.is_zero()) return none;

    value quotient = at.slope[0];
    if (terms >= 2 && !finite) {
        // A multiple of r itself has no derivative; that of one number has one on either side, if the multiple is a number.
        value const second = at.slope[1];
        value lost = no_number;
        if (second.is_zero() || (of_one && second.is_literal() && is_finite(second.literal()))) lost = value(0);
        else if (second.is_literal()) lost = no_number;
        else if (of_one) lost = select(isfinite(second), value(0), no_number);
        else lost = select(second == 0, value(0), no_number);
        if (!lost.is_zero()) quotient = quotient + vanishing(square, lost, 2);
    }
    if (terms >= 3 && !at.slope[2].is_zero()) {
        value const third = square * (at.slope[2] * (Literal(1) / 6));
        value none_in_time(0);
        if (!finite) none_in_time = vanishing(square, no_number, 3);
        if (!at.slope[2].is_literal()) quotient = quotient + select(isfinite(at.slope[2]), third, none_in_time);
        else if (is_finite(at.slope[2].literal())) quotient = quotient + third;
        else quotient = quotient + none_in_time;
    }
    if (terms >= graph.many && !at.ends && !finite) quotient = quotient + vanishing(square, value(op::internal::no_number), graph.many + 1);

    auto const the_limit = [&](value q) {
        if (terms == 1) return apply<limit_once_>(q);
        return apply<limit_>(q);
    };
    truth exists(true);
    if (!of_one && !at.w.is_literal()) exists = at.w == 0;
    // Where w moves with the argument by other ways than r, w / r depends on the direction.
    if (!at.drift.is_none()) exists = exists && at.drift == 0;
    if (terms >= 2 && !finite) {
        if (!at.drift.is_none()) quotient = quotient + vanishing(square, no_number, 2);
        else if (!at.is_of_first_order.value().is_zero()) quotient = quotient + vanishing(square, select(at.is_of_first_order, no_number, value(0)), 2);
    }
    exists = exists && at.is_clear;
    if (of_one && !finite && !(at.w.is_literal() && at.w.is_zero())) exists = exists && (norms.is_steep(graph, r) || at.w == 0);
    if (!at.slope[0].is_literal()) exists = exists && isfinite(at.slope[0]);
    else if (!is_finite(at.slope[0].literal())) exists = truth(false);
    if (exists.value().is_literal()) {
        if (!exists.value().is(1)) return none;
        if (quotient.is_literal() && quotient.is_zero()) return value(0);
        return the_limit(quotient);
    }
    value limit(0);
    if (!quotient.is_zero()) limit = select(exists, the_limit(quotient), 0);
    if (finite) return limit;
    return limit + apply<with_slope_>(square, select(exists, value(0), no_number));
}

template <class Literal>
constexpr bool* kinks_with_partners(graph::builder<Literal> const& graph, int first, int last) {
    bool* const found = new bool[static_cast<std::size_t>(last) + 1]{};
    int kinks = 0;
    for (int i = first; i < last; ++i) kinks += may_have_partner(graph[i].operation);
    if (kinks < 2) return found;
    norms_of_graph<Literal> const norms(graph, first, last);
    norms.each_half([&](auto const& half) { found[half.node] = true; });
    return found;
}

// What a kink needs of its argument t where t is 0 and none of its form tells the sign: whether it is a kink there. If the derivative of t
// is 0 as well, t keeps the sign of its second derivative, or where that has none, or more is behind than can be looked at, it is not known.
template <class Literal, class Moves>
constexpr curvature<Literal> curvature_at_zero(graph::builder<Literal>& graph, tracer<Literal> t, Moves const& moves) {
    using value = tracer<Literal>;
    curvature<Literal> none;
    cone const all(graph, t.id(), -1, moves, [&](int i) { return is_norm(graph[i].operation); }, 200);
    if (graph.has_steps()) return none;  // steps of recurrences are left alone
    if (!all.is_complete && (all.nonlinear > 0 || !is_piecewise_linear(graph, t.id(), moves))) {
        none.sign = value(0), none.is_unknown = condition<Literal>(true);
        return none;
    }
    if (!all.is_complete || all.nonlinear == 0) return none;
    // The values that t is looked at as a function of.
    graph::detail::growing<int> atoms(2);
    for (int j = 0; j < all.cut; ++j) {
        graph::node const& n = graph[all.nodes[j]];
        for (int k = 0; k < n.what->arity; ++k) {
            int const o = n.operand[k];
            bool is_atom = o >= 0 && moves(o);
            for (int l = 0; l < all.cut; ++l) is_atom = is_atom && all.nodes[l] != o;
            for (int l = 0; l < atoms.size; ++l) is_atom = is_atom && atoms[l] != o;
            if (is_atom) atoms.push(o);
        }
    }
    // The first two derivatives of t in a direction.
    auto const along = [&](auto const& at, int nodes, auto const& speed, value* derivative) {
        part_at_zero<Literal> part(graph, t.id(), 0);
        for (int j = 0; j < at.size; ++j)
            if (Literal const v = speed(at[j]); v != 0) part.move(at[j], v);
        for (int j = nodes - 1; j >= 0; --j)
            if (!part.take(all.nodes[j], 0)) return false;
        derivative[0] = derivative[1] = value(0);
        if (!part.has(t.id())) return true;
        auto const series = part.expand(t.id(), 2);
        for (int k = 0; k < 2 && series.known; ++k) derivative[k] = series.derivative[k + 1];
        return series.known;
    };
    auto const is_critical = [](value const* d) { return abs(d[0]) <= 4096 * std::numeric_limits<Literal>::epsilon() * abs(d[1]); };
    value d[3][2]{}, leaf[2]{};
    bool const of_two = atoms.size == 2;
    for (int k = 0; k < (of_two ? 3 : atoms.size); ++k)
        if (!along(atoms, all.cut, [&](int i) { return Literal(k == 2 || i == atoms[k]); }, d[k])) return none;
    bool const deeper = all.nonlinear > all.cut;  // the derivative may vanish below the atoms
    if (deeper && !along(all.leaves, all.nodes.size, [](int i) { return static_cast<Literal>(i % 2 == 0 ? number_at_random(i, 0) : -number_at_random(i, 1)); }, leaf)) return none;

    graph::appending<graph::builder<Literal>> const appends(graph, false);
    curvature<Literal> result;
    condition<Literal> critical(false);
    value sign_of_t(0);
    if (atoms.size == 1) {
        critical = is_critical(d[0]);
        sign_of_t = sign(d[0][1]);
    } else if (of_two) {
        critical = is_critical(d[0]) && is_critical(d[1]) && is_critical(d[2]);
        value const mixed = (d[2][1] - d[0][1] - d[1][1]) * 0.5, determinant = d[0][1] * d[1][1] - mixed * mixed;
        value const rounding = 4096 * std::numeric_limits<Literal>::epsilon() * (abs(d[0][1] * d[1][1]) + mixed * mixed);
        sign_of_t = sign(d[0][1] + d[1][1]);
        result.is_unknown = critical && !(determinant >= -rounding);
    }
    result.sign = select(critical, sign_of_t, value(0));
    // A norm has one side.
    if (atoms.size == 1 && is_norm(graph[atoms[0]].operation)) result.sign = select(value(&graph, atoms[0]) == 0 && !critical, sign(d[0][0]), result.sign);
    if (deeper) result.is_unknown = result.is_unknown || (!critical && leaf[1] != 0 && is_critical(leaf));
    return result;
}

}
