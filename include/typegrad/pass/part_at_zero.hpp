// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A part of a graph as a series in one number, at its zero: the part is copied, swept forward in that number, and appended again with the
// literal 0 in the place of it. Most of it folds then.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/for_a_sweep.hpp>
#include <typegrad/graph/scratch.hpp>
#include <typegrad/pass/forward.hpp>
#include <typegrad/pass/node_rules.hpp>
#include <typegrad/pass/rewrite.hpp>

namespace typegrad::inline v0_2::pass::detail {

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
        : graph_(graph), part_(128), image_(last), input_(last), values_(32), inputs_(16), multiples_(4), opposites_(1), perhaps_(1) {
        part_.follow(graph.kinks());
        part_.expect_sweeps(sweeps);
        radius_ = value(&part_, part_.input());
        inputs_.push(value(0));
    }

    constexpr bool has(int i) const { return image_[i] != 0; }
    // A norm that is that multiple of r, or, where the ratio is 0, not 0 and no multiple.
    constexpr void take_multiple(int i, value ratio) {
        value const scaled = radius_ * input_for(ratio), at_zero = input_for(value(&graph_, i));
        put(i, at_zero + scaled);
        if (!ratio.is_literal()) perhaps_.push(values_[image_[i] - 1]);
        else (ratio.literal() < 0 ? opposites_ : multiples_).push(values_[image_[i] - 1]);
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
        if (is_among(v, multiples_) || is_among(v, opposites_)) return true;
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
        graph::scratch<bool> const live(size);
        graph::scratch<value> const becomes(size);
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
    }

    builder& graph_;
    builder part_;
    value radius_;
    graph::scratch<int> image_, input_;
    static constexpr int most_nodes = 1000;  // of the copy, when it is differentiated once more
    graph::detail::growing<value> values_, inputs_;
    graph::detail::growing<value> multiples_, opposites_, perhaps_;  // positive and negative multiples of r, and norms that are multiples at some points only
};

}
