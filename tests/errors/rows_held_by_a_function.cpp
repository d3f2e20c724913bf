// expect: typegrad::with: typegrad::rows are not held by a function; pass them in the call
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/loops.hpp>

#include <array>

constexpr std::array<double, 3> numbers{1, 2, 3};

constexpr auto f = [](auto x, auto const& rows) { return sum(rows, [&](auto v) { return x * v; }); };

#ifdef TYPEGRAD_FAIL
auto const slope = typegrad::gradient(typegrad::with(f, typegrad::rows(numbers)))(2.0);
#else
auto const slope = typegrad::gradient(f, typegrad::wrt<0>)(2.0, typegrad::rows(numbers));
#endif
