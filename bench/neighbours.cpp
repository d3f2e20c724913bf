// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Loops in loops, rows found by index, and the gradient in rows (typegrad/loops.hpp), against the loop that one writes by hand.
//
//     neighbours           times both in turn, and prints the ratio of the least times
//     neighbours check     compares their results only, which is a test
#include <typegrad.hpp>
#include <typegrad/loops.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <random>
#include <vector>

#include "loop_line.hpp"
#include "problems/lennard_jones_list.hpp"
#include "thread_time.hpp"

namespace {

using problem = bench::lennard_jones_list;
using slopes = std::vector<problem::place>;

template <class... Policies>
[[gnu::noinline]] double by_loop(problem::sample const& s, slopes& slope, Policies... policies) {
    return typegrad::value_and_gradient(problem::primal, typegrad::wrt<0>, policies...).into(slope)(typegrad::rows(s.positions), typegrad::indices(s.positions.size()), typegrad::compressed_rows(s.begin, s.list)).value;
}
[[gnu::noinline]] double by_hand(problem::sample const& s, slopes& slope) { return problem::hand_written(s, slope); }

template <class... Policies>
bool run(char const* how, problem::sample const& s, bool only_check, Policies... policies) {
    slopes loop(s.positions.size()), hand(s.positions.size());
    double const energy = by_loop(s, loop, policies...), expected = by_hand(s, hand);
    bool same = std::abs(energy - expected) <= 1e-12 * std::abs(expected);
    for (std::size_t i = 0; i < loop.size(); ++i)
        for (std::size_t k = 0; k < 3; ++k) same = same && std::abs(loop[i][k] - hand[i][k]) <= 1e-11 * (1 + std::abs(hand[i][k]));
    if (!same) std::printf("%s, %s: the results differ\n", problem::name, how);
    if (only_check) return same;
    double loop_time = 1e9, hand_time = 1e9;
    for (int i = 0; i < 101; ++i) {
        loop_time = std::min(loop_time, bench::thread_time([&] { by_loop(s, loop, policies...); }));
        hand_time = std::min(hand_time, bench::thread_time([&] { by_hand(s, hand); }));
    }
    bench::print_loop(problem::name, s.list.size(), "pair", how, loop_time, hand_time);
    return same;
}

}

int main(int argc, char** argv) {
    bool const only_check = argc > 1 && std::strcmp(argv[1], "check") == 0;
    std::mt19937_64 random(1);
    auto uniform = [&](double low, double high) { return std::uniform_real_distribution<double>(low, high)(random); };
    problem::sample const s = problem::atoms(22, uniform);
    bool const plain = run("loop", s, only_check), fast = run("fast", s, only_check, typegrad::fast);
    return plain && fast ? 0 : 1;
}
