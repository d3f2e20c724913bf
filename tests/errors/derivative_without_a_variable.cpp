// expect: typegrad: of an expression derivative names the variable, derivative(y, x)
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

constexpr typegrad::variable<"x"> x;
constexpr typegrad::variable<"z"> z;

#ifdef TYPEGRAD_FAIL
auto const slope = derivative(x * z)(x = 2.0, z = 3.0);
#else
auto const slope = derivative(x * z, x)(x = 2.0, z = 3.0);
#endif
