// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Verifies and times one engine on one problem. Names are "problem/engine"; the time reported is that of one point.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "accuracy.hpp"
#include "engines.hpp"
#include "flatten.hpp"
#include "group.hpp"
#include "points.hpp"

namespace bench {

// The numbers of a value alone, or of a value and then its derivative.
template <class Result>
std::vector<double> numbers(Result const& result) {
    std::vector<double> all;
    auto const append = [&](double number) { all.push_back(number); };
    if constexpr (std::is_floating_point_v<Result> || requires { std::tuple_size<Result>::value; }) {
        flatten(result, append);
    } else {
        auto const& [value, derivative] = result;
        flatten(value, append);
        flatten(derivative, append);
    }
    return all;
}

template <class Problem, class Engine>
[[gnu::always_inline]] inline auto evaluate(point_of<Problem> const& point) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
        return Engine::template evaluate<Problem>(std::get<I>(point)...);
    }(std::make_index_sequence<std::tuple_size_v<point_of<Problem>>>());
}

// An engine that does many points in one call takes them in its own form, which its users would have them in: prepare makes it,
// evaluate computes, and numbers reads one point's off the result.
template <class Engine>
concept batched = requires { Engine::batch_size; };

// The numbers that an engine gives at every sample point.
template <class Problem, class Engine>
std::vector<std::vector<double>> all_numbers() {
    auto const points = sample_points<Problem>();
    std::vector<std::vector<double>> all;
    if constexpr (batched<Engine>) {
        auto batch = Engine::template prepare<Problem>(points);
        auto const result = Engine::template evaluate<Problem>(batch);
        for (std::size_t i = 0; i < points.size(); ++i) all.push_back(Engine::numbers(result, i));
    } else {
        for (auto const& point : points) all.push_back(numbers(evaluate<Problem, Engine>(point)));
    }
    return all;
}

// A fast wrong gradient is worth nothing: every number of every engine at every point agrees to 1e-9 of itself, or, where
// terms cancelled, to 1e-12 of the largest number beside it. What is wrong, or nothing.
template <class Problem, class Engine>
std::string complaint() {
    auto const by_hand = all_numbers<Problem, hand_written>();
    auto const by_engine = all_numbers<Problem, Engine>();
    for (std::size_t point = 0; point < by_hand.size(); ++point) {
        auto expected = by_hand[point];
        auto const& actual = by_engine[point];
        if (std::is_same_v<Engine, primal>) {
            if (order_of<Problem> == 2) return {};  // there is no value beside the Hessian
            expected.resize(actual.size());
        }
        if (actual.size() != expected.size()) return std::to_string(actual.size()) + " numbers instead of " + std::to_string(expected.size());
        double largest = 0;
        for (double number : expected) largest = std::max(largest, std::abs(number));
        for (std::size_t i = 0; i < actual.size(); ++i) {
            double const tolerance = 1e-9 * std::abs(expected[i]) + 1e-12 * largest;
            if (!(std::abs(actual[i] - expected[i]) <= tolerance)) {
                char text[120];
                std::snprintf(text, sizeof text, "number %zu is %.17g, by hand it is %.17g", i, actual[i], expected[i]);
                return text;
            }
        }
    }
    return {};
}

template <class Problem, class Engine>
void time_engine(benchmark::State& state) {
    if constexpr (batched<Engine>) {
        auto batch = Engine::template prepare<Problem>(sample_points<Problem>());
        while (state.KeepRunningBatch(Engine::batch_size)) {
            auto result = Engine::template evaluate<Problem>(batch);
            benchmark::DoNotOptimize(result);
        }
    } else {
        // Where the points, the results and (bench/meson.build) the loop begin must not differ from engine to engine: the same
        // instructions took 0.65 ns at one place and 1.0 at another.
        alignas(64) auto const points = sample_points<Problem>();
        while (state.KeepRunningBatch(points.size())) {
            for (auto const& point : points) {
                alignas(64) auto result = evaluate<Problem, Engine>(point);
                benchmark::DoNotOptimize(result);
            }
        }
    }
    // A counter goes into the results beside the time. It is the same in all repetitions.
    if constexpr (!std::is_same_v<Engine, primal>) {
        static double const error = largest_error(all_numbers<Problem, Engine>(), exact_gradients<Problem>());
        state.counters["ulp"] = error;
    }
    report_progress();
}

// Registers the engine, if it applies to the problem and its numbers are right: a wrong one is not timed. Whether it is not wrong.
template <class Problem, class Engine>
bool add_engine() {
    if constexpr (Engine::template applies<Problem>) {
        std::string wrong;
        try {
            wrong = complaint<Problem, Engine>();
        } catch (std::exception const& exception) {
            wrong = exception.what();
        }
        if (!wrong.empty()) {
            std::fprintf(stderr, "%s by %s is wrong: %s\n", std::string(Problem::name).c_str(), Engine::name, wrong.c_str());
            return false;
        }
        benchmark::RegisterBenchmark((std::string(Problem::name) + '/' + Engine::name).c_str(), time_engine<Problem, Engine>);
    }
    return true;
}

// All that apply to the problem.
template <class Problem, class... Engines>
bool add_engines() {
    return (add_engine<Problem, Engines>() & ...);
}

}  // namespace bench
