// expect: of as many results as rows
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/loops.hpp>

#include <array>

constexpr std::array<double, 3> numbers{1, 2, 3};

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x, auto const& rows) { return scan(rows, x, [](auto s, auto v) { return s * v; }); };
#else
constexpr auto f = [](auto x, auto const& rows) { return sum(scan(rows, x, [](auto s, auto v) { return s * v; }), [](auto s) { return s; }); };
#endif
auto const tangent = typegrad::jvp(f, typegrad::wrt<0>)(2.0, typegrad::rows(numbers), 1.0);
