// expect gcc: has no member named
// expect clang: no member named 'norm' in 'typegrad::linear::vec<
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/linear.hpp>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto const& v) { return v.norm(); };
#else
constexpr auto f = [](auto const& v) { return norm(v); };
#endif

auto const slopes = typegrad::gradient(f)(typegrad::vec<double, 2>{1, 2});
