// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Differential equations for Boost.Odeint: Jacobians for its stiff steppers, and the derivatives of a solution by parameters and start.
//
//     // dx/dt = f(x, t), x a std::array
//     auto const system = typegrad::stiff_system<3>(f);
//     integrate_adaptive(rosenbrock…, system, x, 0.0, 40.0, 0.1);          // a pair of the right-hand side and its Jacobian
//
//     // dx/dt = f(x, p, t), p a std::array
//     auto const system = typegrad::with_sensitivities(f, p);
//     auto state = typegrad::sensitive_state(x, p);                        // x, dx/dp and dx/dx0 in one array
//     integrate(system, state, 0.0, 10.0, 0.1);
//     typegrad::sensitivities<3, 2>(state).by_parameters[0][1]             // dx[0] / dp[1]
//
// The stiff steppers of Boost 1.74 keep states in uBLAS, which libstdc++ 12 does not compile as C++20: with these, call the pair through
// plain functions from a file in C++17.
//
// Sensitivities are integrated with the solution, forward: dS/dt = ∂f/∂x S + ∂f/∂p. That is for few parameters.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/transform/gradient.hpp>

#include <array>
#include <cstddef>
#include <utility>

namespace typegrad::inline v0_2 {

namespace detail {
    template <std::size_t N, class State>
    std::array<double, N> numbers_of(State const& x) {
        std::array<double, N> numbers;
        for (std::size_t i = 0; i < N; ++i) numbers[i] = x[i];
        return numbers;
    }

    template <class F, std::size_t N>
    struct right_hand_side {
        [[no_unique_address]] F function;

        template <class State, class Derivative>
        void operator()(State const& x, Derivative& dxdt, double t) const {
            auto const f = function(numbers_of<N>(x), t);
            for (std::size_t i = 0; i < N; ++i) dxdt[i] = f[i];
        }
    };
    // ∂f/∂x, and ∂f/∂t, which steppers for stiff equations want as well.
    template <class F, std::size_t N>
    struct jacobian_of_right_hand_side {
        [[no_unique_address]] F function;

        template <class State, class Matrix, class Derivative>
        void operator()(State const& x, Matrix& jacobian_of_x, double t, Derivative& dfdt) const {
            auto const j = typegrad::jacobian(function)(numbers_of<N>(x), t);
            for (std::size_t i = 0; i < N; ++i) {
                for (std::size_t k = 0; k < N; ++k) jacobian_of_x(i, k) = j[i][k];
                dfdt[i] = j[i][N];
            }
        }
        // implicit_euler wants the first alone.
        template <class State, class Matrix>
        void operator()(State const& x, Matrix& jacobian_of_x, double t) const {
            std::array<double, N> by_time;
            (*this)(x, jacobian_of_x, t, by_time);
        }
    };

    template <class F, std::size_t Parameters>
    struct right_hand_side_with_sensitivities {
        [[no_unique_address]] F function;
        std::array<double, Parameters> p;

        template <std::size_t Size>
        void operator()(std::array<double, Size> const& state, std::array<double, Size>& derivative, double t) const {
            constexpr std::size_t n = unknowns<Size>();
            auto const [f, j] = typegrad::value_and_jacobian(function, wrt<0, 1>)(numbers_of<n>(state), p, t);
            // Behind x a row for each of them: dx[i] / dp and then dx[i] / dx0.
            constexpr std::size_t width = Parameters + n;
            for (std::size_t i = 0; i < n; ++i) {
                derivative[i] = f[i];
                for (std::size_t k = 0; k < width; ++k) {
                    double sum = k < Parameters ? j[i][n + k] : 0;
                    for (std::size_t l = 0; l < n; ++l) sum += j[i][l] * state[n + l * width + k];
                    derivative[n + i * width + k] = sum;
                }
            }
        }

    private:
        // The n with n + n (Parameters + n) numbers.
        template <std::size_t Size>
        static constexpr std::size_t unknowns() {
            std::size_t n = 0;
            while (n * (1 + Parameters + n) < Size) ++n;
            return n;
        }
    };
}

// The pair that rosenbrock4 and implicit_euler take: f(x, t) of a std::array of N numbers, and its Jacobian. State and matrix are the
// stepper's own, those of ublas.
template <std::size_t N, class F>
auto stiff_system(F const& f) {
    return std::pair{detail::right_hand_side<F, N>{f}, detail::jacobian_of_right_hand_side<F, N>{f}};
}

// The right-hand side of f(x, p, t) with the derivatives of x by p and by its start, for any stepper on std::array.
template <class F, std::size_t Parameters>
auto with_sensitivities(F const& f, std::array<double, Parameters> const& p) {
    return detail::right_hand_side_with_sensitivities<F, Parameters>{f, p};
}

// Its state at the start.
template <std::size_t N, std::size_t Parameters>
auto sensitive_state(std::array<double, N> const& x, std::array<double, Parameters> const&) {
    std::array<double, N*(1 + Parameters + N)> state{};
    for (std::size_t i = 0; i < N; ++i) {
        state[i] = x[i];
        state[N + i * (Parameters + N) + Parameters + i] = 1;
    }
    return state;
}

// What a state holds: x, dx[i] / dp[k], dx[i] / dx0[k].
template <std::size_t N, std::size_t Parameters>
struct sensitivities_of {
    std::array<double, N> x;
    std::array<std::array<double, Parameters>, N> by_parameters;
    std::array<std::array<double, N>, N> by_start;
};
// The solution and its derivatives, of a state of with_sensitivities.
template <std::size_t N, std::size_t Parameters>
sensitivities_of<N, Parameters> sensitivities(std::array<double, N*(1 + Parameters + N)> const& state) {
    sensitivities_of<N, Parameters> parts;
    for (std::size_t i = 0; i < N; ++i) {
        parts.x[i] = state[i];
        for (std::size_t k = 0; k < Parameters; ++k) parts.by_parameters[i][k] = state[N + i * (Parameters + N) + k];
        for (std::size_t k = 0; k < N; ++k) parts.by_start[i][k] = state[N + i * (Parameters + N) + Parameters + k];
    }
    return parts;
}

}

#include <typegrad/macros/restore.hpp>
