// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <tuple>
#include <type_traits>

#include "../results.hpp"

namespace bench {

// The reprojection of bundle adjustment: a point is rotated by an angle-axis vector (Rodrigues), moved, projected by a
// pinhole camera with two focal lengths and a principal point, and distorted radially by two terms. Two outputs, fifteen
// inputs; subtracting an observed pixel would change no derivative. The rotation's angle is away from zero in all samples,
// so there is no branch for it.
struct reprojection {
    static constexpr auto name = "reprojection 2x15";

    // Order of the inputs: angle-axis 3, translation 3, fx, fy, cx, cy, k1, k2, point 3.
    static constexpr auto primal = [](auto const& input) {
        using std::cos;
        using std::sin;
        using std::sqrt;
        using scalar = std::remove_cvref_t<decltype(input[0])>;
        auto const& [w0, w1, w2, t0, t1, t2, fx, fy, cx, cy, k1, k2, x0, x1, x2] = input;

        scalar const angle = sqrt(w0 * w0 + w1 * w1 + w2 * w2);
        scalar const sine = sin(angle);
        scalar const cosine = cos(angle);
        scalar const inverse_angle = 1 / angle;
        scalar const a0 = w0 * inverse_angle;
        scalar const a1 = w1 * inverse_angle;
        scalar const a2 = w2 * inverse_angle;
        scalar const along = (a0 * x0 + a1 * x1 + a2 * x2) * (1 - cosine);
        scalar const p0 = x0 * cosine + (a1 * x2 - a2 * x1) * sine + a0 * along + t0;
        scalar const p1 = x1 * cosine + (a2 * x0 - a0 * x2) * sine + a1 * along + t1;
        scalar const p2 = x2 * cosine + (a0 * x1 - a1 * x0) * sine + a2 * along + t2;

        scalar const inverse_depth = 1 / p2;
        scalar const x = p0 * inverse_depth;
        scalar const y = p1 * inverse_depth;
        scalar const square = x * x + y * y;
        scalar const distortion = 1 + square * (k1 + k2 * square);
        return std::array<scalar, 2>{fx * (distortion * x) + cx, fy * (distortion * y) + cy};
    };

    using result = value_with_jacobian<2, 15>;

