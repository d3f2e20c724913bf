// expect: typegrad: only derivative, gradient and value_and_gradient of a function are applied to expressions; apply the function, and differentiate what it gives
// excused clang: found inside of functions of the library, which the compiler names one by one
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

constexpr typegrad::variable<"x"> x;
constexpr auto f = [](auto a) { return std::tuple{a * a, 2 * a}; };

#ifdef TYPEGRAD_FAIL
auto const slopes = typegrad::jacobian(f)(x);
#else
auto const slopes = jacobian(f(x));
#endif
