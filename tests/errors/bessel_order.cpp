// expect: typegrad: cyl_bessel_j has no derivative in its first argument; differentiate in the others by wrt<...>, pass a number, or stop_gradient
// excused clang: found inside of functions of the library, which the compiler names one by one
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/special/bessel.hpp>

#ifdef TYPEGRAD_FAIL
double const slope = typegrad::derivative([](auto x) { return cyl_bessel_j(x, x); })(2.5);
#else
double const slope = typegrad::derivative([](auto x) { return cyl_bessel_j(typegrad::stop_gradient(x), x); })(2.5);
#endif
