// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The rules of folds (op/fold.hpp). Their derivatives are folds again, so that there are derivatives of any order.
//
// Forward: beside the state its tangent is carried, in the same fold. In reverse: a fold that takes the steps the other way round carries
// the adjoint of the state, and for each value that a step takes from outside what it has received so far. A step there is the step itself,
// computed again from the state before it, which is recalled, and swept. So what a program keeps of the steps is the states alone.
// What a recalled state receives in turn, in a derivative of a derivative, is carried out of the steps by a number of its own, and recalled
// where the fold that it belongs to is swept.
//
// A derivative that a branch does not pass on is a structural zero, also times infinity. From step to step it is carried as a number 0, and so
// beside it, where a step may have an infinite derivative, whether it is one.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/fold.hpp>
#include <typegrad/graph/scratch.hpp>
#include <typegrad/pass/call.hpp>
#include <typegrad/pass/descending_set.hpp>
#include <typegrad/pass/loop.hpp>

namespace typegrad::inline v0_2::pass {

namespace detail {
    template <class Op, class Literal>
    constexpr tracer<Literal> fold_part(graph::builder<Literal>& graph, int a, int b = 0, int c = 0) {
        return tracer<Literal>(&graph, graph::append_part<Op>(graph, a, b, c));
    }
    // recall(fold, end, carry), before or after the step as `like` does.
    template <class Literal>
    constexpr tracer<Literal> recalled(graph::builder<Literal>& graph, bool after, int fold, int end, int carry) {
        if (after) return fold_part<recall_<true>, Literal>(graph, fold, end, carry);
        return fold_part<recall_<false>, Literal>(graph, fold, end, carry);
    }

    // Uses what the chain of entries of an end holds: use(operation, operand, carry).
    template <class Literal>
    constexpr void each_entry(graph::builder<Literal> const& graph, tracer<Literal> entries, auto&& use) {
        if (entries.is_literal()) return;
        for (int i = entries.id(); graph[i].operation != code<end_>; i = graph[i].operand[2]) use(graph[i].operation, graph[i].operand[0], graph[i].operand[1]);
    }

    // Whether derivatives are finite where operands and results are. (Few operations are asked for; what is not in this list only costs more.)
    constexpr bool is_smooth(int operation) {
        return operation == code<add_> || operation == code<sub_> || operation == code<mul_> || operation == code<div_> || operation == code<neg_> || operation == code<abs_> ||
               operation == code<exp_> || operation == code<log_> || operation == code<sin_> || operation == code<cos_> || operation == code<tanh_> || operation == code<select_> ||
               operation == code<gate_> || operation == code<row_> || belongs_to_step(operation) || is_fold_structure(operation);
    }
    // A state, what is recalled, or a row, in the steps of that fold.
    constexpr bool is_given_in_steps(graph::node const& n, int fold) { return (belongs_to_step(n.operation) || n.operation == code<row_>) && n.operand[0] == fold; }

    // What some nodes need of those for which `belongs(i)` holds, the last one first.
    template <class Literal>
    class needed_in_steps {
    public:
        // `fold`: whose states and rows are not looked into. (Those of a fold that stands in it are.)
        constexpr needed_in_steps(graph::builder<Literal> const& graph, int fold) : graph_(graph), fold_of_steps_(fold), open_(graph.node_count()), all_(32) {}

        constexpr void begin(int operand) {
            if (operand >= 0) open_.insert(operand);
        }
        constexpr void find(auto&& belongs) {
            for (int i = open_.take(); i >= 0; i = open_.take()) {
                if (!belongs(i)) continue;
                all_.push(i);
                graph::node const& n = graph_[i];
                if (is_given_in_steps(n, fold_of_steps_)) continue;
                for (int k = 0; k < n.what->arity; ++k)
                    if (n.operand[k] >= 0) open_.insert(n.operand[k]);
            }
        }
        constexpr int size() const { return all_.size; }
        constexpr int operator[](int k) const { return all_[k]; }

