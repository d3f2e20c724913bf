// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Folds (op/fold.hpp) as loops. A step is a program: its inputs are the slots that are filled by then (back/loop_plan.hpp), the number of the
// step, the row, what is recalled, and the state; its outputs are the next state. What is recalled of a fold is kept while it runs, in memory
// that belongs to the call: so many numbers a step, one step after the other. Nothing else is allocated.
//
// A fold that keeps few states (typegrad::checkpoints) is run in the loop of the one that takes its steps back, from the states that are kept,
// by the binomial schedule (math/binomial_schedule.hpp).
#pragma once
#pragma GCC system_header

#include <typegrad/back/evaluate.hpp>
#include <typegrad/back/gather.hpp>
#include <typegrad/back/kept_results.hpp>
#include <typegrad/back/loop_plan.hpp>
#include <typegrad/math/binomial_schedule.hpp>
#include <typegrad/trace/rows.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

namespace typegrad::inline v0_2::back {

// Numbers that a fold keeps, so many a step.
template <class T>
class kept_numbers {
public:
    constexpr kept_numbers() = default;
    constexpr kept_numbers(kept_numbers const&) = delete;
    constexpr kept_numbers& operator=(kept_numbers const&) = delete;
    constexpr ~kept_numbers() { delete[] number_; }

    constexpr void reserve(std::size_t count) {
        if (count <= room_) return;
        T* const larger = new T[count];
        for (std::size_t i = 0; i < room_; ++i) larger[i] = number_[i];
        delete[] number_;
        number_ = larger;
        room_ = count;
    }
    constexpr std::size_t room() const { return room_; }
    TYPEGRAD_INLINE constexpr T* at(std::size_t i) const { return number_ + i; }

private:
    T* number_ = nullptr;
    std::size_t room_ = 0;
};

namespace detail {
    template <class T, std::size_t... I>
    TYPEGRAD_INLINE constexpr void point_at(T const** at, T const* slot, std::index_sequence<I...>) {
        static_cast<void>(in_turn{true, ((at[I] = slot + I), true)...});
    }

    // Where the numbers of a row of this shape are: in memory, or, where they are of another type, in `converted`. (The row itself may be a tuple of
    // references to its parts.)
    template <class Shape, class T>
    TYPEGRAD_INLINE constexpr void point_at_row(T const**& at, T*& converted, auto const& row) {
        each_leaf<Shape>(row, [&]<class Leaf>(Leaf const& leaf) TYPEGRAD_INLINE_LAMBDA {
            if constexpr (std::is_same_v<Leaf, T>) *at++ = &leaf;
            else {
                *converted = static_cast<T>(leaf);
                *at++ = converted++;
            }
        });
    }

    // A column whose rows are numbers of type T one after the other; not one that gives values.
    template <class Column, class T>
    inline constexpr bool is_in_memory =
        std::is_reference_v<decltype(std::declval<Column const&>()[0])> && is_contiguous<typename Column::row> && std::is_same_v<scalar_of<typename Column::row>, T>;
    // How many inputs lie one after the other in memory from each on (trace/call.hpp), where behind the first `Before` there is a row. Numbers of a row
    // that are used side by side are loaded so, once more behind a call: else g++ 12 keeps each on the stack, and puts registers together of them.
    template <int Before, int Inputs, class T, class... Column>
    struct places_of_row {
        static constexpr auto together = [] {
            std::array<int, static_cast<std::size_t>(Inputs) + 1> result{};
            auto next = static_cast<std::size_t>(Before);
            auto const row = [&](int size, bool contiguous) {
                for (int left = size; left > 0; --left) result[next++] = contiguous ? left : 1;
            };
            (row(leaves<typename Column::row>, is_in_memory<Column, T>), ...);
            return result;
        }();
    };

    template <class Source, int Phase, class Execution, class T, class Arguments, class Row>
    TYPEGRAD_INLINE constexpr auto run_phases(T* slot, kept_numbers<T>* kept, Arguments const& arguments, Row const& row);

