// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Loops over rows (loops.hpp) in threads of oneTBB:
//
//     auto const [value, slope] = value_and_gradient(misfit, wrt<0>, parallel)(b, typegrad::rows(table));
//     value_and_gradient(misfit, wrt<0>, lanes, parallel)      each thread in lanes (lanes.hpp)
//
// Blocks of 1,024 rows are reduced by whoever has time, and joined in the order that they have without threads (back/reduce.hpp): the
// result is the same to the last bit, for any number of threads. How many there are says oneTBB: a tbb::task_arena in which
// the call runs, or a tbb::global_control. What takes less than some 20 µs is not shared.
//
// The rows are read by several threads at once, and so is what the function holds. A loop that adds to the gradient in rows
// (docs/loops.md) runs in one thread.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/loops.hpp>

#include <tbb/parallel_invoke.h>

#include <cstddef>
#include <type_traits>

namespace typegrad::inline v0_2 {

struct parallel_t {
    using blocks = parallel_t;
};
// A policy: blocks of rows are shared among the threads of oneTBB. The result has the bits that one thread gives.
inline constexpr parallel_t parallel{};

namespace back {
    template <>
    struct both_sides<parallel_t> {
        static constexpr std::size_t worth_a_thread = 100'000;  // additions

        static constexpr void compute(std::size_t additions, auto const& left, auto const& right) {
            if (std::is_constant_evaluated() || additions < worth_a_thread) both_sides<typegrad::detail::block_after_block>::compute(additions, left, right);
            else tbb::parallel_invoke(left, right);
        }
    };
}

}

#include <typegrad/macros/restore.hpp>
