// expect: typegrad: the name of a variable of expressions is in its type: constexpr typegrad::variable<"x"> x;
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

#ifdef TYPEGRAD_FAIL
constexpr typegrad::variable x("x");
#else
constexpr typegrad::variable<"x"> x;
#endif

constexpr auto y = x * x;
