// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Recurrences over data (fold in typegrad/loops.hpp), in loops over paths and alone, against the loop and its adjoint that one writes by hand.
//
//     paths           times all in turn, and prints ratios of the least times
//     paths check     compares results only, which is a test
#include <typegrad.hpp>
#include <typegrad/loops.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <random>
#include <span>
#include <vector>

#include "loop_line.hpp"
#include "problems/asian_option.hpp"
#include "problems/heston.hpp"
#include "problems/lstm.hpp"
#include "thread_time.hpp"

namespace {

template <class Result>
bool alike(char const* name, double value, Result const& slope, double expected, Result const& by_hand) {
    bool near = std::abs(value - expected) <= 1e-12 * std::abs(expected);
    for (std::size_t k = 0; k < slope.size(); ++k) near = near && std::abs(slope[k] - by_hand[k]) <= 1e-9 * (std::abs(expected) + std::abs(by_hand[k]));
    if (!near) std::printf("%s: the results differ\n", name);
    return near;
}

// Times both in turn, so many rounds, and prints the ratio of the least times.
void time_both(char const* name, int rounds, std::size_t steps, auto&& by_loop, auto&& by_hand) {
    double loop = 1e9, hand = 1e9;
    for (int i = 0; i < rounds; ++i) {
        loop = std::min(loop, bench::thread_time(by_loop));
        hand = std::min(hand, bench::thread_time(by_hand));
    }
    bench::print_loop(name, steps, "step", "loop", loop, hand);
}

template <class Problem>
struct of_paths {
    using point = typename Problem::point;
    using rows = std::vector<typename Problem::row>;

    [[gnu::noinline]] static double by_loop(point const& m, std::vector<int> const& begin, rows const& shocks, point& slope) {
        auto const both = typegrad::value_and_gradient(Problem::primal, typegrad::wrt<0>)(m, typegrad::indices(begin.size() - 1), typegrad::compressed_rows(begin, shocks));
        slope = both.gradient;
        return both.value;
    }
    [[gnu::noinline]] static double by_hand(point const& m, std::vector<int> const& begin, rows const& shocks, point& slope) { return Problem::hand_written(m, begin, shocks, slope); }

    static bool run(std::size_t paths, bool only_check) {
        std::mt19937_64 random(1);
        std::normal_distribution<double> distribution;
        auto normal = [&] { return distribution(random); };
        std::vector<int> begin{0};
        rows shocks;
        shocks.reserve(paths * Problem::steps);
        for (std::size_t i = 0; i < paths; ++i) {
            for (std::size_t k = 0; k < Problem::steps; ++k) shocks.push_back(Problem::shock(normal));
            begin.push_back(static_cast<int>(shocks.size()));
        }
        point const m = Problem::where();
        point slope, hand;
        double const value = by_loop(m, begin, shocks, slope), expected = by_hand(m, begin, shocks, hand);
        bool const same = alike(Problem::name, value, slope, expected, hand);
        if (!only_check)
            time_both(Problem::name, 7, shocks.size(), [&] { by_loop(m, begin, shocks, slope); }, [&] { by_hand(m, begin, shocks, hand); });
        return same;
    }
};

struct of_text {
    using problem = bench::lstm;
    using point = problem::point;

    [[gnu::noinline]] static double by_loop(point const& w, std::span<problem::row const> text, point& slope) {
        auto const both = typegrad::value_and_gradient(problem::primal, typegrad::wrt<0>)(w, typegrad::rows(text.first(text.size() - 1), text.last(text.size() - 1)));
        slope = both.gradient;
        return both.value;
    }
    [[gnu::noinline]] static double by_hand(point const& w, std::span<problem::row const> text, point& slope) { return problem::hand_written(w, text.data(), text.size() - 1, slope); }

    static bool run(std::size_t count, bool only_check) {
        std::mt19937_64 random(1);
        auto uniform = [&](double low, double high) { return std::uniform_real_distribution<double>(low, high)(random); };
        auto const text = problem::text(count + 1, uniform);
        point const w = problem::where(uniform);
        point slope, hand;
        double const value = by_loop(w, text, slope), expected = by_hand(w, text, hand);
        bool const same = alike(problem::name, value, slope, expected, hand);
        if (!only_check) time_both(problem::name, 51, count, [&] { by_loop(w, text, slope); }, [&] { by_hand(w, text, hand); });
        return same;
    }
};

}

int main(int argc, char** argv) {
    bool const only_check = argc > 1 && std::strcmp(argv[1], "check") == 0;
    bool right = true;
    right = of_paths<bench::asian_option>::run(only_check ? 20 : 10000, only_check) && right;
    right = of_paths<bench::heston>::run(only_check ? 20 : 10000, only_check) && right;
    right = of_text::run(only_check ? 10 : 1000, only_check) && right;
    return right ? 0 : 1;
}
