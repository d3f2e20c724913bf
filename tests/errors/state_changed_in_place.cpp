// expect: typegrad: what is to be changed is const: a parameter `auto const&`, or the state that a step takes as `auto&`; take it by value, `auto s`, and return the new one
// excused: found inside of an operator, and the step returns nothing besides
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/loops.hpp>
#include <array>

constexpr std::array<double, 3> numbers{1, 2, 3};

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x, auto const& rows) { return fold(rows, 0.0, [&](auto& s, auto v) { s += v * x; }); };
#else
constexpr auto f = [](auto x, auto const& rows) { return fold(rows, 0.0, [&](auto s, auto v) { return s += v * x; }); };
#endif

auto const slope = typegrad::gradient(f, typegrad::wrt<0>)(2.0, typegrad::rows(numbers));
