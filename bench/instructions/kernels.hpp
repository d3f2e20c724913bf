// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>

namespace bench {

// Every engine on every problem of one group at all of its points. Each group is a translation unit, kernels.cpp with its number
// as BENCH_GROUP, so that they compile beside each other.
template <std::size_t Group>
void run_group();

}  // namespace bench
