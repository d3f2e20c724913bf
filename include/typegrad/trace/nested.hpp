// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A derivative taken while a function is being traced: derivative(f) of traced values, to any depth.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/for_a_sweep.hpp>
#include <typegrad/graph/scratch.hpp>
#include <typegrad/pass/forward.hpp>
#include <typegrad/pass/gather.hpp>
#include <typegrad/pass/reverse.hpp>
#include <typegrad/pass/rewrite.hpp>
#include <typegrad/rewrite/fast.hpp>
#include <typegrad/rewrite/in_derivatives.hpp>

namespace typegrad::inline v0_2::pass {

// f is called with placeholders, not with the arguments themselves: what f's body holds of the outer function's values
// is a constant to this derivative, even where it is the very value that is passed in. (Perturbations cannot be
// confused.) Its sweep appends to the same builder; then the arguments take the placeholders' places.
template <class Literal>
class nested_derivative {
    using value = tracer<Literal>;
    using builder = graph::builder<Literal>;

public:
    constexpr nested_derivative(builder& graph, int placeholders) : graph_(graph), first_(graph.node_count()), placeholders_(placeholders) {
        for (int i = 0; i < placeholders; ++i) graph.placeholder();
    }

    constexpr value placeholder(int i) const { return value::plain_value(graph_, first_ + i); }

    // Whether there is a norm. What is done with it a sweep forward does not know; where derivatives are differentiated again, and the norm
    // may be 0, they are swept in reverse (pass/quotient_at_zero.hpp).
    constexpr bool has_norms() const {
        for (int i = first_; i < graph_.node_count(); ++i)
            if (detail::is_magnitude(graph_, graph_[i])) return true;
        return false;
    }

    // The derivatives of y by those placeholders that `selected(i)` names, in order, into `result`. `sweeps`: how often they are differentiated
    // again, as far as is known (graph/builder.hpp).
    constexpr value* row(value y, auto selected, kink_policy kinks, value* result, int sweeps = builder::many) const {
        graph::following<builder> const follows(graph_, kinks, sweeps);
        graph::scratch<bool> const active(graph_.node_count() - first_);
        for (int i = 0; i < placeholders_; ++i) active.data[i] = selected(i);
        mark_active(graph_, first_, graph_.node_count(), active.data);
        if (y.is_literal() || y.id() < first_ || !active.data[y.id() - first_]) {
            for (int i = 0; i < placeholders_; ++i)
                if (selected(i)) *result++ = value(0);
        } else {
            reverse_sweep<Literal> const sweep(graph_, y.id(), 1, active.data, first_);
            for (int i = 0; i < placeholders_; ++i)
                if (selected(i)) *result++ = first_ + i <= y.id() ? sweep[first_ + i] : value(0);
        }
        return result;
    }

    // The same for the sum of several values, each times its weight: one sweep.
    constexpr value* weighted_row(value const* y, value const* weight, int rows, auto selected, kink_policy kinks, value* result, int sweeps = builder::many) const {
        graph::following<builder> const follows(graph_, kinks, sweeps);
        int const last = graph_.node_count();
        graph::scratch<bool> const active(last - first_);
        for (int i = 0; i < placeholders_; ++i) active.data[i] = selected(i);
        mark_active(graph_, first_, last, active.data);
        lending_of const lends(graph_, y, rows);
        reverse_sweep<Literal> sweep(graph_, last, active.data, first_);
        for (int i = 0; i < rows; ++i) {
            if (y[i].is_literal()) continue;
            int const id = y[i].id();
            if (id < first_) continue;
            value const before = sweep[id];
            sweep.set(id, before.is_zero() ? weight[i] : before + weight[i]);
        }
        sweep.run(last - 1, first_);
        for (int i = 0; i < placeholders_; ++i)
            if (selected(i)) *result++ = sweep[first_ + i];
        return result;
    }

    // The tangent of one value, the same by a sweep in reverse.
    constexpr value tangent_by_reverse(value const* velocity, value y, kink_policy kinks, int sweeps = builder::many) const {
        graph::scratch<value> const slope(placeholders_);
        row(y, [&](int i) { return !velocity[i].is_zero(); }, kinks, slope.data, sweeps);
        value sum(0);
        for (int i = 0, k = 0; i < placeholders_; ++i) {
            if (velocity[i].is_zero()) continue;
            if (!slope.data[k].is_zero()) sum = sum.is_zero() ? slope.data[k] * velocity[i] : sum + slope.data[k] * velocity[i];
            ++k;
        }
        return sum;
    }

    // The tangents of these values, where the i-th placeholder moves with the i-th velocity. Those of a set of additions to rows are additions to the
    // rows that these move with; in the steps of a recurrence there are none, and the result is the literal 1.
    constexpr void tangents(value const* velocity, value const* y, int count, kink_policy kinks, value* result, int sweeps = builder::many) const {
        graph::following<builder> const follows(graph_, kinks, sweeps);
        lending_of const lends(graph_, y, count);
        forward_sweep<Literal> sweep(graph_, first_);
        for (int i = 0; i < placeholders_; ++i) sweep.set(first_ + i, velocity[i]);
        int last = first_ + placeholders_;
        for (int i = 0; i < count; ++i) last = !y[i].is_literal() && y[i].id() >= last ? y[i].id() + 1 : last;
        sweep.run(first_ + placeholders_, last);
        for (int i = 0; i < count; ++i) {
            if (y[i].is_literal()) result[i] = value(0);
            else if (detail::is_set_of_additions(graph_, y[i])) result[i] = tangent_of_additions(sweep, velocity, y[i]);
            else result[i] = sweep[y[i].id()];
        }
    }

