// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Kinks that are none. |t|, relu(t) and max(t, 0) have a kink where t changes its sign. Where t is 0 and keeps its sign, as |p - q|² does at
// p = q and -y² (1 + y) at y = 0, the function is as smooth as t. To the first derivative it makes no difference, t having the derivative 0
// there; the second one would be that of a kink. So derivatives that are differentiated again ask for the sign of what is left of t without
// its even powers. If nothing is left, as of 1 - cos x at x = 0, they ask for the first two derivatives of t itself, where t is 0.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/value.hpp>

namespace typegrad::inline v0_2::pass::detail {

constexpr bool is_extreme(int operation) { return operation == code<max_> || operation == code<min_> || operation == code<fmax_> || operation == code<fmin_>; }
template <class Op>
inline constexpr bool is_kinked = std::is_same_v<Op, abs_> || std::is_same_v<Op, copysign_> || std::is_same_v<Op, relu_> || std::is_same_v<Op, fdim_> || is_extreme(code<Op>);

// A value with the sign of `a` that is not 0 where `a` is 0 without a change of sign: `a` without its even powers and what is a nonnegative
// form in it. None where that is `a` itself.
template <class Literal>
constexpr tracer<Literal> sign_changes_of(tracer<Literal> a, int depth = 8) {
    using value = tracer<Literal>;
    if (a.is_literal() || depth == 0) return value::none();
    bool const product = a.template is_a<mul_>(), quotient = a.template is_a<div_>();
    if (a.template is_a<neg_>()) {
        value const inner = sign_changes_of(a.operand(0), depth - 1);
        return inner.is_none() ? inner : -inner;
    }
    if (a.never_negative() || a.is_nonnegative_form()) return value(1);
    if (a.template is_a<sub_>() && a.operand(0).same(a.operand(1))) return value(1);  // 0 for good
    if (a.is_nonnegative_form(-1)) return value(-1);
    if (a.template is_a<add_>())
        for (int k = 0; k < 2; ++k)
            if (a.operand(k).is_zero()) return sign_changes_of(a.operand(1 - k), depth - 1);
    if (!product && !quotient) return value::none();
    value const p = a.operand(0), q = a.operand(1), of_p = sign_changes_of(p, depth - 1), of_q = product ? sign_changes_of(q, depth - 1) : value::none();
    if (of_p.is_none() && of_q.is_none()) return value::none();
    value left = p, right = q;
    if (p.is_literal()) left = value(p.literal() < 0 ? -1 : 1);
    else if (!of_p.is_none()) left = of_p;
    if (q.is_literal()) right = value(q.literal() < 0 ? -1 : 1);
    else if (!of_q.is_none()) right = of_q;
    return left * right;
}

// What is known of a value where it is 0 (pass/curvature_at_zero.hpp): the sign that it keeps, 0 if it changes its sign; or that this is not known.
template <class Literal>
struct curvature {
    tracer<Literal> sign = tracer<Literal>::none();  // none: what is 0 there is as good as linear
    condition<Literal> is_unknown{false};
};
template <class Literal, class Moves>
constexpr curvature<Literal> curvature_at_zero(graph::builder<Literal>& graph, tracer<Literal> t, Moves const& moves);
// Which of the nodes first … last-1 have kinks that may make a magnitude together with others: an array, which the caller deletes (pass/norms_of_graph.hpp).
template <class Literal>
constexpr bool* kinks_with_partners(graph::builder<Literal> const& graph, int first, int last);

// A node whose operation has a kink where one operand, the argument, is 0; the other one, if it counts, is the literal 0, or a number that an
// expression holds and that may be 0.
template <class Op, class Literal>
struct kink {
    using value = tracer<Literal>;

    int operand = 0;
    value argument{};
    value sign = value::none();  // of the argument; none if nothing is known beside the argument itself

    // `moves`: which nodes depend on what is differentiated.
    constexpr kink(graph::builder<Literal>& graph, graph::node const& n, auto const& moves) {
        if constexpr (Op::arity == 2 && Op::active[1]) {
            auto const may_be_zero = [&](int i) { return i < 0 ? graph.literal_at(i) == 0 : graph.is_number(i); };
            if (!may_be_zero(n.operand[0]) && !may_be_zero(n.operand[1])) return;
            operand = may_be_zero(n.operand[0]);
            other = value::of(&graph, n.operand[1 - operand]);
        } else if constexpr (Op::arity == 2) {
            other = value::of(&graph, n.operand[1]);
        }
        argument = value::of(&graph, n.operand[operand]);
        sign = sign_changes_of(argument);
        if (Op::active[1] && !other.is_literal()) {
            if (!sign.is_none()) sign = select(other == 0, sign, argument - other);
        } else if (sign.is_none() && !argument.is_literal() && moves(argument.id())) {
            curvature<Literal> const at = curvature_at_zero(graph, argument, moves);
            if (at.sign.is_none()) return;
            sign = select(argument == 0, at.sign, argument);
            is_unknown = argument == 0 && at.is_unknown;
            if (has(graph.kinks(), kink_policy::finite)) is_unknown = condition<Literal>(false);
        }
    }
    constexpr bool has_sign() const { return !sign.is_none(); }

    // What the argument receives of w, or gives of it.
    constexpr value slope(value y, value w) const { return with_unknown(share(y, w), value(op::internal::no_number)); }
    // The share of w as an adjoint. Where w is 0 the sign makes no difference to the second derivative, whether there is a kink or not: it is that
    // of t · |t|. It does to the third one.
    constexpr value owed(value y, value w, int sweeps) const {
        value none(op::internal::no_number);
        if (is_unknown.value().is_literal() && is_unknown.value().is_zero()) return share(y, w);
        if (sweeps == 1) none = select(w != 0, none, value(0));
        else none = select(w != 0, none, apply<with_slope_>(argument, none));
        return with_unknown(share(y, w), none);
    }

private:
    constexpr value share(value y, value w) const {
        // fmax and fmin take NaN for a number that is missing.
        if constexpr (std::is_same_v<Op, fmax_> || std::is_same_v<Op, fmin_>) return share_of(y, gate(!isnan(argument), w));
        else return share_of(y, apply<unless_nan_>(w, argument));
    }
    constexpr value with_unknown(value share, value derivative) const {
        if (is_unknown.value().is_literal() && is_unknown.value().is_zero()) return share;
        return share + gate(is_unknown, apply<with_slope_>(argument, derivative));
    }
    constexpr value share_of(value y, value v) const {
        if constexpr (Op::arity == 1) return Op::first(sign, y, v);
        else if constexpr (!Op::active[1]) return Op::first(sign, other, y, v);  // copysign
        else if (operand == 0) return Op::first(sign, value(0), y, v);
        else return Op::second(value(0), sign, y, v);
    }

    condition<Literal> is_unknown{false};
    value other{};
};

}
