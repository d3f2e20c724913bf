// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Evaluation of graphs with loops over rows: the phases one after the other, and the loops between them. A loop runs the program of its
// body once a row. Nothing is allocated, and what the compiler makes of it does not depend on the number of rows.
#pragma once
#pragma GCC system_header

#include <typegrad/back/evaluate.hpp>
#include <typegrad/back/loop_plan.hpp>
#include <typegrad/back/reduce.hpp>
#include <typegrad/trace/rows.hpp>

#include <array>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace typegrad::back {

namespace detail {
    // The arguments of a call, and which of them has the input of that number.
    template <class... A>
    struct arguments_of_call {
        std::tuple<A const&...> all;

        static constexpr std::size_t with_input(int input) {
            int const size[] = {leaves<A>...};
            std::size_t i = 0;
            for (; input >= size[i]; ++i) input -= size[i];
            return i;
        }
    };

    template <class Source, int First, int... K>
    auto reductions_of(std::integer_sequence<int, K...>) -> reductions<operation_of<loops_of<Source>::reduced_by(First + K)>...>;

    template <class T, std::size_t... I>
    TYPEGRAD_INLINE constexpr void point_at(T const** at, T const* slot, std::index_sequence<I...>) {
        ((at[I] = slot + I), ...);
    }

    // Where the numbers of a row are: in memory, or, where they are of another type, in `converted`.
    template <class Row, class T>
    TYPEGRAD_INLINE constexpr void point_at_row(T const**& at, T*& converted, Row const& row) {
        each_leaf<Row>(row, [&]<class Leaf>(Leaf const& leaf) TYPEGRAD_INLINE_LAMBDA {
            if constexpr (std::is_same_v<Leaf, T>) *at++ = &leaf;
            else {
                *converted = static_cast<T>(leaf);
                *at++ = converted++;
            }
        });
    }

    template <class Reductions, class Body, class T, int... K>
    TYPEGRAD_INLINE constexpr void combine_outputs(T* so_far, auto const& output, std::integer_sequence<int, K...>) {
        T const in_order[]{output[constant<static_cast<int>(Body::output_of(K))>::value]...};
        Reductions::combine(so_far, in_order);
    }

    template <class Source, int Loop, class T, class... Column>
    constexpr void run_loop(T* slot, row_range<Column...> const& rows) {
        constexpr int filled = loops_of<Source>::plan.loops[Loop].first_slot, results = loops_of<Source>::plan.loops[Loop].results;
        constexpr int row_leaves = (0 + ... + leaves<typename Column::row>);
        using all = decltype(reductions_of<Source, filled>(std::make_integer_sequence<int, results>{}));
        using body = body_of_loop<Source, Loop, row_leaves>;
        T const* const given = slot;
        auto const& columns = rows.columns;
        reduce<all>(rows.count, slot + filled, [given, &columns](std::size_t i, T* so_far) TYPEGRAD_INLINE_LAMBDA {
            [&]<std::size_t... C>(std::index_sequence<C...>) TYPEGRAD_INLINE_LAMBDA {
                std::tuple<decltype(std::get<C>(columns)[i])...> const row{std::get<C>(columns)[i]...};
                std::array<T const*, static_cast<std::size_t>(filled + 1 + row_leaves)> at;
                T other[static_cast<std::size_t>(row_leaves) + 1];
                T const** next = at.data() + filled;
                T* converted = other;
                point_at(at.data(), given, std::make_index_sequence<static_cast<std::size_t>(filled)>{});
                point_at_row(next, converted, i);
                (point_at_row(next, converted, std::get<C>(row)), ...);
                auto const result = evaluate<graph::made<body>>(at);
                combine_outputs<all, body>(so_far, result, std::make_integer_sequence<int, results>{});
            }(std::index_sequence_for<Column...>{});
        });
    }

    template <class Source, int Phase, class T, class... A, int... L>
    constexpr void run_loops_before(T* slot, arguments_of_call<A...> const& arguments, std::integer_sequence<int, L...>) {
        ([&] {
            if constexpr (loops_of<Source>::plan.loops[L].phase == Phase)
                run_loop<Source, L>(slot, std::get<arguments_of_call<A...>::with_input(loops_of<Source>::plan.loops[L].input)>(arguments.all));
        }(), ...);
    }
    template <class Source, int Phase, class T, class... A>
    TYPEGRAD_INLINE constexpr auto run_phases(T* slot, arguments_of_call<A...> const& arguments) {
        constexpr int filled = loops_of<Source>::plan.phases[Phase].first_slot, results = loops_of<Source>::plan.phases[Phase].results;
        std::array<T const*, static_cast<std::size_t>(filled)> at;
        point_at<T>(at.data(), slot, std::make_index_sequence<static_cast<std::size_t>(filled)>{});
        if constexpr (Phase + 1 == loops_of<Source>::plan.phase_count) return evaluate<graph::made<phase_of_graph<Source, Phase>>>(at);
        else {
            if constexpr (results > 0) {
                auto const kept = evaluate<graph::made<phase_of_graph<Source, Phase>>>(at);
                for (int k = 0; k < results; ++k) slot[filled + k] = kept[static_cast<std::size_t>(k)];
            }
            run_loops_before<Source, Phase + 1>(slot, arguments, std::make_integer_sequence<int, loops_of<Source>::plan.loop_count>{});
            return run_phases<Source, Phase + 1>(slot, arguments);
        }
    }
}

// The outputs of the graph of Source in T, for these inputs of a call with these arguments.
template <class Source, class T, std::size_t Inputs, class... A>
constexpr auto evaluate_loops(std::array<T, Inputs> const& inputs, A const&... arguments) {
    constexpr loop_mistake mistake = loops_of<Source>::plan.mistake;
    static_assert(right<mistake, loop_mistake::nested>, "typegrad: a loop over typegrad::rows inside of another one, whose values it uses: that is not there yet; run the outer loop outside of the function");
    static_assert(right<mistake, loop_mistake::value_of_a_row_outside>, "typegrad: the function uses a row, or what was computed from it, outside of its loop; return it from the body of sum, mean, max and so on");
    if constexpr (mistake == loop_mistake::none) {
        T slot[static_cast<std::size_t>(loops_of<Source>::plan.slots) + 1];
        for (std::size_t i = 0; i < Inputs; ++i) slot[i] = inputs[i];
        return detail::run_phases<Source, 0>(slot, detail::arguments_of_call<A...>{{arguments...}});
    } else {
        return std::array<T, static_cast<std::size_t>(Source::graph.output_count)>{};
    }
}

}
