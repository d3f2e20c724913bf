// expect: after the point comes a tangent for each differentiated argument, in its shape
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

constexpr auto f = [](auto x, auto y) { return x * y; };

#ifdef TYPEGRAD_FAIL
auto const both = typegrad::jvp(f)(2.0, 3.0, 1.0);
#else
auto const both = typegrad::jvp(f)(2.0, 3.0, 1.0, 0.0);
#endif
