// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cmath>
#include <tuple>
#include <type_traits>

#include "../results.hpp"

namespace bench {

// The potential of an oblate planet with its zonal terms J2 and J3 (Vallado, Fundamentals of Astrodynamics, eq. 8-25), by a position
// in megametres and four parameters. A root and three divisions.
struct oblate_potential {
    static constexpr auto name = "oblate planet";

    using vector = std::array<double, 3>;

    static constexpr auto primal = [](auto const& p, auto const& mu, auto const& j2, auto const& j3, auto const& radius) {
        using std::sqrt;
        using scalar = std::remove_cvref_t<decltype(p[0])>;
        scalar const r = sqrt(p[0] * p[0] + p[1] * p[1] + p[2] * p[2]);
        scalar const sine = p[2] / r;
        scalar const q = radius / r;
        return scalar(mu / r * (1 - j2 * q * q * (3 * sine * sine - 1) / 2 - j3 * q * q * q * (5 * sine * sine * sine - 3 * sine) / 2));
    };

    using result = value_with_gradient<std::tuple<vector, double, double, double, double>>;

    // One division more: the reciprocal of the distance.
    [[gnu::always_inline]] static inline result hand_written(vector const& p, double mu, double j2, double j3, double radius) {
        double const r = std::sqrt(p[0] * p[0] + p[1] * p[1] + p[2] * p[2]);
        double const sine = p[2] / r;
        double const q = radius / r;
        double const level = mu / r;
        double const second = 3 * sine * sine - 1;
        double const third = 5 * sine * sine * sine - 3 * sine;
        double const j2_q = j2 * q;
        double const j3_q = j3 * q * q;
        double const factor = 1 - j2_q * q * second / 2 - j3_q * q * third / 2;

        double const inverse = 1 / r;
        double const half = -0.5 * level;
        double const q_square = q * q;
        double const by_q = half * (2 * (j2_q * second) + 3 * (j3_q * third));
        double const by_sine = half * q_square * (6 * (j2 * sine) + j3 * q * (15 * (sine * sine) - 3));
        double const along = -(level * factor + q * by_q + sine * by_sine) * inverse * inverse;
        return {level * factor,
                {{along * p[0], along * p[1], along * p[2] + by_sine * inverse},
                 factor * inverse,
                 half * q_square * second,
                 half * q_square * q * third,
                 by_q * inverse}};
    }

    // All by one reciprocal, that of the square: it need not wait for the root.
    [[gnu::always_inline]] static inline result hand_written_by_expert(vector const& p, double mu, double j2, double j3, double radius) {
        double const sum = p[0] * p[0] + p[1] * p[1] + p[2] * p[2];
        double const inverse_sum = 1 / sum;
        double const inverse = std::sqrt(sum) * inverse_sum;
        double const sine = p[2] * inverse;
        double const q = radius * inverse;
        double const level = mu * inverse;
        double const square = sine * sine;
        double const q_square = q * q;
        double const q_cube = q_square * q;
        double const second = 1.5 * square - 0.5;
        double const third = sine * (2.5 * square - 1.5);
        double const second_part = j2 * q_square * second;
        double const third_part = j3 * q_cube * third;
        double const factor = 1 - second_part - third_part;
        double const q_by_q = 2 * second_part + 3 * third_part;
        double const by_sine = q_square * (3 * j2 * sine + j3 * q * (7.5 * square - 1.5));
        double const level_inverse = level * inverse;
        double const along = (sine * by_sine + q_by_q - factor) * (level * inverse_sum);
        return {level * factor,
                {{along * p[0], along * p[1], along * p[2] - level_inverse * by_sine},
                 factor * inverse,
                 -level * q_square * second,
                 -level * q_cube * third,
                 -level_inverse * q * (2 * j2 * second + 3 * j3 * q * third)}};
    }

    static auto sample(auto& uniform) {
        vector const p{uniform(5, 8), uniform(-6, 6), uniform(-6, 6)};
        return std::tuple{p, uniform(0.39, 0.4), uniform(1e-3, 1.1e-3), uniform(-2.6e-6, -2.4e-6), uniform(6.3, 6.4)};
    }
};

}  // namespace bench
