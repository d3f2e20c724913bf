// expect gcc: typegrad: select takes a condition and two values; write select(x > 0, x, 0)
// expect clang: is unavailable: typegrad: select takes a condition and two values; write select(x > 0, x, 0)
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x) { return x * select(x > 0, x, "0"); };
#else
constexpr auto f = [](auto x) { return x * select(x > 0, x, 0); };
#endif

auto const slope = typegrad::derivative(f)(2.0);
