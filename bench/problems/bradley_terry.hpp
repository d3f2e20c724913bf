// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <tuple>
#include <type_traits>

#include "../lanes.hpp"
#include "../results.hpp"
#include "../unrolled.hpp"

namespace bench {

// The log-likelihood of paired comparisons by Bradley and Terry (Biometrika 39 (1952) 324): the skills of four players by how
// often each has beaten each other. Four exponentials, six logarithms; the derivative divides six times.
struct bradley_terry {
    static constexpr auto name = "Bradley-Terry 4";

    static constexpr std::size_t players = 4, pairs = players * (players - 1) / 2;
    static constexpr double wins[players][players] = {{0, 3, 1, 4}, {1, 0, 2, 2}, {2, 1, 0, 3}, {0, 1, 1, 0}};
    using skills = std::array<double, players>;

    static constexpr auto primal = [](auto const& skill) {
        using std::exp;
        using std::log;
        using scalar = std::remove_cvref_t<decltype(skill[0])>;
        scalar likelihood(0);
        for (std::size_t i = 0; i < players; ++i) {
            for (std::size_t j = 0; j < players; ++j) {
                if (i != j) likelihood += wins[i][j] * (skill[i] - log(exp(skill[i]) + exp(skill[j])));
            }
        }
        return likelihood;
    };

    using result = value_with_gradient<skills>;

    static constexpr double won(std::size_t player) {
        double sum = 0;
        for (double const number : wins[player]) sum += number;
        return sum;
    }

    [[gnu::always_inline]] static inline result hand_written(skills const& skill) {
        skills strength;
        for (std::size_t i = 0; i < players; ++i) strength[i] = std::exp(skill[i]);
        double logarithm[players][players];
        result out{0, {won(0), won(1), won(2), won(3)}};
        for (std::size_t i = 0; i < players; ++i) {
            for (std::size_t j = i + 1; j < players; ++j) {
                double const together = strength[i] + strength[j];
                logarithm[i][j] = logarithm[j][i] = std::log(together);
                double const scaled = (wins[i][j] + wins[j][i]) / together;
                out.gradient[i] -= scaled * strength[i];
                out.gradient[j] -= scaled * strength[j];
            }
        }
        for (std::size_t i = 0; i < players; ++i) {
            for (std::size_t j = 0; j < players; ++j) {
                if (i != j) out.value += wins[i][j] * (skill[i] - logarithm[i][j]);
            }
        }
        return out;
    }

    // One logarithm, of the product of all sums to the power of their games, and the divisions in lanes. A player's share of a sum is what the
    // other's leaves of one.
    [[gnu::always_inline]] static inline result hand_written_by_expert(skills const& skill) {
        constexpr auto playing = [] {
            std::array<std::array<std::size_t, 2>, 8> all{};
            for (std::size_t i = 0, pair = 0; i < players; ++i) {
                for (std::size_t j = i + 1; j < players; ++j) all[pair++] = {i, j};
            }
            all[6] = all[7] = all[0];  // fills up the last vector
            return all;
        }();
        constexpr std::size_t vectors = (pairs + lane_count - 1) / lane_count;
        skills strength;
        result out{};
        unrolled<players>([&]<std::size_t i>() __attribute__((always_inline)) {
            strength[i] = std::exp(skill[i]);
            out.value += won(i) * skill[i];
            out.gradient[i] = won(i);
        });
        double product = 1;
        unrolled<vectors>([&]<std::size_t v>() __attribute__((always_inline)) {
            lanes together, first, games;
            fill(first, [&](std::size_t lane) __attribute__((always_inline)) { return strength[playing[v * lane_count + lane][0]]; });
            fill(together, [&](std::size_t lane) __attribute__((always_inline)) { return strength[playing[v * lane_count + lane][1]]; });
            fill(games, [&](std::size_t lane) __attribute__((always_inline)) {
                auto const [i, j] = playing[v * lane_count + lane];
                return wins[i][j] + wins[j][i];
            });
            together += first;
            lanes const lost = games * first / together;
            unrolled<lane_count>([&]<std::size_t lane>() __attribute__((always_inline)) {
                constexpr std::size_t pair = v * lane_count + lane;
                if constexpr (pair < pairs) {
                    constexpr std::size_t i = playing[pair][0], j = playing[pair][1];
                    constexpr double total = wins[i][j] + wins[j][i];
                    static_assert(total == 3 || total == 4);
                    double const square = together[lane] * together[lane];
                    product *= square * (total == 4 ? square : together[lane]);
                    out.gradient[i] -= lost[lane];
                    out.gradient[j] -= total - lost[lane];
                }
            });
        });
        out.value -= std::log(product);
        return out;
    }

    static auto sample(auto& uniform) { return std::tuple{skills{uniform(-1, 1), uniform(-1, 1), uniform(-1, 1), uniform(-1, 1)}}; }
};

}  // namespace bench
