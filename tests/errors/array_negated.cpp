// expect: typegrad: an argument is an array, and the function computes with it as with a number; use its elements, v[0], or pass numbers
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <array>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto const& v) { return -v; };
#else
constexpr auto f = [](auto const& v) { return -v[0]; };
#endif

auto const slopes = typegrad::gradient(f)(std::array{1.0, 2.0});
