// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Formulas put together: a planet's energy in the plane is written down in x and y, and turned into polar coordinates by
// substitution. Mass and attraction are known at run time only.
#include <typegrad.hpp>
#include <typegrad/print.hpp>

#include <cmath>
#include <cstdlib>
#include <iostream>

constexpr typegrad::variable<"x"> x;
constexpr typegrad::variable<"y"> y;
constexpr typegrad::variable<"r"> r;
constexpr typegrad::variable<"angle"> angle;

// Numbers of which the compiler knows nothing: slots of the expression.
auto potential(double attraction) {
    return -attraction / sqrt(x * x + y * y);
}

bool near(double a, double b) {
    return std::abs(a - b) <= 1e-12 * (std::abs(a) + std::abs(b));
}

int main(int, char** arguments) {
    double const attraction = arguments[0] ? 4.0 : 0.0;
    auto const cartesian = potential(attraction);

    // 1. An expression for each variable: the same potential in polar coordinates, which the angle has left.
    constexpr auto to_x = r * cos(angle);
    constexpr auto to_y = r * sin(angle);
    auto const polar = cartesian(x = to_x, y = to_y);
    auto const [value, slope] = value_and_gradient(polar)(r = 2.0, angle = 0.5);
    std::cout << "V(x, y)     = " << infix(cartesian) << "\nV(r, angle) = " << infix(polar) << "\ndV/dr(2)    = " << slope[r] << '\n';

    // 2. Several expressions in one evaluation: the Jacobian of the coordinates, whose determinant is r.
    auto const jacobian_at = jacobian(std::tuple{to_x, to_y})(r = 2.0, angle = 0.5);
    double const determinant = jacobian_at[0][r] * jacobian_at[1][angle] - jacobian_at[0][angle] * jacobian_at[1][r];
    std::cout << "determinant = " << determinant << '\n';

    // 3. A transform of a function, applied to an expression: an expression. The kinetic energy's derivative is the momentum.
    constexpr auto kinetic = [](auto velocity, auto mass) { return mass * velocity * velocity / 2; };
    constexpr typegrad::variable<"v"> v;
    constexpr typegrad::variable<"m"> m;
    constexpr auto momentum = typegrad::gradient(kinetic, typegrad::wrt<0>)(v, m);
    std::cout << "momentum    = " << infix(momentum) << '\n';

    // 4. A function with state that is known at run time: the mass, and the whole expression of the potential.
    constexpr auto total = [](auto const& position, auto const& velocity, auto mass, auto const& energy) {
        return mass * (velocity[0] * velocity[0] + velocity[1] * velocity[1]) / 2 + energy(x = position[0], y = position[1]);
    };
    double const mass = attraction / 2;
    std::array const position{3.0, 4.0}, velocity{0.5, -1.0};
    auto const [force, impulse] = typegrad::gradient(typegrad::with(total, mass, cartesian))(position, velocity);
    std::cout << "dH/dx       = " << force[0] << ", " << force[1] << "\ndH/dv       = " << impulse[0] << ", " << impulse[1] << '\n';

    bool const right = near(value, -2) && near(slope[r], 1) && std::abs(slope[angle]) < 1e-15 && near(determinant, 2) && near(momentum(v = 3.0, m = 2.0), 6) &&
                       near(force[0], 4 * 3.0 / 125) && near(force[1], 4 * 4.0 / 125) && near(impulse[0], 1) && near(impulse[1], -2);
    return right ? EXIT_SUCCESS : EXIT_FAILURE;
}
