// expect: typegrad: the function is no constant expression, in which it is traced. Usual causes: a function of plain numbers
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

inline double area(double r) { return 3 * r * r; }

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x) { return x * area(2.0); };
#else
constexpr auto f = [](auto x) { return x * 12.0; };
#endif

auto const slope = typegrad::derivative(f)(2.0);
