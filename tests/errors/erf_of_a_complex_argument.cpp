// expect: of complex arguments there are derivatives of what std::complex has
// excused: found inside of functions of the library, which the compiler names one by one
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/complex.hpp>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto z) { return erf(z) * z; };
#else
constexpr auto f = [](auto z) { return exp(z) * z; };
#endif

auto const slope = typegrad::derivative(f)(std::complex<double>{2, 1});
