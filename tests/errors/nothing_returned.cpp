// expect: typegrad: the function returns nothing; end it with `return`
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x) { x * x; };
#else
constexpr auto f = [](auto x) { return x * x; };
#endif

auto const slope = typegrad::derivative(f)(2.0);
