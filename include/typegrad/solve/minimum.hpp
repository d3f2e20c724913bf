// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A minimum of a function of few numbers: Newton's method on H + λ, where λ grows until the matrix is positive definite and the
// function decreases as its quadratic model promises.
#pragma once
#pragma GCC system_header

#include <typegrad/solve/system.hpp>

namespace typegrad::inline v0_2::solvers {

template <class T, std::size_t N>
struct objective_sample {
    T value;
    std::array<T, N> gradient;
    matrix<T, N> hessian;
};

// By how much the quadratic model decreases with a step: -(g d + d H d / 2).
template <class T, std::size_t N>
constexpr T promised(objective_sample<T, N> const& s, std::array<T, N> const& step) {
    using math::add, math::multiply;
    T sum(0);
    for (std::size_t i = 0; i < N; ++i) {
        T slope = s.gradient[i];
        for (std::size_t k = 0; k < N; ++k) slope = add(slope, multiply(s.hessian[i][k], step[k]) / 2);
        sum = add(sum, multiply(slope, step[i]));
    }
    return -sum;
}

// NaN where none is found: a function without a lower bound, or one whose Hessian is not positive definite where its gradient
// vanishes.
template <class T, std::size_t N>
constexpr std::array<T, N> minimum(auto const& function, std::array<T, N> x) {
    T const epsilon = std::numeric_limits<T>::epsilon();
    objective_sample<T, N> s = function(x);
    T travelled = largest(x), damping(0);
    for (int i = 0; i < most_iterations; ++i) {
        if (!is_finite(s.value) || !is_finite(s.gradient)) return no_solution<T, N>();
        T curvature(0);
        for (std::size_t k = 0; k < N; ++k) curvature = size(s.hessian[k][k]) > curvature ? size(s.hessian[k][k]) : curvature;
        if (!is_finite(curvature)) return no_solution<T, N>();
        if (curvature == T(0)) curvature = T(1);

        std::array<T, N> step{};
        auto const solve = [&] {
            for (std::size_t k = 0; k < N; ++k) step[k] = -s.gradient[k];
            return eliminate_definite(s.hessian, math::multiply(damping, curvature), step) && is_finite(step);
        };
        bool const stationary = largest(s.gradient) == T(0);
        if (stationary) damping = T(0);
        bool definite = solve();
        if (stationary) {
            if (definite) return x;
            // A saddle or a maximum. Away from it, where it is steepest along a coordinate.
            std::size_t steepest = 0;
            for (std::size_t k = 1; k < N; ++k) steepest = s.hessian[k][k] < s.hessian[steepest][steepest] ? k : steepest;
            if (!(s.hessian[steepest][steepest] < T(0))) return no_solution<T, N>();
            x[steepest] = x[steepest] + (size(x[steepest]) + T(1)) / 64;
            s = function(x);
            continue;
        }
        for (; !definite && damping < T(1e9); definite = solve()) damping = damping == T(0) ? T(1) / 1024 : 4 * damping;
        if (!definite) return no_solution<T, N>();
        if (damping == T(0) && stands_still(x, step, travelled)) return moved(x, step, T(1));

        std::array<T, N> const next = moved(x, step, T(1));
        objective_sample<T, N> const t = function(next);
        bool accepted = false;
        if (is_finite(t.value) && is_finite(t.gradient)) {
            T const gain = math::subtract(s.value, t.value), expected = promised(s, step);
            // Near the minimum the function is flat to its last bit, and the gradient decides.
            bool const flat = expected <= 64 * epsilon * size(s.value);
            accepted = flat ? largest(t.gradient) < largest(s.gradient) : gain * 8192 >= expected;
            if (accepted && (flat || gain * 4 >= 3 * expected)) damping = damping > T(1) / 4096 ? damping / 8 : T(0);
        }
        if (accepted) {
            x = next, s = t;
            travelled = largest(x) > travelled ? largest(x) : travelled;
        } else {
            if (damping == T(0) && is_rounding(largest(x), largest(step), travelled)) return x;  // nothing but rounding keeps the gradient from decreasing
            damping = damping == T(0) ? T(1) / 1024 : 4 * damping;
            if (damping > T(1e9)) return no_solution<T, N>();
        }
    }
    return no_solution<T, N>();
}

}
