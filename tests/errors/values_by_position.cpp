// expect: by_position_the_call_takes_one_value_for_each_variable
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

constexpr typegrad::variable<"x"> x;
constexpr typegrad::variable<"y"> y;
constexpr typegrad::variable<"sigma"> sigma;
constexpr auto product = x * sigma;

#ifdef TYPEGRAD_FAIL
double const value = product(1.0);
#else
double const value = product(1.0, 2.0);
#endif
