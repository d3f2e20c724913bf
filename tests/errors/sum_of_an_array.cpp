// expect: typegrad: sum, mean, max and the like take rows and a body: sum(rows, [&](auto const& row) { return …; })
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/loops.hpp>
#include <array>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto const& v) { return sum(v, [](auto x) { return x * x; }); };
#else
constexpr auto f = [](auto const& v) { return v[0] * v[0] + v[1] * v[1]; };
#endif

auto const slopes = typegrad::gradient(f)(std::array{1.0, 2.0});
