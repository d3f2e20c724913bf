// expect: typegrad: a sum of std starts with a number, whose type cannot take up a traced value or a variable; start with 0 * v[0]
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <array>
#include <numeric>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto const& v) { return std::accumulate(v.begin(), v.end(), 0.0); };
#else
constexpr auto f = [](auto const& v) { return std::accumulate(v.begin(), v.end(), 0 * v[0]); };
#endif

auto const slopes = typegrad::gradient(f)(std::array{1.0, 2.0, 3.0});
