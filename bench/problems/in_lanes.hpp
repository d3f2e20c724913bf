// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What an expert writes with xsimd: two packs of rows at once, their numbers collected one by one, the functions of xsimd without a look at their operands.
#pragma once

#include <xsimd/xsimd.hpp>

#include <array>
#include <cstddef>
#include <vector>

#include "log_sum_exp.hpp"
#include "logistic_regression.hpp"

namespace bench {

using pack = xsimd::batch<double>;

template <class Problem>
struct by_hand_in_lanes {
    static constexpr bool is_there = false;
};

template <>
struct by_hand_in_lanes<logistic_regression> {
    static constexpr bool is_there = true;
    using row = logistic_regression::row;
    using point = logistic_regression::point;
    static constexpr std::size_t weights = logistic_regression::weights, lanes = pack::size;

    static inline double compute(point const& w, std::vector<row> const& rows, point& gradient) {
        pack weight[weights], sum[weights], total(0.0);
        for (std::size_t k = 0; k < weights; ++k) weight[k] = pack(w[k]), sum[k] = pack(0.0);
        std::size_t const whole = rows.size() / (2 * lanes) * (2 * lanes);
        for (std::size_t i = 0; i < whole; i += 2 * lanes) {
            pack x[2][weights + 1], inner[2], e[2];
            for (std::size_t p = 0; p < 2; ++p) {
                for (std::size_t k = 0; k <= weights; ++k) {
                    alignas(pack) double lane[lanes];
                    for (std::size_t l = 0; l < lanes; ++l) lane[l] = rows[i + p * lanes + l][k];
                    x[p][k] = pack::load_aligned(lane);
                }
                inner[p] = weight[0] * x[p][0];
                for (std::size_t k = 1; k < weights; ++k) inner[p] = xsimd::fma(weight[k], x[p][k], inner[p]);
            }
            for (std::size_t p = 0; p < 2; ++p) e[p] = xsimd::exp(-x[p][weights] * inner[p]);
            for (std::size_t p = 0; p < 2; ++p) total += xsimd::log1p(e[p]);
            for (std::size_t p = 0; p < 2; ++p) {
                pack const slope = x[p][weights] * (e[p] / (pack(1.0) + e[p]));
                for (std::size_t k = 0; k < weights; ++k) sum[k] = xsimd::fma(slope, x[p][k], sum[k]);
            }
        }
        point of_rest;
        double const rest = logistic_regression::hand_written(w, {rows.begin() + static_cast<std::ptrdiff_t>(whole), rows.end()}, of_rest);
        for (std::size_t k = 0; k < weights; ++k) gradient[k] = of_rest[k] - xsimd::hadd(sum[k]);
        return xsimd::hadd(total) + rest;
    }
};

template <>
struct by_hand_in_lanes<log_sum_exp_of_rows> {
    static constexpr bool is_there = true;
    using point = log_sum_exp_of_rows::point;
    static constexpr std::size_t lanes = pack::size;

    static inline double compute(point const& w, std::vector<double> const& rows, point& gradient) {
        pack const slope(w[0]), constant(w[1]);
        std::size_t const whole = rows.size() / (2 * lanes) * (2 * lanes);
        pack greatest[2]{pack(-INFINITY), pack(-INFINITY)}, total[2]{pack(0.0), pack(0.0)}, moment[2]{pack(0.0), pack(0.0)};
        for (std::size_t i = 0; i < whole; i += 2 * lanes)
            for (std::size_t p = 0; p < 2; ++p) greatest[p] = xsimd::max(greatest[p], xsimd::fma(slope, pack::load_unaligned(&rows[i + p * lanes]), constant));
        alignas(pack) double lane[lanes];
        xsimd::max(greatest[0], greatest[1]).store_aligned(lane);
        double most = -INFINITY;
        for (double const y : lane) most = y > most ? y : most;
        for (std::size_t i = whole; i < rows.size(); ++i) most = w[0] * rows[i] + w[1] > most ? w[0] * rows[i] + w[1] : most;
        for (std::size_t i = 0; i < whole; i += 2 * lanes)
            for (std::size_t p = 0; p < 2; ++p) {
                pack const x = pack::load_unaligned(&rows[i + p * lanes]), e = xsimd::exp(xsimd::fma(slope, x, constant) - pack(most));
                total[p] += e;
                moment[p] = xsimd::fma(e, x, moment[p]);
            }
        double all = xsimd::hadd(total[0] + total[1]), first = xsimd::hadd(moment[0] + moment[1]);
        for (std::size_t i = whole; i < rows.size(); ++i) {
            double const e = std::exp(w[0] * rows[i] + w[1] - most);
            all += e, first += e * rows[i];
        }
        gradient = {first / all, 1};
        return most + std::log(all);
    }
};

}  // namespace bench
