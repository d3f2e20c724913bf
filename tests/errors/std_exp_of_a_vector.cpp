// expect gcc: typegrad: exp takes one number; write exp(x), for an array or vector in a loop over its elements
// expect clang: is unavailable: typegrad: exp takes one number; write exp(x), for an array or vector in a loop over its elements
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <vector>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x) { return std::exp(std::vector<decltype(x)>{x, x})[0] * x; };
#else
constexpr auto f = [](auto x) { return std::exp(std::vector<decltype(x)>{x, x}[0]) * x; };
#endif

auto const slope = typegrad::derivative(f)(2.0);
