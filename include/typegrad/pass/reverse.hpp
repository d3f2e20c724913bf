// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The reverse sweep: from the nodes of a value to the nodes of its derivatives, each node once.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/for_a_sweep.hpp>
#include <typegrad/graph/product.hpp>
#include <typegrad/pass/curvature_at_zero.hpp>
#include <typegrad/pass/node_rules.hpp>
#include <typegrad/pass/quotient_at_zero.hpp>

namespace typegrad::inline v0_2::pass {

// The adjoints of the nodes first … output of one builder, while that output is swept. An adjoint that is the literal 0
// is one that nothing has contributed to: a structural zero.
template <class Literal>
class reverse_sweep {
public:
    using value = tracer<Literal>;
    using builder = graph::builder<Literal>;

    // Sweeps from the node `output`, which starts with the adjoint `seed`, to the node `first`. `active` tells for each
    // of these nodes, counted from first, whether it depends on what is differentiated.
    constexpr reverse_sweep(builder& graph, int output, value seed, bool const* active, int first = 0) : reverse_sweep(graph, output + 1, active, first) {
        graph::lending const lends(graph, &output, 1);
        adjoint_[output - first] = seed;
        run(output, first);
    }
    // To sweep in parts: the adjoints of the nodes first … last-1 are zero until they are set.
    constexpr reverse_sweep(builder& graph, int last, bool const* active, int first)
        : graph_(graph), first_(first), last_(last), active_(active), adjoint_(new value[static_cast<std::size_t>(last - first) + 1]{}) {}
    // Of the steps of a fold (pass/fold.hpp), which that sweep has come to: nodes from `known` on are active if `more` says so, counted from
    // there. Each node that receives something is noted.
    constexpr reverse_sweep(reverse_sweep const& outer, int last, int known, bool const* more, graph::detail::growing<int>& noted)
        : reverse_sweep(outer.graph_, last, outer.active_, outer.first_) {
        known_ = known;
        more_ = more;
        noted_ = &noted;
    }
    // Of the body of a loop that this sweep has come to.
    constexpr reverse_sweep(reverse_sweep const& outer, int last) : reverse_sweep(outer.graph_, last, outer.active_, outer.first_) {
        known_ = outer.known_;
        more_ = outer.more_;
    }
    constexpr void set(int i, value adjoint) {
        if (noted_) noted_->push(i);
        adjoint_[i - first_] = adjoint;
        if (added_last_) added_last_[i - first_] = value();
    }
    constexpr void run(int from, int to) {
        graph::appending<builder> const appends(graph_, true);
        for (int i = from; i >= to && (i != partners_meet_ || judge_(*this)); --i)
            if (active_[i - first_] && !(added_last_ ? (*this)[i] : adjoint_[i - first_]).is_zero()) rules_at(graph_[i]).reverse(*this, i);
        if (added_last_) add_last_to_leaves(from, to);
    }
    constexpr reverse_sweep(reverse_sweep const&) = delete;
    constexpr reverse_sweep& operator=(reverse_sweep const&) = delete;
    constexpr ~reverse_sweep() {
        delete[] adjoint_;
        delete[] added_last_;
        delete norms_;
        delete partners_;
        delete meeting_;
        delete[] piecewise_linear_;
    }

    constexpr value operator[](int i) const {
        value const& adjoint = adjoint_[i - first_];
        return added_last_ && !added_last_[i - first_].is_zero() ? sum(adjoint, added_last_[i - first_]) : adjoint;
    }

    // The adjoints of the nodes before `last` as operands, `zero` for those that have none.
    constexpr void take_adjoints(int last, int* into, int zero) const {
        for (int i = first_; i < last; ++i)
            into[i] = active_[i - first_] && !(added_last_ ? (*this)[i] : adjoint_[i - first_]).is_zero() ? (*this)[i].operand_in(graph_) : zero;
    }

    // For rules that owe to more than a node's operands: those of calls (pass/call.hpp) and of loops (pass/loop.hpp).
    constexpr builder& graph() const { return graph_; }
    constexpr int first() const { return first_; }
    constexpr bool const* active() const { return active_; }
    constexpr bool receives(int i) const { return i >= first_ && (i < known_ ? active_[i - first_] : more_[i - known_]); }
    constexpr int known() const { return known_; }
    // A literal is added last, as one writes `… + 4x + 4`, and so is a number that an expression holds: value and derivative then look
    // alike, and clang packs them in pairs. (No argument: it may come as a select or a sum, and the derivative would be rounded otherwise.)
    constexpr void add(int i, value contribution) {
        if (noted_) noted_->push(i);
        adjoint_[i - first_] = sum(adjoint_[i - first_], contribution);
    }

