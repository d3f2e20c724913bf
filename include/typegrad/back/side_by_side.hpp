// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Steps in lanes; in constant expressions lane after lane.
#pragma once
#pragma GCC system_header

#include <typegrad/back/registers.hpp>

namespace typegrad::inline v0_2::back::detail {

template <int Operation, class V>
TYPEGRAD_INLINE constexpr V side_by_side(V const& a, [[maybe_unused]] V const& b, [[maybe_unused]] V const& c) {
    if constexpr (Operation == multiply_add_step) return a * b + c;
    else if constexpr (Operation == multiply_subtract_step) return a * b - c;
    else if constexpr (Operation == subtract_product_step) return c - a * b;
    else if constexpr (Operation == code<add_>) return a + b;
    else if constexpr (Operation == code<sub_>) return a - b;
    else if constexpr (Operation == code<mul_>) return a * b;
    else if constexpr (Operation == code<div_>) return a / b;
    else return -a;
}
template <int Operation, class T>
constexpr T in_one_lane(T a, T b, T c) {
    if constexpr (Operation == multiply_add_step) return math::multiply_add(a, b, c);
    else if constexpr (Operation == multiply_subtract_step) return math::multiply_subtract(a, b, c);
    else if constexpr (Operation == subtract_product_step) return math::subtract_product(c, a, b);
    else if constexpr (operation_of<Operation>::arity == 1) return operation_of<Operation>::value(a);
    else return operation_of<Operation>::value(a, b);
}
template <int Operation, class Registers>
constexpr void run_lane_after_lane(Registers r, int target, int a, int b, int c, int d) {
    using T = typename Registers::number;
    constexpr int n = lane_count;
    if constexpr (Operation == extract_step) {
        r.value[target] = r.lane[a * n + b];
    } else {
        for (int k = 0; k < n; ++k) {
            T& to = r.lane[target * n + k];
            if constexpr (Operation == broadcast_step) to = r.get(a);
            else if constexpr (Operation == load_step) to = r.get(a + k);
            else if constexpr (Operation == gather_step) to = r.get(k == 0 ? a : k == 1 ? b : k == 2 ? c : d);
            else if constexpr (Operation > permute_steps) to = in_one_lane<of_lanes(Operation)>(r.lane[a * n + k], r.lane[b * n + k], r.lane[c * n + k]);
            else if (int const from = selected_lane(permute_steps - Operation, k); true) to = r.lane[(from < n ? a : b) * n + from % n];
        }
    }
}
// Inputs that lie one after the other are loaded as they do: g++ would put a register together from single numbers, and then each
// permutation of it as well.
template <class Registers, class Lanes, std::size_t... K>
TYPEGRAD_INLINE void load_inputs(Registers r, Lanes& to, int first, std::index_sequence<K...>) {
    if (r.together[first] >= lane_count) __builtin_memcpy(&to, r.input[first], sizeof to);
    else to = Lanes{r.get(first + static_cast<int>(K))...};
}
// The value in one lane. For targets with AVX-512 g++ 12 would take the last lane out by valignq, whose result has the upper half of a
// register in use without g++ knowing it where the operand is one of the upper 16 registers. The next call is then made without vzeroupper, and on
// processors of Intel every instruction of the C library's that has no AVX waits, 100 ns a call. So the upper half becomes a value of its own.
// Not of what is an output and nothing else: g++ then does not see that all lanes are wanted side by side, and a loop that adds such outputs to
// its sums takes a third longer.
template <class T>
TYPEGRAD_INLINE T in_lane(typename lanes_of<T>::type const& lanes, int lane, [[maybe_unused]] bool is_output) {
#if defined(__AVX512VL__) && !defined(__clang__)
    if constexpr (std::is_same_v<T, double>)
        if (lane == lane_count - 1 && !is_output) {
            auto upper = __builtin_shufflevector(lanes, lanes, 2, 3);
            asm("" : "+v"(upper));  // or both steps would be valignq again
            return upper[1];
        }
#endif
    return lanes[lane];
}
template <int Operation, class Registers, std::size_t... K>
TYPEGRAD_INLINE constexpr void run_side_by_side(Registers r, int target, int a, [[maybe_unused]] int b, [[maybe_unused]] int c, [[maybe_unused]] int d, std::index_sequence<K...>) {
    using T = typename Registers::number;
    using lanes = typename lanes_of<T>::type;
    if constexpr (Operation == extract_step) r.value[target] = in_lane<T>(r.lanes[a], b, c != 0);
    else if constexpr (Operation == broadcast_step) r.lanes[target] = lanes{(static_cast<void>(K), r.get(a))...};
    else if constexpr (Operation == load_step) load_inputs(r, r.lanes[target], a, std::index_sequence<K...>{});
    else if constexpr (Operation == gather_step) r.lanes[target] = lanes{r.get(K == 0 ? a : K == 1 ? b : K == 2 ? c : d)...};
    else if constexpr (Operation <= permute_steps) r.lanes[target] = __builtin_shufflevector(r.lanes[a], r.lanes[b], selected_lane(permute_steps - Operation, static_cast<int>(K))...);
    else r.lanes[target] = side_by_side<of_lanes(Operation)>(r.lanes[a], r.lanes[b], r.lanes[c]);
}

}
