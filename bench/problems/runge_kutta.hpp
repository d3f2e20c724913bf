// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <tuple>
#include <type_traits>

#include "../results.hpp"

namespace bench {

// One step of the classic method of Runge and Kutta of fourth order.
constexpr auto runge_kutta_step(auto const& state, auto const& step, auto const& slope) {
    auto const moved = [&](auto const& by, auto const& along) {
        auto to = state;
        for (std::size_t i = 0; i < state.size(); ++i) to[i] += by * along[i];
        return to;
    };
    auto const k1 = slope(state);
    auto const k2 = slope(moved(step / 2, k1));
    auto const k3 = slope(moved(step / 2, k2));
    auto const k4 = slope(moved(step, k3));
    auto next = state;
    for (std::size_t i = 0; i < state.size(); ++i) next[i] += step / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
    return next;
}

// A damped pendulum: two states, four parameters (gravity, length, damping, step), a Jacobian of 2x6. Four sines, of which the
// derivatives take the cosines too.
struct pendulum {
    static constexpr auto name = "RK4 pendulum 2x6";

    static constexpr auto primal = [](auto const& state, auto const& parameter) {
        using scalar = std::remove_cvref_t<decltype(state[0])>;
        // No structured binding: clang 19 cannot capture one by reference in a constant expression.
        auto const gravity = parameter[0], length = parameter[1], damping = parameter[2], step = parameter[3];
        return runge_kutta_step(state, step, [&](auto const& at) {
            using std::sin;
            return std::array<scalar, 2>{at[1], -(gravity / length) * sin(at[0]) - damping * at[1]};
        });
    };

    using result = value_with_jacobian<2, 6>;

    // Both rows are swept back through the four stages; the last two are written out, where half of the adjoints are zeros.
    // Two rows against six columns: forward would be three times the work. An expert would write the same.
    [[gnu::always_inline]] static inline result hand_written(std::array<double, 2> const& state, std::array<double, 4> const& parameter) {
        auto const [gravity, length, damping, step] = parameter;
        double const ratio = gravity / length;
        double const half = step / 2;
        double const sixth = step / 6;
        struct stage {
            double speed, sine, bend, acceleration;
        };
        auto const evaluate = [&](double angle, double speed) __attribute__((always_inline)) -> stage {
            double sine, cosine;
            ::sincos(angle, &sine, &cosine);
            return {speed, sine, ratio * cosine, -ratio * sine - damping * speed};
        };
        stage const s1 = evaluate(state[0], state[1]);
        stage const s2 = evaluate(state[0] + half * s1.speed, state[1] + half * s1.acceleration);
        stage const s3 = evaluate(state[0] + half * s2.speed, state[1] + half * s2.acceleration);
        stage const s4 = evaluate(state[0] + step * s3.speed, state[1] + step * s3.acceleration);
        double const angle_sum = s1.speed + 2 * s2.speed + 2 * s3.speed + s4.speed;
        double const speed_sum = s1.acceleration + 2 * s2.acceleration + 2 * s3.acceleration + s4.acceleration;

        double const third = 2 * sixth;
        double const inverse_length = 1 / length;
        // p and q are owed to a stage's two slopes, a and b to the angle and the speed that it was taken at. What came from the
        // stages after: a and b of the fourth and the third, and what they owe to the ratio and to the damping, less their sign.
        auto const sweep = [&](double by_angle, double by_speed, double a4, double b4, double a3, double b3, double by_ratio, double by_damping,
                               double sum) __attribute__((always_inline)) -> std::array<double, 6> {
            double const q2 = third * by_speed + half * b3;
            double const p2 = third * by_angle + half * a3;
            double const a2 = -s2.bend * q2;
            double const b2 = p2 - damping * q2;
            double const q1 = sixth * by_speed + half * b2;
            double const p1 = sixth * by_angle + half * a2;
            double const a1 = -s1.bend * q1;
            double const b1 = p1 - damping * q1;
            double const for_gravity = -(by_ratio + s2.sine * q2 + s1.sine * q1) * inverse_length;
            return {by_angle + a4 + a3 + a2 + a1,
                    by_speed + b4 + b3 + b2 + b1,
                    for_gravity,
                    -for_gravity * ratio,
                    -(by_damping + s2.speed * q2 + s1.speed * q1),
                    sum * (1.0 / 6) + s3.speed * a4 + s3.acceleration * b4
                        + 0.5 * (s2.speed * a3 + s2.acceleration * b3 + s1.speed * a2 + s1.acceleration * b2)};
        };
        // The angle: p4 = h/6 and q4 = 0.
        double const q3_angle = step * sixth;
        // The speed: p4 = 0 and q4 = h/6.
        double const a4_speed = -s4.bend * sixth;
        double const b4_speed = -damping * sixth;
        double const p3_speed = step * a4_speed;
        double const q3_speed = third + step * b4_speed;
        return {{state[0] + sixth * angle_sum, state[1] + sixth * speed_sum},
                {sweep(1, 0, 0, sixth, -s3.bend * q3_angle, third - damping * q3_angle, s3.sine * q3_angle, s3.speed * q3_angle, angle_sum),
                 sweep(0, 1, a4_speed, b4_speed, -s3.bend * q3_speed, p3_speed - damping * q3_speed, s4.sine * sixth + s3.sine * q3_speed,
                       s4.speed * sixth + s3.speed * q3_speed, speed_sum)}};
    }

