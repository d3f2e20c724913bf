// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Finds a camera from what it sees: orientation, place, focal length and distortion from the images of ten known points, by
// Gauss–Newton from a camera that is not turned at all. The parameters are Structs, nested, and keep their names in derivatives;
// the rotation is smooth at the angle 0, where the usual formula divides 0 by 0.
#include <typegrad.hpp>
#include <typegrad/hana/struct.hpp>
#include <typegrad/linear.hpp>

#include <boost/hana/define_struct.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>

namespace {

using typegrad::vec;

template <class T>
struct pose {
    BOOST_HANA_DEFINE_STRUCT(pose, (vec<T, 3>, rotation), (vec<T, 3>, translation));
};
template <class T>
struct lens {
    BOOST_HANA_DEFINE_STRUCT(lens, (T, focal_length), (T, distortion));
};
template <class T>
struct camera {
    BOOST_HANA_DEFINE_STRUCT(camera, (pose<T>, at), (lens<T>, through));
};
constexpr std::size_t parameters = typegrad::leaves<camera<double>>;
static_assert(parameters == 8);

// Where the camera sees a point.
constexpr auto project = [](auto const& c, auto const& point) {
    auto const seen = rotate_by_axis_angle(c.at.rotation, point) + c.at.translation;
    auto const x = seen[0] / seen[2], y = seen[1] / seen[2];
    auto const scale = c.through.focal_length * (1 + c.through.distortion * (x * x + y * y));
    return vec{scale * x, scale * y};
};
// How far from where it was observed.
constexpr auto miss = [](auto const& c, auto const& point, auto const& observed) { return squared_norm(project(c, point) - observed); };

constexpr auto linearise = typegrad::value_and_jacobian(project, typegrad::wrt<0>);
constexpr auto slope = typegrad::gradient(miss, typegrad::wrt<0>);

// The derivative is a camera: what a point in the middle does when a camera that is not turned begins to turn.
constexpr camera<double> straight{{{0, 0, 0}, {0, 0, 4}}, {500, 0}};
static_assert(slope(straight, vec<double, 3>{0, 0, 0}, vec<double, 2>{0, 1}).at.translation == vec<double, 3>{0, -250, 0});
static_assert(linearise(straight, vec<double, 3>{0, 0, 1}).jacobian[0][1] == 100);

// Solves a x = b for a symmetric positive definite matrix, by Cholesky's decomposition.
std::array<double, parameters> solve_symmetric(std::array<std::array<double, parameters>, parameters> a, std::array<double, parameters> b) {
    for (std::size_t j = 0; j < parameters; ++j) {
        for (std::size_t k = 0; k < j; ++k) a[j][j] -= a[j][k] * a[j][k];
        a[j][j] = std::sqrt(a[j][j]);
        for (std::size_t i = j + 1; i < parameters; ++i) {
            for (std::size_t k = 0; k < j; ++k) a[i][j] -= a[i][k] * a[j][k];
            a[i][j] /= a[j][j];
        }
        for (std::size_t k = 0; k < j; ++k) b[j] -= a[j][k] * b[k];
        b[j] /= a[j][j];
    }
    for (std::size_t j = parameters; j-- > 0;) {
        for (std::size_t i = j + 1; i < parameters; ++i) b[j] -= a[i][j] * b[i];
        b[j] /= a[j][j];
    }
    return b;
}

}

int main() {
    constexpr camera<double> truth{{{0.2, -0.4, 0.1}, {0.3, -0.2, 5}}, {520, -0.08}};
    std::array<vec<double, 3>, 10> points{};
    std::array<vec<double, 2>, 10> images{};
    for (std::size_t i = 0; i < points.size(); ++i) {
        double const t = static_cast<double>(i);
        points[i] = {std::cos(2 * t) * (1 + 0.1 * t), std::sin(2 * t), 0.4 * std::cos(5 * t)};
        images[i] = project(truth, points[i]);
    }

    camera<double> found = straight;
    for (int step = 0; step < 12; ++step) {
        std::array<std::array<double, parameters>, parameters> normal{};
        std::array<double, parameters> right{};
        double error = 0;
        for (std::size_t i = 0; i < points.size(); ++i) {
            auto const [image, jacobian] = linearise(found, points[i]);
            auto const residual = image - images[i];
            error += squared_norm(residual);
            for (std::size_t row = 0; row < 2; ++row)
                for (std::size_t j = 0; j < parameters; ++j) {
                    right[j] += jacobian[row][j] * residual[row];
                    for (std::size_t k = 0; k < parameters; ++k) normal[j][k] += jacobian[row][j] * jacobian[row][k];
                }
        }
        std::printf("step %2d: error %.3e, focal length %.6f\n", step, std::sqrt(error), found.through.focal_length);
        auto const change = solve_symmetric(normal, right);
        std::size_t next = 0;
        typegrad::each_leaf<camera<double>>(found, [&](double& parameter) { parameter -= change[next++]; });
    }

    double error = norm(found.at.rotation - truth.at.rotation) + norm(found.at.translation - truth.at.translation) +
                   std::abs(found.through.focal_length - truth.through.focal_length) + std::abs(found.through.distortion - truth.through.distortion);
    std::printf("rotation %.12f %.12f %.12f, distortion %.12f\n", found.at.rotation[0], found.at.rotation[1], found.at.rotation[2], found.through.distortion);
    return error < 1e-9 ? 0 : 1;
}
