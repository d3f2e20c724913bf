// expect: typegrad::taylor: the order of the last coefficient comes in angle brackets, and is 0 at least: taylor<3>(f)(x)
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/series.hpp>

constexpr auto square = [](auto x) { return x * x; };

#ifdef TYPEGRAD_FAIL
auto const coefficients = typegrad::taylor(square, 3)(2.0);
#else
auto const coefficients = typegrad::taylor<3>(square)(2.0);
#endif
