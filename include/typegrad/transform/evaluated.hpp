// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The outputs of a recipe's graph for the numbers of a call.
#pragma once
#pragma GCC system_header

#include <typegrad/back/evaluate.hpp>
#include <typegrad/trace/call.hpp>

namespace typegrad::inline v0_2::detail {

template <class Recipe, class F, class... A>
inline constexpr bool has_loops = any({is_rows<A>..., state<F>::has_rows}) || graph::made<Recipe>::graph.has_folds;

template <class Recipe, class T, class Request, class F, class... A>
TYPEGRAD_INLINE constexpr auto evaluated_from_copies(F const& function, A const&... arguments) {
    if constexpr (has_loops<Recipe, F, A...>) {
        auto const inputs = inputs_of_call<T>(function, arguments...);
        return state<F>::with_held(function, [&](auto const&... held) { return back::evaluate_loops<graph::made<Recipe>, typename Request::execution>(inputs, arguments..., held...); });
    } else {
        return back::evaluate<graph::made<Recipe>>(inputs_of_call<T>(function, arguments...));
    }
}
template <class Recipe, class T, class Request, class F, class... A>
TYPEGRAD_INLINE constexpr auto evaluated(F const& function, A const&... arguments) {
#ifdef __clang__
    // Asked here, few lines from the call, so that many need not be said.
    constexpr bool can_be_made = graph::can_be_made<Recipe>;
    static_assert(can_be_made, TYPEGRAD_TOO_LONG);
    if constexpr (!can_be_made) return std::array<T, static_cast<std::size_t>(Recipe::outputs)>{};
    else
#endif
    if constexpr (has_loops<Recipe, F, A...>) {
        // So are these.
        constexpr bool is_outside = back::uses_a_row_outside<graph::made<Recipe>>(), keeps_too_few = back::keeps_too_few_states<graph::made<Recipe>>();
        static_assert(!is_outside, TYPEGRAD_ROW_OUTSIDE);
        static_assert(!keeps_too_few, TYPEGRAD_TOO_FEW_STATES);
        if constexpr (is_outside || keeps_too_few) return std::array<T, static_cast<std::size_t>(Recipe::outputs)>{};
        else return evaluated_from_copies<Recipe, T, Request>(function, arguments...);
    } else if constexpr (in_place<T, F, A...>) return back::evaluate<graph::made<Recipe>, places<F, A...>>(inputs_in_place<T>(function, arguments...));
    else return evaluated_from_copies<Recipe, T, Request>(function, arguments...);
}

}
