// expect: typegrad: a std::function takes numbers of one type
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <functional>

#ifdef TYPEGRAD_FAIL
std::function<double(double)> const f = [](double x) { return x * x; };
#else
constexpr auto f = [](auto x) { return x * x; };
#endif

auto const slope = typegrad::derivative(f)(2.0);