    // A body that is one program, without loops, elements, or additions to rows.
    template <class Body>
    constexpr bool has_nodes(auto const& are_wanted) {
        auto const& graph = graph::made<Body>::graph;
        for (int i = graph.input_count; i < graph.node_count; ++i)
            if (are_wanted(graph.nodes[i])) return true;
        return false;
    }
    template <class Body>
    inline constexpr bool adds_to_rows = has_nodes<Body>([](graph::node const& n) { return n.operation == code<scatter_>; });
    template <class Body>
    inline constexpr bool is_one_program = !adds_to_rows<Body> && !has_nodes<Body>([](graph::node const& n) { return n.what->reduces || n.operation == code<element_>; });
    // What the loop number `Loop` of a plan consists of.
    template <int Nodes>
    struct fold_layout {
        int states = 0, recalls = 0, kept = 0, condition = 0, checkpoints = 0;
        bool goes_on = false, is_backward = false, has_rows = false, keeps_few = false;
        graph::carried state[Nodes + 1]{};
        int recall[Nodes + 1]{};       // the node; with a twin in the steps that are taken back: the twin's result is recalled (back/kept_results.hpp)
        int kept_state[Nodes + 1]{};   // of what is kept: which state it is
        bool kept_after[Nodes + 1]{};  // after the step, or before it
    };

    template <class Source, int Loop>
    struct recalls_needed_of;
    // Whether a node of the steps of this loop has a twin whose result is there by then. What depends on rows alone may be needed before.
    template <class Source, int Loop>
    constexpr bool has_result_before(int i) {
        constexpr auto const& plan = loops_of<Source>::plan;
        constexpr auto const& twins = twins_in<Source>::all;
        return twins.of[i] != 0 && plan.loops[twins.loop_of[i]].phase < plan.loops[Loop].phase;
    }
    template <class Source, int Loop>
    constexpr auto layout_of_fold() {
        constexpr auto const& graph = Source::graph;
        constexpr auto const& plan = loops_of<Source>::plan;
        constexpr int nodes = graph.node_count;
        fold_layout<nodes> layout;
        int const fold = plan.loops[Loop].node;
        layout.is_backward = graph::is_backward(graph, fold);
        auto const number_of = [&](int state) {
            int k = 0;
            while (k < layout.states && layout.state[k].state != state) ++k;
            return k;
        };
        bool* const needed = new bool[static_cast<std::size_t>(nodes) + 1]{};
        auto const need = [&](int operand) {
            if (operand >= 0) needed[operand] = true;
        };
        for (int i = fold; i < nodes; ++i) {
            if (plan.fold_of[i] != Loop + 1 || graph.nodes[i].operation != code<end_>) continue;
            graph::fold_parts const parts(graph::node_of(graph), i);
            if (parts.goes_on()) layout.goes_on = true, layout.condition = parts.condition(), need(parts.condition());
            if (parts.keeps()) layout.keeps_few = true, layout.checkpoints = parts.kept();
            for (int k = 0; k < parts.size(); ++k) {
                if (number_of(parts[k].state) < layout.states) continue;
                layout.state[layout.states++] = parts[k];
                need(parts[k].next);
            }
        }
        for (int i = fold; i < nodes; ++i)
            if (plan.fold_of[i] == Loop + 1 && graph.nodes[i].operation == code<scatter_>) needed[i] = true;
        for (int i = nodes - 1; i > fold; --i) {
            if (!needed[i] || plan.loop_of[i] == 0) continue;
            graph::node const& n = graph.nodes[i];
            if (is_recall(n.operation) && plan.fold_of[n.operand[1]] == 0) each_operand(n, [&](int o) { needed[o] = true; });  // in a loop that stands in this one
            else if (is_recall(n.operation)) layout.recall[layout.recalls++] = i;
            else if (n.operation == code<row_> && n.operand[0] == fold) layout.has_rows = layout.has_rows || graph.literals[~n.operand[1]] >= 0;
            else if (has_result_before<Source, Loop>(i)) layout.recall[layout.recalls++] = i;
            else each_operand(n, [&](int o) { needed[o] = true; });
        }
        for (int i = fold; i < nodes; ++i) {
            graph::node const& n = graph.nodes[i];
            if (!plan.live[i] || !is_recall(n.operation) || plan.fold_of[n.operand[1]] != Loop + 1 || !recalls_needed_of<Source, Loop>::all.of[i]) continue;
            bool const after = n.operation == code<recall_<true>>;
            int const state = number_of(graph.nodes[n.operand[2]].operand[0]);
            int k = 0;
            while (k < layout.kept && (layout.kept_state[k] != state || layout.kept_after[k] != after)) ++k;
            if (k == layout.kept) layout.kept_state[k] = state, layout.kept_after[k] = after, ++layout.kept;
        }
        delete[] needed;
        return layout;
    }
    template <class Source, int Loop>
    struct fold_in {
        static constexpr auto layout = layout_of_fold<Source, Loop>();
    };
    // use(l) with the number l of each recurrence behind this loop as a constant.
    template <class Source, int Loop, class Use>
    constexpr void for_later_folds(Use const& use) {
        constexpr auto const& plan = loops_of<Source>::plan;
        [&]<int... L>(std::integer_sequence<int, L...>) {
            ([&] {
                if constexpr (plan.loops[L].is_fold && plan.loops[L].phase > plan.loops[Loop].phase) use(constant<L>{});
            }(), ...);
        }(std::make_integer_sequence<int, plan.loop_count>{});
    }
    // What is recalled of this loop. With results of calls that are kept (back/kept_results.hpp) the states that these are computed from may not be.
    template <class Source, int Loop>
    struct recalls_needed {
        static constexpr auto const& graph = Source::graph;
        static constexpr auto const& plan = loops_of<Source>::plan;
        bool of[graph.node_count + 1]{};

