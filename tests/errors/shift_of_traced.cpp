// expect: typegrad: << and >> shift integers; write ldexp(x, 1), or 2 * x
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x) { return x << 1; };
#else
constexpr auto f = [](auto x) { return ldexp(x, 1) + (1 << 2) * x; };
#endif

auto const slope = typegrad::derivative(f)(2.0);