    // One sine with its cosine, the primal's two divisions and no other; then one reverse sweep for each row down to the inputs.
    [[gnu::always_inline]] static inline result hand_written(std::array<double, 15> const& input) {
        auto const& [w0, w1, w2, t0, t1, t2, fx, fy, cx, cy, k1, k2, x0, x1, x2] = input;

        double const angle = std::sqrt(w0 * w0 + w1 * w1 + w2 * w2);
        double sine, cosine;
        ::sincos(angle, &sine, &cosine);
        double const inverse_angle = 1 / angle;
        double const a0 = w0 * inverse_angle;
        double const a1 = w1 * inverse_angle;
        double const a2 = w2 * inverse_angle;
        double const versine = 1 - cosine;
        double const dot = a0 * x0 + a1 * x1 + a2 * x2;
        double const along = dot * versine;
        double const c0 = a1 * x2 - a2 * x1;
        double const c1 = a2 * x0 - a0 * x2;
        double const c2 = a0 * x1 - a1 * x0;
        double const p0 = x0 * cosine + c0 * sine + a0 * along + t0;
        double const p1 = x1 * cosine + c1 * sine + a1 * along + t1;
        double const p2 = x2 * cosine + c2 * sine + a2 * along + t2;

        double const inverse_depth = 1 / p2;
        double const x = p0 * inverse_depth;
        double const y = p1 * inverse_depth;
        double const square = x * x + y * y;
        double const radial = k1 + k2 * square;
        double const distortion = 1 + square * radial;
        double const u = distortion * x;
        double const v = distortion * y;
        double const slope = 2 * (radial + k2 * square);

        double const s0 = sine * x0, s1 = sine * x1, s2 = sine * x2;
        double const sa0 = sine * a0, sa1 = sine * a1, sa2 = sine * a2;
        struct motion {
            double w0, w1, w2, t0, t1, t2, x0, x1, x2;
        };
        auto const sweep = [&](double x_adjoint, double y_adjoint) __attribute__((always_inline)) -> motion {
            double const g0 = x_adjoint * inverse_depth;
            double const g1 = y_adjoint * inverse_depth;
            double const g2 = -(g0 * x + g1 * y);
            double const a_g = a0 * g0 + a1 * g1 + a2 * g2;
            double const angle_adjoint =
                  cosine * (c0 * g0 + c1 * g1 + c2 * g2) - (s0 * g0 + s1 * g1 + s2 * g2) + sine * (dot * a_g);
            double const va_g = versine * a_g;
            double const b0 = s1 * g2 - s2 * g1 + va_g * x0 + along * g0;
            double const b1 = s2 * g0 - s0 * g2 + va_g * x1 + along * g1;
            double const b2 = s0 * g1 - s1 * g0 + va_g * x2 + along * g2;
            double const length_adjoint = angle_adjoint - inverse_angle * (a0 * b0 + a1 * b1 + a2 * b2);
            return {inverse_angle * b0 + length_adjoint * a0,
                    inverse_angle * b1 + length_adjoint * a1,
                    inverse_angle * b2 + length_adjoint * a2,
                    g0,
                    g1,
                    g2,
                    cosine * g0 + g1 * sa2 - g2 * sa1 + va_g * a0,
                    cosine * g1 + g2 * sa0 - g0 * sa2 + va_g * a1,
                    cosine * g2 + g0 * sa1 - g1 * sa0 + va_g * a2};
        };

        double const fx_x = fx * x;
        double const fy_y = fy * y;
        double const fx_x_square = fx_x * square;
        double const fy_y_square = fy_y * square;
        motion const m = sweep(fx * distortion + fx_x * slope * x, fx_x * slope * y);
        motion const n = sweep(fy_y * slope * x, fy * distortion + fy_y * slope * y);
        return {{fx * u + cx, fy * v + cy},
                {{{m.w0, m.w1, m.w2, m.t0, m.t1, m.t2, u, 0, 1, 0, fx_x_square, fx_x_square * square, m.x0, m.x1, m.x2},
                  {n.w0, n.w1, n.w2, n.t0, n.t1, n.t2, 0, v, 0, 1, fy_y_square, fy_y_square * square, n.x0, n.x1, n.x2}}}};
    }

