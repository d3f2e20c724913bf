// expect gcc: has no member named 'y'
// expect clang: no member named 'y' in 'typegrad::traced_value
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x) { return x.y * x; };
#else
constexpr auto f = [](auto x) { return x * x; };
#endif

constexpr int count = typegrad::operations(typegrad::gradient(f)).total();
