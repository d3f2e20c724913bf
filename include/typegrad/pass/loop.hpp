// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The rules of loops over rows (op/loop.hpp).
//
// The derivative of a reduction is more reductions of the same loop. In reverse: the body is swept on its own, from its value, whose
// adjoint is 1, to what it takes from outside of the loop; what that receives in all rows is summed, and times the adjoint of the result,
// which is outside. (Everything in the sweep is linear in the adjoint.) So the loop of the derivative does not wait for what comes behind
// the loop: both are computed in one. Forward: the tangents of what is taken from outside are taken from outside as well.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/scratch.hpp>
#include <typegrad/op/loop.hpp>
#include <typegrad/pass/descending_set.hpp>
#include <typegrad/pass/gather.hpp>
#include <typegrad/pass/nodes_of_loop.hpp>
#include <typegrad/pass/rules.hpp>

namespace typegrad::inline v0_2::pass {

namespace detail {
    // A loop over the same rows as another one becomes that one: what its body gives is appended again with the other one's rows. Not where
    // rows of the other one are in it, which is a mistake that back/loop_plan.hpp tells.
    template <class Literal>
    class joined_loop {
        using value = tracer<Literal>;
        using builder = graph::builder<Literal>;

    public:
        constexpr joined_loop(builder& graph, int loop, int other) : graph_(graph), loop_(loop), other_(other), last_(graph.node_count()), live_(last_), becomes_(last_) {}

        constexpr void need(auto const& leaf) {
            if (value const v = of_leaf(leaf); !v.is_literal()) live_[v.id()] = true;
        }
        constexpr bool run() {
            nodes_of_loop<Literal> body(graph_, loop_), others(graph_, other_);
            for (int i = last_ - 1; i > other_; --i) {
                if (!live_[i]) continue;
                graph::node const& n = graph_[i];
                if (others.contains(i) || carrier(n) > 0) return false;
                for (int k = 0; k < n.what->arity; ++k)
                    if (n.operand[k] >= 0) live_[n.operand[k]] = true;
            }
            becomes_[loop_] = value(&graph_, other_);
            auto const of = [&](int operand) {
                if (operand >= loop_ && !becomes_[operand].is_zero()) return becomes_[operand];
                return value::of(&graph_, operand);
            };
            for (int i = loop_ + 1; i < last_; ++i)
                if (graph::node const n = graph_[i]; live_[i] && moves(n)) becomes_[i] = reapply(n, of);
            return true;
        }
        constexpr void put(auto& leaf) const {
            value const v = of_leaf(leaf);
            if (v.is_literal() || v.id() < loop_ || becomes_[v.id()].is_zero()) return;
            if constexpr (requires { leaf.value(); }) leaf = becomes_[v.id()].as_condition();
            else if constexpr (!std::is_arithmetic_v<std::remove_reference_t<decltype(leaf)>>) leaf = becomes_[v.id()];
        }

    private:
        static constexpr value of_leaf(auto const& leaf) {
            if constexpr (requires { leaf.value(); }) return leaf.value();
            else return value(leaf);
        }
        // Whether a node has the loop, or what becomes something else, for an operand.
        constexpr bool moves(graph::node const& n) const {
            for (int k = 0; k < n.what->arity; ++k)
                if (n.operand[k] >= loop_ && !becomes_[n.operand[k]].is_zero()) return true;
            return false;
        }

        builder& graph_;
        int loop_, other_, last_;
        graph::scratch<bool> live_;
        graph::scratch<value> becomes_;
    };

    template <class Op, class Literal>
    struct loop_rules {
        using value = tracer<Literal>;
        using builder = graph::builder<Literal>;
        using nodes = nodes_of_loop<Literal>;
        using sum = std::conditional_t<std::is_base_of_v<sum_over_, Op>, Op, sum_over_>;

        static constexpr void reverse(reverse_sweep<Literal>& sweep, int i) {
            builder& graph = sweep.graph();
            int const v = graph[i].operand[0], loop = graph[i].operand[1], first = sweep.first();
            if (!sweep.receives(v)) return;
            value const w = sweep[i];
            nodes body(graph, loop);
            scale const by(graph, body, i, v, loop);
            reverse_sweep<Literal> inside(sweep, v + 1);
            inside.set(v, value(1));
            for (int j = v; j >= first && j > loop; --j)
                if (body.contains(j) && sweep.receives(j) && !inside[j].is_zero()) static_cast<rules<Literal> const*>(graph[j].what)->reverse(inside, j);
            for (int j = first; j <= v; ++j)
                if (!body.contains(j) && sweep.receives(j) && !inside[j].is_zero()) {
                    if (is_set_of_additions(graph, inside[j])) scatter(sweep, j, additions_in_loop(graph, body, by, w, inside[j], loop));
                    else sweep.add(j, unless_no_row(sweep, body, inside[j], j, loop, by.outside(w) * total(graph, body, by.inside(inside[j]), loop)));
                }
        }
        static constexpr value forward(forward_sweep<Literal> const& sweep, int i) {
            builder& graph = sweep.graph();
            int const v = graph[i].operand[0], loop = graph[i].operand[1];
            if (!Op::active[0] || !sweep.moves(v)) return value(0);
            nodes body(graph, loop);
            scale const by(graph, body, i, v, loop);
            return by.outside(value(1)) * total(graph, body, by.inside(sweep[v]), loop);
        }
        static constexpr value append(value v, value loop, value) {
            return tracing<Literal>::template append<Op>(v, loop);
        }
        // Passes that ask for it do not know loops.
        static constexpr value partial(builder& graph, int i, int) {
            return value(&graph, graph.append({code<derivative_of_a_loop_>, graph::what<derivative_of_a_loop_, Literal>, {i, i, 0}}));
        }

