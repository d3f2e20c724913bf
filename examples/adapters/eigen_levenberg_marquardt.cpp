// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A curve through measurements by Eigen's Levenberg-Marquardt with exact derivatives: the reference problem Misra1a of NIST, whose solution
// is known to eleven digits; and Rosenbrock's valley as two equations.
#include <typegrad.hpp>
#include <typegrad/eigen_levenberg_marquardt.hpp>
#include <typegrad/loops.hpp>

#include <unsupported/Eigen/LevenbergMarquardt>

#include <array>
#include <cmath>
#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <vector>

// y = b1 (1 - exp(-b2 x))
constexpr auto residual = [](auto const& b, auto const& row) { return b[0] * (1 - exp(-b[1] * row[1])) - row[0]; };

constexpr std::array<std::array<double, 2>, 14> measured{{{10.07, 77.6},   {14.73, 114.9}, {17.94, 141.1}, {23.93, 190.8}, {29.61, 239.9}, {35.18, 289.0}, {40.02, 332.8},
                                                          {44.82, 378.4}, {50.76, 434.8}, {55.05, 477.3}, {61.01, 536.8}, {66.40, 593.1}, {75.47, 689.1}, {81.78, 760.0}}};

int main() {
    auto problem = typegrad::levenberg_marquardt<2>(residual, measured);
    Eigen::LevenbergMarquardt<decltype(problem)> solver(problem);
    solver.setXtol(1e-14);
    solver.setFtol(1e-14);
    Eigen::VectorXd b(2);
    b << 500, 0.0001;  // the farther one of NIST's starting points
    auto const status = solver.minimize(b);
    std::cout << std::setprecision(11) << "b1 = " << b[0] << ", b2 = " << b[1] << ", sum of squares " << std::pow(solver.fnorm(), 2) << ", after " << solver.iterations()
              << " steps, " << solver.njev() << " Jacobians; Eigen's status is " << status << '\n';
    auto const is_near = [](double a, double certified) { return std::abs(a - certified) <= 1e-8 * std::abs(certified); };

    // Data in two columns: a residual of both.
    std::vector<double> times, heights;
    for (double t : {0.1, 0.2, 0.4, 0.7, 1.1}) times.push_back(t), heights.push_back(3 * t - 4.905 * t * t);
    auto thrown = typegrad::levenberg_marquardt<2>([](auto const& p, auto t, auto h) { return p[0] * t - p[1] * t * t / 2 - h; }, typegrad::rows(times, heights));
    Eigen::LevenbergMarquardt<decltype(thrown)> throwing(thrown);
    Eigen::VectorXd p(2);
    p << 1, 1;
    throwing.minimize(p);
    std::cout << "speed and gravity: " << p.transpose() << '\n';

    // Without rows: two equations in two unknowns, which have a solution.
    auto equations = typegrad::levenberg_marquardt<2>([](auto const& x) { return std::array{10 * (x[1] - x[0] * x[0]), 1 - x[0]}; });
    Eigen::LevenbergMarquardt<decltype(equations)> valley(equations);
    Eigen::VectorXd x(2);
    x << -1.2, 1;
    valley.minimize(x);
    std::cout << "x = " << x.transpose() << '\n';
    return is_near(b[0], 2.3894212918E+02) && is_near(b[1], 5.5015643181E-04) && is_near(std::pow(solver.fnorm(), 2), 1.2455138894E-01) && is_near(x[0], 1) && is_near(x[1], 1) &&
                   is_near(p[0], 3) && is_near(p[1], 9.81)
             ? EXIT_SUCCESS
             : EXIT_FAILURE;
}
