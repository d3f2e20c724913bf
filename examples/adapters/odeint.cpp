// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Boost.Odeint: how a predator and its prey depend on four rates and on the start, against differences of whole solutions; and the Jacobian
// of Robertson's stiff reaction, which Rosenbrock's method takes.
#include <typegrad.hpp>
#include <typegrad/odeint.hpp>

#include <boost/numeric/odeint.hpp>

#include <array>
#include <cmath>
#include <cstdlib>
#include <iomanip>
#include <iostream>

namespace odeint = boost::numeric::odeint;

// Three substances, whose rates are nine orders of magnitude apart.
constexpr auto reaction = [](auto const& x, auto) {
    auto const slow = 0.04 * x[0], medium = 1e4 * x[1] * x[2], fast = 3e7 * x[1] * x[1];
    return std::array{medium - slow, slow - medium - fast, fast};
};

// Lotka and Volterra's: prey, predators; growth, hunt, benefit, death.
constexpr auto population = [](auto const& x, auto const& p, auto) { return std::array{x[0] * (p[0] - p[1] * x[1]), x[1] * (p[2] * x[0] - p[3])}; };
using rates = std::array<double, 4>;
using animals = std::array<double, 2>;

animals after(double t, animals x, rates const& p) {
    odeint::integrate_adaptive(odeint::make_controlled(1e-12, 1e-12, odeint::runge_kutta_dopri5<animals>()), [&](animals const& at, animals& dxdt, double now) { dxdt = population(at, p, now); }, x,
                               0.0, t, 0.01);
    return x;
}

// What uBLAS's matrices have, of which those in Boost 1.74 do not compile as C++20.
struct matrix {
    std::array<std::array<double, 3>, 3> numbers;
    double& operator()(std::size_t i, std::size_t k) { return numbers[i][k]; }
};

// A step of the implicit Euler method, by Newton's method and elimination.
void implicit_step(auto const& system, std::array<double, 3>& x, double t, double h) {
    std::array<double, 3> next = x, f, by_time;
    for (int iteration = 0; iteration < 8; ++iteration) {
        matrix m;
        system.first(next, f, t + h);
        system.second(next, m, t + h, by_time);
        for (std::size_t i = 0; i < 3; ++i) {
            f[i] = x[i] + h * f[i] - next[i];
            for (std::size_t k = 0; k < 3; ++k) m(i, k) = (i == k ? 1.0 : 0.0) - h * m(i, k);
        }
        for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t r = i + 1; r < 3; ++r) {
                double const factor = m(r, i) / m(i, i);
                for (std::size_t k = i; k < 3; ++k) m(r, k) -= factor * m(i, k);
                f[r] -= factor * f[i];
            }
        for (std::size_t i = 3; i-- > 0;) {
            for (std::size_t k = i + 1; k < 3; ++k) f[i] -= m(i, k) * f[k];
            f[i] /= m(i, i);
        }
        for (std::size_t i = 0; i < 3; ++i) next[i] += f[i];
    }
    x = next;
}

int main() {
    bool right = true;
    // With steps of 0.01 the explicit method would have blown up at once; to two digits they are enough.
    std::array<double, 3> x{1, 0, 0};
    for (int k = 0; k < 4000; ++k) implicit_step(typegrad::stiff_system<3>(reaction), x, 0.01 * k, 0.01);
    std::cout << std::setprecision(10) << "t = 40: " << x[0] << ", " << x[1] << ", " << x[2] << '\n';
    right = right && std::abs(x[0] - 0.7158270687) < 1e-3 && std::abs(x[1] - 9.185534764e-6) < 1e-8 && std::abs(x[2] - 0.2841637457) < 1e-3;

    animals const start{10, 5};
    rates const p{1.1, 0.4, 0.1, 0.4};
    auto state = typegrad::sensitive_state(start, p);
    using stepper = odeint::runge_kutta_dopri5<decltype(state)>;
    odeint::integrate_adaptive(odeint::make_controlled(1e-12, 1e-12, stepper()), typegrad::with_sensitivities(population, p), state, 0.0, 5.0, 0.01);
    auto const solution = typegrad::sensitivities<2, 4>(state);
    std::cout << "prey at t = 5: " << solution.x[0] << "; by the rates:";
    for (double const d : solution.by_parameters[0]) std::cout << ' ' << d;
    std::cout << "; by the start: " << solution.by_start[0][0] << ' ' << solution.by_start[0][1] << '\n';

    // Against differences of whole solutions.
    auto const agrees = [&](double derivative, animals const& greater, animals const& less, double step, std::size_t i) {
        double const difference = (greater[i] - less[i]) / (2 * step);
        if (std::abs(derivative - difference) > 1e-5 * (1 + std::abs(difference))) std::cout << derivative << " should be " << difference << '\n', right = false;
    };
    double const step = 1e-4;
    for (std::size_t i = 0; i < 2; ++i) {
        for (std::size_t k = 0; k < 4; ++k) {
            rates greater = p, less = p;
            greater[k] += step, less[k] -= step;
            agrees(solution.by_parameters[i][k], after(5, start, greater), after(5, start, less), step, i);
        }
        for (std::size_t k = 0; k < 2; ++k) {
            animals greater = start, less = start;
            greater[k] += step, less[k] -= step;
            agrees(solution.by_start[i][k], after(5, greater, p), after(5, less, p), step, i);
        }
    }
    return right ? EXIT_SUCCESS : EXIT_FAILURE;
}
