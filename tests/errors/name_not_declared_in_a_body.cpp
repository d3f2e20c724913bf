// expect gcc: has no member named 'weight'
// expect clang: no member named 'weight' in 'typegrad::traced_value
// excused clang: the body of a loop is found through one function more, a line over
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/loops.hpp>

#include <array>

constexpr std::array<double, 3> numbers{1, 2, 3};

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x, auto const& rows) { return sum(rows, [&](auto const& row) { return row.weight * x; }); };
#else
constexpr auto f = [](auto x, auto const& rows) { return sum(rows, [&](auto const& row) { return row * x; }); };
#endif

auto const slope = typegrad::gradient(f, typegrad::wrt<0>)(2.0, typegrad::rows(numbers));
