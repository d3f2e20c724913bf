// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Value and gradient of the problems of one group by each engine. Names are "problem/engine"; the time reported is that of one
// point.
#include "group.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "engines.hpp"
#include "flatten.hpp"
#include "points.hpp"
#include "problems.hpp"

namespace {

// The numbers of a value alone, or of a value and then its derivative.
template <class Result>
std::vector<double> numbers(Result const& result) {
    std::vector<double> all;
    auto const append = [&](double number) { all.push_back(number); };
    if constexpr (std::is_floating_point_v<Result> || requires { std::tuple_size<Result>::value; }) {
        bench::flatten(result, append);
    } else {
        auto const& [value, derivative] = result;
        bench::flatten(value, append);
        bench::flatten(derivative, append);
    }
    return all;
}

template <class Problem, class Engine>
[[gnu::always_inline]] inline auto evaluate(bench::point_of<Problem> const& point) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
        return Engine::template evaluate<Problem>(std::get<I>(point)...);
    }(std::make_index_sequence<std::tuple_size_v<bench::point_of<Problem>>>());
}

// A fast wrong gradient is worth nothing: every number of every engine at every point agrees to 1e-9 of itself, or, where
// terms cancelled, to 1e-12 of the largest number beside it.
template <class Problem, class Engine>
void verify() {
    std::string const name = std::string(Problem::name) + " by " + Engine::name;
    for (auto const& point : bench::sample_points<Problem>()) {
        auto expected = numbers(evaluate<Problem, bench::hand_written>(point));
        auto const actual = numbers(evaluate<Problem, Engine>(point));
        if (std::is_same_v<Engine, bench::primal>) {
            if (bench::order_of<Problem> == 2) return;  // there is no value beside the Hessian
            expected.resize(actual.size());
        }
        if (actual.size() != expected.size()) {
            std::fprintf(stderr, "%s: %zu numbers instead of %zu\n", name.c_str(), actual.size(), expected.size());
            std::exit(1);
        }
        double largest = 0;
        for (double number : expected) largest = std::max(largest, std::abs(number));
        for (std::size_t i = 0; i < actual.size(); ++i) {
            double const tolerance = 1e-9 * std::abs(expected[i]) + 1e-12 * largest;
            if (!(std::abs(actual[i] - expected[i]) <= tolerance)) {
                std::fprintf(stderr, "%s is wrong: number %zu is %.17g, by hand it is %.17g\n", name.c_str(), i, actual[i], expected[i]);
                std::exit(1);
            }
        }
    }
}

template <class Problem, class Engine>
void time_engine(benchmark::State& state) {
    // Where the points, the results and (bench/meson.build) the loop begin must not differ from engine to engine: the same
    // instructions took 0.65 ns at one place and 1.0 at another.
    alignas(64) auto const points = bench::sample_points<Problem>();
    while (state.KeepRunningBatch(points.size())) {
        for (auto const& point : points) {
            alignas(64) auto result = evaluate<Problem, Engine>(point);
            benchmark::DoNotOptimize(result);
        }
    }
    bench::report_progress();
}

template <class Problem, class Engine>
void add_engine() {
    if constexpr (Engine::template applies<Problem>) {
        verify<Problem, Engine>();
        benchmark::RegisterBenchmark((std::string(Problem::name) + '/' + Engine::name).c_str(), time_engine<Problem, Engine>);
    }
}

template <class Problem>
void add_problem() {
    add_engine<Problem, bench::primal>();
    add_engine<Problem, bench::hand_written>();
    add_engine<Problem, bench::hand_written_by_expert>();
    add_engine<Problem, bench::compile_time>();
    add_engine<Problem, bench::expression>();
    add_engine<Problem, bench::tape>();
}

template <class... Problems>
void add(bench::group<Problems...>) {
    (add_problem<Problems>(), ...);
}

}  // namespace

template <>
void bench::add_group<BENCH_GROUP>() {
    static_assert(BENCH_GROUP < std::tuple_size_v<bench::groups>, "bench/meson.build counts more groups than bench/problems.hpp has");
    add(std::tuple_element_t<BENCH_GROUP, bench::groups>());
}
