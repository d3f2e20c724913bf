// expect: there are no products in typegrad::rows over which a recurrence runs
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/loops.hpp>

#include <array>

constexpr std::array<double, 3> numbers{1, 2, 3};

constexpr auto f = [](auto const& rows, auto x) { return fold(rows, x, [](auto s, auto v) { return s * v; }); };

#ifdef TYPEGRAD_FAIL
auto const product = typegrad::hvp(f)(typegrad::rows(numbers), 2.0, typegrad::rows(numbers), 1.0);
#else
auto const product = typegrad::jvp(f)(typegrad::rows(numbers), 2.0, typegrad::rows(numbers), 1.0);
#endif
