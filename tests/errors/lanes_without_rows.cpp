// expect: lanes, parallel, distributed and unchecked say how loops over typegrad::rows run, and no argument of the call is rows
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/lanes.hpp>

constexpr auto product = [](auto x, auto y) { return x * y; };

#ifdef TYPEGRAD_FAIL
auto const slope = typegrad::gradient(product, typegrad::lanes)(2.0, 3.0);
#else
auto const slope = typegrad::gradient(product)(2.0, 3.0);
#endif
