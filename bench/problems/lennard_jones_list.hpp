// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <typegrad/linear.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace bench {

// The Lennard–Jones energy of many atoms, Σ 4 (r⁻¹² - r⁻⁶) over the pairs of a list of neighbours, and its slope in all places. One division a
// pair.
struct lennard_jones_list {
    static constexpr auto name = "Lennard-Jones, list of neighbours";
    using place = typegrad::vec<double, 3>;

    static constexpr auto primal = [](auto const& position, auto const& atoms, auto const& later) {
        return sum(atoms, [&](auto i) {
            auto const here = position[i];
            return sum(later[i], [&](auto j) {
                auto const inverse = 1 / squared_norm(here - position[j]);
                auto const sixth = inverse * inverse * inverse;
                return 4 * (sixth * sixth - sixth);
            });
        });
    };

    // For each atom the later ones that are near are list[begin[i]] … list[begin[i + 1] - 1].
    struct sample {
        std::vector<place> positions;
        std::vector<int> begin, list;
    };
    static inline double hand_written(sample const& s, std::vector<place>& slope) {
        double energy = 0;
        for (place& entry : slope) entry = {};
        for (std::size_t i = 0; i < s.positions.size(); ++i) {
            place const here = s.positions[i];
            double sum = 0, of_here[3] = {};
            for (int k = s.begin[i]; k < s.begin[i + 1]; ++k) {
                auto const j = static_cast<std::size_t>(s.list[static_cast<std::size_t>(k)]);
                double const x = here[0] - s.positions[j][0], y = here[1] - s.positions[j][1], z = here[2] - s.positions[j][2];
                double const inverse = 1 / (x * x + y * y + z * z), sixth = inverse * inverse * inverse;
                sum += 4 * (sixth * sixth - sixth);
                double const w = inverse * (24 * sixth - 48 * (sixth * sixth));
                of_here[0] += w * x, of_here[1] += w * y, of_here[2] += w * z;
                slope[j][0] -= w * x, slope[j][1] -= w * y, slope[j][2] -= w * z;
            }
            energy += sum;
            for (std::size_t k = 0; k < 3; ++k) slope[i][k] += of_here[k];
        }
        return energy;
    }

    // Atoms of a cubic lattice, each a little off, and pairs that are less than 2.5 apart. Their number is a cube.
    static sample atoms(std::size_t edge, auto& uniform) {
        sample s;
        for (std::size_t i = 0; i < edge * edge * edge; ++i)
            s.positions.push_back({1.1 * static_cast<double>(i % edge) + uniform(-0.1, 0.1), 1.1 * static_cast<double>(i / edge % edge) + uniform(-0.1, 0.1), 1.1 * static_cast<double>(i / edge / edge) + uniform(-0.1, 0.1)});
        s.begin.push_back(0);
        for (std::size_t i = 0; i < s.positions.size(); ++i) {
            // In the lattice none that is later by more than three planes is near.
            std::size_t const end = std::min(s.positions.size(), i + 3 * edge * edge + 3 * edge + 3);
            for (std::size_t j = i + 1; j < end; ++j)
                if (squared_norm(s.positions[i] - s.positions[j]) < 6.25) s.list.push_back(static_cast<int>(j));
            s.begin.push_back(static_cast<int>(s.list.size()));
        }
        return s;
    }
};

}  // namespace bench