    // The rule of one operation: what node i, with its adjoint, owes to its operands.
    template <class Op>
    static constexpr void step(reverse_sweep& sweep, int i) {
        graph::node const n = sweep.graph_[i];
        value const y(&sweep.graph_, i), w = sweep.added_last_ ? sweep[i] : sweep.adjoint_[i - sweep.first_];
        if constexpr (std::is_same_v<Op, mul_>) {
            if (n.exponent > 1) return sweep.power(n, y, w);
            if (sweep.graph_.gathers_numbers() && sweep.power_with_numbers(n, w)) return;
            if (n.operand[0] >= sweep.first_ && n.operand[1] >= sweep.first_ && (sweep.of_quadratic_form(n, 0, w) || sweep.of_quadratic_form(n, 1, w))) return;
            if (sweep.quotient(n, n.operand[0], n.operand[1], y, w) || sweep.quotient(n, n.operand[1], n.operand[0], y, w)) return;
        }
        if constexpr (std::is_same_v<Op, div_>) {
            if (sweep.logarithmic_quotient(n, i, y, w)) return;
        }
        if constexpr (std::is_same_v<Op, mul_> || std::is_same_v<Op, div_> || std::is_same_v<Op, sqrt_> || std::is_same_v<Op, log_>) {
            // (Asked here, at a fraction of the steps that clang takes for a call.)
            int const p = n.operand[0], q = Op::arity == 1 ? -1 : n.operand[1];
            if (((p >= sweep.first_ && sweep.graph_[p].operation == code<exp_>) || (q >= sweep.first_ && sweep.graph_[q].operation == code<exp_>)) && sweep.template past_exponentials<Op>(n, y, w)) return;
        }
        if constexpr (std::is_same_v<Op, div_>) {
            if (sweep.divided(n, i, w)) return;
        }
        if constexpr (std::is_same_v<Op, sub_>) {
            if (n.operand[0] == n.operand[1]) return;  // x - x owes nothing to x
        }
        if constexpr (detail::is_kinked<Op>) {
            if (sweep.graph_.sweeps_to_come() > 0 && sweep.template without_kink<Op>(n, y, w)) return;
        }
        if constexpr (std::is_same_v<Op, clamp_>) {
            if (sweep.graph_.sweeps_to_come() > 0) sweep.with_partners_at_bounds(i, w);
        }
        if constexpr (detail::is_norm(code<Op>) || std::is_same_v<Op, sqrt_>) {
            if (sweep.graph_.sweeps_to_come() > 0 && !sweep.graph_.is_divisor(i) && sweep.template norm<Op>(n, i, y, w)) return;
        }
        if constexpr (std::is_same_v<Op, sqrt_>) {
            if (sweep.root_in_divisor(n, i, y, w)) return;
        }
        if constexpr (std::is_same_v<Op, norm_>) {
            if (sweep.graph_.is_divisor(i)) return sweep.divided_norm(n, y, w);
            // The rule's branch would hold the sign.
            if (w.template is_a<neg_>()) return sweep.add(n.operand[0], -Op::first(operand<Op, 0>(sweep.graph_, n), y, w.operand(0)));
        }
        if constexpr (Op::arity == 1 && Op::active[0]) {
            // A rule is linear in w: a literal factor waits until it can join another one, and so does a number that an expression holds.
            value const unsigned_w = w.template is_a<neg_>() ? w.operand(0) : w;
            if (int const k = sweep.factor_that_is_number(unsigned_w); k >= 0) {
                value const share = Op::first(operand<Op, 0>(sweep.graph_, n), y, unsigned_w.operand(1 - k)) * unsigned_w.operand(k);
                sweep.add(n.operand[0], w.template is_a<neg_>() ? -share : share);
            } else if (is_scaled(sweep.graph_, w)) sweep.add(n.operand[0], Op::first(operand<Op, 0>(sweep.graph_, n), y, w.operand(1)) * w.operand(0));
            else sweep.add(n.operand[0], Op::first(operand<Op, 0>(sweep.graph_, n), y, w));
        } else if constexpr (Op::arity == 2) {
            auto const a = operand<Op, 0>(sweep.graph_, n);
            auto const b = operand<Op, 1>(sweep.graph_, n);
            if constexpr (Op::active[0]) if (sweep.receives(n, 0)) sweep.add(n.operand[0], Op::first(a, b, y, w));
            if constexpr (Op::has_second_beside_first)
                if (sweep.receives(n, 0) && sweep.receives(n, 1)) return sweep.add(n.operand[1], Op::second_beside_first(a, b, y, w));
            if constexpr (Op::active[1]) if (sweep.receives(n, 1)) sweep.add(n.operand[1], Op::second(a, b, y, w));
        } else if constexpr (Op::arity == 3) {
            auto const a = operand<Op, 0>(sweep.graph_, n);
            auto const b = operand<Op, 1>(sweep.graph_, n);
            auto const c = operand<Op, 2>(sweep.graph_, n);
            if constexpr (Op::active[0]) if (sweep.receives(n, 0)) sweep.add(n.operand[0], Op::first(a, b, c, y, w));
            if constexpr (Op::active[1]) if (sweep.receives(n, 1)) sweep.add(n.operand[1], Op::second(a, b, c, y, w));
            if constexpr (Op::active[2]) if (sweep.receives(n, 2)) sweep.add(n.operand[2], Op::third(a, b, c, y, w));
        }
    }

private:
    static constexpr rules<Literal> const& rules_at(graph::node const& n) { return *static_cast<rules<Literal> const*>(n.what); }

