// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The forward sweep: tangents along one direction, by the same rules, which are linear in the adjoint and so serve for
// the tangent as well.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/build.hpp>
#include <typegrad/graph/for_a_sweep.hpp>
#include <typegrad/pass/node_rules.hpp>

namespace typegrad::inline v0_2::pass {

// What a declaration does already, but for g++ 12: in a constant expression that is evaluated a second time, in
// graph::made, elements of a local array that were not assigned came as zero bytes, which are no traced value.
template <class Value, std::size_t N>
constexpr void set_to_zero(Value (&array)[N]) {
    for (Value& value : array) value = Value(0);
}

template <class Literal>
class forward_sweep;

namespace detail {
    template <class Literal>
    struct tangents {
        using value = tracer<Literal>;
        using builder = graph::builder<Literal>;

        template <class Op>
        static constexpr value step(forward_sweep<Literal> const& sweep, int i) {
            builder& graph = sweep.graph();
            graph::node const n = graph[i];
            value const y(&graph, i);
            if constexpr (std::is_same_v<Op, mul_>) {
                if (n.exponent > 1)
                    return sweep.moves(n.base) ? sweep[n.base] * (graph.coefficient(i) * static_cast<Literal>(n.exponent)) * powi(value(&graph, n.base), n.exponent - 1)
                                               : value(0);
                if (auto const power = graph::detail::power_with_numbers<value>(graph, n, [&](int base) { return sweep.moves(base); }); power.base >= 0)
                    return sweep[power.base] * (power.c * static_cast<Literal>(power.exponent)) * powi(value(&graph, power.base), power.exponent - 1);
                if (int const a = dividend_over(sweep, n); a >= 0) {
                    int const reciprocal = n.operand[n.operand[0] == a];
                    return quotient(sweep[a], y, sweep[graph[reciprocal].operand[1]], value(&graph, reciprocal));
                }
            }
            if constexpr (std::is_same_v<Op, div_>)
                if (sweep.moves(n.operand[0]) && sweep.moves(n.operand[1])) return quotient(sweep[n.operand[0]], y, sweep[n.operand[1]], 1 / value(&graph, n.operand[1]));
            if constexpr (is_kinked<Op>) {
                if (graph.sweeps_to_come() > 0)
                    if (kink<Op, Literal> const at(graph, n, [&](int o) { return sweep.moves(o); }); at.has_sign() && (at.sign.is_literal() || !is_norm(code<Op>))) return at.slope(y, sweep[n.operand[at.operand]]);
            }
            value sum(0);
            if constexpr (Op::arity == 1 && Op::active[0]) {
                sum = Op::first(operand<Op, 0>(graph, n), y, sweep[n.operand[0]]);
            } else if constexpr (Op::arity == 2) {
                auto const a = operand<Op, 0>(graph, n);
                auto const b = operand<Op, 1>(graph, n);
                if constexpr (Op::active[0]) if (sweep.moves(n.operand[0])) sum = Op::first(a, b, y, sweep[n.operand[0]]);
                if constexpr (Op::active[1]) if (sweep.moves(n.operand[1])) sum = added(sum, Op::second(a, b, y, sweep[n.operand[1]]));
            } else if constexpr (Op::arity == 3) {
                auto const a = operand<Op, 0>(graph, n);
                auto const b = operand<Op, 1>(graph, n);
                auto const c = operand<Op, 2>(graph, n);
                if constexpr (Op::active[0]) if (sweep.moves(n.operand[0])) sum = Op::first(a, b, c, y, sweep[n.operand[0]]);
                if constexpr (Op::active[1]) if (sweep.moves(n.operand[1])) sum = added(sum, Op::second(a, b, c, y, sweep[n.operand[1]]));
                if constexpr (Op::active[2]) if (sweep.moves(n.operand[2])) sum = added(sum, Op::third(a, b, c, y, sweep[n.operand[2]]));
            }
            if constexpr (is_norm(code<Op>) || is_extreme(code<Op>))
                if (graph.sweeps_to_come() > 0 && !has(graph.kinks(), kink_policy::finite) && (is_norm(code<Op>) || opposite_operand(graph, n) >= 0))
                    return without_second_derivative<Op>(sweep, n, y != 0, sum);
            if constexpr (std::is_same_v<Op, clamp_> || (is_kinked<Op> && !is_norm(code<Op>)))
                if (graph.sweeps_to_come() > 0 && !has(graph.kinks(), kink_policy::left | kink_policy::right | kink_policy::finite) && sweep.has_partner(i))
                    sum = beside_partners<Op>(sweep, n, sum);
            return sum;
        }
        // Nor what a kink is used for that may make a magnitude together with others.
        template <class Op>
        static constexpr value beside_partners(forward_sweep<Literal> const& sweep, graph::node const& n, value tangent) {
            value const a = value::of(&sweep.graph(), n.operand[0]);
            if constexpr (Op::arity == 1) return without_second_derivative<Op>(sweep, n, a != 0, tangent);
            else {
                auto away = a != value::of(&sweep.graph(), n.operand[1]);
                if constexpr (Op::arity == 3) away = away && a != value::of(&sweep.graph(), n.operand[2]);
                return without_second_derivative<Op>(sweep, n, away, tangent);
            }
        }
        // A sweep forward does not know what a norm is used for. Where the norm is 0, its tangent has no derivative.
        template <class Op>
        static constexpr value without_second_derivative(forward_sweep<Literal> const& sweep, graph::node const& n, condition<Literal> away, value tangent) {
            value none(0);
            for (int k = 0; k < Op::arity; ++k)
                if (sweep.moves(n.operand[k])) none = added(none, apply<with_slope_>(value(&sweep.graph(), n.operand[k]), value(op::internal::no_number)));
            return tangent + gate(!away, none);
        }
        static constexpr value added(value a, value b) { return a.is_zero() ? b : a + b; }