        static constexpr recalls_needed found() {
            recalls_needed needed;
            // Those in a recurrence that stands in a loop are seen there.
            for (int i = graph.input_count; i < graph.node_count; ++i) needed.of[i] = is_one(i) && !stands_alone(graph.nodes[i].operand[0]);
            for_later_folds<Source, Loop>([&]<int Other>(constant<Other>) {
                if constexpr (recalls(Other)) {
                    constexpr auto const& layout = fold_in<Source, Other>::layout;
                    for (int k = 0; k < layout.recalls; ++k) needed.of[layout.recall[k]] = needed.of[layout.recall[k]] || is_one(layout.recall[k]);
                }
            });
            return needed;
        }

    private:
        static constexpr bool is_one(int i) { return plan.live[i] && is_recall(graph.nodes[i].operation) && plan.fold_of[graph.nodes[i].operand[1]] == Loop + 1; }
        static constexpr bool stands_alone(int fold) {
            for (int l = 0; l < plan.loop_count; ++l)
                if (plan.loops[l].is_fold && plan.loops[l].node == fold) return true;
            return false;
        }
        static constexpr bool recalls(int other) {
            for (int i = graph.input_count; i < graph.node_count; ++i)
                if (is_one(i) && graph.nodes[i].operand[0] == plan.loops[other].node) return true;
            return false;
        }
    };
    template <class Source, int Loop>
    struct recalls_needed_of {
        static constexpr auto all = recalls_needed<Source, Loop>::found();
    };

    // The results of calls that the steps of this loop keep for those of others.
    template <class Source, int Loop>
    struct results_kept {
        static constexpr int nodes = Source::graph.node_count;
        int count = 0;
        int node[nodes + 1]{};

        static constexpr results_kept all() {
            results_kept kept;
            constexpr auto const& twins = twins_in<Source>::all;
            for_later_folds<Source, Loop>([&]<int Other>(constant<Other>) {
                constexpr auto const& layout = fold_in<Source, Other>::layout;
                for (int k = 0; k < layout.recalls; ++k)
                    if (int const of = layout.recall[k], twin = twins.of[of]; twin != 0 && twins.loop_of[of] == Loop && kept.place(twin) == kept.count) kept.node[kept.count++] = twin;
            });
            return kept;
        }
        constexpr int place(int of) const {
            int k = 0;
            while (k < count && node[k] != of) ++k;
            return k;
        }
    };
    template <class Source, int Loop>
    struct results_kept_in {
        static constexpr auto all = results_kept<Source, Loop>::all();
    };

