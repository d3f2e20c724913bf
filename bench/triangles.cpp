// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Sparse Hessians of sums over elements (typegrad/loops.hpp), against the loop that one writes by hand around the Hessian of one element.
//
//     triangles           times both in turn, and prints the ratio of the least times
//     triangles check     compares their results only, which is a test
#include <typegrad.hpp>
#include <typegrad/loops.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <random>
#include <vector>

#include "problems/elastic_triangles.hpp"
#include "thread_time.hpp"

namespace {

using problem = bench::elastic_triangles;
using slopes = std::vector<problem::place>;
using matrix = typegrad::sparse_matrix_in_rows<double>;

template <class... Policies>
[[gnu::noinline]] double by_loop(problem::sample const& s, slopes& slope, matrix& hessian, Policies... policies) {
    return typegrad::value_gradient_and_sparse_hessian(problem::primal, typegrad::wrt<0>, policies...).into(slope, hessian)(typegrad::rows(s.positions), typegrad::rows(s.triangles)).value;
}
[[gnu::noinline]] double by_hand(problem::sample const& s, slopes& slope, matrix& hessian) { return problem::hand_written(s, slope, hessian); }

template <class... Policies>
bool run(char const* how, problem::sample& s, bool only_check, Policies... policies) {
    slopes loop(s.positions.size()), hand(s.positions.size());
    matrix of_loop;
    double const energy = by_loop(s, loop, of_loop, policies...);
    matrix of_hand = of_loop;
    if (s.begins.empty()) problem::find_blocks(s, of_loop);
    double const expected = by_hand(s, hand, of_hand);
    bool same = std::abs(energy - expected) <= 1e-12 * std::abs(expected);
    for (std::size_t i = 0; i < loop.size(); ++i)
        for (std::size_t k = 0; k < 2; ++k) same = same && std::abs(loop[i][k] - hand[i][k]) <= 1e-11;
    for (std::size_t i = 0; i < of_hand.values.size(); ++i) same = same && std::abs(of_loop.values[i] - of_hand.values[i]) <= 1e-11 * (1 + std::abs(of_hand.values[i]));
    if (!same) std::printf("%s%s: the results differ\n", problem::name, how);
    if (only_check) return same;
    double loop_time = 1e9, hand_time = 1e9;
    for (int i = 0; i < 101; ++i) {
        loop_time = std::min(loop_time, bench::thread_time([&] { by_loop(s, loop, of_loop, policies...); }));
        hand_time = std::min(hand_time, bench::thread_time([&] { by_hand(s, hand, of_hand); }));
    }
    std::printf("%s%s, %zu triangles: %.3f of the loop by hand, %.1f ns a triangle\n", problem::name, how, s.triangles.size(), loop_time / hand_time, 1e9 * loop_time / static_cast<double>(s.triangles.size()));
    return same;
}

}

int main(int argc, char** argv) {
    bool const only_check = argc > 1 && std::strcmp(argv[1], "check") == 0;
    std::mt19937_64 random(1);
    auto uniform = [&](double low, double high) { return std::uniform_real_distribution<double>(low, high)(random); };
    problem::sample s = problem::sheet(only_check ? 20 : 224, uniform);
    bool const plain = run("", s, only_check), unchecked = run(", unchecked", s, only_check, typegrad::unchecked), fast = run(", fast", s, only_check, typegrad::fast);
    return plain && unchecked && fast ? 0 : 1;
}
