// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

namespace bench {

// The cost of k means, Σ min |x - c|² over the centres c, in the centres: five of them in four dimensions. By hand only the nearest centre receives
// a derivative; where two are equally near, which no sample has, both do in the loop.
struct k_means {
    static constexpr auto name = "k means";
    static constexpr std::size_t centres = 5, dimensions = 4;
    using row = std::array<double, dimensions>;
    using point = std::array<double, centres * dimensions>;
    using result = point;

    static constexpr auto primal = [](auto const& c, auto const& rows) {
        return sum(rows, [&](auto const& row) {
            auto const distance = [&](std::size_t k) {
                auto d = (row[0] - c[k * dimensions]) * (row[0] - c[k * dimensions]);
                for (std::size_t j = 1; j < dimensions; ++j) d = d + (row[j] - c[k * dimensions + j]) * (row[j] - c[k * dimensions + j]);
                return d;
            };
            auto least = distance(0);
            for (std::size_t k = 1; k < centres; ++k) least = min(least, distance(k));
            return least;
        });
    };

    static inline double hand_written(point const& c, std::vector<row> const& rows, result& gradient) {
        double value = 0;
        point sum{};
        for (row const& r : rows) {
            double least = INFINITY;
            std::size_t nearest = 0;
            for (std::size_t k = 0; k < centres; ++k) {
                double d = 0;
                for (std::size_t j = 0; j < dimensions; ++j) d += (r[j] - c[k * dimensions + j]) * (r[j] - c[k * dimensions + j]);
                if (d < least) least = d, nearest = k;
            }
            value += least;
            for (std::size_t j = 0; j < dimensions; ++j) sum[nearest * dimensions + j] += 2 * (c[nearest * dimensions + j] - r[j]);
        }
        gradient = sum;
        return value;
    }

    static std::vector<row> sample(std::size_t n, auto& uniform) {
        std::vector<row> rows(n);
        for (row& r : rows)
            for (double& entry : r) entry = uniform(-1, 1);
        return rows;
    }
    static point where(auto& uniform) {
        point w;
        for (double& entry : w) entry = uniform(-1, 1);
        return w;
    }
};

}  // namespace bench