    // Where what is recalled lies: of which loop, and which of the numbers that it keeps.
    template <class Source>
    constexpr int loop_recalled(int recall) {
        if (twins_in<Source>::all.of[recall] != 0) return twins_in<Source>::all.loop_of[recall];
        return loops_of<Source>::plan.fold_of[Source::graph.nodes[recall].operand[1]] - 1;
    }
    template <class Source, int Loop>
    constexpr int place_recalled(int recall) {
        constexpr auto const& layout = fold_in<Source, Loop>::layout;
        auto const& n = Source::graph.nodes[recall];
        if (int const twin = twins_in<Source>::all.of[recall]; twin != 0) return layout.kept + results_kept_in<Source, Loop>::all.place(twin);
        bool const after = n.operation == code<recall_<true>>;
        for (int k = 0; k < layout.kept; ++k)
            if (layout.kept_after[k] == after && layout.state[layout.kept_state[k]].carry == n.operand[2]) return k;
        return -1;
    }

    // The fold that keeps few states and is computed again where this loop takes its steps back; -1: none.
    template <class Source, int Loop>
    constexpr int computed_again() {
        constexpr auto const& layout = fold_in<Source, Loop>::layout;
        for (int k = 0; k < layout.recalls; ++k) {
            if (twins_in<Source>::all.of[layout.recall[k]] != 0) continue;
            graph::fold_parts const parts(graph::node_of(Source::graph), Source::graph.nodes[layout.recall[k]].operand[1]);
            if (parts.keeps()) return loop_recalled<Source>(layout.recall[k]);
        }
        return -1;
    }
    template <class Source, int Loop>
    consteval bool runs_over_rows() {
        if constexpr (!loops_of<Source>::plan.loops[Loop].is_fold) return true;
        else if constexpr (constexpr int again = computed_again<Source, Loop>(); again >= 0) return fold_in<Source, Loop>::layout.has_rows || fold_in<Source, again>::layout.has_rows;
        else return fold_in<Source, Loop>::layout.has_rows;
    }
    // Whether the states of a fold are recalled, and by one loop alone, which takes its steps back: few of them can be kept then.
    template <class Source, int Loop, int Other>
    consteval int times_recalled() {
        if constexpr (!loops_of<Source>::plan.loops[Other].is_fold) return 0;
        else {
            constexpr auto const& layout = fold_in<Source, Other>::layout;
            for (int k = 0; k < layout.recalls; ++k)
                if (loop_recalled<Source>(layout.recall[k]) == Loop)
                    return layout.is_backward != fold_in<Source, Loop>::layout.is_backward && Source::graph.nodes[layout.recall[k]].operation == code<recall_<false>> ? 1 : 2;
            return 0;
        }
    }
    template <class Source, int Loop, int... L>
    consteval int times_recalled(std::integer_sequence<int, L...>) {
        return (0 + ... + times_recalled<Source, Loop, L>());
    }
    template <class Source, int Loop>
    consteval bool can_keep_few() {
        constexpr auto const& layout = fold_in<Source, Loop>::layout;
        return times_recalled<Source, Loop>(std::make_integer_sequence<int, loops_of<Source>::plan.loop_count>{}) <= 1 && layout.recalls == 0 && !layout.goes_on && !layout.is_backward &&
               loops_of<Source>::plan.loops[Loop].additions == 0;
    }
    // The recipe of a step, or of the condition that holds before one that is taken. Behind the next state come results that are kept, and additions to rows.
    template <class Source, int Loop, int RowLeaves, bool Condition, int Filled = loops_of<Source>::plan.loops[Loop].first_slot>
    struct step_of_fold : slice_recipe<Source, Filled + 1 + RowLeaves + fold_in<Source, Loop>::layout.recalls + fold_in<Source, Loop>::layout.states,
                                       Condition ? 1 : fold_in<Source, Loop>::layout.states + results_kept_in<Source, Loop>::all.count + loops_of<Source>::plan.loops[Loop].additions, Condition ? 1 : 0> {
        static constexpr auto const& layout = fold_in<Source, Loop>::layout;
        static constexpr int first_recall = Filled + 1 + RowLeaves, first_state = first_recall + layout.recalls;
        static constexpr int first_addition = layout.states + results_kept_in<Source, Loop>::all.count;

        static constexpr bool is_addition(int k) { return !Condition && k >= first_addition; }
        static constexpr int operand(int k) {
            if (Condition) return layout.condition;
            if (is_addition(k)) return loops_of<Source>::addition_in(Loop, k - first_addition);
            return k < layout.states ? layout.state[k].next : results_kept_in<Source, Loop>::all.node[k - layout.states];
        }
        static constexpr void run(graph::builder<typename Source::literal_type>& builder, int* output) {
            for (int i = 0; i < step_of_fold::inputs; ++i) builder.input();
            slice<Source> part(builder, Filled, loops_of<Source>::plan.loops[Loop].node);
            for (int k = 0; k < layout.recalls; ++k) part.give(layout.recall[k], first_recall + k);
            for (int k = 0; k < layout.states; ++k) part.give(layout.state[k].state, first_state + k);
            for (int k = 0; k < step_of_fold::outputs; ++k) part.need(operand(k));
            part.copy();
            for (int k = 0; k < step_of_fold::outputs; ++k) output[k] = is_addition(k) ? part.structure(operand(k)) : part.output(operand(k));
        }
    };

