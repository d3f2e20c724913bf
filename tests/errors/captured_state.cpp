// expect: the function captures values known at run time only; write typegrad::with(f, value…), which passes them after the arguments
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

double const rate = 2;

#ifdef TYPEGRAD_FAIL
double const slope = typegrad::gradient([factor = rate](auto x) { return factor * x; })(2.0);
#else
double const slope = typegrad::gradient(typegrad::with([](auto x, auto factor) { return factor * x; }, rate))(2.0);
#endif
