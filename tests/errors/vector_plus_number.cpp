// expect: typegrad: a number is added to a vector or matrix; add it to each element
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/linear.hpp>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto const& a, auto const& v) { return a(0, 0) * norm(v + 1); };
#else
constexpr auto f = [](auto const& a, auto const& v) { return a(0, 0) * norm(v); };
#endif

auto const slopes = typegrad::gradient(f)(typegrad::mat<double, 2, 3>{}, typegrad::vec<double, 2>{1, 2});
