// expect: typegrad: a variable is bound to a number, x = 2.0, or to an expression
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <array>

constexpr typegrad::variable<"x"> x;

#ifdef TYPEGRAD_FAIL
auto const y = (x * x)(x = std::array{1.0, 2.0});
#else
auto const y = (x * x)(x = 2.0);
#endif
