// expect: typegrad: wrt(…) names a variable twice
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

constexpr typegrad::variable<"x"> x;
constexpr typegrad::variable<"y"> y;
#ifdef TYPEGRAD_FAIL
auto const slopes = gradient(x * y, typegrad::wrt(y, x, y))(x = 2.0, y = 3.0);
#else
auto const slopes = gradient(x * y, typegrad::wrt(y, x))(x = 2.0, y = 3.0);
#endif
