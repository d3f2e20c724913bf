// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cstddef>
#include <tuple>
#include <type_traits>

#include "../lanes.hpp"
#include "../results.hpp"
#include "../unrolled.hpp"

namespace bench {

// The energy of a square of four bars with a diagonal, in Green's strain (Crisfield, Non-linear Finite Element Analysis, sec. 3.1), by
// the coordinates of its nodes and the stiffness. Arithmetic alone.
struct truss {
    static constexpr auto name = "truss";

    static constexpr std::size_t bars = 5;
    static constexpr std::size_t ends[bars][2] = {{0, 1}, {1, 3}, {3, 2}, {2, 0}, {0, 3}};
    static constexpr double rest[bars] = {1, 1, 1, 1, 1.4142135623730951};
    using nodes = std::array<double, 8>;

    static constexpr auto primal = [](auto const& p, auto const& stiffness) {
        using scalar = std::remove_cvref_t<decltype(p[0])>;
        scalar energy(0);
        for (std::size_t bar = 0; bar < bars; ++bar) {
            std::size_t const i = 2 * ends[bar][0], j = 2 * ends[bar][1];
            scalar const x = p[i] - p[j], y = p[i + 1] - p[j + 1];
            scalar const strain = (x * x + y * y - rest[bar] * rest[bar]) / (2 * rest[bar] * rest[bar]);
            energy += stiffness * rest[bar] / 2 * strain * strain;
        }
        return energy;
    };

    using result = value_with_gradient<std::tuple<nodes, double>>;

    // No division: those by the lengths at rest are constants.
    [[gnu::always_inline]] static inline result hand_written(nodes const& p, double stiffness) {
        result out{};
        unrolled<bars>([&]<std::size_t bar>() __attribute__((always_inline)) {
            constexpr std::size_t i = 2 * ends[bar][0], j = 2 * ends[bar][1];
            double const x = p[i] - p[j], y = p[i + 1] - p[j + 1];
            double const strain = (x * x + y * y - rest[bar] * rest[bar]) / (2 * rest[bar] * rest[bar]);
            double const scaled = stiffness * rest[bar] / 2 * strain;
            out.value += scaled * strain;
            std::get<1>(out.gradient) += rest[bar] / 2 * (strain * strain);
            double const pull = 2 / (rest[bar] * rest[bar]) * scaled;
            auto& by = std::get<0>(out.gradient);
            by[i] += pull * x, by[j] -= pull * x;
            by[i + 1] += pull * y, by[j + 1] -= pull * y;
        });
        return out;
    }

    // The four sides in lanes, and the stiffness taken out of the sum.
    [[gnu::always_inline]] static inline result hand_written_by_expert(nodes const& p, double stiffness) {
        constexpr std::size_t sides = 4;
        constexpr double diagonal_square = rest[4] * rest[4];
        result out{};
        lanes squares{};
        double const x = p[0] - p[6], y = p[1] - p[7];
        double const strain = (x * x + y * y) * (0.5 / diagonal_square) - 0.5;
        double const pull = stiffness / rest[4] * strain;
        auto& by = std::get<0>(out.gradient);
        by[0] = pull * x, by[6] = -by[0];
        by[1] = pull * y, by[7] = -by[1];
        unrolled<sides / lane_count>([&]<std::size_t v>() __attribute__((always_inline)) {
            lanes along[2];
            unrolled<2>([&]<std::size_t axis>() __attribute__((always_inline)) {
                fill(along[axis], [&](std::size_t lane) __attribute__((always_inline)) {
                    auto const& [i, j] = ends[v * lane_count + lane];
                    return p[2 * i + axis] - p[2 * j + axis];
                });
            });
            lanes const side_strain = 0.5 * (along[0] * along[0] + along[1] * along[1]) - 0.5;
            squares += side_strain * side_strain;
            lanes const side_pull = stiffness * side_strain;
            along[0] *= side_pull, along[1] *= side_pull;
            unrolled<2 * lane_count>([&]<std::size_t n>() __attribute__((always_inline)) {
                constexpr std::size_t lane = n / 2, axis = n % 2, i = ends[v * lane_count + lane][0], j = ends[v * lane_count + lane][1];
                by[2 * i + axis] += along[axis][lane], by[2 * j + axis] -= along[axis][lane];
            });
        });
        double const energy = 0.5 * (rest[4] * strain * strain + sum(squares));
        std::get<1>(out.gradient) = energy;
        out.value = stiffness * energy;
        return out;
    }

    static auto sample(auto& uniform) {
        nodes p{0, 0, 0, 1, 1, 0, 1, 1};
        for (double& entry : p) entry += uniform(-0.1, 0.1);
        return std::tuple{p, uniform(100, 300)};
    }
};

}  // namespace bench
