// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Smooth functions that are written with a norm, at its zero. Let r be the norm and w its adjoint: its argument x receives (w / r) · x.
// At r = 0 the quotient is closed, and that is right for the derivative, x being 0. It is not for the derivative's derivative: there the
// quotient itself counts. Where w is 0 as well, as it is for every smooth function, the quotient has the limit ∂w/∂r, everything else held;
// and as a function of r it is the series
//
//     w1 + w2 r + w3 r² + …       for  w = w1 r + w2 r² + w3 r³ + …
//
// whose coefficients are derivatives of w at r = 0: pass/adjoint_at_zero.hpp finds them by pass/part_at_zero.hpp.
//
// Other norms of the same argument (of its negative, of a multiple, by hypot instead of sqrt) are multiples of r, and move with it.
#pragma once
#pragma GCC system_header

#include <typegrad/pass/adjoint_at_zero.hpp>

namespace typegrad::inline v0_2::pass::detail {

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
class limit_of_adjoint {
    using value = tracer<Literal>;
    using truth = condition<Literal>;
    using builder = graph::builder<Literal>;

public:
    constexpr limit_of_adjoint(builder& graph, value w, norms_of_graph<Literal>& norms, int r, value square, int& budget)
        : graph_(graph), norms_(norms), r_(r), square_(square), no_number_(op::internal::no_number), finite_(has(graph.kinks(), kink_policy::finite)), of_one_(norms.is_of_one(r)),
          terms_(graph.sweeps_to_come()), none_(no_limit(finite_, square)), at_(graph, w, norms, r, of_one_, terms_, budget) {}

    constexpr value quotient() const {
        if (!at_.known) return none_;
        if (!of_one_ && at_.w.is_literal() && !at_.w.is_zero()) return none_;
        value quotient = series();
        truth const exists = existence(quotient);
        if (exists.value().is_literal()) {
            if (!exists.value().is(1)) return none_;
            if (quotient.is_literal() && quotient.is_zero()) return value(0);
            return as_limit(quotient);
        }
        value limit(0);
        if (!quotient.is_zero()) limit = select(exists, as_limit(quotient), 0);
        if (finite_) return limit;
        return limit + apply<with_slope_>(square_, select(exists, value(0), no_number_));
    }

private:
    // (No ?: of values here: g++ 12 destroys a literal that knows its calls twice.)
    static constexpr value no_limit(bool finite, value square) {
        if (finite) return value(0);
        return apply<with_slope_>(square, value(op::internal::no_number));
    }
    // w1 + w2 r + …, in r² where it has a derivative.
    constexpr value series() const {
        value quotient = at_.slope[0];
        if (terms_ >= 2 && !finite_)
            if (value const lost = lost_with_second(at_.slope[1]); !lost.is_zero()) quotient = quotient + vanishing(square_, lost, 2);
        if (terms_ >= 3 && !at_.slope[2].is_zero()) {
            value const third = square_ * (at_.slope[2] * (Literal(1) / 6));
            value none_in_time(0);
            if (!finite_) none_in_time = vanishing(square_, no_number_, 3);
            if (!at_.slope[2].is_literal()) quotient = quotient + select(isfinite(at_.slope[2]), third, none_in_time);
            else if (is_finite(at_.slope[2].literal())) quotient = quotient + third;
            else quotient = quotient + none_in_time;
        }
        if (terms_ >= builder::many && !at_.ends && !finite_) quotient = quotient + vanishing(square_, no_number_, builder::many + 1);
        return quotient;
    }
    // A multiple of r itself has no derivative; that of one number has one on either side, if the multiple is a number.
    constexpr value lost_with_second(value second) const {
        if (second.is_zero() || (of_one_ && second.is_literal() && is_finite(second.literal()))) return value(0);
        if (second.is_literal()) return no_number_;
        if (of_one_) return select(isfinite(second), value(0), no_number_);
        return select(second == 0, value(0), no_number_);
    }
    // Whether w / r has a limit. Takes the second derivative of the quotient where only its first one is known.
    constexpr truth existence(value& quotient) const {
        truth exists(true);
        if (!of_one_ && !at_.w.is_literal()) exists = at_.w == 0;
        // Where w moves with the argument by other ways than r, w / r depends on the direction.
        if (!at_.drift.is_none()) exists = exists && at_.drift == 0;
        if (terms_ >= 2 && !finite_) {
            if (!at_.drift.is_none()) quotient = quotient + vanishing(square_, no_number_, 2);
            else if (!at_.is_of_first_order.value().is_zero()) quotient = quotient + vanishing(square_, select(at_.is_of_first_order, no_number_, value(0)), 2);
        }
        exists = exists && at_.is_clear;
        if (of_one_ && !finite_ && !(at_.w.is_literal() && at_.w.is_zero())) exists = exists && (is_steep(graph_, norms_, r_) || at_.w == 0);
        if (!at_.slope[0].is_literal()) exists = exists && isfinite(at_.slope[0]);
        else if (!is_finite(at_.slope[0].literal())) exists = truth(false);
        return exists;
    }
    constexpr value as_limit(value quotient) const {
        if (terms_ == 1) return apply<limit_once_>(quotient);
        return apply<limit_>(quotient);
    }

    builder& graph_;
    norms_of_graph<Literal>& norms_;
    int r_;
    value square_, no_number_;
    bool finite_, of_one_;
    int terms_;
    value none_;
    adjoint_at_zero<Literal> at_;
};

template <class Literal>
constexpr tracer<Literal> quotient_at_zero(graph::builder<Literal>& graph, tracer<Literal> w, norms_of_graph<Literal>& norms, int r, tracer<Literal> square, int& budget) {
    return limit_of_adjoint<Literal>(graph, w, norms, r, square, budget).quotient();
}

}
