// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <tuple>
#include <type_traits>

#include "../results.hpp"

namespace bench {

// The Helmholtz energy of a mixture by an equation of state of Peng and Robinson's kind, the classic of ADOL-C:
//     RT Σ xᵢ log(xᵢ / (1 - bᵀx)) - xᵀAx / (√8 bᵀx) log((1 + (1 + √2) bᵀx) / (1 + (1 - √2) bᵀx))
// The logarithms decide, one for each component, and from some size on the product of the matrix and the vector.
template <std::size_t N>
struct helmholtz {
    static inline auto const name = sized("Helmholtz", N);

    static constexpr double thermal = 2.4943;  // RT at 300 K, in kJ/mol
    static constexpr double root_eight = 2 * std::numbers::sqrt2;
    static constexpr double above = 1 + std::numbers::sqrt2, below = 1 - std::numbers::sqrt2;
    static constexpr double size_of(std::size_t i) { return 0.1 + 0.4 / static_cast<double>(i + 1); }
    static constexpr double interaction(std::size_t i, std::size_t j) { return 1 / static_cast<double>(i + j + 1); }

    static constexpr auto primal = [](auto const& x) {
        using std::log;
        using scalar = std::remove_cvref_t<decltype(x[0])>;
        scalar volume(0);
        for (std::size_t i = 0; i < N; ++i) volume += size_of(i) * x[i];
        scalar const space = 1 - volume;
        scalar ideal(0), attraction(0);
        for (std::size_t i = 0; i < N; ++i) {
            ideal += x[i] * log(x[i] / space);
            scalar row(0);
            for (std::size_t j = 0; j < N; ++j) row += interaction(i, j) * x[j];
            attraction += x[i] * row;
        }
        return scalar(thermal * ideal - attraction / (root_eight * volume) * log((1 + above * volume) / (1 + below * volume)));
    };

    using result = value_with_gradient<std::array<double, N>>;

    static constexpr auto sizes = [] {
        std::array<double, N> all{};
        for (std::size_t i = 0; i < N; ++i) all[i] = size_of(i);
        return all;
    }();
    static constexpr auto interactions = [] {
        matrix<N, N> all{};
        for (std::size_t i = 0; i < N; ++i) {
            for (std::size_t j = 0; j < N; ++j) all[i][j] = interaction(i, j);
        }
        return all;
    }();

    // The matrix is symmetric: its product with x, which the primal has, is half of the gradient of xᵀAx. Column by column, so
    // that the rows are done in vectors with the terms of each in the primal's order.
    [[gnu::always_inline]] static inline result hand_written(std::array<double, N> const& x) {
        double volume = 0, total = 0;
        for (std::size_t i = 0; i < N; ++i) {
            volume += sizes[i] * x[i];
            total += x[i];
        }
        double const space = 1 - volume;
        std::array<double, N> row{};
        for (std::size_t j = 0; j < N; ++j) {
            for (std::size_t i = 0; i < N; ++i) row[i] += interactions[j][i] * x[j];
        }
        std::array<double, N> logarithm;
        double ideal = 0, attraction = 0;
        for (std::size_t i = 0; i < N; ++i) {
            logarithm[i] = std::log(x[i] / space);
            ideal += x[i] * logarithm[i];
            attraction += x[i] * row[i];
        }
        double const top = 1 + above * volume;
        double const bottom = 1 + below * volume;
        double const ratio = attraction / (root_eight * volume);
        double const last = std::log(top / bottom);
        double const part = ratio * last;

        double const inverse_volume = 1 / volume;
        double const row_factor = -2 / root_eight * last * inverse_volume;
        double const volume_adjoint = thermal * total / space + part * inverse_volume - ratio * ((above * bottom - below * top) / (top * bottom));
        result out;
        out.value = thermal * ideal - part;
        for (std::size_t i = 0; i < N; ++i) out.gradient[i] = thermal * (logarithm[i] + 1) + volume_adjoint * sizes[i] + row_factor * row[i];
        return out;
    }

    // log(xᵢ / s) = log xᵢ - log s: one more logarithm, and no division for each component.
    [[gnu::always_inline]] static inline result hand_written_by_expert(std::array<double, N> const& x) {
        std::array<double, N> row{};
        double volume = 0, total = 0;
        for (std::size_t j = 0; j < N; ++j) {
            volume += sizes[j] * x[j];
            total += x[j];
            for (std::size_t i = 0; i < N; ++i) row[i] += interactions[j][i] * x[j];
        }
        double const space = 1 - volume;
        double const top = 1 + above * volume;
        double const bottom = 1 + below * volume;
        double const product = top * bottom;
        double const inverse_both = 1 / (volume * product);
        double const inverse_volume = inverse_both * product;
        double const inverse_product = inverse_both * volume;
        double const last = std::log(top * top * inverse_product);
        double const log_space = std::log(space);
        std::array<double, N> logarithm;
        double ideal = 0, attraction = 0;
        for (std::size_t i = 0; i < N; ++i) {
            logarithm[i] = std::log(x[i]);
            ideal += x[i] * logarithm[i];
            attraction += x[i] * row[i];
        }
        double const last_volume = 1 / root_eight * last * inverse_volume;
        double const part = attraction * last_volume;
        double const row_factor = -2 * last_volume;
        double const volume_adjoint = thermal * total / space + (part - attraction * inverse_product) * inverse_volume;
        double const common = thermal * (1 - log_space);
        result out;
        out.value = thermal * (ideal - total * log_space) - part;
        for (std::size_t i = 0; i < N; ++i) out.gradient[i] = (thermal * logarithm[i] + common) + volume_adjoint * sizes[i] + row_factor * row[i];
        return out;
    }

    static auto sample(auto& uniform) {
        std::array<double, N> x;
        for (double& amount : x) amount = uniform(0.2, 1.5) / N;
        return std::tuple{x};
    }
};

}  // namespace bench
