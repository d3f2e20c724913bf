// expect: typegrad: derivative, mixed_derivative and directional name their variables themselves, and wrt(…) says nothing
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

constexpr typegrad::variable<"x"> x;
constexpr typegrad::variable<"z"> z;

#ifdef TYPEGRAD_FAIL
auto const slope = derivative(x * x * z, x, wrt(z));
#else
auto const slope = derivative(derivative(x * x * z, x), z);
#endif
