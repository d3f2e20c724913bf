// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cstddef>
#include <tuple>
#include <type_traits>

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
        scalar energy = 0;
        for (std::size_t i = 0; i < Atoms; ++i) {
            for (std::size_t j = i + 1; j < Atoms; ++j) {
                auto const x = position[i][0] - position[j][0];
                auto const y = position[i][1] - position[j][1];
                auto const z = position[i][2] - position[j][2];
                auto const inverse_square = 1 / (x * x + y * y + z * z);
                auto const sixth = inverse_square * inverse_square * inverse_square;
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

    // Pair by pair, unrolled, as structures of arrays: what all pairs have in common, the division first, is done in vectors.
    [[gnu::always_inline]] static inline result hand_written_by_expert(positions const& position) {
        constexpr std::size_t pairs = Atoms * (Atoms - 1) / 2;
        std::array<double, pairs> x, y, z, energy, slope;
        auto const each_pair = [](auto&& use) __attribute__((always_inline)) {
            unrolled<Atoms>([&]<std::size_t i>() __attribute__((always_inline)) {
                unrolled<Atoms - 1 - i>([&]<std::size_t k>() __attribute__((always_inline)) {
                    use(i * Atoms - i * (i + 1) / 2 + k, i, i + 1 + k);
                });
            });
        };
        each_pair([&](std::size_t pair, std::size_t i, std::size_t j) __attribute__((always_inline)) {
            x[pair] = position[i][0] - position[j][0];
            y[pair] = position[i][1] - position[j][1];
            z[pair] = position[i][2] - position[j][2];
        });
        for (std::size_t pair = 0; pair < pairs; ++pair) {
            double const inverse_square = 1 / (x[pair] * x[pair] + y[pair] * y[pair] + z[pair] * z[pair]);
            double const sixth = inverse_square * inverse_square * inverse_square;
            energy[pair] = sixth * sixth - sixth;
            slope[pair] = (24 - 48 * sixth) * (sixth * inverse_square);
            x[pair] *= slope[pair];
            y[pair] *= slope[pair];
            z[pair] *= slope[pair];
        }
        result out{};
        each_pair([&](std::size_t pair, std::size_t i, std::size_t j) __attribute__((always_inline)) {
            out.value += energy[pair];
            out.gradient[i][0] += x[pair], out.gradient[j][0] -= x[pair];
            out.gradient[i][1] += y[pair], out.gradient[j][1] -= y[pair];
            out.gradient[i][2] += z[pair], out.gradient[j][2] -= z[pair];
        });
        out.value *= 4;
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
