// expect: typegrad::with: a function holds typegrad::rows, or data of dynamic size that it indexes by constants
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/loops.hpp>

#include <array>
#include <vector>

constexpr std::array<double, 3> numbers{1, 2, 3};
std::vector<double> const factors{2, 3};

constexpr auto f = [](auto x, auto const& factor, auto const& rows) { return sum(rows, [&](auto v) { return factor[1] * x * v; }); };

#ifdef TYPEGRAD_FAIL
auto const slope = typegrad::gradient(typegrad::with(f, factors, typegrad::rows(numbers)))(2.0);
#else
auto const slope = typegrad::gradient(typegrad::with(f, std::array{factors[0], factors[1]}, typegrad::rows(numbers)))(2.0);
#endif
