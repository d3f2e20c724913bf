// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

namespace bench {

// The normal equations of a fit of NIST's, Thurber, near its solution: JᵀJ, Jᵀr and r·r of the residuals of seven parameters, for the 37 observations
// again and again. One division a row; the 28 products of JᵀJ are most of the work.
struct thurber {
    static constexpr auto name = "normal equations of Thurber";
    using row = std::array<double, 2>;  // x, y
    using point = std::array<double, 7>;
    using result = std::array<double, 7 + 28>;  // Jᵀr, and JᵀJ up to its diagonal

    static constexpr auto residual = [](auto const& b, auto const& row) {
        auto const x = row[0];
        return row[1] - (b[0] + x * (b[1] + x * (b[2] + x * b[3]))) / (1 + x * (b[4] + x * (b[5] + x * b[6])));
    };
    static result from(auto const& equations) {
        result all;
        auto next = all.begin();
        for (double const entry : equations.gradient) *next++ = entry;
        for (std::size_t i = 0; i < 7; ++i)
            for (std::size_t j = 0; j <= i; ++j) *next++ = equations.matrix[i][j];
        return all;
    }

    static inline double hand_written(point const& b, std::vector<row> const& rows, result& equations) {
        double squares = 0;
        result sum{};
        for (auto const [x, y] : rows) {
            double const inverse = 1 / (1 + x * (b[4] + x * (b[5] + x * b[6])));
            double const model = (b[0] + x * (b[1] + x * (b[2] + x * b[3]))) * inverse, r = y - model;
            double const slope[7] = {-inverse, -inverse * x, -inverse * x * x, -inverse * x * x * x, model * inverse * x, model * inverse * x * x, model * inverse * x * x * x};
            squares += r * r;
            std::size_t next = 7;
            for (std::size_t i = 0; i < 7; ++i) {
                sum[i] += slope[i] * r;
                for (std::size_t j = 0; j <= i; ++j) sum[next++] += slope[i] * slope[j];
            }
        }
        equations = sum;
        return squares;
    }

    static constexpr std::array<double, 37> densities{-3.067, -2.981, -2.921, -2.912, -2.840, -2.797, -2.702, -2.699, -2.633, -2.481, -2.363, -2.322, -1.501, -1.460, -1.274, -1.212, -1.100, -1.046, -0.915,
                                              -0.714, -0.566, -0.545, -0.400, -0.309, -0.109, -0.103, 0.010,  0.119,  0.377,  0.790,  0.963,  1.006,  1.115,  1.572,  1.841,  2.047,  2.200};
    static constexpr std::array<double, 37> mobilities{80.574,  84.248,  87.264,   87.195,   89.076,   89.608,   89.868,   90.101,   92.405,   95.854,   100.696,  101.060,  401.672,
                                              390.724, 567.534, 635.316,  733.054,  759.087,  894.206,  990.785,  1090.109, 1080.914, 1122.643, 1178.351, 1260.531, 1273.514,
                                              1288.339, 1327.543, 1353.863, 1414.509, 1425.208, 1421.384, 1442.962, 1464.350, 1468.705, 1447.894, 1457.628};
    static std::vector<row> sample(std::size_t n, auto&) {
        std::vector<row> rows(n);
        for (std::size_t i = 0; i < n; ++i) rows[i] = {densities[i % densities.size()], mobilities[i % mobilities.size()]};
        return rows;
    }
    static point where(auto&) { return {1288, 1491, 583, 75.4, 0.966, 0.398, 0.0497}; }
};

}  // namespace bench
