// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Bundle adjustment by Ceres Solver with Jacobians made at compile time: four cameras see twelve points, all in the wrong place at first.
#include <typegrad.hpp>
#include <typegrad/ceres.hpp>
#include <typegrad/linear.hpp>

#include <ceres/ceres.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <vector>

// A camera: a rotation as axis times angle, a translation, the focal length and a distortion. What it sees of a point, less what was seen.
constexpr auto reprojection = [](auto const& camera, auto const& point, auto const& seen) {
    typegrad::vec const rotation{camera[0], camera[1], camera[2]}, at{point[0], point[1], point[2]};
    auto const p = rotate_by_axis_angle(rotation, at);
    auto const z = p[2] + camera[5], x = (p[0] + camera[3]) / z, y = (p[1] + camera[4]) / z;
    auto const scale = camera[6] * (1 + camera[7] * (x * x + y * y));
    return std::array{scale * x - seen[0], scale * y - seen[1]};
};
using camera = std::array<double, 8>;
using point = std::array<double, 3>;

int main() {
    std::vector<camera> cameras;
    std::vector<point> points;
    for (int i = 0; i < 4; ++i) cameras.push_back({0.1 * i, -0.05 * i, 0.02 * i, 0.1 * i, -0.1, 5.0 + 0.2 * i, 500, 0.05});
    for (int k = 0; k < 12; ++k) points.push_back({std::sin(1.0 + k), std::cos(2.0 * k), 0.5 * std::sin(3.0 * k)});

    std::vector<std::array<double, 2>> seen;
    for (auto const& c : cameras)
        for (auto const& p : points) seen.push_back(reprojection(c, p, std::array{0.0, 0.0}));

    // The first camera stays, and fixes the frame; the second one's translation fixes the scale, nearly, by staying as well.
    for (std::size_t k = 0; k < points.size(); ++k)
        for (double& x : points[k]) x += 0.02 * std::sin(7.0 * static_cast<double>(k) + 1);
    for (std::size_t i = 2; i < cameras.size(); ++i) cameras[i][0] += 0.02, cameras[i][4] -= 0.05, cameras[i][6] += 5;

    ceres::Problem problem;
    std::size_t next = 0;
    for (auto& c : cameras)
        for (auto& p : points) problem.AddResidualBlock(typegrad::cost_function<2, 8, 3>(reprojection, seen[next++]), nullptr, c.data(), p.data());
    problem.SetParameterBlockConstant(cameras[0].data());
    problem.SetParameterBlockConstant(cameras[1].data());

    ceres::Solver::Options options;
    options.linear_solver_type = ceres::DENSE_SCHUR;
    options.max_num_iterations = 100;
    options.function_tolerance = options.gradient_tolerance = options.parameter_tolerance = 1e-15;
    // Ceres itself compares all Jacobians with differences, and fails where they differ.
    options.check_gradients = true;
    options.gradient_check_relative_precision = 1e-6;
    ceres::Solver::Summary summary;
    ceres::Solve(options, &problem, &summary);
    std::cout << summary.BriefReport() << '\n' << "focal length of the last camera: " << cameras[3][6] << '\n';
    return summary.IsSolutionUsable() && summary.final_cost < 1e-16 && std::abs(cameras[3][6] - 500) < 1e-5 ? EXIT_SUCCESS : EXIT_FAILURE;
}
