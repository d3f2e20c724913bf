// expect: of complex arguments only analytic functions have derivatives, without <, abs, max or rounding
// excused: found inside of functions of the library, which the compiler names one by one
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/complex.hpp>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto z) { return abs(z) * z; };
#else
constexpr auto f = [](auto z) { return sqrt(z) * z; };
#endif

auto const slope = typegrad::derivative(f)(std::complex<double>{2, 1});