    static constexpr bool is_scaled(builder const& graph, value w) {
        return !w.is_literal() && graph[w.id()].operation == code<mul_> && graph[w.id()].operand[0] < 0;
    }

    // coefficient · base^n. The coefficient may be a product of literals, with their roundings: what is 1 but for these, is 1.
    constexpr void power(graph::node const& n, value y, value w) {
        if (int const u = exponent_of(n.base); u >= 0) return add(u, w * y * static_cast<Literal>(n.exponent));
        Literal const coefficient = n.coefficient == 0 ? Literal(1) : graph_.literal_at(n.coefficient), factor = coefficient * static_cast<Literal>(n.exponent);
        value const scaled = graph::detail::is_one(factor) ? w : graph::detail::is_one(-factor) ? -w : w * factor;
        add(n.base, scaled * powi(value(&graph_, n.base), n.exponent - 1));
    }

    // Which factor of w is a number that an expression holds, or depends on such numbers alone; or -1.
    constexpr int factor_that_is_number(value w) {
        if (!graph_.gathers_numbers() || !w.template is_a<mul_>()) return -1;
        int const k = graph::detail::which_is_number(graph_, graph_[w.id()].operand[0], graph_[w.id()].operand[1]);
        if (k < 0 || graph_[w.id()].operand[k] < 0) return -1;
        return graph_.note_gathering(), k;
    }

    constexpr bool power_with_numbers(graph::node const& n, value w) {
        auto const power = graph::detail::power_with_numbers<value>(graph_, n, [&](int base) { return receives(base); });
        if (power.base < 0) return false;
        add(power.base, (w * (power.c * static_cast<Literal>(power.exponent))) * powi(value(&graph_, power.base), power.exponent - 1));
        return true;
    }

    constexpr value sum(value adjoint, value contribution) const {
        if (adjoint.is_zero()) return contribution;
        if (adjoint.template is_a<add_>() && is_written(adjoint.operand(0))) return (adjoint.operand(1) + contribution) + adjoint.operand(0);
        return adjoint + contribution;
    }

    // x · y where y is a row of a matrix times a vector that has x for an entry: xᵀ A x. What x receives here is added last. Otherwise it would stand at
    // another place among the rows' shares for every entry, and these sums would not fit side by side.
    constexpr bool of_quadratic_form(graph::node const& n, int k, value w) {
        if (graph_[n.operand[1 - k]].operation != code<add_> || !receives(n, k) || !receives(n, 1 - k) || !is_row_times(n.operand[1 - k], n.operand[k])) return false;
        if (!added_last_) added_last_ = new value[static_cast<std::size_t>(last_ - first_) + 1]{};
        add(n.operand[1 - k], w * value(&graph_, n.operand[k]));
        if (noted_) noted_->push(n.operand[k]);
        value& owed = added_last_[n.operand[k] - first_];
        owed = sum(owed, w * value(&graph_, n.operand[1 - k]));
        return true;
    }
    // Whether a sum of products, at least as many as there are lanes, has one with the factor x.
    constexpr bool is_row_times(int row, int x) const {
        bool found = false;
        int terms = 1;
        for (; terms < longest_row && row >= first_ && graph_[row].operation == code<add_>; ++terms) {
            int const p = graph_[row].operand[0], q = graph_[row].operand[1];
            bool const first_is_sum = p >= 0 && graph_[p].operation == code<add_>;
            found = found || is_product_of(first_is_sum ? q : p, x);
            row = first_is_sum ? p : q;
        }
        return terms >= shortest_row && (found || is_product_of(row, x));
    }
    // A leaf has no rule that asks for its adjoint: what is added last is added while derivatives are appended, as where something stands around it.
    constexpr void add_last_to_leaves(int from, int to) {
        for (int i = from; i >= to; --i)
            if (graph_[i].what->arity == 0 && !added_last_[i - first_].is_zero()) adjoint_[i - first_] = (*this)[i], added_last_[i - first_] = value();
    }
    constexpr bool is_product_of(int product, int x) const {
        return product >= 0 && graph_[product].operation == code<mul_> && (graph_[product].operand[0] == x || graph_[product].operand[1] == x);
    }
    static constexpr int shortest_row = 4, longest_row = 32;

