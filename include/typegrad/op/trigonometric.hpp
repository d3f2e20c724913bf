// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Circular and hyperbolic functions and their inverses.
#pragma once
#pragma GCC system_header

#include <typegrad/op/power.hpp>

namespace typegrad::op {

struct sin_ : unary_call {
    static constexpr auto text = "sin";
    static constexpr auto value(auto a)                           { using math::sin; return sin(a); }
    static constexpr auto first(auto a, auto, auto w)             { return w * cos(a); }
};
TYPEGRAD_UNARY(sin)

struct cos_ : unary_call {
    static constexpr auto text = "cos";
    static constexpr auto value(auto a)                           { using math::cos; return cos(a); }
    static constexpr auto first(auto a, auto, auto w)             { return -(w * sin(a)); }
};
TYPEGRAD_UNARY(cos)

struct tan_ : unary_call {
    static constexpr auto text = "tan";
    static constexpr interval tame[3] = {{-1.5, 1.5}};
    static constexpr auto value(auto a)                           { using math::tan; return tan(a); }
    static constexpr auto first(auto, auto y, auto w)             { return w * (1 + y * y); }
};
TYPEGRAD_UNARY(tan)

// (1 - a)(1 + a) keeps its precision near ±1, where 1 - a² has none left.
struct asin_ : unary_call {
    static constexpr auto text = "asin";
    static constexpr interval domain[3] = {{-1, 1}};
    static constexpr auto exceptional = points({{-1}, {1}});
    static constexpr auto value(auto a)                           { using math::asin; return asin(a); }
    static constexpr auto first(auto a, auto, auto w)             { return w * (1 / sqrt((1 - a) * (1 + a))); }
};
TYPEGRAD_UNARY(asin)

struct acos_ : unary_call {
    static constexpr auto text = "acos";
    static constexpr interval domain[3] = {{-1, 1}};
    static constexpr auto exceptional = points({{-1}, {1}});
    static constexpr auto value(auto a)                           { using math::acos; return acos(a); }
    static constexpr auto first(auto a, auto, auto w)             { return -(w * (1 / sqrt((1 - a) * (1 + a)))); }
};
TYPEGRAD_UNARY(acos)

struct atan_ : unary_call {
    static constexpr auto text = "atan";
    static constexpr auto value(auto a)                           { using math::atan; return atan(a); }
    static constexpr auto first(auto a, auto, auto w)             { return w * (1 / (1 + a * a)); }
};
TYPEGRAD_UNARY(atan)

struct atan2_ : binary_call {
    static constexpr auto text = "atan2";
    static constexpr auto exceptional = points({{0, 0}});
    static constexpr auto value (auto a, auto b)                  { using math::atan2; return atan2(a, b); }
    static constexpr auto first (auto a, auto b, auto, auto w)    { return w * (1 / (a * a + b * b)) * b; }
    static constexpr auto second(auto a, auto b, auto, auto w)    { return -(w * (1 / (a * a + b * b)) * a); }
};
TYPEGRAD_BINARY(atan2)

struct sinh_ : unary_call {
    static constexpr auto text = "sinh";
    static constexpr auto value(auto a)                           { using math::sinh; return sinh(a); }
    static constexpr auto first(auto a, auto, auto w)             { return w * cosh(a); }
};
TYPEGRAD_UNARY(sinh)

struct cosh_ : unary_call {
    static constexpr auto text = "cosh";
    static constexpr auto value(auto a)                           { using math::cosh; return cosh(a); }
    static constexpr auto first(auto a, auto, auto w)             { return w * sinh(a); }
};
TYPEGRAD_UNARY(cosh)

struct tanh_ : unary_call {
    static constexpr auto text = "tanh";
    static constexpr auto value(auto a)                           { using math::tanh; return tanh(a); }
    static constexpr auto first(auto, auto y, auto w)             { return w * (1 - y * y); }
};
TYPEGRAD_UNARY(tanh)

using trigonometric = operation_list<sin_, cos_, tan_, asin_, acos_, atan_, atan2_, sinh_, cosh_, tanh_>;

}
