// expect: typegrad: gamma_p has no derivative in its first argument; differentiate in the others by wrt<...>, pass a number, or stop_gradient
// excused clang: found inside of functions of the library, which the compiler names one by one
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/special/gamma.hpp>

constexpr auto p = [](auto a, auto x) { return gamma_p(a, x); };

#ifdef TYPEGRAD_FAIL
auto const slopes = typegrad::gradient(p)(2.0, 3.0);
#else
auto const slope = typegrad::gradient(p, typegrad::wrt<1>)(2.0, 3.0);
#endif
