// expect: typegrad: there is no derivative of std::nextafter here
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <cmath>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x) { return std::nextafter(x, 9.0) * x; };
#else
constexpr auto f = [](auto x) { return x * x; };
#endif

auto const slope = typegrad::derivative(f)(2.0);
