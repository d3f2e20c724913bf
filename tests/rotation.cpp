// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Rotations by a vector and by a quaternion: their derivatives to the fourth order, at the angle 0, near it and beyond.
#define BOOST_TEST_MODULE typegrad_rotation
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/linear.hpp>
#include <typegrad/tape.hpp>

#include <boost/multiprecision/cpp_bin_float.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <tuple>

#include "verify.hpp"

namespace {

using typegrad::gradient, typegrad::hessian, typegrad::jacobian, typegrad::mat, typegrad::mixed_derivative, typegrad::vec;
using vec3 = vec<double, 3>;
using vec4 = vec<double, 4>;
using fifty_digits = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>, boost::multiprecision::et_off>;

constexpr vec3 origin{0, 0, 0};
constexpr auto matrix = [](auto const& a) { return rotation_from_axis_angle(a); };
template <int I>
constexpr auto entry = [](auto const& a) { return rotation_from_axis_angle(a).element[I]; };

// The rotation of a vector, made to one number, in all its arguments.
constexpr auto distance = [](auto const& a, auto const& v) {
    auto const moved = rotate_by_axis_angle(a, v);
    return moved[0] + 2 * moved[1] * moved[2] - moved[2] * 3;
};

constexpr bool near_to(double actual, double expected, double error) { return actual - expected <= error && expected - actual <= error; }

}

// exp([a]) = 1 + [a] + [a]²/2 + …
BOOST_AUTO_TEST_CASE(at_the_angle_zero) {
    static_assert(matrix(origin) == mat<double, 3, 3>::identity());
    using row = std::array<double, 3>;
    VERIFY(jacobian(matrix), (std::array{row{0, 0, 0}, row{0, 0, -1}, row{0, 1, 0}, row{0, 0, 1}, row{0, 0, 0}, row{-1, 0, 0}, row{0, -1, 0}, row{1, 0, 0}, row{0, 0, 0}}), origin);
    VERIFY(hessian(entry<0>), (std::array{row{0, 0, 0}, row{0, -1, 0}, row{0, 0, -1}}), origin);
    VERIFY(hessian(entry<1>), (std::array{row{0, 0.5, 0}, row{0.5, 0, 0}, row{0, 0, 0}}), origin);
    VERIFY(hessian(entry<5>), (std::array{row{0, 0, 0}, row{0, 0, 0.5}, row{0, 0.5, 0}}), origin);
    // Third and fourth order: [a]³/6 = -|a|² [a]/6, [a]⁴/24 = -|a|² [a]²/24.
    static_assert(verify::near(mixed_derivative<2, 2, 2>(entry<3>)(origin), -1.0) && verify::near(mixed_derivative<0, 0, 2>(entry<3>)(origin), -1. / 3));
    static_assert(verify::near(mixed_derivative<2, 2, 2, 2>(entry<0>)(origin), 1.0) && verify::near(mixed_derivative<1, 1, 2, 2>(entry<0>)(origin), 1. / 3));
    auto const by_tape = typegrad::tape::jacobian(matrix)(origin);
    BOOST_TEST(verify::near(by_tape, jacobian(matrix)(origin)));
}

// About the third axis the entries are a sine and a cosine, whatever the way in which they are computed here.
BOOST_AUTO_TEST_CASE(about_an_axis) {
    constexpr auto check = [](double angle, double sine, double cosine) {
        vec3 const a{0, 0, angle};
        double const orders[] = {matrix(a)(1, 0), gradient(entry<3>)(a)[2], hessian(entry<3>)(a)[2][2], mixed_derivative<2, 2, 2>(entry<3>)(a)};
        double const of_cosine[] = {matrix(a)(0, 0), gradient(entry<0>)(a)[2], hessian(entry<0>)(a)[2][2], mixed_derivative<2, 2, 2>(entry<0>)(a)};
        double const expected[] = {sine, cosine, -sine, -cosine}, expected_of_cosine[] = {cosine, -sine, -cosine, sine};
        for (int k = 0; k < 4; ++k)
            if (!near_to(orders[k], expected[k], 4e-15) || !near_to(of_cosine[k], expected_of_cosine[k], 4e-15)) return false;
        return true;
    };
    static_assert(check(0.5, 0.479425538604203, 0.8775825618903728));
    BOOST_TEST(near_to(mixed_derivative<2, 2, 2, 2>(entry<3>)(vec3{0, 0, verify::hidden(0.5)}), 0.479425538604203, 1e-14));
    // Around the angles 2 and 2·√3, where the functions behind change from series to quotients.
    for (double const angle : {1e-200, 1e-9, 1e-4, 0.1, 1.0, 1.9999, 2.0001, 3.0, 3.141592653589793, 3.46, 3.47, 5.0, 9.0})
        for (double const sign : {1.0, -1.0}) BOOST_TEST(check(sign * angle, std::sin(sign * angle), std::cos(angle)), "at the angle " << sign * angle);
}

