// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <cstdio>

namespace bench {

// What a loop takes, as a line that bench/table.py reads: seconds, and those of the loop by hand. Of so many rows, steps, pairs.
inline void print_loop(char const* problem, std::size_t count, char const* of, char const* way, double seconds, double by_hand) {
    std::printf("%s, %zu %ss: %s %.3f of the loop by hand, %.2f ns each\n", problem, count, of, way, seconds / by_hand, 1e9 * seconds / static_cast<double>(count));
}

}  // namespace bench
