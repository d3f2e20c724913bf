// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// All problems by the engines of one other library: BENCH_PEER_HEADER is its adapter. Each is a translation unit of its own, so
// that their macros, their conflicting names and their slow headers stay apart.
#include BENCH_PEER_HEADER

#include <tuple>

#include "../measure.hpp"
#include "../problems.hpp"

namespace {

template <class... Engines, class... Problems>
void add(bench::engine_list<Engines...>, bench::group<Problems...>) {
    (bench::add_engines<Problems, Engines...>(), ...);
}

template <class... Groups>
void add_all(std::tuple<Groups...>) {
    (add(bench::peers(), Groups()), ...);
}

}  // namespace

template <>
void bench::add_peer<BENCH_PEER>() {
    add_all(bench::groups());
}
