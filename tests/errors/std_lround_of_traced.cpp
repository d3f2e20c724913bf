// expect: typegrad: there is no derivative of std::lround here; write round(x)
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <cmath>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x) { return std::lround(x) * x; };
#else
constexpr auto f = [](auto x) { return round(x) * x; };
#endif

auto const slope = typegrad::derivative(f)(2.0);