    // y = a · (1 / b) is differentiated as the quotient that it is: b receives -w · (1 / b) · y, which needs neither the sum
    // over the reciprocal's uses nor the reciprocal's square.
    constexpr bool quotient(graph::node const& n, int a, int reciprocal, value y, value w) {
        if (reciprocal < first_ || graph_[reciprocal].operation != code<div_>) return false;
        int const b = graph_[reciprocal].operand[1];
        if (!is_reciprocal_of(reciprocal, b) || !receives(b) || !receives(a)) return false;
        value const share = w * value(&graph_, reciprocal);
        add(a, share);
        if (int const u = exponent_of(b); u >= 0) add(u, -(w * y));
        else add(b, -(share * y));
        return n.operand[0] != n.operand[1];
    }

    // Whose exponential node i is, if that receives something; or -1.
    constexpr int exponent_of(int i) const {
        return i >= first_ && graph_[i].operation == code<exp_> && receives(i) && receives(graph_[i].operand[0]) ? graph_[i].operand[0] : -1;
    }
    // In y = exp(u) · b, exp(u) / b, a / exp(u), sqrt(exp(u)) and log(exp(u)) the exponent u receives w · y, -w · y, half of w · y, and w. What exp(u)
    // would receive would be multiplied by exp(u) again, and where several such terms meet nothing would cancel that.
    template <class Op>
    constexpr bool past_exponentials(graph::node const& n, value y, value w) {
        int const u = exponent_of(n.operand[0]);
        if constexpr (std::is_same_v<Op, log_>) {
            if (u >= 0) add(u, w);
            return u >= 0;
        } else if constexpr (std::is_same_v<Op, sqrt_>) {
            if (u >= 0) add(u, w * y * 0.5);
            return u >= 0;
        } else {
            int const v = exponent_of(n.operand[1]);
            if (u < 0 && v < 0) return false;
            constexpr bool is_quotient = std::is_same_v<Op, div_>;
            auto const a = operand<Op, 0>(graph_, n), b = operand<Op, 1>(graph_, n);
            value const share = w * y;
            if (u >= 0) add(u, share);
            else if (receives(n, 0)) add(n.operand[0], Op::first(a, b, y, w));
            if (v >= 0) add(v, is_quotient ? -share : share);
            else if (receives(n, 1)) add(n.operand[1], is_quotient ? -(share * (1 / b)) : Op::second(a, b, y, w));
            return true;
        }
    }

