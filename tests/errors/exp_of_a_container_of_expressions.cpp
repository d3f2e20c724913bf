// expect gcc: typegrad: exp takes one number; write exp(x), for an array or vector in a loop over its elements
// expect clang: is unavailable: typegrad: exp takes one number; write exp(x), for an array or vector in a loop over its elements
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <array>

constexpr typegrad::variable<"x"> x;
constexpr std::array both{x, x};

#ifdef TYPEGRAD_FAIL
constexpr auto y = exp(both)[1];
#else
constexpr auto y = exp(both[1]);
#endif