    // A step, whose body's input number `First` is its number.
    template <int First>
    struct step_of_loop {
        std::size_t number;

        static constexpr bool has(int input) { return input == First; }
        template <int>
        TYPEGRAD_INLINE constexpr std::size_t integer() const { return number; }
        static std::string where(std::size_t step) { return "step " + std::to_string(step) + " has "; }
    };

    // The number of steps that T says.
    template <class T>
    constexpr std::size_t steps_from(T const& count) {
        constexpr T most = std::numeric_limits<T>::digits < 63 ? static_cast<T>(std::uint64_t(1) << (std::numeric_limits<T>::digits < 63 ? std::numeric_limits<T>::digits : 0)) : static_cast<T>(std::numeric_limits<std::int64_t>::max());
        if (count >= 0 && count < most) {
            auto const steps = static_cast<std::size_t>(count);
            if (static_cast<T>(steps) == count) return steps;
        }
        typegrad::detail::refuse_steps(static_cast<double>(count));
    }

    template <class Source, class T>
    constexpr T of_slot(T const* slot, int operand) {
        if (operand >= 0 && Source::graph.nodes[operand].operation == code<steps_>) operand = Source::graph.nodes[operand].operand[1];
        return operand < 0 ? static_cast<T>(Source::graph.literals[~operand]) : slot[loops_of<Source>::plan.slot[operand] - 1];
    }

    // How many numbers a fold keeps a step, unless it keeps few states.
    template <class Source, int Loop>
    inline constexpr auto numbers_kept = static_cast<std::size_t>(fold_in<Source, Loop>::layout.kept + results_kept_in<Source, Loop>::all.count);

    // Where that recalled number is, which is kept of a step; `place`: of a fold that keeps few states, which of them is the state of the step.
    template <class Source, int Recall, class T>
    TYPEGRAD_INLINE constexpr T const* at_recalled(kept_numbers<T> const* kept, std::size_t step, std::size_t place) {
        constexpr int loop = loop_recalled<Source>(Recall), number = place_recalled<Source, loop>(Recall);
        constexpr auto const& layout = fold_in<Source, loop>::layout;
        static_assert(number >= 0 && static_cast<std::size_t>(number) < numbers_kept<Source, loop>, "typegrad: a recurrence recalls a number that none keeps; this is a mistake in the library");
        if constexpr (layout.keeps_few) return kept[loop].at(place * static_cast<std::size_t>(layout.states) + static_cast<std::size_t>(layout.kept_state[number]));
        else return kept[loop].at(step * numbers_kept<Source, loop> + static_cast<std::size_t>(number));
    }
    template <class Source, int Loop, class T, int... K>
    TYPEGRAD_INLINE constexpr void point_at_recalled(T const** at, kept_numbers<T> const* kept, std::size_t step, std::size_t place, std::integer_sequence<int, K...>) {
        static_cast<void>(in_turn{true, ((at[K] = at_recalled<Source, constant<fold_in<Source, Loop>::layout.recall[K]>::value>(kept, step, place)), true)...});
    }
    template <class Source, int Loop, bool After, class T, int... K>
    TYPEGRAD_INLINE constexpr void keep(T* into, T const* state, std::integer_sequence<int, K...>) {
        constexpr auto const& layout = fold_in<Source, Loop>::layout;
        static_cast<void>(in_turn{true, (layout.kept_after[K] == After ? void(into[K] = state[layout.kept_state[K]]) : void(), true)...});
    }

