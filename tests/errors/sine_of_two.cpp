// expect gcc: typegrad: sin takes one number; write sin(x), for an array or vector in a loop over its elements
// expect clang: is unavailable: typegrad: sin takes one number; write sin(x), for an array or vector in a loop over its elements
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x, auto y) { return x * std::sin(x, y); };
#else
constexpr auto f = [](auto x, auto y) { return x * std::sin(x * y); };
#endif

auto const slopes = typegrad::gradient(f)(2.0, 1.0);
