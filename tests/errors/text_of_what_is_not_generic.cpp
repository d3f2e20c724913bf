// expect: typegrad: the function is not generic; declare its parameters auto
// excused clang: found inside of functions of the library, which clang names one by one
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/print.hpp>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](double x) { return x * x; };
#else
constexpr auto f = [](auto x) { return x * x; };
#endif

auto const text = typegrad::ssa(f, 2.0);