    // One step: what its program gives. Argument: which one the rows are of, if it takes any.
    template <class Source, int Loop, bool Condition, class Execution, std::size_t Argument, class T, class... Column, class Arguments>
    TYPEGRAD_INLINE constexpr auto take_step(T const* slot, T const* state, kept_numbers<T> const* kept, std::size_t step, std::size_t place, row_range<Column...> const& rows, Arguments const& arguments) {
        constexpr auto const& layout = fold_in<Source, Loop>::layout;
        constexpr int filled = loops_of<Source>::plan.loops[Loop].first_slot, row_leaves = (0 + ... + leaves<typename Column::row>);
        using recipe = step_of_fold<Source, Loop, row_leaves, Condition>;
        std::array<T const*, static_cast<std::size_t>(recipe::inputs)> at;
        T other[static_cast<std::size_t>(row_leaves) + 1];
        T const** next = at.data() + filled;
        T* converted = other;
        point_at(at.data(), slot, std::make_index_sequence<static_cast<std::size_t>(filled)>{});
        point_at_row<std::remove_cvref_t<decltype(step)>>(next, converted, step);
        point_at_recalled<Source, Loop>(at.data() + recipe::first_recall, kept, step, place, std::make_integer_sequence<int, layout.recalls>{});
        point_at(at.data() + recipe::first_state, state, std::make_index_sequence<static_cast<std::size_t>(layout.states)>{});
        return [&]<std::size_t... C>(std::index_sequence<C...>) TYPEGRAD_INLINE_LAMBDA {
            std::tuple<decltype(std::get<C>(rows.columns)[step])...> const row{std::get<C>(rows.columns)[step]...};
            (point_at_row<typename Column::row>(next, converted, std::get<C>(row)), ...);
            if constexpr (is_one_program<recipe>) return evaluate<graph::made<recipe>, places_of_row<filled + 1, recipe::inputs, T, Column...>>(at);
            else {
                constexpr auto const& plan = loops_of<graph::made<recipe>>::plan;
                T slots[static_cast<std::size_t>(plan.slots) + 1];
                for (int k = 0; k < recipe::inputs; ++k) slots[k] = *at[static_cast<std::size_t>(k)];
                kept_numbers<T> of_step[static_cast<std::size_t>(plan.loop_count) + 1];
                if constexpr (sizeof...(Column) > 0)
                    return run_phases<graph::made<recipe>, 0, typename Execution::in_a_row>(slots, of_step, arguments, row_of_loop<filled, Argument, std::remove_const_t<decltype(row)>, typename Column::row...>{step, row});
                else return run_phases<graph::made<recipe>, 0, typename Execution::in_a_row>(slots, of_step, arguments, step_of_loop<filled>{step});
            }
        }(std::index_sequence_for<Column...>{});
    }

