// expect: variable_does_not_occur_in_the_expression
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

constexpr typegrad::variable<"x"> x;
constexpr typegrad::variable<"y"> y;
constexpr typegrad::variable<"z"> z;

#ifdef TYPEGRAD_FAIL
auto const slope = typegrad::directional(x * y, typegrad::along(z = 1.0))(x = 1.0, y = 2.0);
#else
auto const slope = typegrad::directional(x * y, typegrad::along(x = 1.0))(x = 1.0, y = 2.0);
#endif
