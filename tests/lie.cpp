// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Rotations and poses as groups: exp and log at 0, at small angles and near π, and derivatives in the tangent space against differences there.
#define BOOST_TEST_MODULE typegrad_lie
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/lie.hpp>

#include <cmath>
#include <cstddef>

namespace {

using typegrad::se3, typegrad::so3, typegrad::vec;
using tangent = vec<double, 3>;
using twist = vec<double, 6>;

constexpr double pi = 3.14159265358979323846;
constexpr double angles[] = {0, 1e-300, 1e-9, 1e-4, 0.19, 0.21, 1.5, 3, pi - 1e-7};
tangent const axis = tangent{2, -3, 6} / 7.0;

constexpr auto logarithm = [](auto const& x) { return x.log(); };
constexpr auto apart = [](auto const& a, auto const& b) { return between(a, b).log(); };
constexpr auto seen = [](auto const& pose, auto const& point) {
    auto const p = pose.inverse() * point;
    return p[0] / p[2] + p[1] * p[1];
};

template <std::size_t N>
double distance(vec<double, N> const& a, vec<double, N> const& b) {
    return norm(a - b);
}
template <std::size_t N>
vec<double, N> unit(std::size_t i, double h) {
    vec<double, N> d{};
    d[i] = h;
    return d;
}

}

// At the identity all is exact: log and exp are inverse to each other to first order, and to second: the derivatives of log(exp(d)) by d are 0.
static_assert(so3<double>::identity().log() == tangent{0, 0, 0} && se3<double>::exp(twist{}) == se3<double>::identity());
static_assert(typegrad::value_and_tangent_jacobian(logarithm)(so3<double>::identity()).jacobian[1] == std::array{0.0, 1.0, 0.0});
constexpr auto there_and_back = [](auto const& d) { return retract(so3<double>::identity(), d).log(); };
static_assert(typegrad::jacobian(there_and_back)(tangent{})[2] == std::array{0.0, 0.0, 1.0});
static_assert(typegrad::hessian([](auto const& d) { return there_and_back(d)[1]; })(tangent{}) == std::array<std::array<double, 3>, 3>{});

BOOST_AUTO_TEST_CASE(there_and_back_again) {
    for (double const angle : angles) {
        tangent const a = angle * axis;
        BOOST_TEST(distance(so3<double>::exp(a).log(), a) <= 4e-16 + 1e-15 * angle, "the rotation by " << angle);
        twist const d{1, 2, -3, a[0], a[1], a[2]};
        BOOST_TEST(distance(se3<double>::exp(d).log(), d) <= 1e-14, "the pose with the rotation by " << angle);
        // exp(d/2) twice is exp(d), and a pose moves as its matrix does.
        se3<double> const x = se3<double>::exp(d), half = se3<double>::exp(d / 2.0), twice = half * half;
        BOOST_TEST(distance((twice * tangent{1, 2, 3}), x * tangent{1, 2, 3}) <= 1e-14);
        BOOST_TEST(distance(x.rotation.matrix() * tangent{1, 2, 3} + x.translation, x * tangent{1, 2, 3}) <= 1e-14);
        BOOST_TEST(distance((x.inverse() * x).log(), twist{}) <= 1e-14);
        // q and -q are one rotation.
        BOOST_TEST(distance(so3<double>{-x.rotation.quaternion}.log(), x.rotation.log()) == 0);
    }
}

BOOST_AUTO_TEST_CASE(tangent_spaces) {
    double const h = 1e-5;
    for (double const angle : {0.0, 1e-9, 0.199, 1.5, 3.1}) {
        tangent const a = angle * axis;
        se3<double> const x = se3<double>::exp({1, 2, -3, a[0], a[1], a[2]}), y = x * se3<double>::exp({0.5, 0.2, 0.1, 0.3 - a[0] / 3, -0.2, 0.4});
        auto const at = typegrad::value_and_tangent_jacobian(apart)(x, y);
        auto const rotations = typegrad::value_and_tangent_jacobian(logarithm)(x.rotation);
        tangent const point{0.3, -0.4, 9};
        auto const [by_pose, by_point] = typegrad::tangent_gradient(seen)(x, point);
        BOOST_TEST(distance(by_pose, typegrad::tangent_gradient(seen, typegrad::wrt<0>)(x, point)) == 0);
        for (std::size_t j = 0; j < 6; ++j) {
            auto const forth = unit<6>(j, h), back = unit<6>(j, -h);
            auto const by_x = (apart(retract(x, forth), y) - apart(retract(x, back), y)) / (2 * h), by_y = (apart(x, retract(y, forth)) - apart(x, retract(y, back))) / (2 * h);
            for (std::size_t i = 0; i < 6; ++i) BOOST_TEST((std::abs(at.jacobian[i][j] - by_x[i]) <= 1e-8 && std::abs(at.jacobian[i][6 + j] - by_y[i]) <= 1e-8));
            BOOST_TEST(std::abs(by_pose[j] - (seen(retract(x, forth), point) - seen(retract(x, back), point)) / (2 * h)) <= 1e-8);
            if (j >= 3) continue;
            BOOST_TEST(std::abs(by_point[j] - (seen(x, point + unit<3>(j, h)) - seen(x, point + unit<3>(j, -h))) / (2 * h)) <= 1e-8);
            auto const by_rotation = (retract(x.rotation, unit<3>(j, h)).log() - retract(x.rotation, unit<3>(j, -h)).log()) / (2 * h);
            for (std::size_t i = 0; i < 3; ++i) BOOST_TEST(std::abs(rotations.jacobian[i][j] - by_rotation[i]) <= 1e-7);
        }
    }
}
