// expect: typegrad: exp takes one number; write exp(x), for an array or vector in a loop over its elements
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <array>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto const& v) { return exp(v); };
#else
constexpr auto f = [](auto const& v) { return exp(v[0]); };
#endif

auto const slopes = typegrad::gradient(f)(std::array{1.0, 2.0, 3.0});