    // Which state is the k-th result of a fold. It is asked for constants, not searched at run time: in a loop over tables whose elements have
    // different sizes g++ 12 counts an address from 0 (-fivopts), takes its reading for one through a null pointer, what follows for code that
    // is never reached, and the whole function for a pure one, whose call it drops (-O1 and -O2; not with -fno-delete-null-pointer-checks).
    template <class Source, int Loop>
    constexpr int state_in_slot(int k) {
        constexpr auto const& layout = fold_in<Source, Loop>::layout;
        int const carry = Source::graph.nodes[loops_of<Source>::node_in(loops_of<Source>::plan.loops[Loop].first_slot + k)].operand[1];
        for (int i = 0; i < layout.states; ++i)
            if (layout.state[i].carry == carry) return i;
        return -1;
    }
    // How many states a fold keeps at a time, the first one among them.
    template <class Source, int Loop, class T>
    constexpr std::size_t states_to_keep(T const* slot, std::size_t count) {
        std::size_t const asked = steps_from(of_slot<Source>(slot, fold_in<Source, Loop>::layout.checkpoints));
        std::size_t root = 1;
        while (root * root < count) ++root;
        return asked > 0 ? asked : root;
    }
    template <int States, class T>
    TYPEGRAD_INLINE constexpr void copy_state(T* into, T const* from) {
        [&]<int... K>(std::integer_sequence<int, K...>) TYPEGRAD_INLINE_LAMBDA { static_cast<void>(in_turn{true, ((into[K] = from[K]), true)...}); }(std::make_integer_sequence<int, States>{});
    }
    // A step, which makes of the state the next one, and stores results that are kept.
    template <class Source, int Loop, class Execution, std::size_t Argument, class T, class... Column, class Arguments>
    TYPEGRAD_INLINE constexpr void step_into(T* state, T const* slot, kept_numbers<T> const* kept, std::size_t step, std::size_t place, row_range<Column...> const& rows, Arguments const& arguments, [[maybe_unused]] T* results = nullptr) {
        constexpr int states = fold_in<Source, Loop>::layout.states;
        auto next = take_step<Source, Loop, false, Execution, Argument>(slot, state, kept, step, place, rows, arguments);
        [&]<int... K>(std::integer_sequence<int, K...>) TYPEGRAD_INLINE_LAMBDA { static_cast<void>(in_turn{true, ((state[K] = next[constant<K>::value]), true)...}); }(std::make_integer_sequence<int, states>{});
        [&]<int... K>(std::integer_sequence<int, K...>) TYPEGRAD_INLINE_LAMBDA { static_cast<void>(in_turn{true, ((results[K] = next[constant<states + K>::value]), true)...}); }(std::make_integer_sequence<int, results_kept_in<Source, Loop>::all.count>{});
    }
    template <class Source, int Loop, class Execution, std::size_t Argument, class T, class... Column, class Arguments>
    constexpr void run_steps_of_fold(T* slot, kept_numbers<T>* kept, std::size_t count, row_range<Column...> const& rows, Arguments const& arguments) {
        constexpr auto const& layout = fold_in<Source, Loop>::layout;
        constexpr std::size_t width = layout.keeps_few ? 0 : numbers_kept<Source, Loop>;
        constexpr int again = computed_again<Source, Loop>();
        using states = std::make_integer_sequence<int, layout.states>;
        using keeps = std::make_integer_sequence<int, layout.kept>;
        kept_numbers<T>& mine = kept[Loop];
        [[maybe_unused]] std::int64_t left = 0;  // of the states to keep, where these are few
        if constexpr (width > 0 && !layout.goes_on) {
            if (count > std::numeric_limits<std::size_t>::max() / sizeof(T) / width) typegrad::detail::refuse_steps(static_cast<double>(count));
            mine.reserve(count * width);
        } else if constexpr (layout.keeps_few && layout.kept > 0) {
            left = static_cast<std::int64_t>(states_to_keep<Source, Loop>(slot, count)) - 1;
            mine.reserve((static_cast<std::size_t>(left) + 2) * static_cast<std::size_t>(layout.states));
        }
        // The state is read behind what allocates. Of a number that outlives a call g++ 12 takes a general register, and keeps it there through the
        // loop: in each step it goes to a vector register and back, which a recurrence of few operations waits for.
        if (!std::is_constant_evaluated()) asm("" : : "r"(slot) : "memory");
        T state[static_cast<std::size_t>(layout.states) + 1];
        [&]<int... K>(std::integer_sequence<int, K...>) TYPEGRAD_INLINE_LAMBDA { static_cast<void>(in_turn{true, ((state[K] = of_slot<Source>(slot, constant<layout.state[K].begin>::value)), true)...}); }(states{});
        auto const take = [&](T* now, std::size_t step, std::size_t place) TYPEGRAD_INLINE_LAMBDA {
            if constexpr (width > 0) keep<Source, Loop, false>(mine.at(step * width), now, keeps{});
            step_into<Source, Loop, Execution, Argument>(now, slot, kept, step, place, rows, arguments, width > 0 ? mine.at(step * width) + layout.kept : nullptr);
            if constexpr (width > 0) keep<Source, Loop, true>(mine.at(step * width), now, keeps{});
        };
        if constexpr (layout.goes_on) {
            for (std::size_t i = 0; take_step<Source, Loop, true, Execution, Argument>(slot, state, kept, i, 0, rows, arguments)[0] != 0; ++i) {
                if (width > 0 && (i + 1) * width > mine.room()) mine.reserve(2 * (i + 1) * width);
                take(state, i, 0);
            }
        } else if constexpr (layout.keeps_few && layout.kept > 0) {
            auto const end = static_cast<std::int64_t>(count);
            T* into = mine.at(0);
            for (std::int64_t i = 0; i < end;) {
                for (int k = 0; k < layout.states; ++k) *into++ = state[k];
                std::int64_t const next = end - i > 1 ? math::next_checkpoint(i, end, left) : end;
                left -= left > 0;
                for (; i < next; ++i) take(state, static_cast<std::size_t>(i), 0);
            }
        } else if constexpr (again >= 0) {
            // Each of these loops has a state of its own, which registers hold: what the schedule refers to lies in memory.
            constexpr auto const& other = fold_in<Source, again>::layout;
            constexpr auto size = static_cast<std::size_t>(other.states);
            auto const kept_states = static_cast<std::int64_t>(states_to_keep<Source, again>(slot, count));
            T* const first = kept[again].at(0);
            math::pull_back_from_checkpoints(
                0, static_cast<std::int64_t>(count), kept_states - 1, 0, true,
                [&](std::size_t place, std::int64_t from, std::int64_t to, bool each) {
                    T now[size + 1];
                    copy_state<other.states>(now, first + place * size);
                    T* into = first + (place + 1) * size;
                    for (std::int64_t i = from; i < to; ++i) {
                        step_into<Source, again, Execution, Argument>(now, slot, kept, static_cast<std::size_t>(i), 0, rows, arguments);
                        copy_state<other.states>(into, now);
                        into += each ? size : 0;
                    }
                },
                [&](std::size_t place, std::int64_t from, std::int64_t to) {
                    T now[static_cast<std::size_t>(layout.states) + 1];
                    copy_state<layout.states>(now, state);
                    for (std::int64_t i = to; i-- > from;) take(now, static_cast<std::size_t>(i), place + static_cast<std::size_t>(i - from));
                    copy_state<layout.states>(state, now);
                });
        } else {
            for (std::size_t i = 0; i < count; ++i) take(state, layout.is_backward ? count - 1 - i : i, 0);
        }
        [&]<int... K>(std::integer_sequence<int, K...>) TYPEGRAD_INLINE_LAMBDA {
            static_cast<void>(in_turn{true, ((slot[constant<loops_of<Source>::plan.loops[Loop].first_slot + K>::value] = state[constant<state_in_slot<Source, Loop>(K)>::value]), true)...});
        }(std::make_integer_sequence<int, loops_of<Source>::plan.loops[Loop].results>{});
    }

    // A fold that needs no rows.
    template <class Source, int Loop, class Execution, class T, class Arguments>
    constexpr void run_fold(T* slot, kept_numbers<T>* kept, Arguments const& arguments) {
        constexpr auto const& layout = fold_in<Source, Loop>::layout;
        constexpr int count = loops_of<Source>::plan.loops[Loop].input;
        if constexpr (layout.goes_on) run_steps_of_fold<Source, Loop, Execution, 0>(slot, kept, 0, row_range<>{}, arguments);
        else run_steps_of_fold<Source, Loop, Execution, 0>(slot, kept, steps_from(of_slot<Source>(slot, count)), row_range<>{}, arguments);
    }
}

}
