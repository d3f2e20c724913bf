// expect: the expression is nested too deeply; write it as a function
// excused: the compilers print its type
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

constexpr typegrad::variable<"x"> x;
template <int N>
constexpr auto chain() {
    if constexpr (N == 0) return x;
    else return sin(chain<N - 1>()) * x + N;
}

#ifdef TYPEGRAD_FAIL
constexpr int levels = 84;
#else
constexpr int levels = 9;
#endif

double const slope = derivative(chain<levels>(), x)(x = 0.5);
