// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Value and gradient of the problems of one group by each engine that is always there; bench/peers/peer.cpp adds the others.
#include "group.hpp"

#include <cstdlib>
#include <tuple>

#include "engines.hpp"
#include "measure.hpp"
#include "problems.hpp"

namespace {

template <class... Problems>
void add(bench::group<Problems...>) {
    bool const right = (bench::add_engines<Problems, bench::primal, bench::hand_written, bench::hand_written_by_expert, bench::compile_time,
                                           bench::compile_time_fast, bench::expression, bench::tape>() & ...);
    if (!right) std::exit(1);
}

}  // namespace

template <>
void bench::add_group<BENCH_GROUP>() {
    static_assert(BENCH_GROUP < std::tuple_size_v<bench::groups>, "bench/meson.build counts more groups than bench/problems.hpp has");
    add(std::tuple_element_t<BENCH_GROUP, bench::groups>());
}
