// expect: typegrad: the body of a loop returns nothing; end it with `return` and the value that is to be reduced
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/loops.hpp>
#include <array>

constexpr std::array<double, 3> numbers{1, 2, 3};

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x, auto const& rows) { return sum(rows, [&](auto v) { static_cast<void>(v * x); }); };
#else
constexpr auto f = [](auto x, auto const& rows) { return sum(rows, [&](auto v) { return v * x; }); };
#endif

auto const slope = typegrad::gradient(f, typegrad::wrt<0>)(2.0, typegrad::rows(numbers));