    // The same forward part. Both rows pass through the moved point, so its 3x6 partials by rotation and point are formed once
    // (they wait for no division), and each row is then six inner products. No identity of rotations or of vector products is
    // used, only the chain rule.
    [[gnu::always_inline]] static inline result hand_written_by_expert(std::array<double, 15> const& input) {
        auto const& [w0, w1, w2, t0, t1, t2, fx, fy, cx, cy, k1, k2, x0, x1, x2] = input;

        double const angle = std::sqrt(w0 * w0 + w1 * w1 + w2 * w2);
        double sine, cosine;
        ::sincos(angle, &sine, &cosine);
        double const inverse_angle = 1 / angle;
        double const a0 = w0 * inverse_angle;
        double const a1 = w1 * inverse_angle;
        double const a2 = w2 * inverse_angle;
        double const versine = 1 - cosine;
        double const dot = a0 * x0 + a1 * x1 + a2 * x2;
        double const along = dot * versine;
        double const c0 = a1 * x2 - a2 * x1;
        double const c1 = a2 * x0 - a0 * x2;
        double const c2 = a0 * x1 - a1 * x0;
        double const p0 = x0 * cosine + c0 * sine + a0 * along + t0;
        double const p1 = x1 * cosine + c1 * sine + a1 * along + t1;
        double const p2 = x2 * cosine + c2 * sine + a2 * along + t2;

        // By the axis, already divided by the angle.
        double const axis_sine = inverse_angle * sine;
        double const axis_versine = inverse_angle * versine;
        double const axis_along = inverse_angle * along;
        double const s0 = axis_sine * x0, s1 = axis_sine * x1, s2 = axis_sine * x2;
        double const v0 = axis_versine * a0, v1 = axis_versine * a1, v2 = axis_versine * a2;
        double const b00 = v0 * x0 + axis_along, b01 = v0 * x1 + s2, b02 = v0 * x2 - s1;
        double const b10 = v1 * x0 - s2, b11 = v1 * x1 + axis_along, b12 = v1 * x2 + s0;
        double const b20 = v2 * x0 + s1, b21 = v2 * x1 - s0, b22 = v2 * x2 + axis_along;

        // By the angle, less what the axis loses of its own direction when it is normalised.
        double const sine_dot = sine * dot;
        double const h0 = cosine * c0 - sine * x0 + sine_dot * a0 - (b00 * a0 + b01 * a1 + b02 * a2);
        double const h1 = cosine * c1 - sine * x1 + sine_dot * a1 - (b10 * a0 + b11 * a1 + b12 * a2);
        double const h2 = cosine * c2 - sine * x2 + sine_dot * a2 - (b20 * a0 + b21 * a1 + b22 * a2);

        // By the angle-axis vector, and by the point: the rotation matrix.
        double const w00 = h0 * a0 + b00, w01 = h0 * a1 + b01, w02 = h0 * a2 + b02;
        double const w10 = h1 * a0 + b10, w11 = h1 * a1 + b11, w12 = h1 * a2 + b12;
        double const w20 = h2 * a0 + b20, w21 = h2 * a1 + b21, w22 = h2 * a2 + b22;
        double const sa0 = sine * a0, sa1 = sine * a1, sa2 = sine * a2;
        double const va0 = versine * a0, va1 = versine * a1, va2 = versine * a2;
        double const a01 = va0 * a1, a02 = va0 * a2, a12 = va1 * a2;
        double const r00 = va0 * a0 + cosine, r01 = a01 - sa2, r02 = a02 + sa1;
        double const r10 = a01 + sa2, r11 = va1 * a1 + cosine, r12 = a12 - sa0;
        double const r20 = a02 - sa1, r21 = a12 + sa0, r22 = va2 * a2 + cosine;

        double const inverse_depth = 1 / p2;
        double const x = p0 * inverse_depth;
        double const y = p1 * inverse_depth;
        double const square = x * x + y * y;
        double const radial = k1 + k2 * square;
        double const distortion = 1 + square * radial;
        double const u = distortion * x;
        double const v = distortion * y;
        double const slope = 2 * (radial + k2 * square);  // of the distortion, by the square of the radius

        struct motion {
            double w0, w1, w2, t0, t1, t2, x0, x1, x2;
        };
        auto const row = [&](double g0, double g1, double g2) __attribute__((always_inline)) -> motion {
            return {g0 * w00 + g1 * w10 - g2 * w20,
                    g0 * w01 + g1 * w11 - g2 * w21,
                    g0 * w02 + g1 * w12 - g2 * w22,
                    g0,
                    g1,
                    -g2,
                    g0 * r00 + g1 * r10 - g2 * r20,
                    g0 * r01 + g1 * r11 - g2 * r21,
                    g0 * r02 + g1 * r12 - g2 * r22};
        };

        double const fx_depth = fx * inverse_depth;
        double const fy_depth = fy * inverse_depth;
        double const slope_x = slope * x;
        double const slope_xy = slope_x * y;
        double const stretch = distortion + slope * square;
        motion const m = row(fx_depth * (distortion + slope_x * x), fx_depth * slope_xy, fx_depth * x * stretch);
        motion const n = row(fy_depth * slope_xy, fy_depth * (distortion + slope * y * y), fy_depth * y * stretch);
        double const fx_x_square = fx * x * square;
        double const fy_y_square = fy * y * square;
        return {{fx * u + cx, fy * v + cy},
                {{{m.w0, m.w1, m.w2, m.t0, m.t1, m.t2, u, 0, 1, 0, fx_x_square, fx_x_square * square, m.x0, m.x1, m.x2},
                  {n.w0, n.w1, n.w2, n.t0, n.t1, n.t2, 0, v, 0, 1, fy_y_square, fy_y_square * square, n.x0, n.x1, n.x2}}}};
    }

    static auto sample(auto& uniform) {
        return std::tuple{std::array{
            uniform(0.1, 0.8),  uniform(-0.8, 0.8), uniform(-0.8, 0.8),                     // angle-axis
            uniform(-0.5, 0.5), uniform(-0.5, 0.5), uniform(4, 6),                          // translation
            uniform(400, 600),  uniform(400, 600),  uniform(300, 340), uniform(220, 260),   // fx, fy, cx, cy
            uniform(-0.1, 0.1), uniform(-0.01, 0.01),                                       // k1, k2
            uniform(-1, 1),     uniform(-1, 1),     uniform(-1, 1)}};                       // point
    }
};

}  // namespace bench
