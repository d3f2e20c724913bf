// expect gcc: variable_does_not_occur_in_the_expression<typegrad::name<2>{"y"}>
// expect clang: variable_does_not_occur_in_the_expression<name<2>{"y"}>
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

constexpr typegrad::variable<"x"> x;
constexpr typegrad::variable<"y"> y;
constexpr typegrad::variable<"sigma"> sigma;
constexpr auto product = x * sigma;

#ifdef TYPEGRAD_FAIL
constexpr auto slopes = gradient(product, typegrad::wrt(y));
#else
constexpr auto slopes = gradient(product, typegrad::wrt(x));
#endif
