// expect: typegrad: ibeta has no derivative in its second argument; differentiate in the others by wrt<...>, pass a number, or stop_gradient
// excused clang: found inside of functions of the library, which the compiler names one by one
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/special/beta.hpp>

constexpr typegrad::variable<"b"> b;
constexpr typegrad::variable<"x"> x;
constexpr auto y = ibeta(2, b, x);

#ifdef TYPEGRAD_FAIL
double const slope = gradient(y)(b = 2.0, x = 0.5)[x];
#else
double const slope = gradient(y, wrt(x))(b = 2.0, x = 0.5)[x];
#endif