    private:
        graph::builder<Literal> const& graph_;
        int fold_of_steps_;
        descending_set open_;
        graph::detail::growing<int> all_;
    };
    // A square root that is taken where its operand is greater than 0 only: select(x > 0, sqrt(x), …).
    template <class Literal>
    constexpr bool is_of_positive(graph::builder<Literal> const& graph, needed_in_steps<Literal> const& steps, graph::fold_parts const& parts, int root) {
        if (graph[root].operation != code<sqrt_>) return false;
        for (int k = 0; k < parts.size(); ++k)
            if (parts[k].next == root) return false;
        for (int at = 0; at < steps.size(); ++at) {
            graph::node const& n = graph[steps[at]];
            for (int k = 0; k < n.what->arity; ++k) {
                if (n.operand[k] != root) continue;
                if (n.operation != code<select_> || k != 1 || n.operand[0] < 0) return false;
                graph::node const& c = graph[n.operand[0]];
                if (c.operation != code<less_> || c.operand[1] != graph[root].operand[0] || c.operand[0] >= 0 || !(graph.literal_at(c.operand[0]) >= 0)) return false;
            }
        }
        return true;
    }
    // Whether one of these nodes has other derivatives than smooth ones.
    template <class Literal>
    constexpr bool may_be_singular(graph::builder<Literal> const& graph, needed_in_steps<Literal> const& steps, graph::fold_parts const& parts) {
        for (int k = 0; k < steps.size(); ++k)
            if (graph::node const& n = graph[steps[k]]; !is_smooth(n.operation) && n.what->result != kind::condition && !is_of_positive(graph, steps, parts, steps[k])) return true;
        return false;
    }
    // What is named in a step: of `recall` after it or before.
    template <class Literal>
    constexpr tracer<Literal> named_in_step(graph::builder<Literal>& graph, int named, bool after, int fold) {
        using value = tracer<Literal>;
        graph::node const n = graph[named];
        if (n.operation == code<final_>) return recalled<Literal>(graph, after, fold, n.operand[0], n.operand[1]);
        if (n.operation == code<gate_>) return gate(value(&graph, n.operand[0]).as_condition(), named_in_step<Literal>(graph, n.operand[1], after, fold));
        return gate(named_in_step<Literal>(graph, n.operand[0], after, fold) != 0, named_in_step<Literal>(graph, n.operand[1], after, fold));
    }

    template <class Literal>
    constexpr tracer<Literal> as_number(tracer<Literal> condition) {
        return tracing<Literal>::in_kind(kind::value, condition);
    }
    // 1 where a value is no structural zero, 0 where it is.
    template <class Literal>
    constexpr tracer<Literal> is_there(tracer<Literal> w) {
        if (w.template is_a<gate_>()) return as_number(w.operand(0));
        return tracer<Literal>(w.is_zero() ? 0 : 1);
    }

    // A list of what a new fold carries.
    template <class Literal>
    class fold_maker {
        using value = tracer<Literal>;

    public:
        constexpr fold_maker(graph::builder<Literal>& graph, int before) : graph_(graph), last_(before) {}

        constexpr int carry(int state, value begin, value next) {
            int const carry = graph::append_part<carry_>(graph_, state, begin.operand_in(graph_), next.operand_in(graph_));
            last_ = graph::append_part<carries_>(graph_, last_, carry);
            return carry;
        }
        constexpr int end() { return graph::append_part<end_>(graph_, last_); }

    private:
        graph::builder<Literal>& graph_;
        int last_;
    };

    // The reverse sweep over one fold.
    template <class Literal>
    class pulled_back_fold {
        using value = tracer<Literal>;
        using builder = graph::builder<Literal>;
        using numbers = graph::detail::growing<int>;