    private:
        static constexpr value number_of_rows(builder& graph, int loop) { return apply<count_>(value(&graph, graph[loop].operand[0])); }
        // Additions that the body makes with the adjoint 1 of its value. One that is the same in each row is made once, times their number; but not in steps that
        // stand in the loop: those are taken in each row.
        static constexpr value additions_in_loop(builder& graph, nodes& body, auto const& by, value w, value additions, int loop) {
            value all(0);
            each_addition(graph, additions, [&](value one) {
                value const place = one.operand(1), end = one.operand(2);
                value u = by.outside(w) * by.inside(one.operand(0));
                auto const varies = [&](value v) { return !v.is_literal() && body.contains(v.id()); };
                if (!varies(place) && !varies(u) && !varies(end)) u = u * number_of_rows(graph, loop);
                all = with_addition(graph, all, u, place, end);
            });
            return all;
        }
        // The sum over the rows: of what is the same in each of them that, times their number. A change of sign is outside of the loop.
        static constexpr value total(builder& graph, nodes& body, value u, int loop) {
            if (u.template is_a<neg_>()) return -total(graph, body, u.operand(0), loop);
            bool const varies = !u.is_literal() && body.contains(u.id());
            if (!varies && !sum::refuses_empty) return u * number_of_rows(graph, loop);
            return value(&graph, graph.append({code<sum>, graph::what<sum, Literal>, {u.operand_in(graph), loop, 0}}));
        }
        // Where no row passes on a derivative, what their sum owes is a structural zero, as it is for each of them. That counts where derivatives outside of
        // the loop may be infinite. (The sum may be 0 for other reasons.)
        static constexpr value unless_no_row(reverse_sweep<Literal>& sweep, nodes& body, value u, int j, int loop, value owed) {
            if (!u.template is_a<gate_>() || op::is_extreme_over<Op> || !may_be_infinite(sweep, j)) return owed;
            value const passes = u.operand(0);
            if (!body.contains(passes.id())) return gate(passes.as_condition(), owed);
            return gate(total(sweep.graph(), body, select(passes.as_condition(), value(1), value(0)), loop) != 0, owed);
        }
        // Whether node j may have infinite derivatives.
        static constexpr bool may_be_infinite(reverse_sweep<Literal> const& sweep, int j) {
            descending_set open(j + 1);
            open.insert(j);
            for (int i = open.take(); i >= 0; i = open.take()) {
                graph::node const& n = sweep.graph()[i];
                if (n.what->arity == 0 || !sweep.receives(i)) continue;
                if (n.operation != code<add_> && n.operation != code<sub_> && n.operation != code<mul_> && n.operation != code<neg_> && n.operation != code<exp_> && n.operation != code<sin_> &&
                    n.operation != code<cos_> && n.operation != code<tanh_> && n.operation != code<row_> && n.operation != code<select_> && n.operation != code<gate_>) return true;
                for (int k = 0; k < n.what->arity; ++k)
                    if (n.operand[k] >= 0) open.insert(n.operand[k]);
            }
            return false;
        }

        // The derivative of the result by a row's value v: a factor inside of the loop, and one outside.
        struct scale {
            value y, v, share{1}, row{};
            bool one_row = false;  // receives everything: kinks::left means the last one of equals, as in max(max(a, b), c), and kinks::right the first

            constexpr scale(builder& graph, [[maybe_unused]] nodes& body, int i, int operand, [[maybe_unused]] int loop) : y(&graph, i), v(value::of(&graph, operand)) {
                if constexpr (op::is_extreme_over<Op>) {
                    bool const last = has(graph.kinks(), kink_policy::left);
                    one_row = last || has(graph.kinks(), kink_policy::right);
                    if (!one_row) share = select(y == y, 1 / total(graph, body, select(v == y, value(1), value(0)), loop), value(op::internal::no_number));
                    else {
                        value const all(&graph, loop), number = apply<row_>(all, value(-1)), ranked = last ? number : -number;
                        value const chosen = apply<shift_over_>(select(v == y, ranked, value(-std::numeric_limits<Literal>::infinity())), all);
                        row = ranked - chosen;
                        share = select(y == y, value(1), value(op::internal::no_number));
                    }
                }
            }
            constexpr value inside(value u) const {
                if constexpr (op::is_extreme_over<Op>) return gate((one_row ? row == 0 : v == y) || y != y, u);  // no row has a derivative where one is no number
                else if constexpr (std::is_same_v<Op, product_over_>) return u / v;
                else return u;
            }
            constexpr value outside(value w) const {
                if constexpr (op::is_extreme_over<Op>) return w * share;
                else if constexpr (std::is_same_v<Op, product_over_>) return w * y;
                else return w;
            }
        };
    };
}

template <class Op, class Literal>
    requires is_reduction<Op>
struct rules_of<Op, Literal> {
    using loop = detail::loop_rules<Op, Literal>;
    static constexpr rules<Literal> value{facts_of<Op>, &loop::reverse, &loop::forward, &loop::append, &loop::partial};
};

}
