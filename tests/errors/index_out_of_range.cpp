// expect: an index out of range
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <array>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto const& v) { return v[0] * v[3]; };
#else
constexpr auto f = [](auto const& v) { return v[0] * v[2]; };
#endif

auto const slope = typegrad::gradient(f)(std::array{1.0, 2.0, 3.0});
