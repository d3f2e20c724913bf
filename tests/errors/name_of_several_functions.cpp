// expect: typegrad::derivative: the name of a function that there is for several types, as std::sin or a template, cannot be passed; pass a lambda: derivative([](auto x) { return std::sin(x); })
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <cmath>

#ifdef TYPEGRAD_FAIL
double const slope = typegrad::derivative(std::sin)(2.0);
#else
double const slope = typegrad::derivative([](auto x) { return std::sin(x); })(2.0);
#endif
