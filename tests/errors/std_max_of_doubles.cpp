// expect: typegrad: std::max<double>, std::min<double> and the like are functions of numbers alone; leave out what is in angle brackets
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <algorithm>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x) { return std::max<double>(x, 0) * x; };
#else
constexpr auto f = [](auto x) { return std::max(x, 0) * x; };
#endif

auto const slope = typegrad::derivative(f)(2.0);
