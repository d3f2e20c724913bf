// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <type_traits>
#include <vector>

namespace bench {

// The log likelihood of a mixture of five normal distributions in four dimensions with full covariance, as in ADBench but without the prior. Of each
// component: the logarithm of its weight, its mean, the logarithms of the diagonal of a triangular L and what is below it, where the inverse of the
// covariance is LᵀL.
struct gaussian_mixture {
    static constexpr auto name = "Gaussian mixture";
    static constexpr std::size_t components = 5, dimension = 4, below = dimension * (dimension - 1) / 2, size = 1 + 2 * dimension + below;
    using row = std::array<double, dimension>;
    using point = std::array<double, components * size>;
    using result = point;

    static constexpr auto primal = [](auto const& p, auto const& rows) {
        auto const parameter = [&](std::size_t k, std::size_t j) { return p[k * size + j]; };
        return sum(rows, [&](auto const& x) {
            using number = std::remove_cvref_t<decltype(p[0])>;
            std::array<number, components> term{};
            for (std::size_t k = 0; k < components; ++k) {
                number constant = parameter(k, 0), length = 0;
                std::array<number, dimension> off{};
                for (std::size_t i = 0, next = 1 + 2 * dimension; i < dimension; ++i) {
                    constant = constant + parameter(k, 1 + dimension + i);
                    off[i] = x[i] - parameter(k, 1 + i);
                    number z = exp(parameter(k, 1 + dimension + i)) * off[i];
                    for (std::size_t j = 0; j < i; ++j) z = z + parameter(k, next++) * off[j];
                    length = length + z * z;
                }
                term[k] = constant - 0.5 * length;
            }
            return log_sum_exp(term);
        });
    };

    static inline double hand_written(point const& p, std::vector<row> const& rows, point& gradient) {
        double value = 0;
        point sum{};
        double diagonal[components][dimension], constant[components];
        for (std::size_t k = 0; k < components; ++k) {
            double const* const q = p.data() + k * size;
            constant[k] = q[0];
            for (std::size_t i = 0; i < dimension; ++i) constant[k] += q[1 + dimension + i], diagonal[k][i] = std::exp(q[1 + dimension + i]);
        }
        for (row const& x : rows) {
            double z[components][dimension], off[components][dimension], term[components], greatest = -INFINITY;
            for (std::size_t k = 0; k < components; ++k) {
                double const* const q = p.data() + k * size;
                for (std::size_t i = 0; i < dimension; ++i) off[k][i] = x[i] - q[1 + i];
                double length = 0;
                for (std::size_t i = 0, next = 1 + 2 * dimension; i < dimension; ++i) {
                    z[k][i] = diagonal[k][i] * off[k][i];
                    for (std::size_t j = 0; j < i; ++j) z[k][i] += q[next++] * off[k][j];
                    length += z[k][i] * z[k][i];
                }
                term[k] = constant[k] - 0.5 * length;
                greatest = term[k] > greatest ? term[k] : greatest;
            }
            double total = 0;
            for (double& t : term) t = std::exp(t - greatest), total += t;
            value += greatest + std::log(total);
            double const over_total = 1 / total;
            for (std::size_t k = 0; k < components; ++k) {
                double const* const q = p.data() + k * size;
                double* const g = sum.data() + k * size;
                double const share = term[k] * over_total;
                g[0] += share;
                for (std::size_t i = 0, next = 1 + 2 * dimension; i < dimension; ++i) {
                    double const slope = share * z[k][i];
                    g[1 + i] += slope * diagonal[k][i];
                    g[1 + dimension + i] -= slope * off[k][i];
                    for (std::size_t j = 0; j < i; ++j, ++next) {
                        g[1 + j] += slope * q[next];
                        g[next] -= slope * off[k][j];
                    }
                }
            }
        }
        for (std::size_t k = 0; k < components; ++k)
            for (std::size_t i = 0; i < dimension; ++i) sum[k * size + 1 + dimension + i] = sum[k * size + 1 + dimension + i] * diagonal[k][i] + sum[k * size];
        gradient = sum;
        return value;
    }

    static point where(auto& uniform) {
        point w;
        for (double& entry : w) entry = uniform(-1, 1);
        return w;
    }
    static std::vector<row> sample(std::size_t n, auto& uniform) {
        std::vector<row> rows(n);
        for (row& r : rows)
            for (double& entry : r) entry = uniform(-2, 2);
        return rows;
    }
};

}  // namespace bench
