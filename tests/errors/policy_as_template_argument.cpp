// expect: typegrad::gradient: what is differentiated, and a policy, is named beside the function: gradient(f, wrt<0>)(x, y)
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

constexpr auto f = [](auto x) { return x * x; };

#ifdef TYPEGRAD_FAIL
auto const slope = typegrad::gradient<typegrad::fast>(f)(2.0);
#else
auto const slope = typegrad::gradient(f, typegrad::fast)(2.0);
#endif