    public:
        constexpr pulled_back_fold(reverse_sweep<Literal>& sweep, int end)
            : sweep_(sweep), graph_(sweep.graph()), first_(sweep.first()), fold_end_(end), parts_(graph::node_of(graph_), end),
              bit_(graph_.bit_of_fold(parts_.fold())), steps_(graph_, parts_.fold()), size_(parts_.size()), owed_(size_), adjoint_(size_), is_owed_(size_), active_(size_), reached_(size_), is_active_(end), image_(end) {
            for (int k = 0; k < size_; ++k) steps_.begin(parts_[k].next);
            steps_.find([&](int i) { return is_in_steps(i); });
        }

        constexpr void run() {
            find_active();
            take_what_is_owed();
            find_reached();
            back_ = graph::append_opposite(graph_, parts_);
            back_bit_ = graph_.bit_of_fold(back_);
            compute_steps_again();
            bool const singular = may_be_singular(graph_, steps_, parts_);
            for (int k = 0; k < size_; ++k) {
                if (reached_[k]) adjoint_[k] = graph::append_state(graph_, back_);
                if (reached_[k] && (owed_[k].template is_a<gate_>() || (singular && owed_[k].is_zero()))) is_owed_[k] = graph::append_state(graph_, back_);
            }
            while (!sweep_steps()) {}
        }

    private:
        constexpr bool is_in_steps(int operand) const { return graph::is_in_steps(graph_, bit_, operand); }
        constexpr bool is_in_back_steps(int operand) const { return graph::is_in_steps(graph_, back_bit_, operand); }
        constexpr bool is_active(int operand) const { return operand >= 0 && (is_in_steps(operand) ? is_active_[operand] : sweep_.receives(operand)); }
        constexpr bool depends_on_active(graph::node const& n) const {
            for (int k = 0; k < n.what->arity; ++k)
                if (n.what->active[k] && is_active(n.operand[k])) return true;
            return false;
        }

        // Which numbers of the state depend on what is differentiated, and which nodes of the steps.
        constexpr void find_active() {
            for (bool more = true; more;) {
                for (int at = steps_.size() - 1; at >= 0; --at) {
                    int const i = steps_[at];
                    graph::node const& n = graph_[i];
                    if (n.operation == code<state_> && n.operand[0] == parts_.fold()) continue;
                    // What is recalled in these steps is of a fold beside this one, perhaps of the same steps, and not of one in them.
                    if (is_recall(n.operation)) is_active_[i] = n.operand[0] == parts_.fold() ? sweep_.receives(n.operand[1]) : is_active(n.operand[1]);
                    else is_active_[i] = depends_on_active(n);
                }
                more = false;
                for (int k = 0; k < size_; ++k)
                    if (!active_[k] && (is_active(parts_[k].begin) || is_active(parts_[k].next))) more = active_[k] = is_active_[parts_[k].state] = true;
            }
        }

        // What is behind a gate is computed without it, and gated where it arrives: as in pass/call.hpp.
        constexpr void take_what_is_owed() {
            bool all_gated = true;
            gated_by_ = value::none();
            each_entry<Literal>(graph_, sweep_[fold_end_], [&](int operation, int w, int carry) {
                int const k = parts_.number_of_carry(carry);
                if (!active_[k]) return;
                reached_[k] = true;
                value const owed = value::of(&graph_, w);
                if (operation == code<entry_in_fold_<entry_for::last>>) owed_[k] = owed;
                if (!owed.template is_a<gate_>()) {
                    all_gated = false;
                    return;
                }
                value const c = owed.operand(0);
                if (gated_by_.is_none()) gated_by_ = c;
                else if (!gated_by_.same(c)) gated_by_ = (gated_by_.as_condition() || c.as_condition()).value();
            });
            if (!all_gated) gated_by_ = value::none();
            for (int k = 0; k < size_; ++k) owed_[k] = without_gate(owed_[k]);
        }
        constexpr value without_gate(value owed) const {
            if (!gated_by_.is_none() && owed.template is_a<gate_>() && owed.operand(0).same(gated_by_)) return owed.operand(1);
            return owed;
        }

