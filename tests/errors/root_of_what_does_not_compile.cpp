// expect gcc: has no member named 'y'
// expect clang: no member named 'y' in 'typegrad::traced_value
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/solve.hpp>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x, auto a) { return x.y * x - a; };
#else
constexpr auto f = [](auto x, auto a) { return x * x - a; };
#endif

auto const slopes = typegrad::gradient(typegrad::root(f))(1.0, 2.0);
