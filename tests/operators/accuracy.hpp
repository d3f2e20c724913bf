// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The largest errors of one operation, over ordinary points and over everything that a double can be.
#pragma once

#include "probe.hpp"

#include <optional>
#include <string>
#include <vector>

namespace harness {

// Of the value, the first and the second partial derivatives.
struct worst {
    double error = 0;
    op::point at{};
    std::string engine = "graph";
    double actual = 0, expected = 0;
};
struct accuracy {
    std::array<worst, 3> tame, whole;
    int points = 0;
    int skipped = 0;  // where differences in many digits do not converge: kinks themselves, functions that change too fast
};

// `points` of each kind. What is wrong rather than inaccurate (engines that disagree on the value, NaN where there is a
// number) is reported at once.
accuracy measure(probe const& p, int points);

// One operand infinite, the others ordinary: the first partials, and what they tend to.
struct at_infinity {
    op::point at;
    std::size_t operand;
    std::array<std::optional<double>, 3> limit;
    jet by_graph, by_tape;
};
std::vector<at_infinity> derivatives_at_infinity(probe const& p);

// Derivatives at exceptional points and at infinity against the limits of the derivative. The number of points checked.
int check_limits(probe const& p);

// Reports a failure, counted for the exit status.
void failure(std::string const& what);
int failures();

std::string text_of(probe const& p, op::point const& at);

}
