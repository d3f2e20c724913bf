// expect: tgamma is in an optional header; write #include <typegrad/special/gamma.hpp>
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <cmath>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x) { return std::tgamma(x); };
#else
constexpr auto f = [](auto x) { return std::exp(x); };
#endif

auto const slope = typegrad::derivative(f)(2.0);
