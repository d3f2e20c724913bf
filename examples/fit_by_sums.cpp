// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Fits four models of NIST's Statistical Reference Datasets to the same 14 observations, by Newton's method with damping, from both
// starts that NIST gives, and compares what it finds with the certified values.
//
//     fit_by_sums [FILE]         without FILE examples/data/misra1a.txt, from the root of the repository
//
// What is minimised is a sum over the rows of a file, so it is a loop: value, gradient and Hessian of all rows come from one.
#include <typegrad.hpp>
#include <typegrad/loops.hpp>

#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace {

using parameters = std::array<double, 2>;

// The volume y that is adsorbed at a pressure x.
constexpr auto misra1a = [](auto const& b, auto x) { return b[0] * (1 - exp(-b[1] * x)); };
constexpr auto misra1b = [](auto const& b, auto x) { return b[0] * (1 - 1 / typegrad::square(1 + b[1] * x / 2)); };
constexpr auto misra1c = [](auto const& b, auto x) { return b[0] * (1 - 1 / sqrt(1 + 2 * b[1] * x)); };
constexpr auto misra1d = [](auto const& b, auto x) { return b[0] * b[1] * x / (1 + b[1] * x); };

struct observations {
    std::vector<double> x, y;
};
// One observation a line: y, then x. `#` begins a comment.
observations read(std::string const& path) {
    observations all;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        std::istringstream fields(line.substr(0, line.find('#')));
        if (double y, x; fields >> y >> x) all.x.push_back(x), all.y.push_back(y);
    }
    return all;
}

// The least of the sum of squares that is reached from there, and where it is.
struct minimum {
    parameters at;
    double value;
    int steps;
};
template <class Model>
minimum fit(Model, observations const& data, parameters b) {
    constexpr auto misfit = [](auto const& p, auto const& rows) { return sum(rows, [&](auto x, auto y) { return typegrad::square(y - Model{}(p, x)); }); };
    constexpr auto all = typegrad::value_gradient_and_hessian(misfit, typegrad::wrt<0>);
    auto const rows = typegrad::rows(data.x, data.y);
    auto here = all(b, rows);
    double damping = 1;
    for (int steps = 1; steps < 500; ++steps) {
        // (H + damping · |diag H|) · step = -gradient
        auto const& [g0, g1] = here.gradient;
        double const h01 = here.hessian[0][1], h00 = here.hessian[0][0], h11 = here.hessian[1][1];
        double const a = h00 + damping * std::abs(h00), d = h11 + damping * std::abs(h11), determinant = a * d - h01 * h01;
        parameters const step{(h01 * g1 - d * g0) / determinant, (h01 * g0 - a * g1) / determinant};
        parameters const next{b[0] + step[0], b[1] + step[1]};
        auto const there = all(next, rows);
        if (determinant > 0 && there.value <= here.value) {
            bool const is_done = std::abs(step[0]) < 1e-12 * std::abs(b[0]) && std::abs(step[1]) < 1e-12 * std::abs(b[1]);
            b = next, here = there, damping /= 10;
            if (is_done) return {b, here.value, steps};
        } else {
            if (damping > 1e15) return {b, here.value, steps};
            damping = damping < 1e-8 ? 1e-8 : damping * 10;
        }
    }
    return {b, here.value, 500};
}

bool agree(double found, double certified) { return std::abs(found - certified) < 1e-6 * std::abs(certified); }

template <class Model>
bool check(char const* name, Model model, observations const& data, std::array<parameters, 2> const& starts, parameters const& certified, double sum_of_squares) {
    bool right = true;
    for (parameters const& start : starts) {
        minimum const found = fit(model, data, start);
        bool const same = agree(found.at[0], certified[0]) && agree(found.at[1], certified[1]) && agree(found.value, sum_of_squares);
        std::printf("%s from (%g, %g): b = (%.10g, %.10g), %.10g in %d steps%s\n", name, start[0], start[1], found.at[0], found.at[1], found.value, found.steps,
                    same ? "" : ", which is not what NIST certifies");
        right = right && same;
    }
    return right;
}

}

int main(int argc, char** argv) {
    std::string const path = argc > 1 ? argv[1] : "examples/data/misra1a.txt";
    observations const data = read(path);
    if (data.x.size() != 14) {
        std::fprintf(stderr, "%s: expected 14 observations, found %zu\n", path.c_str(), data.x.size());
        return 1;
    }
    bool const right[] = {
        check("Misra1a", misra1a, data, {{{500, 0.0001}, {250, 0.0005}}}, {2.3894212918e+02, 5.5015643181e-04}, 1.2455138894e-01),
        check("Misra1b", misra1b, data, {{{500, 0.0001}, {300, 0.0002}}}, {3.3799746163e+02, 3.9039091287e-04}, 7.5464681533e-02),
        check("Misra1c", misra1c, data, {{{500, 0.0001}, {600, 0.0002}}}, {6.3642725809e+02, 2.0813627256e-04}, 4.0966836971e-02),
        check("Misra1d", misra1d, data, {{{500, 0.0001}, {450, 0.0003}}}, {4.3736970754e+02, 3.0227324449e-04}, 5.6419295283e-02),
    };
    for (bool const one : right)
        if (!one) return 1;
}
