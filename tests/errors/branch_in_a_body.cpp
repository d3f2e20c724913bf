// expect gcc: `if`, `?:`, `while`, std::max and the like cannot branch on a traced value; write select(condition, a, b)
// expect clang: typegrad::traced_comparison_cannot_branch_write_select_condition_a_b<double>
// excused clang: the body of a loop in a function in a transform is four lines too many
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/loops.hpp>
#include <array>

constexpr std::array<double, 3> numbers{1, 2, 3};

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x, auto const& rows) { return sum(rows, [&](auto v, auto w) { return v > 2 ? v * x : -w * x; }); };
#else
constexpr auto f = [](auto x, auto const& rows) { return sum(rows, [&](auto v, auto w) { return select(v > 2, v * x, -w * x); }); };
#endif

auto const slope = typegrad::gradient(f, typegrad::wrt<0>)(2.0, typegrad::rows(numbers, numbers));
