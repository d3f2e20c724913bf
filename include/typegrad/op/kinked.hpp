// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Functions with kinks: abs, max, min. At a kink the derivative is what op/policy.hpp says: by default the subgradient of
// least norm, so 0 for abs at 0 and one half each for a tie of min or max.
#pragma once
#pragma GCC system_header

#include <typegrad/op/arithmetic.hpp>
#include <typegrad/op/policy.hpp>

namespace typegrad::op {

struct abs_ : unary {
    static constexpr auto text = "abs";
    static constexpr auto exceptional = points({{0}});
    static constexpr auto value(auto a)                           { using math::abs; return abs(a); }
    static constexpr auto first(auto a, auto y, auto w) {
        return has(y.kinks(), kink_policy::left)    ? select(a <= 0, -w, w)
             : has(y.kinks(), kink_policy::right)   ? select(a < 0, -w, w)
                                                    : gate(a != 0, select(a < 0, -w, w));
    }

    template <class T>
    static constexpr T simplify(T a) {
        return a.template is_a<neg_>()                              ? abs(a.operand(0))
             : a.template is_a<abs_>()                              ? a
                                                                    : a.none();
    }
};
TYPEGRAD_UNARY(abs)

namespace internal {
    // What the larger of a and b receives, and the smaller: the derivatives of max by its operands, of min the other way round.
    constexpr auto larger (auto a, auto b, auto y, auto w) {
        return has(y.kinks(), kink_policy::left)  ? gate(b < a, w)
             : has(y.kinks(), kink_policy::right) ? gate(b <= a, w)
                                                  : gate(b <= a, select(a == b, 0.5 * w, w));
    }
    constexpr auto smaller(auto a, auto b, auto y, auto w) {
        return has(y.kinks(), kink_policy::left)  ? gate(a <= b, w)
             : has(y.kinks(), kink_policy::right) ? gate(a < b, w)
                                                  : gate(a <= b, select(a == b, 0.5 * w, w));
    }
}

// As std::max and std::min choose: the first of equals, and the first when the comparison fails for NaN.
struct max_ : binary {
    static constexpr auto text = "max";
    static constexpr auto exceptional = points({{1, 1}});
    static constexpr auto value (auto a, auto b)                  { using math::choose; return choose(a < b, b, a); }
    static constexpr auto first (auto a, auto b, auto y, auto w)  { return internal::larger(a, b, y, w); }
    static constexpr auto second(auto a, auto b, auto y, auto w)  { return internal::smaller(a, b, y, w); }
};
TYPEGRAD_BINARY(max)

struct min_ : binary {
    static constexpr auto text = "min";
    static constexpr auto exceptional = points({{1, 1}});
    static constexpr auto value (auto a, auto b)                  { using math::choose; return choose(b < a, b, a); }
    static constexpr auto first (auto a, auto b, auto y, auto w)  { return internal::smaller(a, b, y, w); }
    static constexpr auto second(auto a, auto b, auto y, auto w)  { return internal::larger(a, b, y, w); }
};
TYPEGRAD_BINARY(min)

using kinked = operation_list<abs_, max_, min_>;

}
