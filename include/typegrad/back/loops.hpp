// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Evaluation of graphs with loops over rows: the phases one after the other, and the loops between them. A loop runs the program of its
// body once a row. Nothing is allocated, and what the compiler makes of it does not depend on the number of rows.
#pragma once
#pragma GCC system_header

#include <typegrad/back/arithmetic_of_rows.hpp>
#include <typegrad/back/folds.hpp>
#include <typegrad/back/reduce.hpp>
#include <typegrad/back/scatter.hpp>
#include <typegrad/trace/rows.hpp>

#include <array>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace typegrad::inline v0_2::back {

#define TYPEGRAD_NOT_IN_PROCESSES                                                                                                                          \
    "typegrad::distributed: each process has a part of the rows, so that loops in loops, rows found by index, numbers of rows (indices, pairs, max and min " \
    "by kinks::left or right), recurrences, derivatives in rows and several arguments of rows are not for it"

namespace detail {
    template <class Source, int First, int... K>
    auto reductions_of(std::integer_sequence<int, K...>) -> reductions<operation_of<loops_of<Source>::reduced_by(First + K)>...>;

    template <class Reductions, class Body, class T, int... K>
    TYPEGRAD_INLINE constexpr void combine_outputs(T* so_far, auto const& output, std::integer_sequence<int, K...>) {
        T const in_order[]{output[constant<static_cast<int>(Body::output_of(K))>::value]...};
        Reductions::combine(so_far, in_order);
    }
    template <class Reductions, class Body, int K, class T>
    TYPEGRAD_INLINE constexpr void take_next_result(T& so_far, T const& output) {
        if constexpr (Body::is_sum(K)) so_far = output;
        else so_far = Reductions::template combined<K>(so_far, output);
    }
    template <class Reductions, class Body, class T, int... K>
    TYPEGRAD_INLINE constexpr void take_next_results(T* so_far, auto const& output, std::integer_sequence<int, K...>) {
        static_cast<void>(in_turn{true, (take_next_result<Reductions, Body, K>(so_far[K], output[constant<static_cast<int>(Body::output_of(K))>::value]), true)...});
    }

    // Of a row, in additions. Loops inside may be long.
    template <class Body>
    inline constexpr std::size_t cost_of_row = [] {
        auto const& graph = graph::made<Body>::graph;
        int sum = is_one_program<Body> ? 1 : 1000;
        for (int i = graph.input_count; i < graph.node_count; ++i) sum += graph.nodes[i].what->cost;
        return static_cast<std::size_t>(sum);
    }();
    // Two threads may not add to one row.
    template <class Body, class Execution>
    using blocks_of = std::conditional_t<adds_to_rows<Body>, typegrad::detail::block_after_block, typename Execution::blocks>;

    // A loop over rows of these columns. It reads the slots before `filled`, and its results are those behind them.
    template <class Source, int Loop, class... Column>
    struct loop_over {
        static constexpr int filled = loops_of<Source>::plan.loops[Loop].first_slot, results = loops_of<Source>::plan.loops[Loop].results;
        static constexpr int row_leaves = (0 + ... + leaves<typename Column::row>);
        using reduced = decltype(reductions_of<Source, filled>(std::make_integer_sequence<int, results>{}));
        using body = body_of_loop<Source, Loop, row_leaves>;
        using with_sums = body_with_sums<Source, Loop, row_leaves>;
    };

    // The results so far lie together as well. (No more of them are said to than a register loads: more would be taken for an argument that does not
    // fit into registers.)
    template <class Loop, class T, class... Column>
    struct places_with_sums {
        static constexpr auto together = [] {
            using body = typename Loop::with_sums;
            auto result = places_of_row<Loop::filled + 1, body::inputs, T, Column...>::together;
            for (int k = 0; k < Loop::results; ++k) result[static_cast<std::size_t>(body::first_result + k)] = Loop::results - k < lane_count ? Loop::results - k : lane_count;
            return result;
        }();
    };