        // Which numbers of the state have an adjoint: those that are owed something after the last step, and those that they are made of.
        constexpr void find_reached() {
            graph::scratch<bool> const needed(fold_end_);
            for (bool more = true; more;) {
                for (int k = 0; k < size_; ++k)
                    if (reached_[k] && is_active(parts_[k].next)) needed[parts_[k].next] = true;
                for (int at = 0; at < steps_.size(); ++at) {
                    graph::node const& n = graph_[steps_[at]];
                    if (!needed[steps_[at]] || is_given_in_steps(n, parts_.fold())) continue;
                    for (int j = 0; j < n.what->arity; ++j)
                        if (n.what->active[j] && is_active(n.operand[j])) needed[n.operand[j]] = true;
                }
                more = false;
                for (int k = 0; k < size_; ++k)
                    if (!reached_[k] && active_[k] && needed[parts_[k].state]) more = reached_[k] = true;
            }
        }

        constexpr value image(int operand) const {
            if (is_in_steps(operand)) return image_[operand];
            return value::of(&graph_, operand);
        }
        // As they stand, so that conditions are what they were: nothing is taken for equal but for roundings.
        constexpr void compute_steps_again() {
            needed_in_steps<Literal> needed(graph_, parts_.fold());
            for (int k = 0; k < size_; ++k)
                if (reached_[k] && is_active(parts_[k].next)) needed.begin(parts_[k].next);
            needed.find([&](int i) { return is_in_steps(i); });
            graph_.append_derivatives(false);
            for (int at = needed.size() - 1; at >= 0; --at) {
                int const i = needed[at];
                graph::node const n = graph_[i];
                bool const given = is_given_in_steps(n, parts_.fold());
                if (given && n.operation == code<state_>) image_[i] = recalled<Literal>(graph_, false, back_, fold_end_, parts_[parts_.number_of_state(i)].carry);
                else if (given && n.operation == code<row_>) image_[i] = fold_part<row_, Literal>(graph_, back_, n.operand[1]);
                else if (given) image_[i] = recalled<Literal>(graph_, n.operation == code<recall_<true>>, back_, n.operand[1], n.operand[2]);
                else image_[i] = reapply(n, [&](int operand) { return image(operand); });
            }
            graph_.append_derivatives(true);
        }

