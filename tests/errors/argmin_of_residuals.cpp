// expect: typegrad::argmin: the function returns several values; return the one that is to be least, the sum of their squares perhaps
// excused: found inside of functions of the library, which the compiler names one by one
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/solve.hpp>
#include <array>

constexpr auto residuals = [](auto const& x, auto a) { return std::array{x[0] - a, 2 * x[1] - x[0]}; };
constexpr auto squares = [](auto const& x, auto a) { return typegrad::square(residuals(x, a)[0]) + typegrad::square(residuals(x, a)[1]); };

#ifdef TYPEGRAD_FAIL
auto const x = typegrad::argmin(residuals)(std::array{0.0, 0.0}, 2.0);
#else
auto const x = typegrad::argmin(squares)(std::array{0.0, 0.0}, 2.0);
#endif
