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

// The Lennard-Jones energy of a cluster, in reduced units, with its gradient: the forces, negative. Divisions decide: one for
// each pair.
template <std::size_t Atoms>
struct lennard_jones {
    static inline auto const name = sized("Lennard-Jones", Atoms);

    using positions = std::array<std::array<double, 3>, Atoms>;

    static constexpr auto primal = [](auto const& position) {
        using scalar = std::remove_cvref_t<decltype(position[0][0])>;
        scalar energy(0);
        for (std::size_t i = 0; i < Atoms; ++i) {
            for (std::size_t j = i + 1; j < Atoms; ++j) {
                scalar const x = position[i][0] - position[j][0];
                scalar const y = position[i][1] - position[j][1];
                scalar const z = position[i][2] - position[j][2];
                scalar const inverse_square = 1 / (x * x + y * y + z * z);
                scalar const sixth = inverse_square * inverse_square * inverse_square;
                energy += 4 * (sixth * sixth - sixth);
            }
        }
        return energy;
    };

    using result = value_with_gradient<positions>;

    [[gnu::always_inline]] static inline result hand_written(positions const& position) {
        double energy = 0;
        positions gradient{};
        for (std::size_t i = 0; i < Atoms; ++i) {
            for (std::size_t j = i + 1; j < Atoms; ++j) {
                double const x = position[i][0] - position[j][0];
                double const y = position[i][1] - position[j][1];
                double const z = position[i][2] - position[j][2];
                double const inverse_square = 1 / (x * x + y * y + z * z);
                double const sixth = inverse_square * inverse_square * inverse_square;
                energy += 4 * (sixth * sixth - sixth);
                double const slope = (24 - 48 * sixth) * (sixth * inverse_square);
                gradient[i][0] += slope * x, gradient[j][0] -= slope * x;
                gradient[i][1] += slope * y, gradient[j][1] -= slope * y;
                gradient[i][2] += slope * z, gradient[j][2] -= slope * z;
            }
        }
        return {energy, gradient};
    }

    // Pairs side by side in vectors, so that up to four divisions are one; the last vector is filled up with the first pair. All is unrolled and
    // stays in registers.
    [[gnu::always_inline]] static inline result hand_written_by_expert(positions const& position) {
        constexpr std::size_t pairs = Atoms * (Atoms - 1) / 2, vectors = (pairs + lane_count - 1) / lane_count;
        constexpr auto atoms = [] {
            std::array<std::array<std::size_t, 2>, vectors * lane_count> all{};
            all.fill({0, 1});
            for (std::size_t i = 0, pair = 0; i < Atoms; ++i) {
                for (std::size_t j = i + 1; j < Atoms; ++j) all[pair++] = {i, j};
            }
            return all;
        }();
        std::array<std::array<lanes, 3>, vectors> pull;
        lanes energies{};
        result out{};
        unrolled<vectors>([&]<std::size_t v>() __attribute__((always_inline)) {
            auto& [x, y, z] = pull[v];
            unrolled<3>([&]<std::size_t axis>() __attribute__((always_inline)) {
                fill(pull[v][axis], [&](std::size_t lane) __attribute__((always_inline)) {
                    auto const [i, j] = atoms[v * lane_count + lane];
                    return position[i][axis] - position[j][axis];
                });
            });
            lanes const inverse_square = 1 / (x * x + y * y + z * z);
            lanes const sixth = inverse_square * inverse_square * inverse_square;
            lanes const energy = sixth * sixth - sixth;
            if constexpr ((v + 1) * lane_count <= pairs) energies += energy;
            else for (std::size_t lane = 0; v * lane_count + lane < pairs; ++lane) out.value += energy[lane];
            lanes const slope = (24 - 48 * sixth) * (sixth * inverse_square);
            x *= slope, y *= slope, z *= slope;
        });
        out.value = 4 * (out.value + bench::sum(energies));
        unrolled<pairs>([&]<std::size_t pair>() __attribute__((always_inline)) {
            constexpr auto i = atoms[pair][0], j = atoms[pair][1];
            unrolled<3>([&]<std::size_t axis>() __attribute__((always_inline)) {
                out.gradient[i][axis] += pull[pair / lane_count][axis][pair % lane_count];
                out.gradient[j][axis] -= pull[pair / lane_count][axis][pair % lane_count];
            });
        });
        return out;
    }

    // The corners of a box, shaken: no pair is nearer than 0.9.
    static auto sample(auto& uniform) {
        positions position;
        for (std::size_t i = 0; i < Atoms; ++i) {
            for (std::size_t axis = 0; axis < 3; ++axis) position[i][axis] = 1.2 * static_cast<double>(i >> axis & 1) + uniform(-0.15, 0.15);
        }
        return std::tuple{position};
    }
};

}  // namespace bench
