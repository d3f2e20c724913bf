// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <tuple>
#include <type_traits>

#include "../results.hpp"

namespace bench {

// A triple of silicon atoms by Stillinger and Weber's potential (Phys. Rev. B 31 (1985) 5262): two bonds and the angle between
// them, in nine coordinates. Two roots, three exponentials and seven divisions.
struct stillinger_weber {
    static constexpr auto name = "Stillinger-Weber";

    static constexpr double depth = 7.049556277, repulsion = 0.6022245584, cutoff = 1.8, bending = 21, decay = 1.2;
    using vector = std::array<double, 3>;

    static constexpr auto primal = [](auto const& centre, auto const& left, auto const& right) {
        using std::exp;
        using std::sqrt;
        using scalar = std::remove_cvref_t<decltype(centre[0])>;
        scalar const u0 = left[0] - centre[0], u1 = left[1] - centre[1], u2 = left[2] - centre[2];
        scalar const v0 = right[0] - centre[0], v1 = right[1] - centre[1], v2 = right[2] - centre[2];
        scalar const left_square = u0 * u0 + u1 * u1 + u2 * u2;
        scalar const right_square = v0 * v0 + v1 * v1 + v2 * v2;
        scalar const left_length = sqrt(left_square);
        scalar const right_length = sqrt(right_square);
        auto const bond = [](scalar const& length, scalar const& square) {
            return scalar(depth * (repulsion / (square * square) - 1) * exp(1 / (length - cutoff)));
        };
        scalar const angle = (u0 * v0 + u1 * v1 + u2 * v2) / (left_length * right_length) + 1.0 / 3;
        scalar const bend = bending * exp(decay / (left_length - cutoff) + decay / (right_length - cutoff)) * angle * angle;
        return scalar(bond(left_length, left_square) + bond(right_length, right_square) + bend);
    };

    using result = value_with_gradient<std::tuple<vector, vector, vector>>;

    // A ninth division at most: the reciprocals of the two lengths are one.
    [[gnu::always_inline]] static inline result hand_written(vector const& centre, vector const& left, vector const& right) {
        double const u0 = left[0] - centre[0], u1 = left[1] - centre[1], u2 = left[2] - centre[2];
        double const v0 = right[0] - centre[0], v1 = right[1] - centre[1], v2 = right[2] - centre[2];
        struct bond {
            double square, length, power, inverse_gap, decay_gap, value, slope;  // the slope is divided by the length, where it has that factor
        };
        double const left_square = u0 * u0 + u1 * u1 + u2 * u2;
        double const right_square = v0 * v0 + v1 * v1 + v2 * v2;
        double const left_length = std::sqrt(left_square);
        double const right_length = std::sqrt(right_square);
        double const inverse_lengths = 1 / (left_length * right_length);
        auto const evaluate = [](double square, double length, double inverse_length) __attribute__((always_inline)) -> bond {
            double const power = repulsion / (square * square);
            double const gap = length - cutoff;
            double const inverse_gap = 1 / gap;
            double const decay_gap = decay / gap;
            double const scale = depth * (power - 1);
            double const exponential = std::exp(inverse_gap);
            double const value = scale * exponential;
            return {square, length, power, inverse_gap, decay_gap, value,
                    -4 * depth * power * exponential * inverse_length - value * inverse_gap * inverse_gap};
        };
        double const inverse_left = inverse_lengths * right_length;
        double const inverse_right = inverse_lengths * left_length;
        bond const l = evaluate(left_square, left_length, inverse_left);
        bond const r = evaluate(right_square, right_length, inverse_right);
        double const cosine = (u0 * v0 + u1 * v1 + u2 * v2) / (left_length * right_length);
        double const angle = cosine + 1.0 / 3;
        double const strength = bending * std::exp(l.decay_gap + r.decay_gap) * angle;
        double const bend = strength * angle;

        double const angle_adjoint = 2 * strength;
        double const along = angle_adjoint * inverse_lengths;
        double const turned = angle_adjoint * cosine;
        double const by_left = (l.slope - bend * l.decay_gap * l.inverse_gap - turned * inverse_left) * inverse_left;
        double const by_right = (r.slope - bend * r.decay_gap * r.inverse_gap - turned * inverse_right) * inverse_right;
        vector const of_left{by_left * u0 + along * v0, by_left * u1 + along * v1, by_left * u2 + along * v2};
        vector const of_right{by_right * v0 + along * u0, by_right * v1 + along * u1, by_right * v2 + along * u2};
        return {l.value + r.value + bend,
                {{-(of_left[0] + of_right[0]), -(of_left[1] + of_right[1]), -(of_left[2] + of_right[2])}, of_left, of_right}};
    }

    // Four divisions, none of which waits for another: one for all would, and took longer. The exponentials are most of the time, and each is
    // of something else: what is left to gain is a twentieth.
    [[gnu::always_inline]] static inline result hand_written_by_expert(vector const& centre, vector const& left, vector const& right) {
        double const u0 = left[0] - centre[0], u1 = left[1] - centre[1], u2 = left[2] - centre[2];
        double const v0 = right[0] - centre[0], v1 = right[1] - centre[1], v2 = right[2] - centre[2];
        double const left_square = u0 * u0 + u1 * u1 + u2 * u2;
        double const right_square = v0 * v0 + v1 * v1 + v2 * v2;
        double const left_length = std::sqrt(left_square);
        double const right_length = std::sqrt(right_square);
        double const inverse_left = 1 / left_square, inverse_right = 1 / right_square;
        double const p = 1 / (left_length - cutoff), q = 1 / (right_length - cutoff);
        double const inverse_lengths = (left_length * right_length) * (inverse_left * inverse_right);
        double const e = depth * std::exp(p), f = depth * std::exp(q);
        double const left_power = repulsion * inverse_left * inverse_left;
        double const right_power = repulsion * inverse_right * inverse_right;
        double const left_bond = (left_power - 1) * e;
        double const right_bond = (right_power - 1) * f;
        double const cosine = (u0 * v0 + u1 * v1 + u2 * v2) * inverse_lengths;
        double const angle = cosine + 1.0 / 3;
        double const strength = bending * std::exp(decay * (p + q)) * angle;
        double const bend = strength * angle;
        double const along = 2 * strength * inverse_lengths;
        double const turned = 2 * strength * cosine;
        double const by_left = -(4 * left_power * e + turned + left_length * (p * p) * (left_bond + decay * bend)) * inverse_left;
        double const by_right = -(4 * right_power * f + turned + right_length * (q * q) * (right_bond + decay * bend)) * inverse_right;
        vector const of_left{by_left * u0 + along * v0, by_left * u1 + along * v1, by_left * u2 + along * v2};
        vector const of_right{by_right * v0 + along * u0, by_right * v1 + along * u1, by_right * v2 + along * u2};
        return {left_bond + right_bond + bend,
                {{-(of_left[0] + of_right[0]), -(of_left[1] + of_right[1]), -(of_left[2] + of_right[2])}, of_left, of_right}};
    }

    // Both bonds are shorter than the cutoff by a quarter at least.
    static auto sample(auto& uniform) {
        auto const near = [&](double x, double y, double z) {
            return vector{x + uniform(-0.15, 0.15), y + uniform(-0.15, 0.15), z + uniform(-0.15, 0.15)};
        };
        vector const centre = near(0, 0, 0);
        vector const left = near(1, 0, 0.1);
        return std::tuple{centre, left, near(-0.3, 0.95, 0.2)};
    }
};

}  // namespace bench
