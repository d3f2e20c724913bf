// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Loops over rows of data in a graph. The graph has one input for all rows of an argument: their number. From it a loop begins, a row's
// numbers belong to the loop, and a reduction ends it:
//
//     loop(n, depth)         n: that input. depth: how many other loops the loop stands in, a literal; its fraction tells loops apart that
//                            are being traced (loops.hpp)
//     row(loop, k)           the k-th number of the row, a literal; -1: the number of the row itself
//     sum(value, loop)       of the values that all rows give
//
// So a node needs no mark of its block: it is computed once a row if it depends on a row's number by other ways than through a
// reduction. What does not is outside of the loop by itself, and an expression that is found again is found in the outermost block that
// can hold it. For passes these are operations as others; what they need to know stands in pass/loop.hpp, and back/loop_plan.hpp makes
// loops of them.
#pragma once
#pragma GCC system_header

#include <typegrad/op/condition.hpp>

namespace typegrad::inline v0_2::op {

#define TYPEGRAD_NO_ROWS_HERE                                                                                                             \
    "typegrad: a loop over typegrad::rows, where this transform or evaluation does not know loops; gradient, jacobian, hessian, jvp, vjp, hvp and " \
    "their variants with the value do, called with the rows as an argument"

// A part of a loop. No step computes it by itself.
struct part_of_loop : internal::operation {
    static constexpr int arity = 2;
    static constexpr int cost = 0;
    static constexpr bool folds = false;
    static constexpr bool active[3] = {false, false, false};

    template <class T>
    static constexpr void refuse() {
        static_assert(sizeof(T) == 0, TYPEGRAD_NO_ROWS_HERE);
    }
    static constexpr auto value(auto a, auto) { return a; }
    static constexpr auto first(auto, auto, auto, auto w) { return w; }
    static constexpr auto second(auto, auto, auto, auto w) { return w; }
};
inline constexpr double another_loop = 0x1p-14;
struct loop_ : part_of_loop {
    static constexpr auto text = "rows";
    static constexpr bool active[3] = {true, false, false};  // where rows are differentiated (op/gather.hpp)
};
struct row_ : part_of_loop {
    static constexpr auto text = "row";
    static constexpr bool active[3] = {true, false, false};
};

// One result for all rows: `identity` where there is none, `combine` of two.
struct reduction : part_of_loop {
    static constexpr int cost = 1;
    static constexpr bool reduces = true;
    static constexpr bool active[3] = {true, false, false};
    static constexpr bool refuses_empty = false;  // std::invalid_argument where there are no rows
    static constexpr bool refuses_zero = false;   // or where the result is 0
};
struct sum_over_ : reduction {
    static constexpr auto text = "sum";
    template <class T>
    static constexpr T identity() { return T(0); }
    static constexpr auto combine(auto a, auto b) { return a + b; }
};
// The sum in a mean.
struct sum_of_some_ : sum_over_ {
    static constexpr bool refuses_empty = true;
    static constexpr auto asked_as = "mean";
};
// How many rows a filter leaves, where what is asked of them has no value over none.
template <class Asked>
struct number_left_ : sum_over_ {
    static constexpr auto text = "number_left";
    static constexpr bool refuses_zero = true;
    static constexpr auto asked_as = [] {
        if constexpr (requires { Asked::asked_as; }) return Asked::asked_as;
        else return Asked::text;
    }();
};
// Its derivative is right where no value is 0: product() in loops.hpp sees to that.
struct product_over_ : reduction {
    static constexpr auto text = "product";
    template <class T>
    static constexpr T identity() { return T(1); }
    static constexpr auto combine(auto a, auto b) { return a * b; }
};
namespace internal {
    // a where it is chosen, and where it is NaN; else b.
    template <class T>
    constexpr T first_unless(auto const& chosen, T const& a, T const& b) {
        using math::choose;
        if constexpr (is_operand<T>) return select(chosen, a, select(a == a, b, a));
        else return choose(chosen, a, choose(a == a, b, a));
    }
}
// NaN where a row's value is.
struct max_over_ : reduction {
    static constexpr auto text = "max";
    static constexpr bool refuses_empty = true;
    template <class T>
    static constexpr T identity() { return T(-std::numeric_limits<double>::infinity()); }
    static constexpr auto combine(auto a, auto b) { return internal::first_unless(b <= a, a, b); }
};
struct min_over_ : reduction {
    static constexpr auto text = "min";
    static constexpr bool refuses_empty = true;
    template <class T>
    static constexpr T identity() { return T(std::numeric_limits<double>::infinity()); }
    static constexpr auto combine(auto a, auto b) { return internal::first_unless(a <= b, a, b); }
};
// What log_sum_exp takes off before it exponentiates: the largest value. No derivative passes through it. A NaN need not: the exponential of a row that has
// one is NaN as well.
struct shift_over_ : max_over_ {
    static constexpr auto text = "shift";
    template <class T>
    static constexpr T combine(T const& a, T const& b) {
        using math::choose;
        if constexpr (is_operand<T>) return select(a < b, b, a);
        else return choose(a < b, b, a);
    }
    static constexpr bool refuses_empty = false;
    static constexpr bool active[3] = {false, false, false};
};

template <class Op>
concept is_reduction = std::derived_from<Op, reduction>;
template <class Op>
concept is_extreme_over = (std::derived_from<Op, max_over_> || std::derived_from<Op, min_over_>) && Op::active[0];

// The value of its first operand, with the derivatives of the second one, which is not computed for it.
struct differentiated_as_ : part_of_loop {
    static constexpr auto text = "differentiated_as";
    static constexpr bool active[3] = {false, true, false};
    static constexpr auto second(auto, auto, auto, auto w) { return w; }
};

// The derivative of a reduction by its operand alone, which is none: it takes the loop.
struct derivative_of_a_loop_ : part_of_loop {
    static constexpr auto text = "derivative of a loop";
};

}
