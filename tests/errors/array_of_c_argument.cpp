// expect: typegrad: an argument is a pointer or an array of C; pass a std::array
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <array>

constexpr auto f = [](auto const& v) { return v[0] * v[1]; };

#ifdef TYPEGRAD_FAIL
double const point[] = {2, 3};
#else
std::array<double, 2> const point = {2, 3};
#endif

auto const slopes = typegrad::gradient(f)(point);
