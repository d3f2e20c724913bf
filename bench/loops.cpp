// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Loops over rows (typegrad/loops.hpp) against the fused loop that one writes by hand.
//
//     loops           times both in turn, and prints the ratio of the least times
//     loops check     compares their results only, which is a test
#include <typegrad.hpp>
#include <typegrad/loops.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <random>
#include <vector>

#include "problems/logistic_regression.hpp"

namespace {

template <class Problem>
struct measured {
    using rows = std::vector<typename Problem::row>;
    using point = typename Problem::point;

    [[gnu::noinline]] static double by_loop(point const& w, rows const& data, point& slope) {
        auto const both = typegrad::value_and_gradient(Problem::primal, typegrad::wrt<0>)(w, typegrad::rows(data));
        slope = both.gradient;
        return both.value;
    }
    [[gnu::noinline]] static double by_hand(point const& w, rows const& data, point& slope) { return Problem::hand_written(w, data, slope); }

    // Seconds of this thread in one of so many calls.
    static double time(int calls, auto&& call) {
        auto const seconds = [] {
            std::timespec now{};
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
            return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
        };
        double const begin = seconds();
        for (int i = 0; i < calls; ++i) call();
        return (seconds() - begin) / calls;
    }

    static bool run(std::size_t n, bool only_check) {
        std::mt19937_64 random(1);
        auto uniform = [&](double low, double high) { return std::uniform_real_distribution<double>(low, high)(random); };
        rows const data = Problem::sample(n, uniform);
        point w;
        for (double& entry : w) entry = uniform(-1, 1);

        point by_loops, by_hands;
        double const loop = by_loop(w, data, by_loops), hand = by_hand(w, data, by_hands);
        bool same = std::abs(loop - hand) <= 1e-12 * std::abs(hand);
        for (std::size_t k = 0; k < w.size(); ++k) same = same && std::abs(by_loops[k] - by_hands[k]) <= 1e-10 * std::abs(hand);
        if (!same) std::printf("%s, %zu rows: the results differ\n", Problem::name, n);
        if (only_check) return same;

        // The least of many: what disturbs only adds.
        int const calls = static_cast<int>(1 + 20000 / n);
        double loop_time = 1e9, hand_time = 1e9;
        for (int i = 0; i < 301; ++i) {
            loop_time = std::min(loop_time, time(calls, [&] { by_loop(w, data, by_loops); asm volatile("" ::: "memory"); }));
            hand_time = std::min(hand_time, time(calls, [&] { by_hand(w, data, by_hands); asm volatile("" ::: "memory"); }));
        }
        std::printf("%s, %zu rows: %.3f of the loop by hand, %.2f ns a row\n", Problem::name, n, loop_time / hand_time, 1e9 * loop_time / static_cast<double>(n));
        return same;
    }
};

}

int main(int argc, char** argv) {
    bool const only_check = argc > 1 && std::strcmp(argv[1], "check") == 0;
    bool right = true;
    for (std::size_t const n : {100u, 1000u, 100000u}) right = measured<bench::logistic_regression>::run(n, only_check) && right;
    return right ? 0 : 1;
}
