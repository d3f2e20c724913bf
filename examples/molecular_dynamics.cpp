// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A liquid of 216 atoms of argon: only its energy is written down, a sum over pairs; the forces are its gradient, in one loop over the list of neighbours.
// What comes out is how far atoms stand from each other: a first shell at a distance of about 1.1, and gaps beyond it.
//
//     molecular_dynamics [PICTURE.svg [STEPS]]        draws that, too; without a number the steps are 2000
//
// Lengths are in diameters of an atom (σ, 0.34 nm), energies in depths of the well between two (ε, 120 K), masses in that of an atom.
#include <typegrad.hpp>
#include <typegrad/linear.hpp>
#include <typegrad/loops.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "plot.hpp"

namespace {

using place = typegrad::vec<double, 3>;

// The box repeats itself in all directions: the second atom of a pair is seen at its place plus a shift.
template <class T, class Index>
struct neighbours {
    Index first, second;
    T shift_x, shift_y, shift_z;
};

constexpr double reach = 2.5, reach_6 = reach * reach * reach * reach * reach * reach;
// Lennard and Jones's potential, and what makes it end at its reach without a jump or a kink.
constexpr double bend = 24 / (reach_6 * reach_6 * reach * reach) - 12 / (reach_6 * reach * reach), lift = -4 * (1 / (reach_6 * reach_6) - 1 / reach_6) - bend * reach * reach;
constexpr auto energy = [](auto const& position, auto const& pairs) {
    return sum(pairs, [&](auto const& p) {
        auto const here = position[p.first], there = position[p.second];
        auto const x = here[0] - there[0] - p.shift_x, y = here[1] - there[1] - p.shift_y, z = here[2] - there[2] - p.shift_z;
        auto const square = x * x + y * y + z * z, inverse = 1 / square, sixth = inverse * inverse * inverse;
        return select(square < reach * reach, 4 * (sixth * sixth - sixth) + bend * square + lift, 0);
    });
};

constexpr std::size_t edge = 6, atoms = edge * edge * edge;
constexpr double density = 0.8, step = 0.004, warm = 1.0, skin = 0.3;
double const box = std::cbrt(atoms / density);

struct liquid {
    std::vector<place> position, velocity, slope;
    std::vector<place> at_last_list;
    std::vector<neighbours<double, int>> pairs;
    double potential = 0;
    int lists = 0;

    liquid() : position(atoms), velocity(atoms), slope(atoms) {
        unsigned number = 2026;
        auto const random = [&] { return static_cast<double>((number = number * 1664525u + 1013904223u) >> 8) / 16777216 - 0.5; };
        place sum{};
        for (std::size_t i = 0; i < atoms; ++i) {
            position[i] = place{static_cast<double>(i % edge), static_cast<double>(i / edge % edge), static_cast<double>(i / edge / edge)} * (box / edge);
            velocity[i] = {random(), random(), random()};
            sum += velocity[i];
        }
        for (place& v : velocity) v -= sum / double(atoms);
        find_forces();
    }

    double kinetic() const {
        double sum = 0;
        for (place const& v : velocity) sum += squared_norm(v) / 2;
        return sum;
    }
    double temperature() const { return 2 * kinetic() / (3 * (atoms - 1.0)); }

    void find_forces() {
        bool stale = at_last_list.empty();
        for (std::size_t i = 0; i < atoms && !stale; ++i) stale = squared_norm(position[i] - at_last_list[i]) > skin * skin / 4;
        if (stale) list_pairs();
        potential = typegrad::value_and_gradient(energy, typegrad::wrt<0>).into(slope)(typegrad::rows(position), typegrad::rows(pairs)).value;
    }
    // Verlet's method: half a step of the velocities, a step of the places, half a step of the velocities.
    void move() {
        for (std::size_t i = 0; i < atoms; ++i) {
            velocity[i] -= step / 2 * slope[i];
            position[i] += step * velocity[i];
        }
        find_forces();
        for (std::size_t i = 0; i < atoms; ++i) velocity[i] -= step / 2 * slope[i];
    }
    void warm_to(double wanted) {
        double const times = std::sqrt(wanted / temperature());
        for (place& v : velocity) v *= times;
    }

private:
    void list_pairs() {
        pairs.clear();
        for (std::size_t i = 0; i < atoms; ++i)
            for (std::size_t j = i + 1; j < atoms; ++j) {
                place const apart = position[i] - position[j], shift{box * std::round(apart[0] / box), box * std::round(apart[1] / box), box * std::round(apart[2] / box)};
                if (squared_norm(apart - shift) < (reach + skin) * (reach + skin)) pairs.push_back({static_cast<int>(i), static_cast<int>(j), shift[0], shift[1], shift[2]});
            }
        at_last_list = position;
        ++lists;
    }
};

}

int main(int count, char** arguments) {
    int const steps = count > 2 ? std::atoi(arguments[2]) : 2000, bins = 60;
    liquid argon;
    for (int k = 0; k < steps / 2; ++k) {
        argon.move();
        if (k % 10 == 0) argon.warm_to(warm);
    }
    // From here on nothing is touched: the energy must stay what it is.
    double const before = argon.potential + argon.kinetic();
    double worst = 0, temperature = 0;
    std::vector<double> seen(bins);
    std::printf("  time     potential ε     kinetic ε       total ε   temperature\n");
    for (int k = 0; k <= steps; ++k) {
        double const total = argon.potential + argon.kinetic();
        worst = std::max(worst, std::abs(total - before));
        temperature += argon.temperature() / (steps + 1);
        if (k % 250 == 0) std::printf("  %5.2f   %12.4f  %12.4f  %12.4f   %11.3f\n", k * step, argon.potential, argon.kinetic(), total, argon.temperature());
        for (auto const& p : argon.pairs) {
            double const r = norm(argon.position[static_cast<std::size_t>(p.first)] - argon.position[static_cast<std::size_t>(p.second)] - place{p.shift_x, p.shift_y, p.shift_z});
            if (r < reach) seen[static_cast<std::size_t>(r / reach * bins)] += 2.0 / (atoms * (steps + 1.0));
        }
        argon.move();
    }
    // How many there are at a distance, beside as many as there would be without any order.
    plot::points order;
    std::size_t peak = 0;
    for (std::size_t b = 0; b < seen.size(); ++b) {
        double const from = reach / bins * static_cast<double>(b), to = from + reach / bins;
        order.push_back({(from + to) / 2, seen[b] / (density * 4.18879020478639 * (to * to * to - from * from * from))});
        if (order[b][1] > order[peak][1]) peak = b;
    }
    place momentum{};
    for (place const& v : argon.velocity) momentum += v;
    std::printf("In %d steps the energy has moved by %.1e of the kinetic energy, and the momentum is %.1e; the list was made %d times.\n", steps, worst / argon.kinetic(), norm(momentum), argon.lists);
    std::printf("At the temperature %.2f most atoms have others at a distance of %.2f: %.1f times as many as without order.\n", temperature, order[peak][0], order[peak][1]);
    if (count > 1) plot("Argon: order in a liquid", "distance σ", "atoms, beside without order").curve("found", order).curve("without order", {{0, 1}, {reach, 1}}).write(arguments[1]);
    return worst < 2e-3 * argon.kinetic() && norm(momentum) < 1e-9 && order[peak][0] > 1.0 && order[peak][0] < 1.2 && order[peak][1] > 2.2 && order[peak][1] < 3.4 ? 0 : 1;
}