    // The reduction of the rows of a block, whose body is one program. Rows: how they run.
    template <class Rows>
    struct block_of_rows;
    template <>
    struct block_of_rows<typegrad::detail::row_after_row> {
        template <class Loop, class T, class... Column>
        static constexpr void reduce(std::size_t first, std::size_t last, T* result, T const* given, std::tuple<Column...> const& columns) {
            using reduced = typename Loop::reduced;
            auto const eights = [given, &columns](std::size_t from, std::size_t end, auto& partial) TYPEGRAD_INLINE_LAMBDA {
                if constexpr (takes_rows_at_once<Loop, T, Column...>())
                    if (!std::is_constant_evaluated()) return add_eights<Loop>(from, end, partial, given, columns);
                return from;
            };
            auto const one = [given, &columns](std::size_t i, T* so_far) TYPEGRAD_INLINE_LAMBDA {
                [&]<std::size_t... C>(std::index_sequence<C...>) TYPEGRAD_INLINE_LAMBDA {
                    std::tuple<decltype(std::get<C>(columns)[i])...> const row{std::get<C>(columns)[i]...};
                    using body = typename Loop::with_sums;
                    std::array<T const*, body::inputs> at;
                    T other[Loop::row_leaves + 1];
                    T const** next = at.data() + Loop::filled;
                    T* converted = other;
                    point_at(at.data(), given, std::make_index_sequence<Loop::filled>{});
                    point_at_row<std::size_t>(next, converted, i);
                    (point_at_row<typename Column::row>(next, converted, std::get<C>(row)), ...);
                    point_at(at.data() + body::first_result, so_far, std::make_index_sequence<static_cast<std::size_t>(Loop::results)>{});
                    auto output = evaluate<graph::made<body>, places_with_sums<Loop, T, Column...>>(at);
                    take_next_results<reduced, body>(so_far, output, std::make_integer_sequence<int, Loop::results>{});
                }(std::index_sequence_for<Column...>{});
            };
            reduce_block<reduced>(first, last, result, one, eights);
        }
    };

    // Argument: which one the rows are of. InOrder: one row after the other, as parts of rows are reduced.
    template <class Source, int Loop, class Execution, std::size_t Argument, bool InOrder, class T, class... Column, class Arguments>
    constexpr void run_loop(T* slot, row_range<Column...> const& rows, Arguments const& arguments) {
        using loop = loop_over<Source, Loop, Column...>;
        using body = typename loop::body;
        using all = typename loop::reduced;
        constexpr int filled = loop::filled, results = loop::results;
        auto const& columns = rows.columns;
        constexpr bool is_flat = is_one_program<body> && !InOrder;
        static_assert(is_flat || !are_spread<typename Execution::blocks>, TYPEGRAD_NOT_IN_PROCESSES);
        if constexpr (is_flat) {
            T const* const given = slot;
            reduce<all, typename Execution::blocks, cost_of_row<body>>(rows.count, slot + filled, [given, &columns](std::size_t first, std::size_t last, T* result) TYPEGRAD_INLINE_LAMBDA {
                block_of_rows<typename Execution::rows>::template reduce<loop>(first, last, result, given, columns);
            });
        } else {
            auto const step = [&](T const* given) TYPEGRAD_INLINE_LAMBDA {
                return [&, given](std::size_t i, [[maybe_unused]] T* so_far) TYPEGRAD_INLINE_LAMBDA {
                    [&]<std::size_t... C>(std::index_sequence<C...>) TYPEGRAD_INLINE_LAMBDA {
                        std::tuple<decltype(std::get<C>(columns)[i])...> const row{std::get<C>(columns)[i]...};
                        T slots[static_cast<std::size_t>(loops_of<graph::made<body>>::plan.slots) + 1];
                        for (int k = 0; k < filled; ++k) slots[k] = given[k];
                        slots[filled] = static_cast<T>(i);
                        T* next = slots + filled + 1;
                        (each_leaf<typename Column::row>(std::get<C>(row), [&](auto const& leaf) TYPEGRAD_INLINE_LAMBDA { *next++ = static_cast<T>(leaf); }), ...);
                        kept_numbers<T> kept[static_cast<std::size_t>(loops_of<graph::made<body>>::plan.loop_count) + 1];
                        auto output = run_phases<graph::made<body>, 0, typename Execution::in_a_row>(slots, kept, arguments, row_of_loop<filled, Argument, std::remove_const_t<decltype(row)>, typename Column::row...>{i, row});
                        if constexpr (results > 0) combine_outputs<all, body>(so_far, output, std::make_integer_sequence<int, results>{});
                    }(std::index_sequence_for<Column...>{});
                };
            };
            if constexpr (InOrder || results == 0) {
                // What is given is read from a copy: for the compiler the rows that are added to might be the same memory.
                T copy[static_cast<std::size_t>(filled) + 1];
                for (int k = 0; k < filled; ++k) copy[k] = slot[k];
                if constexpr (results > 0) reduce_in_order<all>(rows.count, slot + filled, step(copy));
                else {
                    auto const one = step(copy);
                    for (std::size_t i = 0; i < rows.count; ++i) one(i, nullptr);
                }
            } else {
                auto const one = step(slot);
                reduce<all, blocks_of<body, Execution>, cost_of_row<body>>(rows.count, slot + filled, [&one](std::size_t first, std::size_t last, T* result) { reduce_block<all>(first, last, result, one); });
            }
        }
    }

