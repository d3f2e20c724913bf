// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <tuple>
#include <type_traits>

#include "../results.hpp"

namespace bench {

// Where the tool of a robot arm is, by its six joint angles: Denavit and Hartenberg's parameters of a UR5 after a calibration,
// so that no twist is exactly a right angle. Three outputs, six inputs; six sines with their cosines.
struct robot_arm {
    static constexpr auto name = "robot arm 3x6";

    static constexpr std::size_t joints = 6;
    struct link {
        double length, offset, sine, cosine;  // of the twist
    };
    static constexpr std::array<link, joints> links{{
        {0.00012, 0.08946, 0.99999982, 0.00059999996},
        {-0.42489, 0.00031, -0.00079999991, 0.99999968},
        {-0.39213, -0.00042, 0.0012999996, 0.99999916},
        {-0.00009, 0.10932, 0.99999936, -0.0010999998},
        {0.00005, 0.09481, -0.99999988, 0.00049999998},
        {0.00015, 0.08218, 0.00039999999, 0.99999992},
    }};
    static constexpr std::array<double, 3> tool{0.021, -0.013, 0.145};

    // From the tool to the base: each joint twists and moves the point along its link, and turns it.
    static constexpr auto primal = [](auto const& angle) {
        using std::cos;
        using std::sin;
        using scalar = std::remove_cvref_t<decltype(angle[0])>;
        std::array<scalar, 3> point{scalar(tool[0]), scalar(tool[1]), scalar(tool[2])};
        for (std::size_t joint = joints; joint-- > 0;) {
            auto const& [length, offset, sine, cosine] = links[joint];
            scalar const x = point[0] + length;
            scalar const y = cosine * point[1] - sine * point[2];
            point[2] = sine * point[1] + cosine * point[2] + offset;
            scalar const s = sin(angle[joint]);
            scalar const c = cos(angle[joint]);
            point[0] = c * x - s * y;
            point[1] = s * x + c * y;
        }
        return point;
    };

    using result = value_with_jacobian<3, joints>;

    // Row by row: each row is swept from the base to the tool. Turning the point (x, y) moves it by (-y, x).
    [[gnu::always_inline]] static inline result hand_written(std::array<double, joints> const& angle) {
        std::array<double, joints> s, c, x, y;
        std::array<double, 3> point = tool;
        for (std::size_t joint = joints; joint-- > 0;) {
            auto const& [length, offset, sine, cosine] = links[joint];
            double const u = point[0] + length;
            double const v = cosine * point[1] - sine * point[2];
            double const z = sine * point[1] + cosine * point[2] + offset;
            ::sincos(angle[joint], &s[joint], &c[joint]);
            x[joint] = c[joint] * u - s[joint] * v;
            y[joint] = s[joint] * u + c[joint] * v;
            point = {x[joint], y[joint], z};
        }

        result out;
        out.value = point;
        // (a, b, g) is the row by the point where a joint is about to have been turned.
        auto const row = [&](std::array<double, joints>& partial, std::size_t joint, double a, double b, double g) __attribute__((always_inline)) {
            for (;; ++joint) {
                partial[joint] = b * x[joint] - a * y[joint];
                if (joint + 1 == joints) return;
                double const v = c[joint] * b - s[joint] * a;
                a = c[joint] * a + s[joint] * b;
                double const sine = links[joint].sine, cosine = links[joint].cosine;
                b = cosine * v + sine * g;
                g = cosine * g - sine * v;
            }
        };
        // The first joint, where most of the row is zeros, is written out; in the third row the second as well.
        auto const& [length_0, offset_0, sine_0, cosine_0] = links[0];
        out.jacobian[0][0] = -y[0];
        out.jacobian[1][0] = x[0];
        out.jacobian[2][0] = 0;
        row(out.jacobian[0], 1, c[0], -cosine_0 * s[0], sine_0 * s[0]);
        row(out.jacobian[1], 1, s[0], cosine_0 * c[0], -sine_0 * c[0]);
        auto const& [length_1, offset_1, sine_1, cosine_1] = links[1];
        double const v = sine_0 * c[1];
        out.jacobian[2][1] = sine_0 * x[1];
        row(out.jacobian[2], 2, sine_0 * s[1], cosine_1 * v + sine_1 * cosine_0, cosine_1 * cosine_0 - sine_1 * v);
        return out;
    }

    static auto sample(auto& uniform) {
        std::array<double, joints> angle;
        for (double& entry : angle) entry = uniform(-3, 3);
        return std::tuple{angle};
    }
};

}  // namespace bench
