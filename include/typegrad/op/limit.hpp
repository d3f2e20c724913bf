// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What derivatives that are differentiated again hold where a norm is 0 (pass/quotient_at_zero.hpp writes it): the limit of w / r as a series in r,
//
//     w1 + w2 r + w3 r² + …
//
// of which at r = 0 only the first term is not 0, but the others have derivatives. Every branch with these is taken at r = 0 alone, and is
// worth a jump.
#pragma once
#pragma GCC system_header

#include <typegrad/op/arithmetic.hpp>
#include <typegrad/op/policy.hpp>

#include <limits>

namespace typegrad::inline v0_2::op {

namespace internal {
    inline constexpr int worth_a_jump = 12;
    inline constexpr double no_number = std::numeric_limits<double>::quiet_NaN();
}

// The limit a itself.
struct limit_ : unary {
    static constexpr auto text = "limit";
    static constexpr int cost = internal::worth_a_jump;
    static constexpr auto value(auto a)                           { return a; }
    static constexpr auto first(auto, auto, auto w)               { return w; }
};
// The same where one sweep follows alone: what it owes there is multiplied with the norm's arguments, which are 0, and left out. (A sweep between
// the two would make of the product of the limit with these arguments the limit alone, which owes more than 0.)
struct limit_once_ : limit_ {
    static constexpr auto first(auto, auto y, auto w)             { return y.sweeps_to_come() > 0 ? w : gate(false, w); }
};

// 0, with the derivative b in a. With b = NaN nothing that depends on it has a derivative; with_slope(a, with_slope(a, NaN)) has a first one,
// which is 0, and no second one; and so on.
struct with_slope_ : binary {
    static constexpr auto text = "with_slope";
    static constexpr int cost = internal::worth_a_jump;
    static constexpr bool active[3] = {true, false, false};
    static constexpr auto value(auto a, auto)                     { return decltype(a)(0); }
    static constexpr auto first(auto, auto b, auto, auto w)       { return w * b; }
};

}