    // y = a / b under a logarithm: w is u · (1 / y), and 1 / y · 1 / b is 1 / a, the only division left.
    constexpr bool logarithmic_quotient(graph::node const& n, int i, value y, value w) {
        value const adjoint = w;
        bool const negative = w.template is_a<neg_>();
        if (negative) w = w.operand(0);
        if (w.is_literal() || !receives(n, 0) || !receives(n, 1) || exponent_of(n.operand[0]) >= 0) return false;
        bool const scaled = is_scaled(graph_, w);
        value const product = scaled ? w.operand(1) : w;
        value others(1);
        if (!is_reciprocal_of(product.id(), i)) {
            if (!product.template is_a<mul_>()) return false;
            graph::node const& factors = graph_[product.id()];
            int const k = is_reciprocal_of(factors.operand[0], i) ? 0 : is_reciprocal_of(factors.operand[1], i) ? 1 : -1;
            if (k < 0) return false;
            others = value::of(&graph_, factors.operand[1 - k]);
        }
        value const unscaled = others * (1 / value::of(&graph_, n.operand[0]));
        value const positive = scaled ? unscaled * w.operand(0) : unscaled, share = negative ? -positive : positive;
        add(n.operand[0], share);
        if (int const v = exponent_of(n.operand[1]); v >= 0) add(v, -(adjoint * y));
        else add(n.operand[1], -(share * y));
        return true;
    }
    // y = a / b where w · y is there already, in whatever order its factors were multiplied: b receives -(w · y) / b, which needs no
    // w / b.
    constexpr bool divided(graph::node const& n, int i, value w) {
        if (w.is_literal() || !receives(n, 1) || !graph_.has_signatures()) return false;
        int const product = graph_.find_factors(graph::signature::product(graph_.factors_of(w.id()), graph_.factors_of(i)));
        if (product < 0) return false;
        value const reciprocal = 1 / value::of(&graph_, n.operand[1]), share = w * reciprocal;
        if (reciprocal.is_literal() || !share.template is_a<mul_>() || (graph_[share.id()].operand[0] != reciprocal.id() && graph_[share.id()].operand[1] != reciprocal.id())) return false;
        if (receives(n, 0)) add(n.operand[0], share);
        add(n.operand[1], -(value(&graph_, product) * reciprocal));
        return true;
    }
    // y = sqrt(a) in a divisor y · q whose reciprocal r is there: 1 / y is q · r. Where r is infinite, at q = 0 for one, the adjoint
    // w = q · z is no finite number either way, provided that z has r for a factor. (Where the divisor overflows, r is 0, and so is
    // this: so is what the function has divided by it.)
    constexpr bool root_in_divisor(graph::node const& n, int i, value y, value w) {
        bool const negative = w.template is_a<neg_>();
        value const product = negative ? w.operand(0) : w;
        if (!product.template is_a<mul_>()) return false;
        for (int k = 0; k < 2; ++k) {
            int const q = graph_[product.id()].operand[k], z = graph_[product.id()].operand[1 - k];
            if (q < 0) continue;
            int const divisor = graph_.find_product(q < i ? q : i, q < i ? i : q), r = divisor < 0 ? -1 : graph_.find_reciprocal(divisor);
            if (r < 0 || !carries(z, r, 8)) continue;
            value const share = product * (value(&graph_, q) * value(&graph_, r)) * 0.5;
            add(n.operand[0], op::internal::finite_at_zero_of(value::of(&graph_, n.operand[0]), y, negative ? -share : share));
            return true;
        }
        return false;
    }
    // A norm that the results divide by needs no derivative where it is 0.
    constexpr void divided_norm(graph::node const& n, value y, value w) {
        if (is_scaled(graph_, w)) add(n.operand[0], w.operand(1) * (1 / y) * (w.operand(0) * 0.5));
        else add(n.operand[0], w * (1 / y) * 0.5);
    }
    // Whether i is not finite where r is not: r goes into it through sums and products only.
    constexpr bool carries(int i, int r, int depth) const {
        if (i <= r || depth == 0) return i == r;
        graph::node const& n = graph_[i];
        if (n.operation == code<neg_>) return carries(n.operand[0], r, depth - 1);
        return (n.operation == code<mul_> || n.operation == code<add_> || n.operation == code<sub_>) && (carries(n.operand[0], r, depth - 1) || carries(n.operand[1], r, depth - 1));
    }
    // For pass/kink.hpp: which nodes receive something; and of which no moving operand is part of anything but linear operations and kinks.
    struct moving {
        reverse_sweep& sweep;

