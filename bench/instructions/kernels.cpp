// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// One function for each problem of a group and each engine, for its instructions to be counted. Arguments come and results go
// as in the timed loops, through memory, but no compiler sees where from or where to: what is counted is the gradient alone.
#include "kernels.hpp"

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include "engines.hpp"
#include "points.hpp"
#include "problems.hpp"

#ifdef __clang__
#define BENCH_ALONE [[gnu::noinline]]
#else
#define BENCH_ALONE [[gnu::noipa]]  // or g++ makes one of two equal functions a jump to the other
#endif

namespace bench {

// check.py knows it by this name.
template <class Problem, class Engine>
BENCH_ALONE auto instructions_of(point_of<Problem> const& point) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
        return Engine::template evaluate<Problem>(std::get<I>(point)...);
    }(std::make_index_sequence<std::tuple_size_v<point_of<Problem>>>());
}

namespace {

    template <class Problem, class Engine>
    void run_engine() {
        if constexpr (Engine::template applies<Problem>) {
            for (auto const& point : sample_points<Problem>()) {
                auto const result = instructions_of<Problem, Engine>(point);
                asm volatile("" : : "g"(&result) : "memory");
            }
        }
    }

    template <class... Problems>
    void run_problems(group<Problems...>) {
        ((run_engine<Problems, hand_written>(), run_engine<Problems, hand_written_by_expert>(), run_engine<Problems, compile_time>(),
          run_engine<Problems, compile_time_fast>(), run_engine<Problems, expression>()),
         ...);
    }

}  // namespace

static_assert(BENCH_GROUPS <= std::tuple_size_v<groups>, "bench/meson.build counts more groups than bench/problems.hpp has");

template <>
void run_group<BENCH_GROUP>() {
    run_problems(std::tuple_element_t<BENCH_GROUP, groups>());
}

}  // namespace bench
