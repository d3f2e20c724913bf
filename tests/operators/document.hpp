// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What the documentation takes from the table.
#pragma once

#include "accuracy.hpp"

#include <iosfwd>
#include <map>

namespace harness {

// docs/operators.md: domains, and the derivatives where they are a convention.
void print_conventions(std::ostream& to, std::vector<probe> const& table);

void print_infinities(std::ostream& to, std::vector<probe> const& table);

// docs/kinks.md: every order under every policy at exceptional points and ends of domains, as all engines give it, and NaN operands. Where
// engines disagree that is a failure.
void print_kinks(std::ostream& to, std::vector<probe> const& table);

// docs/accuracy.md: a line for each operation, and back.
void print_accuracy_heading(std::ostream& to, int points, int special_points);
void print_accuracy(std::ostream& to, probe const& p, accuracy const& a);
struct stated {
    std::array<double, 3> tame, whole;
};
std::map<std::string, stated> read_accuracy(std::string const& file);

}
