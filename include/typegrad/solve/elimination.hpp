// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Small linear systems with numbers: elimination with a choice of the pivot, as loops.
#pragma once
#pragma GCC system_header

#include <typegrad/math/arithmetic.hpp>

#include <array>
#include <cstddef>
#include <limits>

namespace typegrad::inline v0_2::solvers {

template <class T, std::size_t N>
using matrix = std::array<std::array<T, N>, N>;

template <class T>
constexpr T size(T const& a) {
    return a < T(0) ? -a : a;
}
template <class T>
constexpr bool is_finite(T const& a) {
    return size(a) <= std::numeric_limits<T>::max();
}
template <class T, std::size_t N>
constexpr bool is_finite(std::array<T, N> const& a) {
    bool all = true;
    for (T const& entry : a) all = all && is_finite(entry);
    return all;
}
template <class T, std::size_t N>
constexpr T largest(std::array<T, N> const& a) {
    T most(0);
    for (T const& entry : a) most = size(entry) > most ? size(entry) : most;
    return most;
}

template <class T>
constexpr T not_a_number() {
    return std::numeric_limits<T>::quiet_NaN();
}
template <class T, std::size_t N>
constexpr std::array<T, N> no_solution() {
    std::array<T, N> result{};
    for (T& entry : result) entry = not_a_number<T>();
    return result;
}

// a⁻¹ b in the place of b, by elimination with partial pivoting. False where a pivot is zero or not finite.
template <class T, std::size_t N>
constexpr bool eliminate(matrix<T, N> a, std::array<T, N>& b) {
    using math::subtract, math::multiply, math::divide;
    for (std::size_t c = 0; c < N; ++c) {
        std::size_t pivot = c;
        for (std::size_t r = c + 1; r < N; ++r) pivot = size(a[r][c]) > size(a[pivot][c]) ? r : pivot;
        if (!(size(a[pivot][c]) > T(0)) || !is_finite(a[pivot][c])) return false;
        if (pivot != c) {
            std::array<T, N> const row = a[c];
            a[c] = a[pivot], a[pivot] = row;
            T const right = b[c];
            b[c] = b[pivot], b[pivot] = right;
        }
        for (std::size_t r = c + 1; r < N; ++r) {
            T const factor = divide(a[r][c], a[c][c]);
            for (std::size_t k = c + 1; k < N; ++k) a[r][k] = subtract(a[r][k], multiply(factor, a[c][k]));
            b[r] = subtract(b[r], multiply(factor, b[c]));
        }
    }
    for (std::size_t i = 0; i < N; ++i) {
        std::size_t const c = N - 1 - i;
        for (std::size_t k = c + 1; k < N; ++k) b[c] = subtract(b[c], multiply(a[c][k], b[k]));
        b[c] = divide(b[c], a[c][c]);
    }
    return true;
}

// The same for a symmetric matrix a + shift · 1 by L D Lᵀ; false where it is not positive definite.
template <class T, std::size_t N>
constexpr bool eliminate_definite(matrix<T, N> a, T shift, std::array<T, N>& b) {
    using math::add, math::subtract, math::multiply, math::divide;
    std::array<T, N> diagonal{};
    for (std::size_t c = 0; c < N; ++c) diagonal[c] = add(size(a[c][c]), shift), a[c][c] = add(a[c][c], shift);
    for (std::size_t c = 0; c < N; ++c) {
        if (!(a[c][c] > 4 * std::numeric_limits<T>::epsilon() * diagonal[c]) || !is_finite(a[c][c])) return false;
        std::array<T, N> factor{};
        for (std::size_t r = c + 1; r < N; ++r) factor[r] = divide(a[r][c], a[c][c]);
        for (std::size_t r = c + 1; r < N; ++r) {
            for (std::size_t k = c + 1; k <= r; ++k) a[r][k] = subtract(a[r][k], multiply(factor[r], a[k][c]));
        }
        for (std::size_t r = c + 1; r < N; ++r) a[r][c] = factor[r];
    }
    for (std::size_t r = 0; r < N; ++r)
        for (std::size_t k = 0; k < r; ++k) b[r] = subtract(b[r], multiply(a[r][k], b[k]));
    for (std::size_t i = 0; i < N; ++i) {
        std::size_t const r = N - 1 - i;
        b[r] = divide(b[r], a[r][r]);
        for (std::size_t k = r + 1; k < N; ++k) b[r] = subtract(b[r], multiply(a[k][r], b[k]));
    }
    return true;
}

}
