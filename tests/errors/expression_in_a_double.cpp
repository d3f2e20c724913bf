// expect gcc: cannot convert
// expect clang: no viable conversion from
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

constexpr typegrad::variable<"x"> x;

#ifdef TYPEGRAD_FAIL
double const y = x * x;
#else
double const y = (x * x)(x = 2.0);
#endif
