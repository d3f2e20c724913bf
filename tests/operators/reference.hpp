// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The derivatives of an operation's own value by differences in as many digits as the point demands.
#pragma once

#include "probe.hpp"

#include <cstdint>
#include <optional>

namespace harness {

// at + sign · 2^exponent, exactly: a place that no double may be, between an exceptional point and its next number.
struct place {
    double at = 0;
    int sign = 0;
    int exponent = 0;
};
using places = std::array<place, 3>;
places places_of(op::point const& at);

// None where differences do not converge: at a kink, beyond the domain, where the function oscillates too fast. A derivative
// that is too small beside the value for a fixed number of digits is NaN.
std::optional<taylor<precise>> by_differences(probe const& p, places const& at);

// How far an exceptional coordinate or an end of the domain is, at most 1; the operand itself excluded.
double distance(probe const& p, std::size_t k, double at);

// |actual - expected| in units in the last place of `scale`. What overflows must be infinite, or nearly. Results below
// 2^-960, whose computation may have underflowed, must only be small.
double error_in_ulp(double actual, precise const& expected, precise const& scale);
bool counts(precise const& expected);

// What a derivative tends to: at + sign · 2^exponent for a growing (or shrinking) exponent.
struct limits {
    std::optional<double> value;
    std::array<std::optional<double>, 3> first;
    std::array<std::array<std::optional<double>, 3>, 3> second;
};
limits limits_along(probe const& p, op::point const& to, std::array<int, 3> const& direction);   // to an exceptional point
limits limits_at_infinity(probe const& p, op::point const& at, std::size_t operand, int sign);

}