        constexpr bool operator()(int o) const { return sweep.receives(o); }
        constexpr bool are_linear(int t) const { return sweep.is_piecewise_linear(t); }
        friend constexpr bool is_piecewise_linear(builder const&, int t, moving const& m) { return m.are_linear(t); }
    };
    constexpr bool is_piecewise_linear(int t) {
        if (!piecewise_linear_) {
            piecewise_linear_ = new bool[static_cast<std::size_t>(last_ - first_) + 1]{};
            for (int i = first_; i < last_; ++i) {
                graph::node const& n = graph_[i];
                bool is = true;
                int count = 0;
                for (int k = 0; k < n.what->arity; ++k)
                    if (receives(n.operand[k])) is = is && piecewise_linear_[n.operand[k] - first_], ++count;
                piecewise_linear_[i - first_] = is && (count == 0 || detail::cone::is_linear(n.operation, count));
            }
        }
        return piecewise_linear_[t - first_];
    }
    // A function with a kink whose derivatives are differentiated again: pass/kink.hpp.
    template <class Op>
    constexpr bool without_kink(graph::node const& n, value y, value w) {
        if (int const a = detail::opposite_operand(graph_, n); a >= 0) {
            // What a norm gets beside what the rule gives (see below).
            if (!has(graph_.kinks(), kink_policy::left | kink_policy::right) && receives(a)) {
                note_partner(y.id(), w);
                if (value const v(&graph_, a), limit = limit_of_quotient(w, y.id(), v * v); !limit.is_zero()) add(a, gate(!(v != 0), limit * v));
            }
            return false;
        }
        detail::kink<Op, Literal> const at(graph_, n, moving{*this});
        if constexpr (!detail::is_norm(code<Op>)) with_partners(y.id(), w, at.sign);
        if (!at.has_sign()) return false;
        if (!receives(n, at.operand)) return true;
        value slope = at.owed(y, w, graph_.sweeps_to_come());
        if constexpr (detail::is_norm(code<Op>))
            if (!at.sign.is_literal() && !has(graph_.kinks(), kink_policy::left | kink_policy::right))
                if (value const limit = limit_of_quotient(w, y.id(), at.argument * at.argument); !limit.is_zero()) slope = slope + gate(!(at.sign != 0), limit * at.argument);
        add(n.operand[at.operand], slope);
        return true;
    }
    // A norm y whose derivatives are differentiated again: beside what the rule gives each operand, at y = 0 the limit of w / y, times what
    // the operand's share is (pass/quotient_at_zero.hpp).
    template <class Op>
    constexpr bool norm(graph::node const& n, int i, value y, value w) {
        value const a = value::of(&graph_, n.operand[0]);
        if constexpr (std::is_same_v<Op, norm_> || std::is_same_v<Op, norm_by_power_> || std::is_same_v<Op, sqrt_>) {
            value const sign = std::is_same_v<Op, sqrt_> ? a.sign_of_form() : value(1);
            if (sign.is_none()) return false;
            note_partner(i, w);
            graph::node const s = graph_[n.operand[0]];
            bool const power = s.operation == code<mul_> && s.exponent % 2 == 0 && s.exponent > 0;
            if (power && std::is_same_v<Op, norm_> && (s.exponent > 2 || !detail::sign_changes_of(value(&graph_, s.base)).is_none())) {
                even_root(s, w);
                return true;
            }
            // A literal factor waits, as in `step`. (No ?: of values: see pass/quotient_at_zero.hpp.)
            bool const scaled = is_scaled(graph_, w);
            value v = w;
            if (scaled) v = w.operand(1);
            value const share = v * (1 / y), limit = limit_of_quotient(v, i, a);
            value closed = limit;
            if (!sign.is_literal()) closed = select(apply<is_negative_>(sign), op::internal::finite_at_zero(y, share), limit);
            value owed = select(y != 0, share, closed) * 0.5;
            if (scaled) owed = owed * w.operand(0);
            add(n.operand[0], owed);
        } else if constexpr (std::is_same_v<Op, abs_> || std::is_same_v<Op, copysign_>) {
            if (has(graph_.kinks(), kink_policy::left | kink_policy::right)) return false;
            note_partner(i, w);
            value const limit = limit_of_quotient(w, i, a * a);
            if (limit.is_zero()) return false;
            value slope;
            if constexpr (Op::arity == 1) slope = Op::first(a, y, w);
            else slope = Op::first(a, value::of(&graph_, n.operand[1]), y, w);
            add(n.operand[0], slope + gate(!(a != 0), limit * a));
        } else {
            value argument[3]{};
            value square(0);
            for (int k = 0; k < Op::arity; ++k) {
                argument[k] = value::of(&graph_, n.operand[k]);
                if (argument[k].is_literal() && !argument[k].is_zero()) return false;  // never 0
                if (!argument[k].is_literal()) square = square.is_zero() ? argument[k] * argument[k] : square + argument[k] * argument[k];
            }
            note_partner(i, w);
            value const limit = limit_of_quotient(w, i, square);
            for (int k = 0; k < Op::arity; ++k) {
                if (!receives(n, k)) continue;
                value slope;
                if constexpr (Op::arity == 2) slope = k == 0 ? Op::first(argument[0], argument[1], y, w) : Op::second(argument[0], argument[1], y, w);
                else slope = k == 0 ? Op::first(argument[0], argument[1], argument[2], y, w) : k == 1 ? Op::second(argument[0], argument[1], argument[2], y, w) : Op::third(argument[0], argument[1], argument[2], y, w);
                add(n.operand[k], limit.is_zero() ? slope : slope + gate(!(y != 0), limit * argument[k]));
            }
        }
        return true;
    }
    // Two kinks of one value t, or of multiples, may cancel each other: relu(t) + relu(-t) is |t|, whose square is smooth. Where t is 0, the part
    // of |t| in each of them owes t what a norm does. relu has the derivative 0 there, not 1/2: where it would make a difference, and |t| is left
    // with no adjoint, there is no second derivative.
    constexpr void with_partners(int i, value w, value sign) {
        if (has(graph_.kinks(), kink_policy::left | kink_policy::right) || (!sign.is_none() && sign.is_literal()) || graph_.has_steps()) return;
        typename detail::norms_of_graph<Literal>::half_norm const* const half = norms(i).half_at(i);
        if (!half) return;
        value const t = norms(i).argument_of(graph_, *half);
        if (sign.is_none()) sign = t;
        if (value const limit = limit_of_quotient(w, i, t * t); !limit.is_zero()) {
            condition<Literal> const meets = meets_undecided(*half);
            if (half->has_partner || half->lost == 0) {
                value there = gate(meets_partner(i) || meets, limit);
                if (half->is_undecided) there = graph_.sweeps_to_come() == 1 ? apply<limit_once_>(there) : apply<limit_>(there);
                owe_to_argument(*half, gate(!(sign != 0), there * t * static_cast<Literal>(half->share)));
            }
            if (half->is_undecided && half->lost != 0 && !has(graph_.kinks(), kink_policy::finite))
                owe_to_argument(*half, gate(t == 0 && w == 0, gate(meets, apply<with_slope_>(t, value(op::internal::no_number)))));
        }
        note_partner(i, w);
        if (half->lost == 0 || !half->has_partner) return;
        int const at = norms(i).where_partners_meet(*half);
        meeting_->push(at);
        judge_ = &judge_partners;
        if (at > partners_meet_) partners_meet_ = at;
    }
    // A clamp passes its first operand on at its bounds too. Where another kink there makes it smooth, that is not the derivative.
    constexpr void with_partners_at_bounds(int i, value w) {
        auto& norms_here = norms(i);
        if (has(graph_.kinks(), kink_policy::left | kink_policy::right | kink_policy::finite) || w.is_literal() || graph_.has_steps()) return;
        norms_here.each_bound(i, [&](auto const& half) {
            value const t = norms_here.argument_of(graph_, half);
            condition<Literal> meets(true);
            if (!half.has_partner) meets = meets_undecided(half);
            owe_to_argument(half, gate(t == 0, gate(meets, apply<with_slope_>(t, value(op::internal::no_number)))));
        });
    }
    constexpr void note_partner(int i, value w) {
        if (!norms(i).has_halves()) return;
        if (!partners_) partners_ = new graph::detail::growing<partner>(8), meeting_ = new graph::detail::growing<int>(4);
        partners_->push({i, w});
    }
    // When all that has a kink at the same t, or at multiples, has been swept. (True, for a loop's condition.)
    static constexpr bool judge_partners(reverse_sweep& sweep) {
        int const here = sweep.partners_meet_;
        sweep.norms_->each_meeting(here, [&](auto const& half) { sweep.judge(half); });
        sweep.partners_meet_ = -1;
        for (int k = 0; k < sweep.meeting_->size; ++k)
            if (int const next = (*sweep.meeting_)[k]; next < here && next > sweep.partners_meet_) sweep.partners_meet_ = next;
        return true;
    }
    constexpr void judge(typename detail::norms_of_graph<Literal>::half_norm const& lowest) {
        if (has(graph_.kinks(), kink_policy::finite)) return;
        // What the first derivative lacks, as a multiple of one adjoint: w and -w cancel each other at each order.
        graph::detail::growing<partner> lost(4);
        graph::detail::growing<double> times(4);
        norms_->each_partner(lowest, [&](auto const& half, double multiple) {
            if (half.lost == 0) return;
            value w = adjoint_of_partner(half.node);
            double c = half.lost * multiple;
            if (w.template is_a<neg_>()) w = w.operand(0), c = -c;
            if (is_scaled(graph_, w)) c *= static_cast<double>(w.operand(0).literal()), w = w.operand(1);
            int k = 0;
            while (k < lost.size && !lost[k].w.same(w)) ++k;
            if (k == lost.size) lost.push({0, w}), times.push(c);
            else times[k] += c;
        });
        bool nothing = true;
        for (int k = 0; k < lost.size; ++k) nothing = nothing && (lost[k].w.is_zero() || graph::detail::is_one(1 + times[k]));
        if (nothing) return;
        value const t = norms_->argument_of(graph_, lowest);
        value all(0);
        norms_->each_multiple(lowest.node, [&](auto const& m) {
            value w = adjoint_of_partner(m.node);
            if (norms_->is_beside_number(lowest.node) || norms_->is_beside_number(m.node)) w = gate(norms_->zero_of(graph_, m.node) == 0, w);
            if (!w.is_zero()) all = all + w * static_cast<Literal>(m.ratio);
        });
        condition<Literal> meet(false);
        norms_->each_partner(lowest, [&](auto const& half, double) {
            if (half.lost != 0) meet = meet || meets_partner(half.node);
        });
        condition<Literal> const cancelled = t == 0 && all == 0 && meet;
        owe_to_argument(lowest, gate(cancelled, apply<with_slope_>(t, value(op::internal::no_number))));
    }
    // Whether another kink is where that of node i is: not all are where a number has to be 0 for it.
    constexpr condition<Literal> meets_partner(int i) {
        condition<Literal> any(false);
        norms_->each_multiple(i, [&](auto const& m) {
            if (m.node == i) return;
            if (norms_->is_beside_number(i) || norms_->is_beside_number(m.node)) any = any || norms_->zero_of(graph_, m.node) == 0;
            else any = condition<Literal>(true);
        });
        return any;
    }
    // Whether another kink is there that values that rest make a multiple.
    constexpr condition<Literal> meets_undecided(typename detail::norms_of_graph<Literal>::half_norm const& half) {
        condition<Literal> any(false);
        if (half.is_undecided)
            norms_->each_undecided(half, [&](auto const& other) {
                auto const found = detail::related(graph_, *norms_, other, half);
                if (found.is_known) any = any || (norms_->zero_of(graph_, other.node) == 0 && found.holds && !found.is_same);
            });
        return any;
    }
    constexpr value adjoint_of_partner(int i) const {
        for (int k = 0; k < partners_->size; ++k)
            if ((*partners_)[k].node == i) return (*partners_)[k].w;
        return value(0);
    }
    constexpr void owe_to_argument(typename detail::norms_of_graph<Literal>::half_norm const& half, value share) {
        if (receives(half.p)) add(half.p, share);
        if (half.q >= 0 && receives(half.q)) add(half.q, -share);
    }

