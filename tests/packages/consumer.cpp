// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What a user's program may be, built by each way in which the library can be had.
#include <typegrad.hpp>

#ifndef TYPEGRAD_VERSION
#error typegrad.hpp does not tell its version
#endif

constexpr auto f = [](auto x) { return 5 * pow(x, 3) + 2 * pow(x, 2) + 4 * x + 8; };
static_assert(typegrad::derivative(f)(2.0) == 72);

int main(int argc, char**) { return typegrad::derivative(f)(argc - 1.0) == 4 ? 0 : 1; }