    template <class Source, int Phase, class Execution, class T, class Arguments, int... L>
    constexpr void run_loops_before(T* slot, [[maybe_unused]] kept_numbers<T>* kept, Arguments const& arguments, [[maybe_unused]] auto const& row, std::integer_sequence<int, L...>) {
        ([&] {
            constexpr auto const& loop = loops_of<Source>::plan.loops[L];
            if constexpr (loop.phase == Phase && loop.condition > 0)
                if (slot[loops_of<Source>::plan.slot[loop.condition] - 1] == 0) {
                    for (int k = 0; k < loop.results; ++k) slot[loop.first_slot + k] = T(0);
                    return;
                }
            if constexpr (loop.phase == Phase && !runs_over_rows<Source, L>()) run_fold<Source, L, Execution>(slot, kept, arguments);
            else if constexpr (loop.phase == Phase) {
                constexpr std::size_t argument = Arguments::with_input(loop.input);
                auto const run = [&](auto const& rows) TYPEGRAD_INLINE_LAMBDA {
                    if constexpr (loop.is_fold) run_steps_of_fold<Source, L, Execution, argument>(slot, kept, rows.count, rows, arguments);
                    else run_loop<Source, L, Execution, argument, loop.part != 0>(slot, rows, arguments);
                };
                if constexpr (loop.part == 0) run(std::get<argument>(arguments.all));
                else run(std::get<argument>(arguments.all).part(index_of<Source, loop.part>(slot, arguments, row)));
            }
        }(), ...);
    }
    template <class Source, int Phase, class Execution, class T, class Arguments, class Row>
    TYPEGRAD_INLINE constexpr auto run_phases(T* slot, kept_numbers<T>* kept, Arguments const& arguments, Row const& row) {
        constexpr auto const& plan = loops_of<Source>::plan;
        constexpr int filled = plan.phases[Phase].first_slot, results = plan.phases[Phase].results;
        if constexpr (Phase == 0) find_elements_before<Source, 0>(slot, arguments, row, std::make_integer_sequence<int, plan.element_count>{});
        std::array<T const*, static_cast<std::size_t>(filled)> at;
        point_at<T>(at.data(), slot, std::make_index_sequence<static_cast<std::size_t>(filled)>{});
        if constexpr (Phase + 1 == plan.phase_count) {
            auto output = evaluate<graph::made<phase_of_graph<Source, Phase>>>(at);
            add_to_rows<Source>(arguments, row, output, std::make_integer_sequence<int, plan.addition_count>{});
            return output;
        } else {
            if constexpr (results > 0) {
                auto computed = evaluate<graph::made<phase_of_graph<Source, Phase>>>(at);
                for (int k = 0; k < results; ++k) slot[filled + k] = computed[static_cast<std::size_t>(k)];
            }
            run_loops_before<Source, Phase + 1, Execution>(slot, kept, arguments, row, std::make_integer_sequence<int, plan.loop_count>{});
            find_elements_before<Source, Phase + 1>(slot, arguments, row, std::make_integer_sequence<int, plan.element_count>{});
            return run_phases<Source, Phase + 1, Execution>(slot, kept, arguments, row);
        }
    }
}

