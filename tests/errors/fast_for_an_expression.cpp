// expect: typegrad: this derivative is an expression, for which `fast` may be said where it is evaluated
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

constexpr typegrad::variable<"x"> x;

#ifdef TYPEGRAD_FAIL
auto const slope = derivative(x * x, x, typegrad::fast);
#else
auto const slope = derivative(x * x, x, typegrad::kinks::right);
#endif
