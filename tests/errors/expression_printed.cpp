// expect: an expression has no number to be printed; print y(x = 2.0), or the formula: typegrad::infix(y)
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/print.hpp>

#include <iostream>

constexpr typegrad::variable<"x"> x;

void print() {
#ifdef TYPEGRAD_FAIL
    std::cout << "y = " << x * x << '\n';
#else
    std::cout << "y = " << typegrad::infix(x * x) << '\n';
#endif
}
