// expect: typegrad: sum, mean, max and the like take rows and a body
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/loops.hpp>

#include <array>

constexpr std::array<double, 3> a{1, 2, 3}, b{4, 5, 6};

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x, auto const& r, auto const& s) { return sum(r, s, [&](auto u, auto v) { return u * v * x; }); };
auto const slope = typegrad::gradient(f, typegrad::wrt<0>)(2.0, typegrad::rows(a), typegrad::rows(b));
#else
constexpr auto f = [](auto x, auto const& rows) { return sum(rows, [&](auto u, auto v) { return u * v * x; }); };
auto const slope = typegrad::gradient(f, typegrad::wrt<0>)(2.0, typegrad::rows(a, b));
#endif
