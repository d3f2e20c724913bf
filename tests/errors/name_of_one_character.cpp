// expect: typegrad: a variable's name is a text in double quotes: variable<"x">
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

#ifdef TYPEGRAD_FAIL
constexpr typegrad::variable<'x'> x;
#else
constexpr typegrad::variable<"x"> x;
#endif
