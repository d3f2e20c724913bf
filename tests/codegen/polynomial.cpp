// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Value and derivative of a polynomial, from both doors.
#include <typegrad.hpp>

#include "../../bench/problems/polynomial.hpp"

using bench::polynomial;

// instructions: 1.1
extern "C" void typegrad_function(double x, double* out) {
    auto const [value, slope] = typegrad::value_and_gradient(polynomial::primal)(x);
    out[0] = value, out[1] = slope;
}
extern "C" void hand_function(double x, double* out) {
    auto const [value, slope] = polynomial::hand_written(x);
    out[0] = value, out[1] = slope;
}

namespace {
constexpr typegrad::variable<"x"> x;
constexpr auto expression = polynomial::primal(x);
}

// instructions: 1.1
extern "C" void typegrad_expression(double at, double* out) {
    auto const [value, slopes] = value_and_gradient(expression)(x = at);
    out[0] = value, out[1] = slopes[x];
}
extern "C" void hand_expression(double at, double* out) { hand_function(at, out); }

// The derivative alone, as an expression of its own.
// instructions: 1.1
extern "C" double typegrad_derivative(double at) { return derivative(expression, x)(x = at); }
extern "C" double hand_derivative(double at) { return 15 * (at * at) + 4 * at + 4; }
