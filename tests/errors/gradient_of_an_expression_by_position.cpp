// expect: typegrad: the gradient of an expression has its entries by variable, gradient(y)(x = 2.0)[x]
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

constexpr typegrad::variable<"x"> x;

#ifdef TYPEGRAD_FAIL
double const slope = gradient(x * x)(x = 2.0)[0];
#else
double const slope = gradient(x * x)(x = 2.0)[x];
double const first = gradient(x * x)(x = 2.0).partial[0];
#endif
