// expect: typegrad: max takes two numbers; write max({a, b, c})
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x) { return max(x, 2 * x, x * x); };
#else
constexpr auto f = [](auto x) { return max(max(x, 2 * x), x * x); };
#endif

auto const slope = typegrad::derivative(f)(2.0);
