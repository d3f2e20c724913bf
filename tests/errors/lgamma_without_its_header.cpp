// expect: lgamma is in an optional header; write #include <typegrad/special/gamma.hpp>
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <cmath>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x) { return lgamma(x); };
#else
constexpr auto f = [](auto x) { return log(x); };
#endif

auto const slope = typegrad::derivative(f)(2.0);
