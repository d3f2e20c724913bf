// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Loops over rows (typegrad/loops.hpp) against the fused loop that one writes by hand.
//
//     loops           times all in turn, and prints the ratios of the least times
//     loops check     compares their results only, which is a test
//
// With BENCH_LANES in lanes as well, which needs xsimd, and with BENCH_THREADS in threads, which needs oneTBB.
#include <typegrad.hpp>
#include <typegrad/loops.hpp>
#include <typegrad/normal_equations.hpp>
#ifdef BENCH_LANES
#include <typegrad/lanes.hpp>
#endif
#ifdef BENCH_THREADS
#include <typegrad/parallel.hpp>
#endif

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <iterator>
#include <random>
#include <vector>

#include "loop_line.hpp"
#include "problems/gaussian_mixture.hpp"
#include "problems/k_means.hpp"
#include "problems/log_sum_exp.hpp"
#include "problems/logistic_regression.hpp"
#include "problems/thurber.hpp"
#ifdef BENCH_LANES
#include "problems/in_lanes.hpp"
#endif

namespace {

template <class Problem>
inline constexpr bool has_residuals = requires { Problem::residual; };

template <class Problem>
struct measured {
    using rows = std::vector<typename Problem::row>;
    using point = typename Problem::point;
    using result = typename Problem::result;

    template <auto... Policies>
    [[gnu::noinline]] static double by_loop(point const& w, rows const& data, result& slope) {
        if constexpr (has_residuals<Problem>) {
            auto const equations = typegrad::normal_equations(Problem::residual, Policies...)(w, typegrad::rows(data));
            slope = Problem::from(equations);
            return equations.sum_of_squares;
        } else {
            auto const both = typegrad::value_and_gradient(Problem::primal, typegrad::wrt<0>, Policies...)(w, typegrad::rows(data));
            slope = both.gradient;
            return both.value;
        }
    }
    [[gnu::noinline]] static double by_hand(point const& w, rows const& data, result& slope) { return Problem::hand_written(w, data, slope); }

#ifdef BENCH_LANES
    [[gnu::noinline]] static double by_hand_in_lanes(point const& w, rows const& data, result& slope) {
        if constexpr (bench::by_hand_in_lanes<Problem>::is_there) return bench::by_hand_in_lanes<Problem>::compute(w, data, slope);
        else return Problem::hand_written(w, data, slope);
    }
#endif

    struct way {
        char const* name;
        double (*compute)(point const&, rows const&, result&);
    };
    static constexpr way ways[] = {
        {"by hand", by_hand},
        {"loop", by_loop<>},
#ifdef BENCH_LANES
        {"in lanes by hand", by_hand_in_lanes},
        {"in lanes", by_loop<typegrad::lanes>},
#if defined(__AVX512F__) && defined(__FMA__)
        {"in lanes of 256 bits", by_loop<typegrad::lanes_on<xsimd::fma3<xsimd::avx2>>>},
#endif
#endif
#ifdef BENCH_THREADS
        {"in threads", by_loop<typegrad::parallel>},
#ifdef BENCH_LANES
        {"in lanes and threads", by_loop<typegrad::lanes, typegrad::parallel>},
#endif
#endif
    };
    static constexpr std::size_t count = std::size(ways);
    // Where nobody has written one in lanes.
    static constexpr bool is_scalar_again([[maybe_unused]] std::size_t i) {
#ifdef BENCH_LANES
        return ways[i].compute == by_hand_in_lanes && !bench::by_hand_in_lanes<Problem>::is_there;
#else
        return false;
#endif
    }

    // Seconds in one of so many calls.
    static double time(int calls, auto&& call) {
        auto const begin = std::chrono::steady_clock::now();
        for (int i = 0; i < calls; ++i) call();
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() / calls;
    }

    static bool run(std::size_t n, bool only_check) {
        std::mt19937_64 random(1);
        auto uniform = [&](double low, double high) { return std::uniform_real_distribution<double>(low, high)(random); };
        rows const data = Problem::sample(n, uniform);
        point const w = Problem::where(uniform);

        result slope[count];
        double value[count];
        for (std::size_t i = 0; i < count; ++i) value[i] = ways[i].compute(w, data, slope[i]);
        bool same = true;
        for (std::size_t i = 1; i < count; ++i) {
            bool near = std::abs(value[i] - value[0]) <= 1e-12 * std::abs(value[0]);
            for (std::size_t k = 0; k < slope[i].size(); ++k) near = near && std::abs(slope[i][k] - slope[0][k]) <= 1e-10 * (std::abs(value[0]) + std::abs(slope[0][k]));
            if (!near) std::printf("%s, %zu rows: %s the results differ\n", Problem::name, n, ways[i].name);
            same = same && near;
        }
        if (only_check) return same;

        // The least of many: what disturbs only adds.
        int const calls = static_cast<int>(1 + 20000 / n);
        double least[count];
        for (double& time : least) time = 1e9;
        for (int round = 0; round < (n < 50000 ? 301 : 31); ++round)
            for (std::size_t i = 0; i < count; ++i)
                least[i] = std::min(least[i], time(calls, [&] {
                                        ways[i].compute(w, data, slope[0]);
                                        asm volatile("" ::: "memory");
                                    }));
        for (std::size_t i = 1; i < count; ++i)
            if (!is_scalar_again(i)) bench::print_loop(Problem::name, n, "row", ways[i].name, least[i], least[0]);
        return same;
    }
};

}

int main(int argc, char** argv) {
    bool const only_check = argc > 1 && std::strcmp(argv[1], "check") == 0;
    bool right = true;
    for (std::size_t const n : {100u, 1000u, 100000u}) right = measured<bench::logistic_regression>::run(n, only_check) && right;
    for (std::size_t const n : {1000u, 100000u}) right = measured<bench::gaussian_mixture>::run(n, only_check) && right;
    for (std::size_t const n : {1000u, 100000u}) right = measured<bench::k_means>::run(n, only_check) && right;
    right = measured<bench::thurber>::run(100000, only_check) && right;
    right = measured<bench::log_sum_exp_of_rows>::run(1000000, only_check) && right;
    return right ? 0 : 1;
}
