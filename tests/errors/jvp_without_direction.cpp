// expect: typegrad: after the point comes along(x = 1.0, …) for jvp, hvp and taylor, and for vjp the cotangent
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

constexpr typegrad::variable<"x"> x;
constexpr typegrad::variable<"z"> z;

#ifdef TYPEGRAD_FAIL
auto const moved = jvp(x * z)(x = 2.0, z = 3.0);
#else
auto const moved = jvp(x * z)(x = 2.0, z = 3.0, typegrad::along(x = 1.0, z = 0.0));
#endif
