// expect: the operands are of two kinds: an expression beside a traced value or one of the tape
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

constexpr typegrad::variable<"x"> x;

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto a) { return a * x; };
#else
constexpr auto f = [](auto a) { return a * x(x = a); };
#endif

auto const slope = typegrad::derivative(f)(2.0);
