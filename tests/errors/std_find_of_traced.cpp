// expect: typegrad: sorting, and searching an element, branch on traced values; write max and min
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <algorithm>
#include <array>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto const& v) { return *std::find_if(v.begin(), v.end(), [](auto const& e) { return e > 1; }); };
#else
constexpr auto f = [](auto const& v) { return *std::find_if(v.begin(), v.end(), [&](auto const& e) { return &e == &v[1]; }); };
#endif

auto const slopes = typegrad::gradient(f)(std::array{1.0, 2.0});
