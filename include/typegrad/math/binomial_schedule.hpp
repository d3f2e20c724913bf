// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The binomial schedule of checkpoints: steps are pulled back, the last one first, from a few states that are kept, and others are computed
// again. It needs the fewest steps forward for a number of states (Griewank and Walther, Algorithm 799: revolve, 2000).
#pragma once
#pragma GCC system_header

#include <cstddef>
#include <cstdint>
#include <limits>

namespace typegrad::inline v0_2::math {

// How many steps can be pulled back with so many kept states, the first one among them, and each step computed at most `repetitions` times before its pull:
// the binomial coefficient of kept + repetitions over kept.
constexpr std::int64_t steps_in_reach(std::int64_t kept, std::int64_t repetitions) {
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    std::int64_t const fewer = kept < repetitions ? kept : repetitions, more = kept < repetitions ? repetitions : kept;
    std::int64_t sum = 1;
    for (std::int64_t k = 1; k <= fewer; ++k) {
        std::int64_t const factor = more + k;
        if (sum > most / factor) return most;
        sum = sum * factor / k;
    }
    return sum;
}

// The step before which a state is kept next, of the steps begin … end-1 and with so many states beside that before `begin`: both parts, with the states that each
// then has, are in reach of so many repetitions, the first part of one fewer.
constexpr std::int64_t next_checkpoint(std::int64_t begin, std::int64_t end, std::int64_t kept) {
    std::int64_t repetitions = 1;
    while (steps_in_reach(kept + 1, repetitions) < end - begin) ++repetitions;
    std::int64_t first = repetitions > 1 ? steps_in_reach(kept + 1, repetitions - 2) : 0;
    std::int64_t const rest = end - begin - steps_in_reach(kept, repetitions);
    first = first < rest ? rest : first;
    return begin + (first < 1 ? 1 : first);
}

// Pulls the steps begin … end-1 back, from the state before `begin`, which is number `place` of those that are kept, with `kept` more.
// advance(place, from, to) makes of the state number `place`, which is that before the step `from`, that before `to`, number place + 1.
// pull(place, step) pulls a step back from the state before it. `is_there`: the states of the way to the last step have been kept already.
template <class Advance, class Pull>
constexpr void pull_back_from_checkpoints(std::int64_t begin, std::int64_t end, std::int64_t kept, std::size_t place, bool is_there, Advance const& advance, Pull const& pull) {
    while (end - begin > 1) {
        // All of them are kept.
        if (end - begin <= kept + 1) {
            for (std::int64_t k = begin; k < end - 1 && !is_there; ++k) advance(place + static_cast<std::size_t>(k - begin), k, k + 1);
            while (--end > begin) pull(place + static_cast<std::size_t>(end - begin), end);
            return pull(place, begin);
        }
        std::int64_t const middle = next_checkpoint(begin, end, kept);
        if (!is_there) advance(place, begin, middle);
        pull_back_from_checkpoints(middle, end, kept > 0 ? kept - 1 : 0, place + 1, is_there, advance, pull);
        is_there = false;
        end = middle;
    }
    if (end > begin) pull(place, begin);
}

}
