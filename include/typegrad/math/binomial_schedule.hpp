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

// Among so many repetitions the fewest with which so many steps are in reach, with so many states beside the first one.
constexpr std::int64_t fewest_repetitions(std::int64_t steps, std::int64_t kept, std::int64_t repetitions) {
    while (repetitions > 1 && steps_in_reach(kept + 1, repetitions - 1) >= steps) --repetitions;
    return repetitions;
}
constexpr std::int64_t fewest_repetitions(std::int64_t steps, std::int64_t kept) {
    std::int64_t repetitions = 1;
    while (steps_in_reach(kept + 1, repetitions) < steps) ++repetitions;
    return repetitions;
}

// The step before which a state is kept next, of the steps begin … end-1 and with so many states beside that before `begin`: both parts, with the states that each
// then has, are in reach of so many repetitions, the first part of one fewer. Several numbers of steps are so; the largest makes the fewest parts.
constexpr std::int64_t next_checkpoint(std::int64_t begin, std::int64_t end, std::int64_t kept, std::int64_t repetitions) {
    std::int64_t first = steps_in_reach(kept + 1, repetitions - 1);
    std::int64_t const others = end - begin - steps_in_reach(kept, repetitions - 1);
    first = first < others ? first : others;
    return begin + (first < 1 ? 1 : first);
}
constexpr std::int64_t next_checkpoint(std::int64_t begin, std::int64_t end, std::int64_t kept) {
    if (kept == 0) return end - 1;
    return next_checkpoint(begin, end, kept, fewest_repetitions(end - begin, kept));
}

namespace detail {
    template <class Advance, class Pull>
    constexpr void pull_back(std::int64_t begin, std::int64_t end, std::int64_t kept, std::int64_t repetitions, std::size_t place, bool is_there, Advance const& advance, Pull const& pull) {
        // Else all states are there at a time: that before the last step needs no place that is kept.
        while (end - begin > kept + 2) {
            if (kept == 0) {
                if (!is_there) advance(place, begin, end - 1, false);
                is_there = false;
                pull(place + 1, end - 1, end);
                --end;
                continue;
            }
            repetitions = fewest_repetitions(end - begin, kept, repetitions);
            std::int64_t const middle = next_checkpoint(begin, end, kept, repetitions);
            if (!is_there) advance(place, begin, middle, false);
            pull_back(middle, end, kept - 1, repetitions, place + 1, is_there, advance, pull);
            is_there = false;
            end = middle;
            repetitions -= repetitions > 1;
        }
        if (end - begin > 1 && !is_there) advance(place, begin, end - 1, true);
        pull(place, begin, end);
    }
}

// Pulls the steps begin … end-1 back, from the state before `begin`, which is number `place` of those that are kept, with `kept` more.
// advance(place, from, to, each) makes of the state number `place`, which is that before the step `from`, that before `to`, number place + 1; with `each` those
// between as well, numbers place + 1, place + 2, …. One more than are kept: the last of them is pulled back at once.
// pull(place, from, to) pulls the steps to-1 … from back, from the states before them: number `place` is that before `from`, and they follow one another.
// `is_there`: the states of the way to the last step have been kept already.
template <class Advance, class Pull>
constexpr void pull_back_from_checkpoints(std::int64_t begin, std::int64_t end, std::int64_t kept, std::size_t place, bool is_there, Advance const& advance, Pull const& pull) {
    if (end > begin) detail::pull_back(begin, end, kept, kept > 0 ? fewest_repetitions(end - begin, kept) : 1, place, is_there, advance, pull);
}

}
