// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cstddef>
#include <tuple>
#include <type_traits>

#include "../results.hpp"

namespace bench {

// Sampson's distance of a pair of image points from a fundamental matrix (Hartley and Zisserman, Multiple View Geometry, eq. 11.9),
// in the nine entries of the matrix. Multiplications, and one division.
struct sampson {
    static constexpr auto name = "Sampson distance";

    static constexpr std::size_t differentiated = 1;  // the points are data
    using matrix = std::array<double, 9>;
    using point = std::array<double, 2>;

    static constexpr auto primal = [](auto const& f, auto const& p, auto const& q) {
        using scalar = std::remove_cvref_t<decltype(f[0])>;
        scalar const a = f[0] * p[0] + f[1] * p[1] + f[2];
        scalar const b = f[3] * p[0] + f[4] * p[1] + f[5];
        scalar const c = f[6] * p[0] + f[7] * p[1] + f[8];
        scalar const d = f[0] * q[0] + f[3] * q[1] + f[6];
        scalar const e = f[1] * q[0] + f[4] * q[1] + f[7];
        scalar const residual = q[0] * a + q[1] * b + c;
        return scalar(residual * residual / (a * a + b * b + d * d + e * e));
    };

    using result = value_with_gradient<matrix>;

    // One division more, which the value's does not wait for. An expert has nothing to add: with one division for both, 0.93 to 1.02 of the time
    // was measured, as all is one chain through it, and compilers fill lanes with the rest.
    [[gnu::always_inline]] static inline result hand_written(matrix const& f, point const& p, point const& q) {
        double const a = f[0] * p[0] + f[1] * p[1] + f[2];
        double const b = f[3] * p[0] + f[4] * p[1] + f[5];
        double const c = f[6] * p[0] + f[7] * p[1] + f[8];
        double const d = f[0] * q[0] + f[3] * q[1] + f[6];
        double const e = f[1] * q[0] + f[4] * q[1] + f[7];
        double const residual = q[0] * a + q[1] * b + c;
        double const norm = a * a + b * b + d * d + e * e;
        double const value = residual * residual / norm;
        double const twice = 2 / norm;
        double const by_residual = twice * residual;
        double const by_square = -twice * value;
        double const by_a = by_square * a + by_residual * q[0];
        double const by_b = by_square * b + by_residual * q[1];
        double const by_d = by_square * d;
        double const by_e = by_square * e;
        return {value,
                {by_a * p[0] + by_d * q[0], by_a * p[1] + by_e * q[0], by_a,
                 by_b * p[0] + by_d * q[1], by_b * p[1] + by_e * q[1], by_b,
                 by_residual * p[0] + by_d, by_residual * p[1] + by_e, by_residual}};
    }

    static auto sample(auto& uniform) {
        matrix f;
        for (double& entry : f) entry = uniform(-1, 1);
        point const p{uniform(-1, 1), uniform(-1, 1)};
        return std::tuple{f, p, point{uniform(-1, 1), uniform(-1, 1)}};
    }
};

}  // namespace bench
