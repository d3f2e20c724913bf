// expect: typegrad: pow takes a base and an exponent; write pow(x, 2)
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x) { return pow(x); };
#else
constexpr auto f = [](auto x) { return pow(x, 2); };
#endif

auto const slope = typegrad::derivative(f)(2.0);
