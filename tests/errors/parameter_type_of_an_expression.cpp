// expect: a function of an expression cannot give back the type of its parameter, nor a variable take another expression; write auto for the result
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

constexpr typegrad::variable<"x"> x;

template <class T>
#ifdef TYPEGRAD_FAIL
constexpr T third(T const& v) {
#else
constexpr auto third(T const& v) {
#endif
    return v / 3.0;
}
double const slope = derivative(third(x * x), x)(x = 3.0);