        // False if it has to be done once more, since another structural zero may be carried from step to step.
        constexpr bool sweep_steps() {
            graph::scratch<value> const seed(size_);
            set_factor();
            for (int k = 0; k < size_; ++k) {
                if (!reached_[k]) continue;
                if (is_linear_) seed[k] = value(1);
                else seed[k] = value(&graph_, adjoint_[k]);
                if (is_owed_[k] != 0) seed[k] = gate(value(&graph_, is_owed_[k]) != 0, seed[k]);
                seed[k] = with_owed<entry_for::after>(k, seed[k]);
            }
            int const last = graph_.node_count(), known = sweep_.known() <= fold_end_ ? sweep_.known() : fold_end_ + 1;
            needed_in_steps<Literal> again(graph_, back_);
            for (int k = 0; k < size_; ++k)
                if (reached_[k]) again.begin(image(parts_[k].next).is_literal() ? -1 : image(parts_[k].next).id());
            again.find([&](int i) { return i > fold_end_ || is_in_back_steps(i); });
            graph::scratch<bool> const active(last - known);
            for (int i = known; i <= fold_end_; ++i) active[i - known] = sweep_.receives(i);
            numbers received(32);
            reverse_sweep<Literal> inside(sweep_, last, known, active.data, received);
            for (int at = again.size() - 1; at >= 0; --at) {
                int const i = again[at];
                graph::node const& n = graph_[i];
                if (i <= fold_end_) continue;
                bool& is = active[i - known];
                if (is_recall(n.operation) && n.operand[1] == fold_end_) is = active_[parts_.number_of_carry(n.operand[2])];
                else if (n.operation == code<row_> && n.operand[0] == back_) is = sweep_.receives(graph_[back_].operand[0]);
                else
                    for (int k = 0; k < n.what->arity; ++k) is = is || (n.what->active[k] && n.operand[k] >= 0 && inside.receives(n.operand[k]));
            }
            for (int k = 0; k < size_; ++k) {
                if (!reached_[k]) continue;
                value const next = image(parts_[k].next);
                if (!next.is_literal() && inside.receives(next.id())) inside.add(next.id(), seed[k]);
            }
            for (int at = 0; at < again.size(); ++at)
                if (int const i = again[at]; inside.receives(i) && !inside[i].is_zero()) static_cast<rules<Literal> const*>(graph_[i].what)->reverse(inside, i);

            bool complete = true;
            for (int k = 0; k < size_; ++k) {
                if (!reached_[k]) continue;
                int const before = graph::append_part<recall_<false>>(graph_, back_, fold_end_, parts_[k].carry);
                seed[k] = value(0);
                if (before < last) seed[k] = inside[before] * factor_;
                seed[k] = with_owed<entry_for::before>(k, seed[k]);
                if (is_owed_[k] == 0 && seed[k].template is_a<gate_>()) complete = false, is_owed_[k] = graph::append_state(graph_, back_);
            }
            if (complete) give(inside, received, seed.data);
            return complete;
        }
        // The adjoint of a state that is one number is a factor of all that a step gives: the step is swept with 1 in its place, so that
        // one product alone waits for the step before.
        constexpr void set_factor() {
            int states = 0, adjoint = 0;
            bool plain = true;
            for (int k = 0; k < size_; ++k)
                if (reached_[k]) ++states, adjoint = adjoint_[k], plain = plain && is_owed_[k] == 0;
            each_entry<Literal>(graph_, sweep_[fold_end_], [&](int operation, int, int) { plain = plain && operation == code<entry_in_fold_<entry_for::last>>; });
            is_linear_ = states == 1 && plain;
            factor_ = value(1);
            if (is_linear_) factor_ = value(&graph_, adjoint);
        }
        // What is owed in a step to the state before it or after it, beside w.
        template <entry_for For>
        constexpr value with_owed(int k, value w) {
            each_entry<Literal>(graph_, sweep_[fold_end_], [&](int operation, int named, int carry) {
                if (operation != code<entry_in_fold_<For>> || carry != parts_[k].carry) return;
                value const more = named_in_step<Literal>(graph_, without_gate(value(&graph_, named)).id(), true, back_);
                w = w.is_zero() ? more : w + more;
            });
            return w;
        }
        // `next`: the adjoints before the step. Whatever may be gated, the gate is carried beside it.
        constexpr void give(reverse_sweep<Literal>& inside, numbers const& received, value const* next) {
            fold_maker<Literal> made(graph_, back_);
            numbers receiver(16), given(16), given_if(16);  // which node receives, which carry that is, and the one that is 0 if nothing was given
            graph::detail::growing<value> gated(16);        // the condition that is the same in all steps
            auto const note = [&](int to, int carry, int carry_if, value condition) { receiver.push(to), given.push(carry), given_if.push(carry_if), gated.push(condition); };
            for (int k = 0; k < size_; ++k) {
                if (!reached_[k]) continue;
                int const is_owed = is_owed_[k] != 0 ? made.carry(is_owed_[k], is_there(owed_[k]), is_there(next[k])) : -1;
                int const carry = made.carry(adjoint_[k], owed_[k], next[k]);
                if (is_active(parts_[k].begin)) note(parts_[k].begin, carry, is_owed, value::none());
            }
            numbers adding(8), additions(8);
            for (int at = 0; at < received.size; ++at) {
                int const i = received[at];
                bool const of_step = is_in_back_steps(i);
                bool const other = of_step && is_recall(graph_[i].operation) && graph_[i].operand[0] == back_ && graph_[i].operand[1] != fold_end_;
                if (inside[i].is_zero() || (of_step ? !other : i > fold_end_)) continue;
                value share = inside[i], condition = value::none();
                inside.set(i, value(0));
                if (is_set_of_additions(graph_, share)) {
                    adding.push(i), additions.push(share.id());
                    continue;
                }
                share = share * factor_;
                int share_is = -1;
                if (share.template is_a<gate_>()) {
                    value const c = share.operand(0);
                    if (!is_in_back_steps(c.id())) condition = c, share = share.operand(1);
                    else {
                        value const so_far(&graph_, graph::append_state(graph_, back_));
                        share_is = made.carry(so_far.id(), value(0), as_number(of_step ? c : ((so_far != 0) || c.as_condition()).value()));
                    }
                }
                value const so_far(&graph_, graph::append_state(graph_, back_));
                if (!of_step) share = so_far + share;
                note(i, made.carry(so_far.id(), value(0), share), share_is, condition);
            }
            if (given.size == 0 && adding.size == 0) return;
            int const end = made.end();
            for (int k = 0; k < adding.size; ++k) scatter(sweep_, adding[k], additions_in_steps(value(&graph_, additions[k]), end));
            for (int k = 0; k < given.size; ++k) {
                int const i = receiver[k];
                value owed = fold_part<final_, Literal>(graph_, end, given[k]);
                bool const of_step = is_in_back_steps(i);
                if (given_if[k] >= 0) {
                    value const is_owed = fold_part<final_, Literal>(graph_, end, given_if[k]);
                    if (of_step) owed = fold_part<named_pair_, Literal>(graph_, is_owed.id(), owed.id());
                    else owed = gate(is_owed != 0, owed);
                }
                if (!gated[k].is_none()) owed = gate(gated[k].as_condition(), owed);
                if (!gated_by_.is_none()) owed = gate(gated_by_.as_condition(), owed);
                if (!of_step) sweep_.add(i, owed);
                else if (graph_[i].operation == code<recall_<true>>) owe<entry_for::after>(graph_[i].operand[1], graph_[i].operand[2], owed);
                else owe<entry_for::before>(graph_[i].operand[1], graph_[i].operand[2], owed);
            }
        }
        // What is added to rows is added in the steps.
        constexpr value additions_in_steps(value additions, int end) const {
            value all(0);
            each_addition(graph_, additions, [&](value one) {
                value owed = one.operand(0);
                if (is_linear_) owed = owed * factor_;
                if (!gated_by_.is_none()) owed = gate(gated_by_.as_condition(), owed);
                value ends = one.operand(2);
                if (is_in_back_steps(one.operand(1).id()) || (!owed.is_literal() && is_in_back_steps(owed.id()))) {
                    if (ends.is_zero()) ends = value(&graph_, end);
                    else ends = apply<both_>(ends, value(&graph_, end));
                }
                all = with_addition(graph_, all, owed, one.operand(1), ends);
            });
            return all;
        }
        template <entry_for For>
        constexpr void owe(int end, int carry, value named) {
            value const others = sweep_[end];
            sweep_.set(end, fold_part<entry_in_fold_<For>, Literal>(graph_, named.id(), carry, others.is_literal() ? end : others.id()));
        }

