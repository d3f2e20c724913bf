// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Every operation of the table against high precision. A new operation is tested by being in the table.
//
//     operators [--points N] [--only NAMES] [--table docs/accuracy.md] [--verbose]   checks; the limits are the table's, with a little room
//     operators --accuracy [--points N] [--only NAMES]                               prints that table
//     operators --conventions                                                        prints the table of docs/operators.md
//     operators --kinks                                                              prints the tables of docs/kinks.md
//
// NAMES are the table's, with commas between them. Special functions, whose digits are dear, are measured at a 25th of the points; --special-points says otherwise.
// Half of the points are ordinary, the other half of every magnitude, subnormal, and next to what is exceptional. The
// environment's TYPEGRAD_POINTS is the number where none is given.
#include "document.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <iomanip>
#include <iostream>
#include <sstream>

namespace {

using namespace harness;

// Of an operation that docs/accuracy.md does not have yet.
constexpr stated expected_of_a_new_operation{{2, 8, 32}, {HUGE_VAL, HUGE_VAL, HUGE_VAL}};

void hold_to(probe const& p, accuracy const& a, stated const& limit) {
    static constexpr char const* order[] = {"value", "first derivative", "second derivative"};
    auto const compare = [&](std::array<worst, 3> const& measured, std::array<double, 3> const& most) {
        for (std::size_t i = 0; i < 3; ++i) {
            worst const& w = measured[i];
            if (!(w.error <= 1.25 * most[i] + 0.5) && most[i] < 1e6) {
                std::ostringstream what;
                what << std::setprecision(17) << text_of(p, w.at) << " by the " << w.engine << ": the " << order[i] << " is " << w.actual << ", not " << w.expected << ", an error of " << std::setprecision(4)
                     << w.error << " units in the last place where docs/accuracy.md states " << most[i];
                failure(what.str());
            }
        }
    };
    compare(a.tame, limit.tame);
    compare(a.whole, limit.whole);
}

}

int main(int count, char** argument) {
    char const* const from_environment = std::getenv("TYPEGRAD_POINTS");
    int points = from_environment ? std::atoi(from_environment) : 250;
    std::string only, mode = "--check", file;
    int special_points = 0;
    bool verbose = false;
    for (int i = 1; i < count; ++i) {
        std::string const word = argument[i];
        if (word == "--points" && i + 1 < count) points = std::atoi(argument[++i]);
        else if (word == "--special-points" && i + 1 < count) special_points = std::atoi(argument[++i]);
        else if (word == "--only" && i + 1 < count) only = argument[++i];
        else if (word == "--table" && i + 1 < count) file = argument[++i];
        else if (word == "--verbose") verbose = true;
        else if (word == "--accuracy" || word == "--conventions" || word == "--kinks") mode = word;
        else return std::cerr << "operators: what is " << word << "?\n", 2;
    }
    if (special_points == 0) special_points = std::max(1, points / 25);
    std::vector<probe> const all = table();
    if (mode == "--conventions") return print_conventions(std::cout, all), print_infinities(std::cout, all), 0;
    if (mode == "--kinks") return print_kinks(std::cout, all), failures() > 0;
    if (mode == "--accuracy") print_accuracy_heading(std::cout, points, special_points);
    auto const limits = file.empty() ? std::map<std::string, stated>{} : read_accuracy(file);
    int checked = 0, limits_checked = 0;
    for (probe const& p : all) {
        if (!p.is_function || (!only.empty() && ("," + only + ",").find("," + p.name + ",") == std::string::npos)) continue;
        accuracy const a = measure(p, p.special ? special_points : points);
        ++checked;
        if (mode == "--accuracy") {
            print_accuracy(std::cout, p, a);
            continue;
        }
        limits_checked += check_limits(p) + check_special_operands(p);
        hold_to(p, a, limits.contains(p.name) ? limits.at(p.name) : expected_of_a_new_operation);
        if (4 * a.skipped > a.points + 40 && !p.constant.empty()) failure(p.name + ": no reference at " + std::to_string(a.skipped) + " of " + std::to_string(a.points) + " points");
        if (verbose) {
            print_accuracy(std::cout, p, a);
            for (auto const* region : {&a.tame, &a.whole})
                for (worst const& w : *region)
                    std::cout << "    " << text_of(p, w.at) << " by the " << w.engine << ": " << std::setprecision(17) << w.actual << ", not " << w.expected << ": " << std::setprecision(4) << w.error << '\n';
        }
    }
    if (mode == "--check") std::cout << checked << " operations, " << limits_checked << " limits, " << failures() << " failures\n";
    return failures() > 0;
}
