// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Fits the parameters of the Lorenz system to an observed end of a trajectory: the number of steps is known at run time only, the step is traced
// once, and the gradient goes back over the states that were kept. Newton's method with the Jacobian of the end in the parameters.
#include <typegrad.hpp>
#include <typegrad/linear.hpp>
#include <typegrad/loops.hpp>

#include <array>
#include <cmath>
#include <cstdio>

namespace {

using typegrad::vec, typegrad::wrt;

constexpr double h = 0.001;

constexpr auto slope = [](auto const& s, auto const& p) { return vec{p[0] * (s[1] - s[0]), s[0] * (p[1] - s[2]) - s[1], s[0] * s[1] - p[2] * s[2]}; };
constexpr auto runge_kutta = [](auto const& s, auto const& p) {
    auto const k1 = slope(s, p), k2 = slope(s + k1 * (h / 2), p), k3 = slope(s + k2 * (h / 2), p), k4 = slope(s + k3 * h, p);
    return s + (k1 + 2.0 * (k2 + k3) + k4) * (h / 6);
};
constexpr auto end_of = [](auto const& begin, auto const& p, auto steps) { return typegrad::repeat(steps, begin, [&](auto const& s) { return runge_kutta(s, p); }); };
// The same with about the root of the states in memory: the gradient is the same to the last bit.
constexpr auto misfit = [](auto const& p, auto const& begin, auto const& observed, auto steps) {
    auto const r = typegrad::repeat(steps, begin, [&](auto const& s) { return runge_kutta(s, p); }, typegrad::checkpoints()) - observed;
    return dot(r, r);
};

}

int main() {
    int const steps = 800;
    vec<double, 3> const begin{1, 1, 1}, truth{10, 28, 8.0 / 3};
    vec<double, 3> const observed = end_of(begin, truth, steps);
    vec<double, 3> p{9.5, 27, 2.5};
    for (int iteration = 0; iteration < 12; ++iteration) {
        auto const [residual, jacobian] = typegrad::value_and_jacobian(end_of, wrt<1>)(begin, p, steps);
        auto const [value, gradient] = typegrad::value_and_gradient(misfit, wrt<0>)(p, begin, observed, steps);
        std::printf("%2d  misfit %9.3e  gradient %9.3e  p = %.10f %.10f %.10f\n", iteration, value, std::sqrt(dot(gradient, gradient)), p[0], p[1], p[2]);
        typegrad::mat<double, 3, 3> m;
        for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t j = 0; j < 3; ++j) m(i, j) = jacobian[i][j];
        vec<double, 3> const move = solve(m, residual - observed);
        double share = 1;
        while (!(misfit(p - move * share, begin, observed, steps) < value) && share > 1e-6) share /= 2;
        p = p - move * share;
    }
    double const error = std::sqrt(dot(p - truth, p - truth));
    std::printf("distance from the parameters of the observed trajectory: %.1e\n", error);
    return error < 1e-9 ? 0 : 1;
}