        reverse_sweep<Literal>& sweep_;
        builder& graph_;
        int first_, fold_end_;
        graph::fold_parts parts_;
        std::uint64_t bit_, back_bit_ = 0;
        needed_in_steps<Literal> steps_;
        int size_, back_ = 0;
        graph::scratch<value> owed_;      // after the last step
        graph::scratch<int> adjoint_;     // the state of the fold backwards
        graph::scratch<int> is_owed_;     // the state that is 0 where that is a structural zero; 0: none
        graph::scratch<bool> active_;     // each number of the state
        graph::scratch<bool> reached_;
        graph::scratch<bool> is_active_;  // each node
        graph::scratch<value> image_;
        value gated_by_, factor_;
        bool is_linear_ = false;
    };

    template <class Op, class Literal>
    struct fold_rules {
        using value = tracer<Literal>;
        using builder = graph::builder<Literal>;

        static constexpr void reverse(reverse_sweep<Literal>& sweep, int i) {
            if constexpr (std::is_same_v<Op, end_>) pulled_back_fold<Literal>(sweep, i).run();
            else if constexpr (std::is_same_v<Op, final_>) {
                builder& graph = sweep.graph();
                int const end = graph[i].operand[0], carry = graph[i].operand[1];
                value const others = sweep[end];
                sweep.set(end, fold_part<entry_in_fold_<entry_for::last>, Literal>(graph, sweep[i].operand_in(graph), carry, others.is_literal() ? end : others.id()));
            }
        }
        static constexpr value forward(forward_sweep<Literal> const& sweep, int i) {
            if constexpr (std::is_same_v<Op, end_>) return pushed_forward(sweep, i);
            else if constexpr (std::is_same_v<Op, final_>) {
                builder& graph = sweep.graph();
                value const named = tangent_of(graph, sweep, graph[i].operand[0], graph[i].operand[1]);
                if (!named.template is_a<named_pair_>()) return named;
                return gate(named.operand(0) != 0, named.operand(1));
            } else if constexpr (std::is_same_v<Op, fold_>) return sweep[sweep.graph()[i].operand[0]];  // of the rows that it runs over (pass/gather.hpp)
            else return value(std::is_same_v<Op, carry_> || std::is_same_v<Op, carries_> || std::is_same_v<Op, going_on_> || std::is_same_v<Op, keeping_> ? 1 : 0);  // that there is one
        }
        static constexpr value append(value a, value b, value c) {
            builder& graph = a.graph() ? *a.graph() : b.graph() ? *b.graph() : *c.graph();
            value const operand[] = {a, b, c};
            int number[3]{};
            for (int k = 0; k < Op::arity; ++k) number[k] = operand[k].operand_in(graph);
            return fold_part<Op, Literal>(graph, number[0], number[1], number[2]);
        }

