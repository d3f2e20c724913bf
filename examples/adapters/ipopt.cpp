// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Ipopt with exact first and second derivatives and their structure: problem 71 of Hock and Schittkowski, Ipopt's own first example.
#include <typegrad.hpp>
#include <typegrad/ipopt.hpp>

#include <IpIpoptApplication.hpp>
#include <IpSolveStatistics.hpp>

#include <array>
#include <cmath>
#include <cstdlib>
#include <iostream>

constexpr auto objective = [](auto const& x) { return x[0] * x[3] * (x[0] + x[1] + x[2]) + x[2]; };
constexpr auto constraints = [](auto const& x) {
    return std::array{x[0] * x[1] * x[2] * x[3], x[0] * x[0] + x[1] * x[1] + x[2] * x[2] + x[3] * x[3]};
};

int main() {
    auto const problem = typegrad::for_ipopt<4>(objective, constraints);
    problem->lower = {1, 1, 1, 1};
    problem->upper = {5, 5, 5, 5};
    problem->constraints_lower = {25, 40};
    problem->constraints_upper[1] = 40;  // an equation; the product has no upper bound
    problem->x = {1, 5, 5, 1};

    Ipopt::SmartPtr<Ipopt::IpoptApplication> const application = IpoptApplicationFactory();
    application->Options()->SetNumericValue("tol", 1e-9);
    application->Options()->SetIntegerValue("print_level", 4);
    // Ipopt itself compares the derivatives with differences, second ones as well, and says how many differ.
    application->Options()->SetStringValue("derivative_test", "second-order");
    if (application->Initialize() != Ipopt::Solve_Succeeded || application->OptimizeTNLP(problem) != Ipopt::Solve_Succeeded) return EXIT_FAILURE;

    std::array const published{1.0, 4.74299963, 3.82114998, 1.37940829};
    bool right = problem->status == Ipopt::SUCCESS && std::abs(problem->value - 17.0140173) < 1e-6;
    for (std::size_t i = 0; i < 4; ++i) right = right && std::abs(problem->x[i] - published[i]) < 1e-6;
    std::cout << "least value " << problem->value << " after " << application->Statistics()->IterationCount() << " steps\n";
    // With wrong second derivatives it takes more steps.
    return right && application->Statistics()->IterationCount() <= 12 ? EXIT_SUCCESS : EXIT_FAILURE;
}
