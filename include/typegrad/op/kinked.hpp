// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Functions with kinks: abs, min, max. At a kink the derivative follows PyTorch's documented order: the subgradient of
// least norm, so 0 for abs at 0 and one half each for a tie of min or max.
#pragma once
#pragma GCC system_header

#include <typegrad/op/arithmetic.hpp>

namespace typegrad::op {

struct abs_ : unary {
    static constexpr auto text = "abs";
    static constexpr auto value(auto a)                           { using math::abs; return abs(a); }
    static constexpr auto first(auto a, auto, auto w)             { return gate(a != 0, select(a < 0, -w, w)); }

    template <class T>
    static constexpr T simplify(T a) {
        return a.template is_a<neg_>()                              ? abs(a.operand(0))
             : a.template is_a<abs_>()                              ? a
                                                                    : a.none();
    }
};
TYPEGRAD_UNARY(abs)

// As std::max and std::min choose: the first of equals, and the first when the comparison fails for NaN.
struct max_ : binary {
    static constexpr auto text = "max";
    static constexpr auto value (auto a, auto b)                  { return a < b ? b : a; }
    static constexpr auto first (auto a, auto b, auto, auto w)    { return gate(b <= a, select(a == b, 0.5 * w, w)); }
    static constexpr auto second(auto a, auto b, auto, auto w)    { return gate(a <= b, select(a == b, 0.5 * w, w)); }
};
TYPEGRAD_BINARY(max)

struct min_ : binary {
    static constexpr auto text = "min";
    static constexpr auto value (auto a, auto b)                  { return b < a ? b : a; }
    static constexpr auto first (auto a, auto b, auto, auto w)    { return gate(a <= b, select(a == b, 0.5 * w, w)); }
    static constexpr auto second(auto a, auto b, auto, auto w)    { return gate(b <= a, select(a == b, 0.5 * w, w)); }
};
TYPEGRAD_BINARY(min)

}
