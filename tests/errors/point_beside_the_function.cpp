// expect: A point comes in parentheses of its own: gradient(f)(2.0)
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

constexpr auto product = [](auto x, auto y) { return x * y; };

#ifdef TYPEGRAD_FAIL
auto const slopes = typegrad::gradient(product, 2.0, 3.0);
#else
auto const slopes = typegrad::gradient(product)(2.0, 3.0);
#endif
