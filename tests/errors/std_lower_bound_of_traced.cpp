// expect: typegrad: sorting, and searching an element, branch on traced values; write max and min
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <algorithm>
#include <array>

constexpr std::array<double, 3> knots{1, 2, 3};

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x) { return x * *std::lower_bound(knots.begin(), knots.end(), x); };
#else
constexpr auto f = [](auto x) { return x * *std::lower_bound(knots.begin(), knots.end(), 2.0); };
#endif

auto const slope = typegrad::derivative(f)(2.0);
