// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Value and gradient of each problem by each engine, interleaved at random in one process. Names are "problem/engine"; the
// time reported is that of one point.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include <benchmark/benchmark.h>

#include "engines.hpp"
#include "flatten.hpp"
#include "points.hpp"
#include "problems/black_scholes.hpp"
#include "problems/polynomial.hpp"
#include "problems/product_exponential.hpp"
#include "problems/reprojection.hpp"

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
auto evaluate(bench::point_of<Problem> const& point) {
    return std::apply([](auto const&... arguments) { return Engine::template evaluate<Problem>(arguments...); }, point);
}

// A fast wrong gradient is worth nothing: every number of every engine at every point agrees to 1e-9 of itself, or, where
// terms cancelled, to 1e-12 of the largest number beside it.
template <class Problem, class Engine>
void verify() {
    for (auto const& point : bench::sample_points<Problem>()) {
        auto expected = numbers(evaluate<Problem, bench::hand_written>(point));
        auto const actual = numbers(evaluate<Problem, Engine>(point));
        if (std::is_same_v<Engine, bench::primal>) expected.resize(actual.size());
        if (actual.size() != expected.size()) {
            std::fprintf(stderr, "%s by %s: %zu numbers instead of %zu\n", Problem::name, Engine::name, actual.size(), expected.size());
            std::exit(1);
        }
        double largest = 0;
        for (double number : expected) largest = std::max(largest, std::abs(number));
        for (std::size_t i = 0; i < actual.size(); ++i) {
            double const tolerance = 1e-9 * std::abs(expected[i]) + 1e-12 * largest;
            if (!(std::abs(actual[i] - expected[i]) <= tolerance)) {
                std::fprintf(stderr, "%s by %s is wrong: number %zu is %.17g, by hand it is %.17g\n", Problem::name, Engine::name, i,
                             actual[i], expected[i]);
                std::exit(1);
            }
        }
    }
}

template <class Problem, class Engine>
void time_engine(benchmark::State& state) {
    auto const points = bench::sample_points<Problem>();
    while (state.KeepRunningBatch(bench::point_count)) {
        for (auto const& point : points) {
            auto result = evaluate<Problem, Engine>(point);
            benchmark::DoNotOptimize(result);
        }
    }
}

template <class Problem, class... Engines>
void add_problem() {
    (verify<Problem, Engines>(), ...);
    (benchmark::RegisterBenchmark((std::string(Problem::name) + '/' + Engines::name).c_str(), time_engine<Problem, Engines>), ...);
}

#ifdef __clang__
constexpr auto compiler = "clang " __clang_version__;
#else
constexpr auto compiler = "g++ " __VERSION__;
#endif

std::string processor() {
    std::ifstream information("/proc/cpuinfo");
    for (std::string line; std::getline(information, line);) {
        if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
    }
    return "unknown";
}

}  // namespace

int main(int argc, char** argv) {
    using bench::compile_time, bench::hand_written, bench::hand_written_by_rows, bench::primal, bench::tape;
    add_problem<bench::polynomial, primal, hand_written, compile_time, tape>();
    add_problem<bench::product_exponential, primal, hand_written, compile_time, tape>();
    add_problem<bench::black_scholes, primal, hand_written, compile_time, tape>();
    add_problem<bench::reprojection, primal, hand_written, hand_written_by_rows, compile_time, tape>();

    benchmark::AddCustomContext("processor", processor());
    benchmark::AddCustomContext("compiler", compiler);
    benchmark::AddCustomContext("flags", BENCH_FLAGS);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks();
}
