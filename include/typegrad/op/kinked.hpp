// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Functions with kinks. At a kink the derivative is what op/policy.hpp says: by default the subgradient of least norm, so 0 for
// abs at 0 and one half each for a tie of min or max.
#pragma once
#pragma GCC system_header

#include <typegrad/op/arithmetic.hpp>
#include <typegrad/op/classification.hpp>
#include <typegrad/op/ends.hpp>
#include <typegrad/op/policy.hpp>

namespace typegrad::inline v0_2::op {

// w, or NaN where a is NaN: what goes through a gate that does not close there. It is linear in w, which is why signs and gates move
// outwards. Comparisons with NaN fail, so the gates in this file are closed by a comparison that holds, `!(a <= 0)`, not opened by one.
struct unless_nan_ : binary {
    static constexpr auto text = "unless_nan";
    static constexpr bool active[3] = {true, false, false};
    template <class T>
    TYPEGRAD_INLINE static constexpr T value(T w, T a)            { using math::choose; return choose(a == a, w, a); }
    static constexpr auto first(auto, auto a, auto, auto w)       { return apply<unless_nan_>(w, a); }

    static constexpr bool simplifies_plain_operands = true;
    template <class T>
    static constexpr T simplify(T w, T a) {
        return a.is_literal()          ? (a.is(a.literal()) ? w : a)
             : w.template is_a<unless_nan_>() && w.operand(1).same(a) ? w
             : w.template is_a<gate_>() ? gate(w.gate_condition(), apply<unless_nan_>(w.operand(1), a))
             : w.template is_a<neg_>()  ? -apply<unless_nan_>(w.operand(0), a)
                                        : w.none();
    }
};

// w, or NaN where a or b is NaN.
struct if_ordered_ : ternary {
    static constexpr auto text = "if_ordered";
    static constexpr bool active[3] = {true, false, false};
    template <class T>
    TYPEGRAD_INLINE static constexpr T value(T w, T a, T b)       { using math::choose; return choose(b < a, w, choose(a <= b, w, T(math::add(a, b)))); }
    static constexpr auto first(auto, auto a, auto b, auto, auto w) { return apply<if_ordered_>(w, a, b); }

    template <class T>
    static constexpr T simplify(T w, T a, T b) {
        return a.is_literal()          ? apply<unless_nan_>(apply<unless_nan_>(w, a), b)
             : b.is_literal()          ? apply<unless_nan_>(apply<unless_nan_>(w, b), a)
             : w.template is_a<gate_>() ? gate(w.gate_condition(), apply<if_ordered_>(w.operand(1), a, b))
             : w.template is_a<neg_>()  ? -apply<if_ordered_>(w.operand(0), a, b)
                                        : w.none();
    }
};

// The same, and half of w where a and b are equal. It is asked where a is not less than b.
struct shared_at_tie_ : ternary {
    static constexpr auto text = "shared_at_tie";
    static constexpr bool active[3] = {true, false, false};
    template <class T>
    TYPEGRAD_INLINE static constexpr T value(T w, T a, T b)       { using math::choose; return choose(b < a, w, choose(a == b, T(math::multiply(T(0.5), w)), T(math::add(a, b)))); }
    static constexpr auto first(auto, auto a, auto b, auto, auto w) { return apply<shared_at_tie_>(w, a, b); }

    template <class T>
    static constexpr T simplify(T w, T a, T b) {
        return w.template is_a<gate_>() ? gate(w.gate_condition(), apply<shared_at_tie_>(w.operand(1), a, b))
             : w.template is_a<neg_>()  ? -apply<shared_at_tie_>(w.operand(0), a, b)
                                        : w.none();
    }
};

struct abs_ : unary {
    static constexpr auto text = "abs";
    static constexpr int carries = 1;
    static constexpr bool keeps_zero = true;
    static constexpr double least = 0;
    static constexpr auto exceptional = points({{0}});
    static constexpr auto value(auto a)                           { using math::abs; return abs(a); }
    static constexpr auto first(auto a, auto y, auto w) {
        return has(y.kinks(), kink_policy::left)    ? select(a <= 0, -w, apply<unless_nan_>(w, a))
             : has(y.kinks(), kink_policy::right)   ? select(a < 0, -w, apply<unless_nan_>(w, a))
                                                    : internal::unless_zero(a, select(a < 0, -w, apply<unless_nan_>(w, a)));
    }

