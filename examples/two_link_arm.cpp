// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// An arm of two links in a vertical plane, under control. Only its energies are written down; the equations of motion are their derivatives
// (Lagrange): with L = kinetic - potential energy, q the angles and v their rates,
//
//     ∂²L/∂v² a + ∂²L/∂v∂q v - ∂L/∂q = torque
//
// The second term is a derivative along v, hvp, so that no mass matrix is differentiated by hand. First the arm swings freely, and keeps its
// energy; then a controller that knows these equations takes it to a place and holds it there.
//
//     two_link_arm [PICTURE.svg]        draws the angles, too
#include <typegrad.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <string>

#include "plot.hpp"

namespace {

constexpr double gravity = 9.81, mass_1 = 2, mass_2 = 1.5, length_1 = 0.5, length_2 = 0.4;  // kg, m; a link's mass is at its end
using pair = std::array<double, 2>;
using state = std::array<double, 4>;  // both angles from straight down, the second one to the first link; both rates

constexpr auto energy = [](auto const& x, double sign) {
    auto const first = x[0], second = x[0] + x[1], rate_1 = x[2], rate_2 = x[2] + x[3];
    auto const square_1 = length_1 * length_1 * rate_1 * rate_1;
    auto const square_2 = square_1 + length_2 * length_2 * rate_2 * rate_2 + 2 * length_1 * length_2 * rate_1 * rate_2 * cos(first - second);
    auto const height_1 = -length_1 * cos(first), height_2 = height_1 - length_2 * cos(second);
    return 0.5 * (mass_1 * square_1 + mass_2 * square_2) + sign * gravity * (mass_1 * height_1 + mass_2 * height_2);
};
constexpr auto lagrangian = [](auto const& x) { return energy(x, -1); };
constexpr auto total = typegrad::evaluate([](auto const& x) { return energy(x, 1); });
constexpr auto hessian = typegrad::hessian(lagrangian);
constexpr auto along = typegrad::hvp(lagrangian);

// The equations at a state: mass · acceleration + rest = torque.
struct equations {
    std::array<pair, 2> mass;
    pair rest;

    explicit equations(state const& x) {
        auto const h = hessian(x);
        mass = {{{h[2][2], h[2][3]}, {h[3][2], h[3][3]}}};
        auto const [value, gradient, product] = along(x, state{x[2], x[3], 0, 0});
        rest = {product[2] - gradient[0], product[3] - gradient[1]};
    }
    pair acceleration(pair const& torque) const {
        double const a = torque[0] - rest[0], b = torque[1] - rest[1], determinant = mass[0][0] * mass[1][1] - mass[0][1] * mass[1][0];
        return {(mass[1][1] * a - mass[0][1] * b) / determinant, (mass[0][0] * b - mass[1][0] * a) / determinant};
    }
    pair torque(pair const& acceleration) const {
        return {mass[0][0] * acceleration[0] + mass[0][1] * acceleration[1] + rest[0], mass[1][0] * acceleration[0] + mass[1][1] * acceleration[1] + rest[1]};
    }
};

// Runge–Kutta's method of fourth order.
template <class Control>
state after(state const& x, double h, Control const& control) {
    auto const slope = [&](state const& s) {
        pair const a = equations(s).acceleration(control(s));
        return state{s[2], s[3], a[0], a[1]};
    };
    auto const moved = [&](state const& k, double t) { return state{x[0] + t * k[0], x[1] + t * k[1], x[2] + t * k[2], x[3] + t * k[3]}; };
    state const a = slope(x), b = slope(moved(a, h / 2)), c = slope(moved(b, h / 2)), d = slope(moved(c, h));
    return moved({(a[0] + 2 * b[0] + 2 * c[0] + d[0]) / 6, (a[1] + 2 * b[1] + 2 * c[1] + d[1]) / 6, (a[2] + 2 * b[2] + 2 * c[2] + d[2]) / 6, (a[3] + 2 * b[3] + 2 * c[3] + d[3]) / 6}, h);
}

}

int main(int count, char** arguments) {
    double const h = 0.001;
    state x{2, 0.5, 0, 0};
    double const before = total(x);
    for (int i = 0; i < 5000; ++i) x = after(x, h, [](state const&) { return pair{0, 0}; });
    double const lost = std::abs(total(x) - before) / std::abs(before);
    std::printf("Swinging freely for 5 s the arm changes its energy by %.1e of it.\n\n", lost);

    // The acceleration that is wanted, as of two springs with dampers that oscillate by no means; from it the torques.
    pair const goal{1.2, 0.9};
    auto const control = [&](state const& s) { return equations(s).torque({36 * (goal[0] - s[0]) - 12 * s[2], 36 * (goal[1] - s[1]) - 12 * s[3]}); };
    x = {0, 0, 0, 0};
    std::printf("Under control, from hanging down to angles of %.1f and %.1f:\n  time s    angles rad        torques N m       to go\n", goal[0], goal[1]);
    plot::points shoulder, elbow;
    for (int i = 0; i <= 2000; ++i) {
        shoulder.push_back({i * h, x[0]});
        elbow.push_back({i * h, x[1]});
        if (i % 125 == 0) {
            pair const torque = control(x);
            double const to_go = std::hypot(goal[0] - x[0], goal[1] - x[1]);
            std::printf("  %5.3f   %7.4f %7.4f   %8.3f %8.3f   %s\n", i * h, x[0], x[1], torque[0], torque[1], std::string(static_cast<std::size_t>(to_go * 30), '#').c_str());
        }
        if (i < 2000) x = after(x, h, control);
    }
    if (count > 1) plot("An arm on its way", "time s", "angle rad").curve("shoulder", shoulder).curve("elbow", elbow).write(arguments[1]);
    double const error = std::hypot(goal[0] - x[0], goal[1] - x[1]);
    // What holds it there is its weight's moment.
    pair const held = equations({goal[0], goal[1], 0, 0}).rest;
    double const moment = gravity * mass_2 * length_2 * std::sin(goal[0] + goal[1]);
    std::printf("It is %.1e rad from its goal, and held there by %.3f and %.3f N m.\n", error, held[0], held[1]);
    return lost < 1e-8 && error < 1e-3 && std::abs(held[1] - moment) < 1e-12 ? 0 : 1;
}
