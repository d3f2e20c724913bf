// expect: more steps than the compiler allows (g++: -fconstexpr-ops-limit=, -fconstexpr-loop-limit=; clang: -fconstexpr-steps=)
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

#ifdef TYPEGRAD_FAIL
constexpr int most = 300000;
#else
constexpr int most = 30;
#endif
double const slope = typegrad::derivative([](auto x) {
    for (int i = 0; i < most; ++i) x = x * 1;
    return x;
})(2.0);
