// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Sparse Hessians of sums over elements (typegrad/loops.hpp), against the loop that one writes by hand around the Hessian of one element; and Jacobians
// in blocks, by a loop around the Jacobian of one observation.
//
//     triangles           times both in turn, and prints the ratio of the least times
//     triangles check     compares their results only, which is a test
#include <typegrad.hpp>
#include <typegrad/loops.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <iterator>
#include <random>
#include <vector>

#include "loop_line.hpp"
#include "problems/bundle_adjustment.hpp"
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
    if (!same) std::printf("%s, %s: the results differ\n", problem::name, how);
    if (only_check) return same;
    double loop_time = 1e9, hand_time = 1e9;
    for (int i = 0; i < 101; ++i) {
        loop_time = std::min(loop_time, bench::thread_time([&] { by_loop(s, loop, of_loop, policies...); }));
        hand_time = std::min(hand_time, bench::thread_time([&] { by_hand(s, hand, of_hand); }));
    }
    bench::print_loop(problem::name, s.triangles.size(), "triangle", how, loop_time, hand_time);
    return same;
}

// Residuals and their Jacobian, as blocks of an observation by its camera and by its point.
bool adjust(std::size_t count, bool only_check, auto& uniform) {
    using bundle = bench::bundle_adjustment;
    bundle::sample const s = bundle::scene(count, uniform);
    std::vector<bundle::block> loop(count), hand(count);
    struct {
        char const* name;
        void (*compute)(bundle::sample const&, std::vector<bundle::block>&);
    } const ways[] = {{"by hand", bundle::hand_written}, {"loop", bundle::by_loop<>}, {"fast", bundle::by_loop<typegrad::fast>}, {"by an expert", bundle::hand_written_by_expert}};
    bundle::hand_written(s, hand);
    bool all_same = true;
    for (auto const& way : ways) {
        way.compute(s, loop);
        bool same = true;
        for (std::size_t i = 0; i < count; ++i)
            for (std::size_t k = 0; k < 2; ++k) {
                same = same && std::abs(loop[i].residual[k] - hand[i].residual[k]) <= 1e-9;
                for (std::size_t j = 0; j < bundle::inputs; ++j) same = same && std::abs(bundle::entry(loop[i], k, j) - bundle::entry(hand[i], k, j)) <= 1e-10 * (100 + std::abs(bundle::entry(hand[i], k, j)));
            }
        if (!same) std::printf("%s, %s: the results differ\n", bundle::name, way.name);
        all_same = all_same && same;
    }
    if (only_check) return all_same;
    double least[std::size(ways)];
    for (double& time : least) time = 1e9;
    for (int i = 0; i < 31; ++i)
        for (std::size_t k = 0; k < std::size(ways); ++k) least[k] = std::min(least[k], bench::thread_time([&] { ways[k].compute(s, loop); }));
    for (std::size_t k = 1; k < std::size(ways); ++k) bench::print_loop(bundle::name, count, "observation", ways[k].name, least[k], least[0]);
    return all_same;
}

}

int main(int argc, char** argv) {
    bool const only_check = argc > 1 && std::strcmp(argv[1], "check") == 0;
    std::mt19937_64 random(1);
    auto uniform = [&](double low, double high) { return std::uniform_real_distribution<double>(low, high)(random); };
    problem::sample s = problem::sheet(only_check ? 20 : 224, uniform);
    bool const plain = run("loop", s, only_check), unchecked = run("unchecked", s, only_check, typegrad::unchecked), fast = run("fast", s, only_check, typegrad::fast);
    bool const bundle = adjust(only_check ? 500 : 100000, only_check, uniform);
    return plain && unchecked && fast && bundle ? 0 : 1;
}