    static auto sample(auto& uniform) {
        return std::tuple{std::array{uniform(-3, 3), uniform(-2, 2)},
                          std::array{uniform(9.7, 9.9), uniform(0.5, 2), uniform(0.0, 0.5), uniform(0.01, 0.05)}};
    }
};

// Lorenz's system with a fixed step: three states, three parameters, a Jacobian of 3x6. Arithmetic alone.
struct lorenz {
    static constexpr auto name = "RK4 Lorenz 3x6";

    static constexpr double step = 0.01;

    static constexpr auto primal = [](auto const& state, auto const& parameter) {
        using scalar = std::remove_cvref_t<decltype(state[0])>;
        auto const sigma = parameter[0], rho = parameter[1], beta = parameter[2];
        return runge_kutta_step(state, step, [&](auto const& at) {
            auto const& [x, y, z] = at;
            return std::array<scalar, 3>{sigma * (y - x), x * (rho - z) - y, x * y - beta * z};
        });
    };

    using result = value_with_jacobian<3, 6>;

    // The three rows are swept back through the stages; the fourth is written out, where the row's own slope alone is owed
    // something. An expert would write the same.
    [[gnu::always_inline]] static inline result hand_written(std::array<double, 3> const& state, std::array<double, 3> const& parameter) {
        auto const [sigma, rho, beta] = parameter;
        struct stage {
            double x, y, z, difference, rest;
            std::array<double, 3> slope;
        };
        auto const evaluate = [&](double x, double y, double z) __attribute__((always_inline)) -> stage {
            double const difference = y - x;
            double const rest = rho - z;
            return {x, y, z, difference, rest, {sigma * difference, x * rest - y, x * y - beta * z}};
        };
        auto const move = [&](double by, std::array<double, 3> const& k) __attribute__((always_inline)) {
            return evaluate(state[0] + by * k[0], state[1] + by * k[1], state[2] + by * k[2]);
        };
        constexpr double half = step / 2, third = step / 3, sixth = step / 6;
        stage const s1 = evaluate(state[0], state[1], state[2]);
        stage const s2 = move(half, s1.slope);
        stage const s3 = move(half, s2.slope);
        stage const s4 = move(step, s3.slope);
        result out;
        for (std::size_t i = 0; i < 3; ++i) {
            out.value[i] = state[i] + sixth * (s1.slope[i] + 2 * s2.slope[i] + 2 * s3.slope[i] + s4.slope[i]);
        }

        // From the third stage down: (a, b, c) is what the fourth owes to the point that it was taken at.
        auto const sweep = [&](std::size_t row, double a, double b, double c, double of_fourth) __attribute__((always_inline)) {
            struct slopes {
                double u, v, w;
            };
            double by_x = a, by_y = b, by_z = c;
            auto const through = [&](stage const& s, double weight, double factor, bool has_w) __attribute__((always_inline)) -> slopes {
                double const u = row == 0 ? weight + factor * a : factor * a;
                double const v = row == 1 ? weight + factor * b : factor * b;
                double const w = row == 2 ? weight + factor * c : factor * c;
                double const sigma_u = sigma * u;
                a = s.rest * v - sigma_u;
                b = sigma_u - v;
                c = -(s.x * v);
                if (has_w) a += s.y * w, b += s.x * w, c -= beta * w;
                by_x += a, by_y += b, by_z += c;
                return {u, v, w};
            };
            auto const k3 = through(s3, third, step, row != 0);
            auto const k2 = through(s2, third, half, true);
            auto const k1 = through(s1, sixth, half, true);
            double const from_two = row == 0 ? s2.z * k2.w : s3.z * k3.w + s2.z * k2.w;
            out.jacobian[row] = {by_x,
                                 by_y,
                                 by_z,
                                 s3.difference * k3.u + s2.difference * k2.u + s1.difference * k1.u,
                                 s3.x * k3.v + s2.x * k2.v + s1.x * k1.v,
                                 -(from_two + s1.z * k1.w)};
            out.jacobian[row][3 + row] += of_fourth;
            out.jacobian[row][row] += 1;
        };
        double const sixth_sigma = sixth * sigma;
        sweep(0, -sixth_sigma, sixth_sigma, 0, sixth * s4.difference);
        sweep(1, sixth * s4.rest, -sixth, -sixth * s4.x, sixth * s4.x);
        sweep(2, sixth * s4.y, sixth * s4.x, -sixth * beta, -sixth * s4.z);
        return out;
    }

    static auto sample(auto& uniform) {
        return std::tuple{std::array{uniform(-15, 15), uniform(-20, 20), uniform(5, 40)},
                          std::array{uniform(9, 11), uniform(26, 30), uniform(2.5, 2.9)}};
    }
};

}  // namespace bench
