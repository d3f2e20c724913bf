// expect gcc: 'weight' was not declared in this scope
// expect clang: use of undeclared identifier 'weight'
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x) { return x * weight; };
#else
constexpr auto f = [](auto x) { return x * 2; };
#endif

auto const slope = typegrad::derivative(f)(2.0);
