// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A⁻¹ b of traced values. Up to three unknowns by cofactors: straight-line code with one division, in which no pivot can be
// zero. Beyond, a call that chooses its pivots while it runs; its derivative is solved with the same matrix again.
#pragma once
#pragma GCC system_header

#include <typegrad/pass/call.hpp>
#include <typegrad/solve/elimination.hpp>

namespace typegrad::inline v0_2::solvers {

// Products and sums in which a zero by structure stays one.
template <class V>
constexpr V times(V a, V b) {
    return a.is_zero() || b.is_zero() ? V(0) : a * b;
}
template <class V>
constexpr V plus(V a, V b) {
    return a.is_zero() ? b : b.is_zero() ? a : a + b;
}
template <class V>
constexpr V minus(V a, V b) {
    return b.is_zero() ? a : a.is_zero() ? -b : a - b;
}

template <int N>
struct linear_;

// The columns of A⁻¹ b, or of A⁻ᵀ b, for a matrix by rows.
template <int N, class V>
constexpr void solve_linear(V const* a, V const* b, bool transposed, V* x) {
    auto const at = [&](int i, int j) { return transposed ? a[j * N + i] : a[i * N + j]; };
    if constexpr (N == 1) {
        x[0] = times(b[0], 1 / a[0]);
    } else if constexpr (N == 2) {
        V const scale = 1 / minus(times(at(0, 0), at(1, 1)), times(at(0, 1), at(1, 0)));
        x[0] = times(minus(times(at(1, 1), b[0]), times(at(0, 1), b[1])), scale);
        x[1] = times(minus(times(at(0, 0), b[1]), times(at(1, 0), b[0])), scale);
    } else if constexpr (N == 3) {
        // The cofactor of at(i, j), signs included by the cyclic order.
        auto const cofactor = [&](int i, int j) {
            int const p = (i + 1) % 3, q = (i + 2) % 3, r = (j + 1) % 3, s = (j + 2) % 3;
            return minus(times(at(p, r), at(q, s)), times(at(p, s), at(q, r)));
        };
        V const scale = 1 / plus(plus(times(at(0, 0), cofactor(0, 0)), times(at(0, 1), cofactor(0, 1))), times(at(0, 2), cofactor(0, 2)));
        for (int j = 0; j < 3; ++j)
            x[j] = times(plus(plus(times(cofactor(0, j), b[0]), times(cofactor(1, j), b[1])), times(cofactor(2, j), b[2])), scale);
    } else {
        bool any = false;
        for (int i = 0; i < N; ++i) any = any || !b[i].is_zero();
        if (!any) {
            for (int i = 0; i < N; ++i) x[i] = V(0);
            return;
        }
        std::array<V, static_cast<std::size_t>(N * N + N)> operand{};
        for (int i = 0; i < N; ++i) {
            for (int j = 0; j < N; ++j) operand[static_cast<std::size_t>(i * N + j)] = at(i, j);
            operand[static_cast<std::size_t>(N * N + i)] = b[i];
        }
        auto const result = op::call_with<linear_<N>>(operand);
        for (int i = 0; i < N; ++i) x[i] = result[static_cast<std::size_t>(i)];
    }
}

// The arguments are A by rows, then b.
template <int N>
struct linear_ : op::call {
    static constexpr auto text = "solve";
    static constexpr int components = N;
    static constexpr int arguments = N * N + N;
    static constexpr auto n = static_cast<std::size_t>(N);

    template <class T>
    [[gnu::noinline]] static constexpr std::array<T, n> value(std::array<T, n * n + n> const& argument) {
        std::array<T, n> x{};
        for (std::size_t i = 0; i < n; ++i) x[i] = argument[n * n + i];
        return eliminate(rows_of(argument, false), x) ? x : no_solution<T, n>();
    }
    template <class T>
    static std::array<std::array<T, n * n + n>, n> jacobian(std::array<T, n * n + n> const& argument, std::array<T, n> const& x) {
        std::array<std::array<T, n * n + n>, n> result{};
        for (std::size_t k = 0; k < n; ++k) {
            std::array<T, n> adjoint{};
            adjoint[k] = T(1);
            if (!eliminate(rows_of(argument, true), adjoint)) adjoint = no_solution<T, n>();
            for (std::size_t i = 0; i < n; ++i) {
                for (std::size_t j = 0; j < n; ++j) result[k][i * n + j] = -adjoint[i] * x[j];
                result[k][n * n + i] = adjoint[i];
            }
        }
        return result;
    }

    template <class V>
    static constexpr void pull_back(auto&, V const* argument, V const* x, V const* w, bool const* wanted, V* owed) {
        V adjoint[n];
        solve_linear<N>(argument, w, true, adjoint);
        for (int i = 0; i < N; ++i) {
            for (int j = 0; j < N; ++j)
                if (wanted[i * N + j]) owed[i * N + j] = adjoint[i].is_zero() ? V(0) : -(adjoint[i] * x[j]);
            owed[N * N + i] = adjoint[i];
        }
    }
    template <class V>
    static constexpr void push_forward(auto&, V const* argument, V const* x, V const* tangent, V* moves) {
        V right[n];
        for (int i = 0; i < N; ++i) {
            right[i] = tangent[N * N + i];
            for (int j = 0; j < N; ++j) right[i] = minus(right[i], times(tangent[i * N + j], x[j]));
        }
        solve_linear<N>(argument, right, false, moves);
    }

private:
    template <class T>
    static constexpr matrix<T, n> rows_of(std::array<T, n * n + n> const& argument, bool transposed) {
        matrix<T, n> a{};
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < n; ++j) a[i][j] = transposed ? argument[j * n + i] : argument[i * n + j];
        return a;
    }
};

}
