// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// From registers to results. What is in lanes is stored as it is, where it has its place side by side: g++ by itself would put single
// numbers together from the first one on, wherever registers begin.
#pragma once
#pragma GCC system_header

#include <typegrad/back/registers.hpp>
#include <typegrad/trace/shape.hpp>

#include <array>

namespace typegrad::inline v0_2::back {

namespace detail {
    // The outputs, and as they are in registers those that are lanes of one.
    template <class P, class T>
    struct outputs_in_lanes : std::array<T, static_cast<std::size_t>(P::program.output_count)> {
        typename lanes_of<T>::type run[static_cast<std::size_t>(P::program.output_runs)];
    };
    template <class P, int K>
    inline constexpr int runs_before = [] {
        int count = 0;
        for (int k = 0; k < K; ++k) count += P::program.output_lanes[k] > 0;
        return count;
    }();
    template <class P, int K, class T>
    TYPEGRAD_INLINE void keep_run([[maybe_unused]] typename lanes_of<T>::type* run, [[maybe_unused]] registers<T, P::program.input_count> r) {
        if constexpr (constexpr int lanes = P::program.output_lanes[K]; lanes > 0) run[runs_before<P, K>] = r.lanes[lanes - 1];
    }
    template <class P, class T, int First = 0, int... I>
    TYPEGRAD_INLINE void keep_runs(typename lanes_of<T>::type* run, registers<T, P::program.input_count> r, std::integer_sequence<int, I...>) {
        (keep_run<P, First + I>(run, r), ...);
        if constexpr (constexpr int next = First + static_cast<int>(sizeof...(I)); next < P::program.output_count) keep_runs<P, T, next>(run, r, part_of_fold<P::program.output_count - next>{});
    }
    template <class P, class T, int... I>
    TYPEGRAD_INLINE constexpr auto outputs(registers<T, P::program.input_count> r, std::integer_sequence<int, I...>) {
        if constexpr (P::program.output_runs == 0) {
            return std::array<T, sizeof...(I)>{r.get(constant<P::program.outputs[I]>::value)...};
        } else {
            outputs_in_lanes<P, T> result{{r.get(constant<P::program.outputs[I]>::value)...}, {}};
            if (!std::is_constant_evaluated()) keep_runs<P>(result.run, r, part_of_fold<P::program.output_count>{});
            return result;
        }
    }

    template <class P, int K, class T>
    TYPEGRAD_INLINE void store_run([[maybe_unused]] outputs_in_lanes<P, T> const& from, [[maybe_unused]] T* const* to) {
        if constexpr (P::program.output_lanes[K] > 0) {
            for (int lane = 1; lane < lane_count; ++lane)
                if (to[K + lane] != to[K] + lane) return;
            __builtin_memcpy(to[K], &from.run[runs_before<P, K>], sizeof from.run[0]);
        }
    }
    template <class P, class T, int First = 0, int... I>
    TYPEGRAD_INLINE void store_runs(outputs_in_lanes<P, T> const& from, T* const* to, std::integer_sequence<int, I...>) {
        (store_run<P, First + I>(from, to), ...);
        if constexpr (constexpr int next = First + static_cast<int>(sizeof...(I)); next < P::program.output_count) store_runs<P, T, next>(from, to, part_of_fold<P::program.output_count - next>{});
    }
}

// Into a result that was filled from these outputs. The compiler drops the single stores.
template <class Result>
TYPEGRAD_INLINE constexpr void store_lanes(auto const&, Result&) {}
template <class Result, class P, class T>
    requires(shape<Result>::leaves == P::program.output_count && std::is_same_v<typename shape<Result>::scalar, T>)
TYPEGRAD_INLINE constexpr void store_lanes(detail::outputs_in_lanes<P, T> const& from, Result& result) {
    if (std::is_constant_evaluated()) return;
    T* to[static_cast<std::size_t>(P::program.output_count)];
    T** next = to;
    shape<Result>::each(result, [&](T& leaf) TYPEGRAD_INLINE_LAMBDA { *next++ = &leaf; });
    detail::store_runs(from, to, detail::part_of_fold<P::program.output_count>{});
}

}
