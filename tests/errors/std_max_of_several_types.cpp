// expect gcc: typegrad: the values of a list have one type, which max and min of a list take; write max(max(a, b), c)
// expect clang: is unavailable: typegrad: the values of a list have one type, which max and min of a list take; write max(max(a, b), c)
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <algorithm>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x) { return std::max({x, 0.0, 1.0}); };
#else
constexpr auto f = [](auto x) { return std::max(std::max(x, 0.0), 1.0); };
#endif

auto const slope = typegrad::derivative(f)(2.0);