    // The root of c · b^2k is √c · |b|^k, a power of b where k is even.
    constexpr void even_root(graph::node const& s, value w) {
        int const k = s.exponent / 2;
        value const b(&graph_, s.base);
        value const scaled = w * (static_cast<Literal>(k) * math::sqrt(s.coefficient == 0 ? Literal(1) : graph_.literal_at(s.coefficient)));
        if (k == 1) add(s.base, abs_::first(detail::sign_changes_of(b), b, apply<unless_nan_>(scaled, b)));
        else add(s.base, scaled * (k % 2 == 0 ? powi(b, k - 1) : b * powi(abs(b), k - 2)));
    }
    constexpr value limit_of_quotient(value w, int i, value square) {
        constexpr int few = 100;
        int share = budget_ / 4;
        if (share < few) share = budget_ < few ? budget_ : few;
        int left = share;
        value const limit = detail::quotient_at_zero(graph_, w, norms(i), i, square, left);
        budget_ -= share - (left > 0 ? left : 0);
        return limit;
    }
    constexpr detail::norms_of_graph<Literal>& norms(int i) {
        if (!norms_) norms_ = new detail::norms_of_graph<Literal>(graph_, first_, i + 1, known_ == std::numeric_limits<int>::max() ? active_ : nullptr);
        return *norms_;
    }
    constexpr bool is_reciprocal_of(int operand, int i) const { return graph::detail::is_reciprocal(graph_, operand, i); }

