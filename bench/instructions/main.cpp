// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Every gradient at every point once, for callgrind to count.
#include <cstddef>
#include <utility>

#include "kernels.hpp"

int main() {
    [&]<std::size_t... Group>(std::index_sequence<Group...>) {
        (bench::run_group<Group>(), ...);
    }(std::make_index_sequence<BENCH_GROUPS>());
}
