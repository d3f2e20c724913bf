// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// exp, log and their relatives that keep precision near 0.
#pragma once
#pragma GCC system_header

#include <typegrad/op/arithmetic.hpp>
#include <typegrad/op/constants.hpp>

namespace typegrad::op {

struct exp_ : unary_call {
    static constexpr auto text = "exp";
    static constexpr auto value(auto a)                           { using math::exp; return exp(a); }
    static constexpr auto first(auto, auto y, auto w)             { return w * y; }
};
TYPEGRAD_UNARY(exp)

// y + 1 would cancel for a below about -1, where the exponential itself is as cheap as it is needed.
struct expm1_ : unary_call {
    static constexpr auto text = "expm1";
    static constexpr auto value(auto a)                           { using math::expm1; return expm1(a); }
    static constexpr auto first(auto a, auto y, auto w)           { return w * select(a < -0.5, exp(a), y + 1); }
};
TYPEGRAD_UNARY(expm1)

struct log_ : unary_call {
    static constexpr auto text = "log";
    static constexpr interval domain[3] = {positive};
    static constexpr auto exceptional = points({{0}});
    static constexpr auto value(auto a)                           { using math::log; return log(a); }
    static constexpr auto first(auto a, auto, auto w)             { return w * (1 / a); }
};
TYPEGRAD_UNARY(log)

struct log1p_ : unary_call {
    static constexpr auto text = "log1p";
    static constexpr interval domain[3] = {{-1}};
    static constexpr auto exceptional = points({{-1}});
    static constexpr auto value(auto a)                           { using math::log1p; return log1p(a); }
    static constexpr auto first(auto a, auto, auto w)             { return w * (1 / (1 + a)); }
};
TYPEGRAD_UNARY(log1p)

struct erf_ : unary_call {
    static constexpr auto text = "erf";
    static constexpr auto value(auto a)                           { using math::erf; return erf(a); }
    static constexpr auto first(auto a, auto, auto w)             { return w * exp(-(a * a)) * two_over_root_pi(a); }
};
TYPEGRAD_UNARY(erf)

struct erfc_ : unary_call {
    static constexpr auto text = "erfc";
    static constexpr auto value(auto a)                           { using math::erfc; return erfc(a); }
    static constexpr auto first(auto a, auto, auto w)             { return w * exp(-(a * a)) * -two_over_root_pi(a); }
};
TYPEGRAD_UNARY(erfc)

using exponentials = operation_list<exp_, expm1_, log_, log1p_, erf_, erfc_>;

}
