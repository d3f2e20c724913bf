// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>

namespace bench {

// Verifies and registers every engine on the problems of one group. Each group is a translation unit, group.cpp with its
// number as BENCH_GROUP, so that they compile beside each other.
template <std::size_t Group>
void add_group();

// The same for one other library and all problems: bench/peers/peer.cpp. What an engine gets wrong is said and left out.
template <std::size_t Peer>
void add_peer();

// Called after each repetition of each engine.
void report_progress();

}  // namespace bench
