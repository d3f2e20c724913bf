// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <tuple>
#include <type_traits>

#include "../results.hpp"

namespace bench {

// Matern's covariance of order 5/2 between two points in three dimensions, with a scale in each (Rasmussen and Williams, Gaussian
// Processes for Machine Learning, eq. 4.17), in its ten inputs. A root, an exponential and three divisions.
struct matern {
    static constexpr auto name = "Matern 5/2";

    using vector = std::array<double, 3>;

    static constexpr auto primal = [](auto const& p, auto const& q, auto const& scale, auto const& amplitude) {
        using std::exp;
        using std::sqrt;
        using scalar = std::remove_cvref_t<decltype(p[0])>;
        scalar squares(0);
        for (std::size_t i = 0; i < 3; ++i) squares += (p[i] - q[i]) * (p[i] - q[i]) / (scale[i] * scale[i]);
        scalar const r = sqrt(5 * squares);
        return scalar(amplitude * amplitude * (1 + r + r * r / 3) * exp(-r));
    };

    using result = value_with_gradient<std::tuple<vector, vector, vector, double>>;

    // The derivative divides by the squares of the scales, by the root and by the amplitude's product: four divisions more.
    [[gnu::always_inline]] static inline result hand_written(vector const& p, vector const& q, vector const& scale, double amplitude) {
        vector difference, inverse_square, part;
        double squares = 0;
        for (std::size_t i = 0; i < 3; ++i) {
            double const square = scale[i] * scale[i];
            difference[i] = p[i] - q[i];
            inverse_square[i] = 1 / square;
            part[i] = difference[i] * difference[i] / square;
            squares += part[i];
        }
        double const r = std::sqrt(5 * squares);
        double const decay = std::exp(-r);
        double const polynomial = 1 + r + r * r / 3;
        double const scaled = amplitude * amplitude * polynomial;
        double const value = scaled * decay;

        double const slope = amplitude * amplitude * (1 + r * (2.0 / 3)) * decay - value;
        double const by_square = 5 * slope / r;  // twice the adjoint of the sum
        result out;
        out.value = value;
        auto& [by_p, by_q, by_scale, by_amplitude] = out.gradient;
        for (std::size_t i = 0; i < 3; ++i) {
            double const by_part = by_square * inverse_square[i];
            by_p[i] = by_part * difference[i];
            by_q[i] = -by_p[i];
            by_scale[i] = -(by_part * part[i]) * scale[i];
        }
        by_amplitude = 2 * amplitude * polynomial * decay;
        return out;
    }

    // The root cancels out of the derivative: d/dr (1 + r + r²/3) exp(-r) = -r (1 + r) / 3 exp(-r). Three divisions, side by side.
    [[gnu::always_inline]] static inline result hand_written_by_expert(vector const& p, vector const& q, vector const& scale, double amplitude) {
        vector const inverse_scale{1 / scale[0], 1 / scale[1], 1 / scale[2]};
        vector const z{(p[0] - q[0]) * inverse_scale[0], (p[1] - q[1]) * inverse_scale[1], (p[2] - q[2]) * inverse_scale[2]};
        double const squares = 5 * (z[0] * z[0] + z[1] * z[1] + z[2] * z[2]);
        double const r = std::sqrt(squares);
        double const decay = amplitude * std::exp(-r);
        double const by_amplitude = (1 + r + squares * (1.0 / 3)) * decay;
        double const slope = amplitude * decay * (1 + r) * (-5.0 / 3);
        result out;
        out.value = amplitude * by_amplitude;
        auto& [by_p, by_q, by_scale, twice] = out.gradient;
        for (std::size_t i = 0; i < 3; ++i) {
            by_p[i] = slope * inverse_scale[i] * z[i];
            by_q[i] = -by_p[i];
            by_scale[i] = by_q[i] * z[i];
        }
        twice = 2 * by_amplitude;
        return out;
    }

    static auto sample(auto& uniform) {
        auto const three = [&](double low, double high) { return vector{uniform(low, high), uniform(low, high), uniform(low, high)}; };
        vector const p = three(-1, 1), q = three(-1, 1), scale = three(0.5, 2);
        return std::tuple{p, q, scale, uniform(0.5, 2)};
    }
};

}  // namespace bench