// The double's derivatives against those in long double, off the axes.
BOOST_AUTO_TEST_CASE(in_general) {
    using point = vec<long double, 3>;
    for (double const size : {1e-8, 0.01, 0.5, 1.0, 1.3, 1.8, 2.5, 4.0}) {
        vec3 const a = size * vec3{0.6, -0.3, 1.1}, v{0.5, 2, -1.5};
        point const exact_a{a[0], a[1], a[2]}, exact_v{v[0], v[1], v[2]};
        auto const slope = gradient(distance)(a, v);
        auto const exact_slope = gradient(distance)(exact_a, exact_v);
        auto const curvature = hessian(distance, typegrad::wrt<0>)(a, v);
        auto const exact_curvature = hessian(distance, typegrad::wrt<0>)(exact_a, exact_v);
        for (std::size_t i = 0; i < 3; ++i) {
            BOOST_TEST(near_to(std::get<0>(slope)[i], static_cast<double>(std::get<0>(exact_slope)[i]), 4e-14));
            BOOST_TEST(near_to(std::get<1>(slope)[i], static_cast<double>(std::get<1>(exact_slope)[i]), 4e-14));
            for (std::size_t j = 0; j < 3; ++j) BOOST_TEST(near_to(curvature[i][j], static_cast<double>(exact_curvature[i][j]), 2e-13));
        }
        BOOST_TEST(verify::near(std::get<1>(typegrad::tape::gradient(distance)(a, v)), std::get<1>(slope)));
    }
}

BOOST_AUTO_TEST_CASE(in_many_digits) {
    for (char const* const angle : {"0.125", "2.5"}) {
        fifty_digits const exact(angle);
        auto const slope = gradient(entry<3>)(vec<fifty_digits, 3>{0, 0, exact});
        BOOST_TEST((abs(slope[2] - cos(exact)) < fifty_digits("1e-48")));
    }
}

BOOST_AUTO_TEST_CASE(rotations_are_rotations) {
    constexpr vec3 a{0.6, -0.3, 1.1}, v{0.5, 2, -1.5};
    constexpr auto r = matrix(a);
    static_assert(norm(r * a - a) < 1e-15 && near_to(determinant(r), 1, 1e-15) && norm(r * v - rotate_by_axis_angle(a, v)) < 1e-15);
    constexpr auto q = quaternion_from_axis_angle(a);
    static_assert(near_to(norm(q), 1, 1e-15) && norm(rotate_by_unit_quaternion(q, v) - r * v) < 1e-15 && norm(rotate_by_quaternion(3 * q, v) - r * v) < 1e-15);
    static_assert(norm(rotation_from_unit_quaternion(q) * v - r * v) < 1e-15 && norm(rotation_from_quaternion(-2 * q) * v - r * v) < 1e-15);
    BOOST_TEST(norm(matrix(verify::hidden(a)) * v - r * v) < 1e-15);
}

BOOST_AUTO_TEST_CASE(by_a_quaternion) {
    constexpr auto rotated = [](auto const& q, auto const& v) { return rotate_by_quaternion(q, v)[0]; };
    constexpr auto by_matrix = [](auto const& q, auto const& v) { return (rotation_from_quaternion(q) * v)[0]; };
    constexpr vec4 q{0.5, -1, 2, 0.25}, identity{1, 0, 0, 0};
    constexpr vec3 v{0.5, 2, -1.5};
    // Its length does not matter, so nothing changes along it.
    constexpr auto slope = gradient(rotated, typegrad::wrt<0>)(q, v);
    static_assert(near_to(dot(slope, q), 0, 1e-15) && norm(slope - gradient(by_matrix, typegrad::wrt<0>)(q, v)) < 1e-14);
    // At the angle 0: v + 2 (x, y, z) × v.
    VERIFY(gradient(rotated), (std::tuple{vec4{0, 0, -3, -4}, vec3{1, 0, 0}}), identity, v);
    BOOST_TEST(verify::near(typegrad::tape::gradient(rotated)(q, v), gradient(rotated)(q, v)));
}

BOOST_AUTO_TEST_CASE(costs) {
    constexpr auto rotated = [](auto const& a, auto const& v) { return rotate_by_axis_angle(a, v); };
    static_assert(typegrad::operations<vec3, vec3>(rotated).total() == 42);
    static_assert(typegrad::operations<vec3, vec3>(typegrad::value_and_gradient(distance)).total() <= 3 * typegrad::operations<vec3, vec3>(distance).total());
    static_assert(typegrad::operations<vec3, vec3>(typegrad::value_and_gradient(distance)).calls <= 3);  // cos, sin, and a quotient
}
