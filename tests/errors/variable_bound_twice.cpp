// expect gcc: variable_is_bound_twice<typegrad::name<6>{"sigma"}>
// expect clang: variable_is_bound_twice<name<6>{"sigma"}>
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

constexpr typegrad::variable<"x"> x;
constexpr typegrad::variable<"y"> y;
constexpr typegrad::variable<"sigma"> sigma;
constexpr auto product = x * sigma;

#ifdef TYPEGRAD_FAIL
double const value = product(x = 1.0, sigma = 2.0, sigma = 3.0);
#else
double const value = product(x = 1.0, sigma = 2.0);
#endif
