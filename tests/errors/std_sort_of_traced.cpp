// expect: typegrad: sorting, and searching an element, branch on traced values; write max and min
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <algorithm>
#include <array>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto v) {
    std::sort(v.begin(), v.end());
    return v[2];
};
#else
constexpr auto f = [](auto v) { return max(max(v[0], v[1]), v[2]); };
#endif

auto const slopes = typegrad::gradient(f)(std::array{1.0, 2.0, 3.0});
