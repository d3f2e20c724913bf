// expect: typegrad::check_gradient: the gradient that was given has not as many numbers as the function has derivatives
// excused clang: found inside of functions of the library, which the compiler names one by one
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/check.hpp>

#include <array>

constexpr auto f = [](auto x, auto y) { return x * y; };

#ifdef TYPEGRAD_FAIL
bool const right = bool(typegrad::check_gradient(f, [](double, double y) { return y; }, 2.0, 3.0));
#else
bool const right = bool(typegrad::check_gradient(f, [](double x, double y) { return std::array{y, x}; }, 2.0, 3.0));
#endif
