// expect gcc: has no member named 'sum'
// expect clang: no member named 'sum' in 'std::array<typegrad::traced_value
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <array>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto const& v) { return v.sum(); };
#else
constexpr auto f = [](auto const& v) { return v[0] + v[1]; };
#endif

auto const along = typegrad::jvp(f)(std::array{1.0, 2.0}, std::array{1.0, 0.0});
