// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <tuple>

#include "../results.hpp"
#include "../unrolled.hpp"

namespace bench {

namespace cofactors {

    // The matrix without its first row and one column.
    template <class Scalar, std::size_t N>
    constexpr auto minor(std::array<std::array<Scalar, N>, N> const& m, std::size_t without) {
        std::array<std::array<Scalar, N - 1>, N - 1> rest;
        for (std::size_t row = 0; row + 1 < N; ++row) {
            for (std::size_t column = 0; column + 1 < N; ++column) rest[row][column] = m[row + 1][column + (column >= without)];
        }
        return rest;
    }

    template <class Scalar, std::size_t N>
    constexpr Scalar determinant(std::array<std::array<Scalar, N>, N> const& m) {
        if constexpr (N == 1) {
            return m[0][0];
        } else {
            Scalar sum = m[0][0] * determinant(minor(m, 0));
            for (std::size_t column = 1; column < N; ++column) {
                Scalar const term = m[0][column] * determinant(minor(m, column));
                if (column % 2 == 0) sum += term;
                else sum -= term;
            }
            return sum;
        }
    }

}  // namespace cofactors

// The determinant by cofactors of the first row, with its gradient, the matrix of all cofactors. As written it computes the same
// small minors again and again: who shares them needs a fraction of the multiplications.
template <std::size_t N>
struct determinant {
    static inline auto const name = sized("determinant", N);

    static constexpr auto primal = [](auto const& m) { return cofactors::determinant(m); };

    using result = value_with_gradient<matrix<N, N>>;

    // Sets of columns, as bits.
    static constexpr std::size_t sets = 1u << N;
    static constexpr std::size_t size(std::size_t set) { return static_cast<std::size_t>(std::popcount(set)); }
    // The sign of a column's cofactor in the first row of a set of columns.
    static constexpr bool negative(std::size_t set, std::size_t column) { return size(set & ((1u << column) - 1)) % 2 != 0; }
    // The sign of the permutation that puts the columns of one set first, then this column, then the rest.
    static constexpr bool odd(std::size_t before, std::size_t column) {
        unsigned inversions = 0;
        auto const rank = [&](std::size_t c) { return before >> c & 1 ? 0 : c == column ? 1 : 2; };
        for (std::size_t right = 0; right < N; ++right) {
            for (std::size_t left = 0; left < right; ++left) inversions += rank(left) > rank(right);
        }
        return inversions % 2 != 0;
    }
    // The smallest set of this size without the column.
    static constexpr std::size_t smallest(std::size_t count, std::size_t column) {
        std::size_t set = 0;
        while (size(set) != count || (set >> column & 1)) ++set;
        return set;
    }

    // Minors of the last rows, by their set of columns, give the value in the primal's order; minors of the first rows, times
    // those of the last, give the partials. Each minor is computed once: for N = 4 this is the adjugate that graphics
    // libraries use, with 24 multiplications for minors of two rows and 48 for the cofactors. The expert's form is the same.
    [[gnu::always_inline]] static inline result hand_written(matrix<N, N> const& m) {
        // Sum and product in one expression, so that they may be fused.
        auto const add = [](bool is_first, bool minus, double& sum, double a, double b) __attribute__((always_inline)) {
            sum = is_first ? (minus ? -(a * b) : a * b) : (minus ? sum - a * b : sum + a * b);
        };

        std::array<double, sets> last, first;
        unrolled<N>([&]<std::size_t k>() __attribute__((always_inline)) {
            unrolled<sets>([&]<std::size_t set>() __attribute__((always_inline)) {
                if constexpr (size(set) == k + 1) {
                    unrolled<N>([&]<std::size_t column>() __attribute__((always_inline)) {
                        // Along the first of the last rows from the left, along the last of the first rows from the right:
                        // either way the first term has a plus.
                        constexpr std::size_t bit = 1u << column;
                        if constexpr (set & bit) {
                            if (k == 0) last[set] = m[N - 1][column];
                            else add(set % bit == 0, negative(set, column), last[set], m[N - 1 - k][column], last[set ^ bit]);
                        }
                        constexpr std::size_t other = N - 1 - column, other_bit = 1u << other;
                        if constexpr (k + 1 < N && (set & other_bit)) {
                            constexpr bool minus = negative(set, other) != (k % 2 != 0);
                            if (k == 0) first[set] = m[0][other];
                            else add(set / other_bit == 1, minus, first[set], m[k][other], first[set ^ other_bit]);
                        }
                    });
                }
            });
        });

        // The partial by an entry: all pairs of a minor of the rows above it and one of the rows below it, without its column.
        result out;
        out.value = last[sets - 1];
        unrolled<N>([&]<std::size_t row>() __attribute__((always_inline)) {
            unrolled<N>([&]<std::size_t column>() __attribute__((always_inline)) {
                double sum;
                unrolled<sets>([&]<std::size_t above>() __attribute__((always_inline)) {
                    if constexpr (size(above) == row && !(above >> column & 1)) {
                        constexpr std::size_t below = (sets - 1) ^ above ^ (1u << column);
                        constexpr bool is_first = above == smallest(row, column), minus = odd(above, column);
                        if (above == 0) sum = minus ? -last[below] : last[below];
                        else if (below == 0) sum = minus ? -first[above] : first[above];
                        else add(is_first, minus, sum, first[above], last[below]);
                    }
                });
                out.gradient[row][column] = sum;
            });
        });
        return out;
    }

    static auto sample(auto& uniform) {
        matrix<N, N> m;
        for (auto& row : m) {
            for (double& entry : row) entry = uniform(-1, 1);
        }
        return std::tuple{m};
    }
};

}  // namespace bench