    private:
        // What names the tangent of a state; else 0.
        static constexpr value tangent_of(builder& graph, forward_sweep<Literal> const& sweep, int end, int carry) {
            value found(0);
            each_entry<Literal>(graph, sweep[end], [&](int, int named, int of) {
                if (of == carry) found = value(&graph, named);
            });
            return found;
        }
        // The fold with the tangents; its entries. is_moved: the states that are 0 where a tangent is a structural zero, with whatever sign.
        static constexpr value moved(builder& graph, forward_sweep<Literal> const& sweep, graph::fold_parts const& parts, int const* tangent, int const* is_moved) {
            fold_maker<Literal> made(graph, graph[parts.end()].operand[0]);
            graph::detail::growing<int> carry(8), carry_if(8), of(8);
            for (int k = 0; k < parts.size(); ++k) {
                if (tangent[k] == 0) continue;
                value const begin = sweep[parts[k].begin], next = sweep[parts[k].next];
                int const is = is_moved[k] != 0 ? made.carry(is_moved[k] < 0 ? -is_moved[k] : is_moved[k], is_there(begin), is_there(next)) : -1;
                carry.push(made.carry(tangent[k], begin, next)), carry_if.push(is), of.push(parts[k].carry);
            }
            if (carry.size == 0) return value(0);
            int const end = made.end();
            value entries(&graph, end);
            for (int k = 0; k < carry.size; ++k) {
                int named = graph::append_part<final_>(graph, end, carry[k]);
                if (carry_if[k] >= 0) named = graph::append_part<named_pair_>(graph, graph::append_part<final_>(graph, end, carry_if[k]), named);
                entries = fold_part<entry_in_fold_<entry_for::last>, Literal>(graph, named, of[k], entries.id());
            }
            return entries;
        }
        static constexpr value pushed_forward(forward_sweep<Literal> const& sweep, int end) {
            builder& graph = sweep.graph();
            graph::fold_parts const parts(graph::node_of(graph), end);
            std::uint64_t const bit = graph.bit_of_fold(parts.fold());
            int const size = parts.size();
            needed_in_steps<Literal> steps(graph, parts.fold());
            for (int k = 0; k < size; ++k) steps.begin(parts[k].next);
            steps.find([&](int i) { return graph::is_in_steps(graph, bit, i); });
            graph::scratch<int> const tangent(size);
            graph::scratch<bool> const moves(end);
            auto const of_recalled = [&](graph::node const& n) { return tangent_of(graph, sweep, n.operand[1], n.operand[2]); };
            auto const is_moving = [&](int operand) { return graph::is_in_steps(graph, bit, operand) ? moves[operand] : sweep.moves(operand); };
            for (bool more = true; more;) {
                for (int at = steps.size() - 1; at >= 0; --at) {
                    int const i = steps[at];
                    graph::node const& n = graph[i];
                    if (n.operation == code<state_> && n.operand[0] == parts.fold()) continue;
                    bool const given = is_recall(n.operation) && n.operand[0] == parts.fold();
                    moves[i] = given && !of_recalled(n).is_literal();
                    bool const is_number = n.operation == code<row_> && graph.literal_at(n.operand[1]) < 0;  // of a step
                    for (int k = 0; k < n.what->arity && !given && !is_number; ++k) moves[i] = moves[i] || (n.what->active[k] && is_moving(n.operand[k]));
                }
                more = false;
                for (int k = 0; k < size; ++k)
                    if (tangent[k] == 0 && (is_moving(parts[k].begin) || is_moving(parts[k].next))) {
                        tangent[k] = graph::append_state(graph, parts.fold());
                        more = moves[parts[k].state] = true;
                    }
            }
            // Which tangents are structural zeros in some steps: at first, and where a branch passes on none.
            bool const singular = may_be_singular(graph, steps, parts);
            graph::scratch<int> const is_moved(size);
            for (int k = 0; k < size; ++k)
                if (tangent[k] != 0 && (sweep[parts[k].begin].is_zero() || sweep[parts[k].begin].template is_a<gate_>())) is_moved[k] = graph::append_state(graph, parts.fold());
            value entries(0);
            for (bool more = true; more;) {
                for (int at = 0; at < steps.size(); ++at) sweep.set(steps[at], value(0));
                bool gates = singular;
                for (int k = 0; k < size; ++k) gates = gates || is_moved[k] < 0;
                for (int k = 0; k < size; ++k) {
                    if (tangent[k] == 0) continue;
                    value seed(&graph, tangent[k]);
                    if (is_moved[k] != 0 && gates) seed = gate(value(&graph, is_moved[k] < 0 ? -is_moved[k] : is_moved[k]) != 0, seed);
                    sweep.set(parts[k].state, seed);
                }
                for (int at = steps.size() - 1; at >= 0; --at) {
                    int const i = steps[at];
                    graph::node const n = graph[i];
                    if (!moves[i] || (n.operation == code<state_> && n.operand[0] == parts.fold())) continue;
                    if (is_recall(n.operation) && n.operand[0] == parts.fold()) sweep.set(i, named_in_step<Literal>(graph, of_recalled(n).id(), n.operation == code<recall_<true>>, parts.fold()));
                    else sweep.set(i, static_cast<rules<Literal> const*>(n.what)->forward(sweep, i));
                }
                more = false;
                for (int k = 0; k < size; ++k)
                    if (tangent[k] != 0 && is_moved[k] >= 0 && sweep[parts[k].next].template is_a<gate_>())
                        more = true, is_moved[k] = -(is_moved[k] != 0 ? is_moved[k] : graph::append_state(graph, parts.fold()));
                if (!more) entries = moved(graph, sweep, parts, tangent.data, is_moved.data);
            }
            return entries;
        }
    };
}

template <class Op, class Literal>
    requires is_part_of_fold<Op>
struct rules_of<Op, Literal> {
    using part = detail::fold_rules<Op, Literal>;
    static constexpr rules<Literal> value{facts_of<Op>, &part::reverse, &part::forward, &part::append, &detail::loop_rules<sum_over_, Literal>::partial};
};

}