    static constexpr bool simplifies_plain_operands = true;
    template <class T>
    static constexpr T simplify(T a) {
        return a.template is_a<neg_>()                              ? abs(a.operand(0))
             : a.never_negative()                                   ? a
                                                                    : a.none();
    }
};
TYPEGRAD_STANDARD_UNARY(abs)
TYPEGRAD_STANDARD_UNARY_OF(fabs, abs_)

namespace internal {
    // What the larger of a and b receives, and the smaller: the derivatives of max by its operands, of min the other way round.
    constexpr auto larger (auto a, auto b, auto y, auto w) {
        return has(y.kinks(), kink_policy::left)  ? gate(!(a <= b), apply<if_ordered_>(w, a, b))
             : has(y.kinks(), kink_policy::right) ? gate(!(a < b), apply<if_ordered_>(w, a, b))
                                                  : gate(!(a < b), apply<shared_at_tie_>(w, a, b));
    }
    constexpr auto smaller(auto a, auto b, auto y, auto w) {
        return has(y.kinks(), kink_policy::left)  ? gate(!(b < a), apply<if_ordered_>(w, a, b))
             : has(y.kinks(), kink_policy::right) ? gate(!(b <= a), apply<if_ordered_>(w, a, b))
                                                  : gate(!(b < a), apply<shared_at_tie_>(w, b, a));
    }
    // The same for numbers of which none is missing.
    constexpr auto larger_number (auto a, auto b, auto y, auto w) {
        return has(y.kinks(), kink_policy::left)  ? gate(b < a, w)
             : has(y.kinks(), kink_policy::right) ? gate(b <= a, w)
                                                  : gate(b <= a, select(a == b, 0.5 * w, w));
    }
    constexpr auto smaller_number(auto a, auto b, auto y, auto w) {
        return has(y.kinks(), kink_policy::left)  ? gate(a <= b, w)
             : has(y.kinks(), kink_policy::right) ? gate(a < b, w)
                                                  : gate(a <= b, select(a == b, 0.5 * w, w));
    }
}

// As std::max and std::min choose: the first of equals, and the first when the comparison fails for NaN. Where either is NaN, neither
// derivative is a number.
struct max_ : binary {
    static constexpr auto text = "max";
    static constexpr auto exceptional = points({{1, 1}});
    static constexpr auto value (auto a, auto b)                  { using math::choose; return choose(a < b, b, a); }
    static constexpr auto first (auto a, auto b, auto y, auto w)  { return internal::larger(a, b, y, w); }
    static constexpr auto second(auto a, auto b, auto y, auto w)  { return internal::smaller(a, b, y, w); }
};
TYPEGRAD_STANDARD_BINARY_OF_REFERENCES(max)

struct min_ : binary {
    static constexpr auto text = "min";
    static constexpr auto exceptional = points({{1, 1}});
    static constexpr auto value (auto a, auto b)                  { using math::choose; return choose(b < a, b, a); }
    static constexpr auto first (auto a, auto b, auto y, auto w)  { return internal::smaller(a, b, y, w); }
    static constexpr auto second(auto a, auto b, auto y, auto w)  { return internal::larger(a, b, y, w); }
};
TYPEGRAD_STANDARD_BINARY_OF_REFERENCES(min)

// As C's fmax and fmin: a NaN is a number that is missing, and the other one is the result and receives everything.
struct fmax_ : binary {
    static constexpr auto text = "fmax";
    static constexpr auto exceptional = points({{1, 1}});
    static constexpr auto value (auto a, auto b)                  { using math::fmax; return fmax(a, b); }
    static constexpr auto first (auto a, auto b, auto y, auto w)  { return select(isnan(b), w, internal::larger_number(a, b, y, w)); }
    static constexpr auto second(auto a, auto b, auto y, auto w)  { return select(isnan(a) && !isnan(b), w, internal::smaller_number(a, b, y, w)); }
};
TYPEGRAD_STANDARD_BINARY(fmax)

struct fmin_ : binary {
    static constexpr auto text = "fmin";
    static constexpr auto exceptional = points({{1, 1}});
    static constexpr auto value (auto a, auto b)                  { using math::fmin; return fmin(a, b); }
    static constexpr auto first (auto a, auto b, auto y, auto w)  { return select(isnan(b), w, internal::smaller_number(a, b, y, w)); }
    static constexpr auto second(auto a, auto b, auto y, auto w)  { return select(isnan(a) && !isnan(b), w, internal::larger_number(a, b, y, w)); }
};
TYPEGRAD_STANDARD_BINARY(fmin)

// max(a - b, 0). At a = b the least subgradient is 0.
struct fdim_ : binary {
    static constexpr auto text = "fdim";
    static constexpr double least = 0;
    static constexpr auto exceptional = points({{1, 1}});
    static constexpr auto value (auto a, auto b)                  { using math::fdim; return fdim(a, b); }
    static constexpr auto first (auto a, auto b, auto y, auto w)  {
        return has(y.kinks(), kink_policy::right) ? gate(!(a < b), apply<if_ordered_>(w, a, b)) : gate(!(a <= b), apply<if_ordered_>(w, a, b));
    }
    static constexpr auto second(auto a, auto b, auto y, auto w)  { return -first(a, b, y, w); }
};
TYPEGRAD_STANDARD_BINARY(fdim)

// a, but 0 where a is negative.
struct relu_ : unary {
    static constexpr auto text = "relu";
    static constexpr double least = 0;
    static constexpr auto exceptional = points({{0}});
    template <class T>
    TYPEGRAD_INLINE static constexpr T value(T a)                                 { using math::choose; return choose(a < T(0), T(0), a); }
    static constexpr auto first(auto a, auto y, auto w)           {
        return has(y.kinks(), kink_policy::right) ? gate(!(a < 0), apply<unless_nan_>(w, a)) : gate(!(a <= 0), apply<unless_nan_>(w, a));
    }
};
TYPEGRAD_UNARY(relu)

// a, but not below b nor above c, where b <= c. At a bound a receives everything, as in PyTorch; from the left or from the
// right the tie counts as in max(a, b) and min(a, c).
struct clamp_ : ternary {
    static constexpr auto text = "clamp";
    static constexpr interval tame[3] = {{-3, 3}, {-2, -0.5}, {0.5, 2}};
    static constexpr auto exceptional = points({{-1, -1, 1}, {1, -1, 1}, {1, 1, 1}});
    static constexpr auto value (auto a, auto b, auto c)          { using math::choose; return choose(a < b, b, choose(c < a, c, a)); }
    static constexpr auto first (auto a, auto b, auto c, auto y, auto w) {
        auto const passed = apply<if_ordered_>(apply<if_ordered_>(w, a, b), a, c);
        return has(y.kinks(), kink_policy::left)  ? gate(!(a <= b) && !(c < a), passed)
             : has(y.kinks(), kink_policy::right) ? gate(!(a < b) && !(c <= a), passed)
                                                  : gate(!(a < b) && !(c < a), passed);
    }
    static constexpr auto second(auto a, auto b, auto, auto y, auto w) {
        return has(y.kinks(), kink_policy::left) ? gate(!(b < a), apply<if_ordered_>(w, a, b)) : gate(!(b <= a), apply<if_ordered_>(w, a, b));
    }
    // With b > c the value is b where a is less than that, whatever c is.
    static constexpr auto third (auto a, auto b, auto c, auto y, auto w) {
        return has(y.kinks(), kink_policy::right) ? gate(!(a < b) && !(a < c), apply<if_ordered_>(w, a, c)) : gate(!(a < b) && !(a <= c), apply<if_ordered_>(w, a, c));
    }
};
TYPEGRAD_STANDARD_TERNARY_OF_REFERENCES(clamp, clamp_)

// |a| with the sign of b, -0 and NaN included. In b it is piecewise constant.
struct copysign_ : binary {
    static constexpr auto text = "copysign";
    static constexpr bool active[3] = {true, false, false};
    static constexpr auto exceptional = points({{0, 1}, {0, -1}, {1, 0}});
    static constexpr auto value (auto a, auto b)                  { using math::copysign; return copysign(a, b); }
    static constexpr auto first (auto a, auto b, auto y, auto w)  { return abs_::first(a, y, select(signbit(b), -w, w)); }
};
TYPEGRAD_STANDARD_BINARY(copysign)

using kinked = operation_list<abs_, max_, min_, fmax_, fmin_, fdim_, relu_, clamp_, copysign_>;

}
