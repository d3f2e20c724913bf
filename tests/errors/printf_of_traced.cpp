// expect: typegrad: a traced value has no number to be printed; print what the derivative returns
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <cstdio>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x) {
    std::printf("%g\n", x);
    return x * x;
};
#else
constexpr auto f = [](auto x) { return x * x; };
#endif

auto const slope = typegrad::derivative(f)(2.0);
