// expect: typegrad::gradient: what is differentiated, and a policy, is named beside the function: gradient(f, wrt<0>)(x, y)
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

constexpr auto f = [](auto x, auto y) { return x * y; };

#ifdef TYPEGRAD_FAIL
auto const slope = typegrad::gradient<0>(f)(1.0, 2.0);
#else
auto const slope = typegrad::gradient(f, typegrad::wrt<0>)(1.0, 2.0);
#endif
