// expect: typegrad: the function of a solver captures values; pass them as parameters, which come after the start: root([](auto x, auto p) { … })(start, p)
// excused clang: found inside of functions of the library, which the compiler names one by one
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/solve.hpp>

double const a = 2;

#ifdef TYPEGRAD_FAIL
auto const x = [value = a] { return typegrad::root([value](auto t) { return t * t - value; })(1.0); }();
#else
auto const x = typegrad::root([](auto t, auto value) { return t * t - value; })(1.0, a);
#endif
