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

// What every operation owes to its users at special operands: a NaN operand has NaN derivatives, kinks::finite is finite at the ends of
// domains, and at exceptional points the engines agree on all orders. The number of points checked.
int check_special_operands(probe const& p);

// The partial in an operand that is NaN, the others ordinary numbers: nothing if that is NaN.
std::optional<double> derivative_at_nan(probe const& p, std::size_t k);

// Whether the operation is linear in that operand.
bool is_linear_in(probe const& p, std::size_t k);

// The exceptional points, and the ends of the domain that are not among them.
std::vector<op::point> special_points(probe const& p);

// Reports a failure, counted for the exit status.
void failure(std::string const& what);
int failures();

std::string text_of(probe const& p, op::point const& at);

}
