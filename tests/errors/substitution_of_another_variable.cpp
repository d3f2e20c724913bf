// expect: variable_does_not_occur_in_the_expression<
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

constexpr typegrad::variable<"x"> x;
constexpr typegrad::variable<"z"> z;

#ifdef TYPEGRAD_FAIL
constexpr auto y = (x * x)(z = x + 1);
#else
constexpr auto y = (x * x)(x = z + 1);
#endif
