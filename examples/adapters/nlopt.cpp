// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// NLopt with exact gradients: its tutorial's problem, with a number that is known at run time only, and a problem with two constraints in one function.
#include <typegrad.hpp>
#include <typegrad/nlopt.hpp>

#include <nlopt.hpp>

#include <array>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <limits>
#include <string>
#include <vector>

// The least √x₂ with x₂ >= (2 x₁)³ and x₂ >= (1 - x₁)³ is at (1/3, 8/27).
constexpr auto height = [](auto const& x) { return sqrt(x[1]); };
constexpr auto bounds = [](auto const& x, auto a) { return std::array{pow(a * x[0], 3) - x[1], pow(1 - x[0], 3) - x[1]}; };

// Rosenbrock's valley in the disc about the origin whose radius is 1: the least value is on its edge.
constexpr auto valley = [](auto const& x) { return pow(1 - x[0], 2) + 100 * pow(x[1] - x[0] * x[0], 2); };
constexpr auto disc = [](auto const& x) { return x[0] * x[0] + x[1] * x[1] - 1; };

int main() {
    bool right = true;
    {
        double const a = std::stod("2");
        auto const objective = typegrad::for_nlopt<2>(height);
        auto const constraints = typegrad::for_nlopt<2>(typegrad::with(bounds, a));
        nlopt::opt opt(nlopt::LD_MMA, 2);
        opt.set_min_objective(objective.value, objective.data());
        opt.add_inequality_mconstraint(constraints.values, constraints.data(), {1e-10, 1e-10});
        opt.set_lower_bounds({-std::numeric_limits<double>::infinity(), 1e-6});
        opt.set_xtol_rel(1e-8);
        std::vector<double> x{1.234, 5.678};
        double least = 0;
        opt.optimize(x, least);
        std::cout << "(" << x[0] << ", " << x[1] << "): " << least << '\n';
        right = right && std::abs(x[0] - 1.0 / 3) < 1e-6 && std::abs(least - std::sqrt(8.0 / 27)) < 1e-6;
    }
    {
        auto const objective = typegrad::for_nlopt<2>(valley);
        auto const inside = typegrad::for_nlopt<2>(disc);
        nlopt::opt opt(nlopt::LD_SLSQP, 2);
        opt.set_min_objective(objective.value, objective.data());
        opt.add_inequality_constraint(inside.value, inside.data(), 1e-12);
        opt.set_xtol_rel(1e-12);
        std::vector<double> x{0.1, -0.2};
        double least = 0;
        opt.optimize(x, least);
        std::cout << "(" << x[0] << ", " << x[1] << "): " << least << '\n';
        right = right && std::abs(x[0] - 0.7864151510) < 1e-6 && std::abs(x[1] - 0.6176983125) < 1e-6;
    }
    return right ? EXIT_SUCCESS : EXIT_FAILURE;
}
