// expect: typegrad: of an expression derivative names a variable itself, derivative(y, x), and its value is derivative(y, x)(x = 2.0)
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

constexpr typegrad::variable<"x"> x;

#ifdef TYPEGRAD_FAIL
constexpr auto slope = derivative(x * x, "x");
#else
constexpr auto slope = derivative(x * x, x);
#endif
