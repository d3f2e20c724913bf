// expect: the function is not generic; declare its parameters auto
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>


#ifdef TYPEGRAD_FAIL
double const slope = typegrad::derivative([](double x) { return x * x; })(2.0);
#else
double const slope = typegrad::derivative([](auto x) { return x * x; })(2.0);
#endif
