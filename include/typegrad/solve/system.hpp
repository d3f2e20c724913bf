// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The root of a small system: Newton's method with a line search on the sum of squares, and Levenberg's and Marquardt's step
// where Newton's does not decrease it.
#pragma once
#pragma GCC system_header

#include <typegrad/solve/scalar.hpp>

namespace typegrad::inline v0_2::solvers {

template <class T, std::size_t N>
struct system_sample {
    std::array<T, N> value;
    matrix<T, N> jacobian;
};

// Whether a step is none, component by component.
template <class T, std::size_t N>
constexpr bool stands_still(std::array<T, N> const& x, std::array<T, N> const& step, T const& travelled) {
    for (std::size_t i = 0; i < N; ++i)
        if (!(size(step[i]) <= resolution(math::add(x[i], step[i]), travelled))) return false;
    return true;
}
template <class T, std::size_t N>
constexpr std::array<T, N> moved(std::array<T, N> x, std::array<T, N> const& step, T const& factor) {
    for (std::size_t i = 0; i < N; ++i) x[i] = math::add(x[i], math::multiply(factor, step[i]));
    return x;
}

// Σ (w f)², with weights that make the rows of the Jacobian at the start alike: which unit an equation is in does not matter.
template <class T, std::size_t N>
constexpr T squares(std::array<T, N> const& value, std::array<T, N> const& weight) {
    T sum(0);
    for (std::size_t i = 0; i < N; ++i) {
        T const f = math::multiply(value[i], weight[i]);
        sum = math::add(sum, math::multiply(f, f));
    }
    return sum;
}
// -(JᵀJ + μ d)⁻¹ Jᵀ f, where d is the largest entry of the diagonal.
template <class T, std::size_t N>
constexpr bool marquardt_step(system_sample<T, N> const& s, std::array<T, N> const& weight, T const& damping, std::array<T, N>& step) {
    using math::add, math::multiply;
    matrix<T, N> normal{};
    T most(0);
    for (std::size_t i = 0; i < N; ++i) {
        step[i] = T(0);
        for (std::size_t k = 0; k < N; ++k) step[i] = add(step[i], multiply(multiply(-s.jacobian[k][i], weight[k]), multiply(s.value[k], weight[k])));
        for (std::size_t j = 0; j < N; ++j)
            for (std::size_t k = 0; k < N; ++k)
                normal[i][j] = add(normal[i][j], multiply(multiply(s.jacobian[k][i], weight[k]), multiply(s.jacobian[k][j], weight[k])));
        most = normal[i][i] > most ? normal[i][i] : most;
    }
    return eliminate_definite(normal, multiply(damping, most), step) && is_finite(step);
}

template <class T, std::size_t N>
constexpr std::array<T, N> system_root(auto const& function, std::array<T, N> x) {
    system_sample<T, N> s = function(x);
    std::array<T, N> weight{};
    for (std::size_t i = 0; i < N; ++i) {
        T const most = largest(s.jacobian[i]);
        weight[i] = most > T(0) && is_finite(most) ? math::divide(T(1), most) : T(1);
    }
    T travelled = largest(x), merit = squares(s.value, weight);
    for (int i = 0; i < most_iterations; ++i) {
        if (!is_finite(s.value) || !is_finite(merit)) return no_solution<T, N>();
        if (merit == T(0)) return x;
        std::array<T, N> step{};
        for (std::size_t k = 0; k < N; ++k) step[k] = -s.value[k];
        bool const regular = eliminate(s.jacobian, step) && is_finite(step);
        if (regular && stands_still(x, step, travelled)) return moved(x, step, T(1));
        bool const near = regular && is_rounding(largest(x), largest(step), travelled);

        bool decreases = false;
        auto const attempt = [&](std::array<T, N> const& direction, T const& factor) {
            std::array<T, N> const next = moved(x, direction, factor);
            system_sample<T, N> const t = function(next);
            if (!is_finite(t.value)) return;
            T const there = squares(t.value, weight);
            decreases = there <= (T(1) - factor / 8192) * merit && there < merit;
            if (decreases) x = next, s = t, merit = there;
        };
        for (T factor(1); regular && !decreases && factor > T(1) / 2048; factor = factor / 2) {
            attempt(step, factor);
            if (!decreases && near) return x;  // nothing but rounding keeps the squares from decreasing
        }
        for (T damping = T(1) / 1024; !decreases && damping < T(1e9); damping = 4 * damping)
            if (marquardt_step(s, weight, damping, step)) attempt(step, T(1));
        if (!decreases) return no_solution<T, N>();
        travelled = largest(x) > travelled ? largest(x) : travelled;
    }
    return no_solution<T, N>();
}

}
