// expect: the type of an expression says what it computes, so `s += x` cannot change it; write auto const t = s + x
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

constexpr typegrad::variable<"x"> x;

double slope() {
    auto square = x * x;
#ifdef TYPEGRAD_FAIL
    square += x;
    return derivative(square, x)(x = 2.0);
#else
    auto const sum = square + x;
    return derivative(sum, x)(x = 2.0);
#endif
}