// Whether loops over rows need no more of them than the rows themselves, one after the other.
template <class Source, class... A>
constexpr bool can_be_spread() {
    auto const& graph = Source::graph;
    auto const& plan = loops_of<Source>::plan;
    for (int i = graph.input_count; i < graph.node_count; ++i)
        if (auto const& n = graph.nodes[i]; n.operation == op::code<op::row_> && n.operand[1] < 0 && graph.literals[~n.operand[1]] < 0) return false;
    for (int loop = 0; loop < plan.loop_count; ++loop)
        if (plan.loops[loop].is_fold) return false;
    return plan.element_count == 0 && plan.addition_count == 0 && (0 + ... + is_rows<A>) == 1;
}

template <class Source>
constexpr bool uses_a_row_outside() {
    return loops_of<Source>::plan.mistake == loop_mistake::value_of_a_row_outside;
}
template <class Source>
constexpr bool keeps_too_few_states() {
    return []<int... L>(std::integer_sequence<int, L...>) {
        return (false || ... || [] {
            if constexpr (detail::runs_over_rows<Source, L>() && !loops_of<Source>::plan.loops[L].is_fold) return false;
            else return detail::fold_in<Source, L>::layout.keeps_few && !detail::can_keep_few<Source, L>();
        }());
    }(std::make_integer_sequence<int, loops_of<Source>::plan.loop_count>{});
}

// The outputs of the graph of Source in T, for these inputs of a call with these arguments. What rows receive is added to the targets.
template <class Source, class Execution, class T, std::size_t Inputs, class Targets, class... A>
constexpr auto evaluate_loops_into(Targets const& targets, std::array<T, Inputs> const& inputs, A const&... arguments) {
    constexpr loop_mistake mistake = loops_of<Source>::plan.mistake;
    static_assert(right<mistake, loop_mistake::too_many>, "typegrad: the function has more than 64 loops over typegrad::rows");
    static_assert(!uses_a_row_outside<Source>(), TYPEGRAD_ROW_OUTSIDE);
    static_assert(!keeps_too_few_states<Source>(), TYPEGRAD_TOO_FEW_STATES);
    if constexpr (mistake == loop_mistake::none) {
        T slot[static_cast<std::size_t>(loops_of<Source>::plan.slots) + 1];
        for (std::size_t i = 0; i < Inputs; ++i) slot[i] = inputs[i];
        if constexpr (are_spread<typename Execution::blocks>) {
            static_assert(can_be_spread<Source, A...>(), TYPEGRAD_NOT_IN_PROCESSES);
            std::size_t at = 0, rows = 0;
            auto const find = [&]<class Argument>(Argument const& argument) {
                if constexpr (is_rows<Argument>) rows = argument.size();
                else at += static_cast<std::size_t>(leaves<Argument>);
                return is_rows<Argument>;
            };
            static_cast<void>((find(arguments) || ...));
            rows_in_processes<typename Execution::blocks>::begin(slot, Inputs, at, rows);
        }
        kept_numbers<T> kept[static_cast<std::size_t>(loops_of<Source>::plan.loop_count) + 1];
        return detail::run_phases<Source, 0, Execution>(slot, kept, detail::arguments_of_call<Targets, Execution::checks, A...>{{arguments...}, targets}, detail::outside_of_loops{});
    } else {
        return std::array<T, static_cast<std::size_t>(loops_of<Source>::last_outputs)>{};
    }
}
template <class Source, class Execution, class T, std::size_t Inputs, class... A>
constexpr auto evaluate_loops(std::array<T, Inputs> const& inputs, A const&... arguments) {
    return evaluate_loops_into<Source, Execution>(no_target{}, inputs, arguments...);
}

}