    private:
        // y = a · r with r = 1 / b, both of which move: the operand that is a, else -1.
        static constexpr int dividend_over(forward_sweep<Literal> const& sweep, graph::node const& n) {
            for (int k = 0; k < 2; ++k)
                if (int const r = n.operand[k], a = n.operand[1 - k]; a != r && sweep.moves(a) && sweep.moves(r) && graph::detail::is_reciprocal(sweep.graph(), r, sweep.graph()[r].operand[1])) return a;
            return -1;
        }
        // The tangent of y = a / b is (ȧ - y ḃ) / b: one operation less than that of its two terms. (1 / b need not be a division: of a
        // power it is the power of a reciprocal that is there.)
        static constexpr value quotient(value dividend_moves, value y, value divisor_moves, value reciprocal) { return (dividend_moves - y * divisor_moves) * reciprocal; }
    };
}

// The tangents of the nodes first … last-1 of a builder, given some of them. A tangent that is the literal 0 is a structural
// zero; nodes before `first` have none.
template <class Literal>
class forward_sweep {
public:
    using value = tracer<Literal>;
    using builder = graph::builder<Literal>;

    constexpr forward_sweep(builder& graph, int first) : graph_(graph), first_(first), last_(graph.node_count()), tangent_(new value[static_cast<std::size_t>(last_ - first) + 1]{}) {}
    constexpr forward_sweep(forward_sweep const&) = delete;
    constexpr forward_sweep& operator=(forward_sweep const&) = delete;
    constexpr ~forward_sweep() {
        delete[] tangent_;
        delete[] *has_partner_;
        delete has_partner_;
    }

    constexpr void set(int i, value tangent) const { tangent_[i - first_] = tangent; }
    // From that node on, by the rules; to the last one, or to one beyond which nothing is asked for.
    constexpr void run(int from) { run(from, last_); }
    constexpr void run(int from, int last) {
        graph::appending<builder> const appends(graph_, true);
        for (int i = from; i < last; ++i) {
            graph::node const& n = graph_[i];
            int const arity = n.what->arity;
            if (graph_.has_steps() && is_left_to_fold(n, i)) continue;
            if ((arity > 0 && moves(n.operand[0])) || (arity > 1 && moves(n.operand[1])) || (arity > 2 && moves(n.operand[2])))
                tangent_[i - first_] = static_cast<rules<Literal> const*>(n.what)->forward(*this, i);
        }
    }

    constexpr bool moves(int operand) const { return operand >= first_ && !tangent_[operand - first_].is_zero(); }
    constexpr value operator[](int operand) const { return operand >= first_ ? tangent_[operand - first_] : value(0); }
    constexpr builder& graph() const { return graph_; }
    constexpr int first() const { return first_; }
    // Whether node i has a kink that may make a magnitude together with others.
    constexpr bool has_partner(int i) const {
        if (!*has_partner_) *has_partner_ = detail::kinks_with_partners(graph_, first_, last_);
        return (*has_partner_)[i];
    }

private:
    // What is computed in the steps of a fold moves as the rule of its end says (pass/fold.hpp), which is asked in any case.
    constexpr bool is_left_to_fold(graph::node const& n, int i) {
        if (n.operation != code<end_>) return graph_.steps_of(i) != 0;
        tangent_[i - first_] = static_cast<rules<Literal> const*>(n.what)->forward(*this, i);
        return true;
    }

    builder& graph_;
    int first_;
    int last_;
    value* tangent_;
    bool** has_partner_ = new bool*(nullptr);  // by node, made where the first kink is met (g++ 12 takes no mutable member)
};

}
