// expect: typegrad: beside an expression in the place of a variable only numbers and expressions can be bound
// excused: found inside of functions of the library, which the compiler names one by one
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

constexpr typegrad::variable<"x"> x;
constexpr typegrad::variable<"z"> z;
constexpr auto y = x * z;

#ifdef TYPEGRAD_FAIL
double const slope = typegrad::derivative([](auto a) { return y(x = a, z = x + 1)(x = a); })(2.0);
#else
double const slope = typegrad::derivative([](auto a) { return y(z = x + 1)(x = a); })(2.0);
#endif
