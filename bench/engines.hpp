// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <tuple>
#include <type_traits>
#include <utility>

#include <typegrad.hpp>
#include <typegrad/tape.hpp>

#include "points.hpp"

namespace bench {

// An engine takes a problem's arguments and returns what it computes, in whatever shape its interface has. The compiler sees
// each through to the bottom: all are inlined into the same loop.

template <class Problem>
inline constexpr bool is_scalar_valued =
    std::is_floating_point_v<decltype(std::apply(Problem::primal, std::declval<point_of<Problem>>()))>;

struct primal {
    static constexpr auto name = "primal";

    template <class Problem>
    static auto evaluate(auto const&... arguments) {
        return Problem::primal(arguments...);
    }
};

struct hand_written {
    static constexpr auto name = "hand";

    template <class Problem>
    static auto evaluate(auto const&... arguments) {
        return Problem::hand_written(arguments...);
    }
};

// Where a problem has a second hand-written form.
struct hand_written_by_rows {
    static constexpr auto name = "hand, by rows";

    template <class Problem>
    static auto evaluate(auto const&... arguments) {
        return Problem::hand_written_by_rows(arguments...);
    }
};

struct compile_time {
    static constexpr auto name = "compile time";

    template <class Problem>
    static auto evaluate(auto const&... arguments) {
        if constexpr (is_scalar_valued<Problem>) {
            return typegrad::value_and_gradient(Problem::primal)(arguments...);
        } else {
            return typegrad::value_and_jacobian(Problem::primal)(arguments...);
        }
    }
};

struct tape {
    static constexpr auto name = "tape";

    template <class Problem>
    static auto evaluate(auto const&... arguments) {
        if constexpr (is_scalar_valued<Problem>) {
            return typegrad::tape::value_and_gradient(Problem::primal)(arguments...);
        } else {
            return typegrad::tape::value_and_jacobian(Problem::primal)(arguments...);
        }
    }
};

}  // namespace bench
