// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The ends of domains under kinks::finite: what is infinite there, or no number, counts as 0, a structural one, so that no factor brings
// it back. Exactly at an end only: outside of the domain NaN stays NaN.
#pragma once
#pragma GCC system_header

#include <typegrad/op/classification.hpp>
#include <typegrad/op/condition.hpp>
#include <typegrad/op/policy.hpp>

#include <utility>

namespace typegrad::inline v0_2::op::internal {

// Known not to be 0 where the results are numbers (graph/least.hpp).
constexpr bool is_never_zero([[maybe_unused]] auto const& a) {
    if constexpr (requires { a.is_never_zero(); }) return a.is_never_zero();
    else return false;
}
// A derivative that is 0, a structural one, where a is 0. (No ?: of derivatives: g++ 12 destroys a literal that knows its calls twice.)
constexpr auto unless_zero(auto a, auto derivative) {
    if constexpr (requires { a.is_never_zero(); })
        if (a.is_never_zero()) return derivative;
    return gate(a != 0, derivative);
}

// A derivative of y that is infinite where a is one of these.
constexpr auto finite_but_at(auto y, auto derivative, auto a, auto... ends) {
    return has(y.kinks(), kink_policy::finite) ? gate((... && (a != ends)), derivative) : derivative;
}

template <class Op, std::size_t K>
constexpr auto is_inside(auto a) {
    constexpr interval in = Op::integer[K] ? all_real : Op::domain[K];
    constexpr bool below = in.low >= std::numeric_limits<double>::lowest(), above = in.high <= std::numeric_limits<double>::max();
    if constexpr (below && above) return a != in.low && a != in.high;
    else if constexpr (below) return a != in.low;
    else if constexpr (above) return a != in.high;
    else return true;
}

// a, and 0 where that is infinite or no number; but with the derivatives of a.
struct finite_or_zero_ : unary {
    static constexpr auto text = "finite_or_zero";
    static constexpr int cost = 2;
    template <class T>
    TYPEGRAD_INLINE static constexpr T value(T a)                 { using math::choose; return choose(math::subtract(a, a) == T(0), a, T(0)); }
    static constexpr auto first(auto, auto, auto w)               { return w; }
};

// A derivative of y, the result of Op, that may be infinite at the ends of the operands' domains: where p is.
template <class Op, class... A>
constexpr auto finite_derivative_at_ends(auto y, auto derivative, auto p, A... a) {
    auto const inside = [&]<std::size_t... K>(std::index_sequence<K...>) { return (is_inside<Op, K>(a) && ...); };
    return has(y.kinks(), kink_policy::finite) ? gate(isfinite(p) || inside(std::index_sequence_for<A...>{}), derivative) : derivative;
}
template <class Op, class... A>
constexpr auto finite_at_ends(auto y, auto w, auto p, A... a) {
    return finite_derivative_at_ends<Op>(y, w * p, p, a...);
}
// The same for a p whose own derivatives are an operation's: those in operands that are at no end are there still.
template <class Op, class... A>
constexpr auto finite_value_at_ends(auto y, auto w, auto p, A... a) {
    auto const inside = [&]<std::size_t... K>(std::index_sequence<K...>) { return (is_inside<Op, K>(a) && ...); };
    return has(y.kinks(), kink_policy::finite) ? w * select(inside(std::index_sequence_for<A...>{}), p, apply<finite_or_zero_>(p)) : w * p;
}

}