    // Puts the arguments into the results; with the policy `fast` they are rewritten first (rewrite/fast.hpp).
    constexpr void substitute(value const* arguments, value* results, int count, kink_policy kinks = kink_policy::least_norm) const {
        graph::scratch<bool> const marks(graph_.node_count() - first_);
        bool* const live = marks.data;
        mark_live(results, count, live);
        if (has(kinks, kink_policy::fast)) substitute_reassociated(arguments, results, count, live);
        else {
            graph::scratch<value> const becomes(graph_.node_count() - first_);
            auto const of = [&](int operand) {
                if (operand >= first_) return becomes.data[operand - first_];
                return value::of(&graph_, operand);
            };
            for (int i = 0; i < placeholders_; ++i) becomes.data[i] = arguments[i];
            int const last = graph_.node_count();
            for (int i = first_ + placeholders_; i < last; ++i) {
                if (!live[i - first_]) continue;
                graph::node const n = graph_[i];
                value& into = becomes.data[i - first_];
                if (n.what->arity == 0) into = reapply(n, value(&graph_, i), value(), value());
                else into = reapply(n, of);
            }
            for (int i = 0; i < count; ++i)
                if (!results[i].is_literal()) results[i] = of(results[i].id());
        }
    }

private:
    constexpr value tangent_of_additions(forward_sweep<Literal> const& sweep, value const* velocity, value additions) const {
        value all(0);
        bool in_steps = false;
        detail::each_addition(graph_, additions, [&](value one) {
            value const added = one.operand(0), place = one.operand(1);
            in_steps = in_steps || graph_.steps_of(place.id()) != 0 || (!added.is_literal() && graph_.steps_of(added.id()) != 0);
            if (added.is_literal() || !sweep.moves(added.id())) return;
            value const moving = velocity[place.operand(0).id() - first_];
            all = detail::with_addition(graph_, all, sweep[added.id()], value(apply<place_>(moving, place.operand(1), place.operand(2))), value(0));
        });
        return in_steps ? value(1) : all;
    }

    // For which the derivatives are.
    class lending_of {
    public:
        constexpr lending_of(builder& graph, value const* y, int count) : operand_(count), lends_(graph, of(y, count), count) {}

    private:
        constexpr int const* of(value const* y, int count) const {
            for (int i = 0; i < count; ++i) operand_.data[i] = y[i].is_literal() ? -1 : y[i].id();
            return operand_.data;
        }

        graph::scratch<int> operand_;
        graph::lending<builder> lends_;
    };

    // Which nodes from the first placeholder on the results need.
    // `live` is counted from the first placeholder, and comes in empty.
    constexpr void mark_live(value const* results, int count, bool* live) const {
        for (int i = 0; i < count; ++i)
            if (!results[i].is_literal() && results[i].id() >= first_) live[results[i].id() - first_] = true;
        graph::node const* const nodes = graph_.nodes();  // without a call for each: clang counts its statements
        for (int i = graph_.node_count() - 1; i >= first_ + placeholders_; --i) {
            if (!live[i - first_]) continue;
            graph::node const& n = nodes[i];
            for (int k = 0; k < n.what->arity; ++k)
                if (n.operand[k] >= first_) live[n.operand[k] - first_] = true;
        }
    }
    // The live nodes are a graph of their own for that, whose inputs are the placeholders and what is used of the nodes before them.
    constexpr void substitute_reassociated(value const* arguments, value* results, int count, bool const* live) const {
        int const last = graph_.node_count();
        builder slice(last - first_ + 16);
        graph::scratch<value> const becomes(last);
        graph::scratch<int> const outside(first_);
        int outsiders = 0;
        for (int i = first_; i < first_ + placeholders_; ++i) becomes.data[i] = value(&slice, slice.input());
        auto const take = [&](int operand) {
            if (operand < 0 || operand >= first_ || becomes.data[operand].graph() != nullptr) return;
            becomes.data[operand] = value(&slice, slice.input());
            outside[outsiders++] = operand;
        };
        for (int i = first_ + placeholders_; i < last; ++i)
            for (int k = 0; live[i - first_] && k < graph_[i].what->arity; ++k) take(graph_[i].operand[k]);
        auto const of = [&](int operand) {
            if (operand < 0) return value(graph_.literal_at(operand));
            return becomes.data[operand];
        };
        for (int i = first_ + placeholders_; i < last; ++i)
            if (graph::node const& n = graph_[i]; live[i - first_]) {
                if (n.what->arity == 0) becomes.data[i] = appended_again(slice, n);
                else becomes.data[i] = reapply(n, of);
            }

        graph::scratch<int> const output(count), reassociated(count);
        int kept = 0;
        for (int i = 0; i < count; ++i)
            if (!results[i].is_literal() && results[i].id() >= first_) output[kept++] = becomes.data[results[i].id()].operand_in(slice);
        graph::view const before(slice, output.data, kept);
        builder rewritten(2 * before.node_count + 16);
        rewrite::detail::fast_rewriting(before, rewritten).run(reassociated.data);
        graph::view const after(rewritten, reassociated.data, kept);
        rewrite(rewrite::detail::gains(before, after) ? after : before, graph_, [&](int i) {
            if (i < placeholders_) return arguments[i];
            return value::of(&graph_, outside[i - placeholders_]);
        }, output.data);
        kept = 0;
        for (int i = 0; i < count; ++i)
            if (!results[i].is_literal() && results[i].id() >= first_) results[i] = value::of(&graph_, output[kept++]);
    }

    builder& graph_;
    int first_;
    int placeholders_;
};

}