    constexpr bool receives(graph::node const& n, int k) const { return receives(n.operand[k]); }

    constexpr bool is_written(value a) const { return a.is_literal() || graph_.is_slot(a.id()); }

    builder& graph_;
    int first_, last_;
    bool const* active_;
    value* adjoint_;
    value* added_last_ = nullptr;  // to the adjoints, if to any
    int known_ = std::numeric_limits<int>::max();
    bool const* more_ = nullptr;
    graph::detail::growing<int>* noted_ = nullptr;

    struct partner {
        int node = 0;
        value w{};
    };
    graph::detail::growing<partner>* partners_ = nullptr;  // norms and kinks that have been swept, and their adjoints, if any are partners
    graph::detail::growing<int>* meeting_ = nullptr;
    int partners_meet_ = -1;  // the next node before which partners are judged
    bool (*judge_)(reverse_sweep&) = nullptr;  // judge_partners: not by name, so that only programs with such kinks instantiate it
    bool* piecewise_linear_ = nullptr;
    detail::norms_of_graph<Literal>* norms_ = nullptr;  // made where the first norm is met, the last one of the graph
    // How many nodes may be visited for limits at norms, a quarter of what is left for one: in a chain of norms each one's adjoint depends on all
    // nodes behind it. At 350 of clang's steps a node, this is within its million of steps with the sweep.
    int budget_ = 1200 + 2 * (last_ - first_);
};

// Which of the nodes first … last-1 depend on an active one through operands that carry a derivative. `active`, counted
// from first, comes in with the inputs marked and goes out complete.
constexpr void mark_active(graph::node const* nodes, int first, int last, bool* active) {
    for (int i = first; i < last; ++i) {
        graph::node const& n = nodes[i];
        facts const& f = *n.what;
        active[i - first] = active[i - first] || (f.arity > 0 && f.active[0] && n.operand[0] >= first && active[n.operand[0] - first])
                                              || (f.arity > 1 && f.active[1] && n.operand[1] >= first && active[n.operand[1] - first])
                                              || (f.arity > 2 && f.active[2] && n.operand[2] >= first && active[n.operand[2] - first]);
    }
}
template <class Literal>
constexpr void mark_active(graph::builder<Literal> const& graph, int first, int last, bool* active) {
    mark_active(graph.nodes(), first, last, active);
}

}
