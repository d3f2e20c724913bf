// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Recurrences: a state that a step makes another one of, as often as a number says that is known at run time only.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/fold.hpp>
#include <typegrad/pass/fold.hpp>
#include <typegrad/trace/algorithms.hpp>
#include <typegrad/trace/rows.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#define TYPEGRAD_STATE_OF_ANOTHER_SHAPE                                                                                                            \
    "typegrad: the step of a recurrence returns a state of another shape than it takes; return the same array, tuple or Struct, with the same number " \
    "of leaves"
#define TYPEGRAD_STEP_RETURNS_NOTHING "typegrad: the step of a recurrence returns nothing; end it with `return` and the next state"

namespace typegrad::inline v0_2 {

namespace detail {
    // The state with traced values for numbers if it is, or becomes, traced; with numbers that both the state and what a step makes of it fit into.
    template <class State>
    using first_number = std::conditional_t<std::is_integral_v<scalar_of<State>>, double, scalar_of<State>>;
    template <class A, class B>
    struct number_of_both {
        using type = std::conditional_t<std::is_class_v<A>, A, B>;
    };
    template <class A, class L>
    struct number_of_both<A, condition<L>> {
        using type = tracer<L>;
    };
    template <class A, class B>
        requires(std::is_arithmetic_v<A> && std::is_arithmetic_v<B>)
    struct number_of_both<A, B> {
        using type = std::conditional_t<std::is_integral_v<B>, A, std::common_type_t<A, B>>;
    };
    template <class State, class Returned>
    struct state_of_steps {
        static constexpr bool returns = !std::is_void_v<Returned>;
        // What is wrong the compiler has said then.
        static constexpr bool is_said = std::is_base_of_v<op::no_result, Returned>;
        using next = std::conditional_t<returns && !is_said, Returned, State>;
        using number = typename number_of_both<first_number<State>, scalar_of<next>>::type;
        using type = rebind<State, number>;
        static constexpr bool keeps_shape = std::is_same_v<type, rebind<next, number>>;
        static constexpr bool is_right = returns && keeps_shape && !is_said;
    };

    // Of the arguments of a recurrence: whether the state is numbers, and the step takes it.
    template <class State>
    inline constexpr bool is_state = is_scalar<scalar_of<State>> || op::is_operand<scalar_of<State>>;
    template <class Count>
    inline constexpr bool is_count = std::is_arithmetic_v<Count> || op::is_operand<Count> || requires(Count const& count) { count.literal(); } || requires(Count const& count) { count.value(); };
    template <class Step, class State, class... Given>
    concept takes_state = takes_columns<Step, State, Given...> || (sizeof...(Given) > 1 && takes_columns<Step, State, std::tuple<Given...>>) || (sizeof...(Given) == 1 && takes_columns<Step, State>);
#define TYPEGRAD_STEP_TAKES \
    "typegrad: the step of a recurrence takes the state, and in fold the row, in repeat the number of the step if it wants it; declare them auto"
#define TYPEGRAD_FOLD_TAKES "typegrad: fold and scan take rows, the state before the first row, and the step: fold(rows, state, [&](auto s, auto const& row) { return …; }); the elements of a std::array are passed by a for loop"
#define TYPEGRAD_REPEAT_TAKES "typegrad: repeat takes the number of steps, the state before the first step, and the step: repeat(n, state, [&](auto s) { return …; })"
    // step(state, given…), or step(state) where the step does not ask for the number of the step. (A step with `auto` parameters is
    // instantiated to be asked.)
    template <class Step, class State, class... Given>
    TYPEGRAD_INLINE constexpr auto next_state(Step const& step, State const& state, Given const&... given) {
        if constexpr (std::is_invocable_v<Step const&, State const&, Given const&...>) return step(state, given...);
        else if constexpr (sizeof...(Given) > 1 && std::is_invocable_v<Step const&, State const&, std::tuple<Given...> const&>) return step(state, std::tuple<Given...>(given...));
        else if constexpr (sizeof...(Given) == 1 && std::is_invocable_v<Step const&, State const&>) return step(state);
        else {
            static_assert(sizeof(Step) == 0, TYPEGRAD_STEP_TAKES);
            return state;
        }
    }

    // Of a recurrence over rows: what its state becomes, and whether its step is right.
    template <class State, class First, class Step, class Parts>
    struct step_over_rows {
        static constexpr bool takes = false;
        using states = state_of_steps<State, State>;
    };
    template <class State, class First, class Step, class... Part>
        requires takes_state<Step, First, Part...>
    struct step_over_rows<State, First, Step, part_list<Part...>> {
        static constexpr bool takes = true;
        using states = state_of_steps<State, std::remove_cvref_t<decltype(next_state(std::declval<Step const&>(), std::declval<First const&>(), std::declval<Part const&>()...))>>;
    };
    template <class Rows, class State, class Step>
    struct recurrence_over_rows {
        using number = std::conditional_t<is_traced<scalar_of<Rows>>, scalar_of<Rows>, first_number<State>>;
        using first = rebind<State, number>;
        using step = step_over_rows<std::conditional_t<is_traced<number>, first, State>, first, Step, typename parts_of_row<Rows>::type>;
        template <class Compiled>
        static constexpr bool takes = step::takes || can_be_called<Compiled>;
        static constexpr bool returns = step::states::returns, keeps_shape = step::states::keeps_shape, is_right = step::takes && step::states::is_right;
    };

    template <class State, class From>
    TYPEGRAD_INLINE constexpr State state_from(From const& from) {
        if constexpr (std::is_same_v<State, From>) return from;
        else {
            auto const leaf = flatten<scalar_of<State>, From>(from);
            auto const* next = leaf.data();
            return shaped<State, scalar_of<State>>([&]() TYPEGRAD_INLINE_LAMBDA { return *next++; });
        }
    }
    // The leaves of what a step returns, as traced values.
    template <class Literal, class State, class Next>
    constexpr auto traced_leaves(Next const& next) {
        std::array<tracer<Literal>, static_cast<std::size_t>(leaves<State>)> leaf{};
        std::size_t k = 0;
        each_leaf<Next>(next, [&]<class Leaf>(Leaf const& value) {
            if constexpr (std::is_same_v<Leaf, condition<Literal>>) leaf[k++] = tracing<Literal>::in_kind(op::kind::value, value.value());
            else leaf[k++] = tracer<Literal>(value);
        });
        return leaf;
    }

    // A fold while it is traced: its states, and in the end what they are after the last step.
    template <class Literal, class State>
    class traced_fold {
        using value = tracer<Literal>;
        using builder = graph::builder<Literal>;
        static constexpr auto count = static_cast<std::size_t>(leaves<State>);

    public:
        constexpr traced_fold(builder& graph, int steps) : graph_(graph), of_(graph::append_fold(graph, steps)), last_(of_) { graph_.enter_loop(); }

        constexpr value state() { return value(&graph_, graph::append_state(graph_, of_)); }
        constexpr State states() {
            auto const all = shaped<State, value>([&] { return state_[next_++] = state(); });
            return all;
        }
        constexpr value row(int k) { return value(&graph_, graph::append_part<op::row_>(graph_, of_, graph_.literal(static_cast<Literal>(k)))); }
        constexpr int carry(value state, value begin, value next) {
            int const carry = graph::append_part<op::carry_>(graph_, state.id(), begin.operand_in(graph_), next.operand_in(graph_));
            last_ = graph::append_part<op::carries_>(graph_, last_, carry);
            return carry;
        }
        constexpr void go_on_while(value condition) {
            last_ = graph::append_part<op::going_on_>(graph_, last_, condition.operand_in(graph_));
        }
        constexpr void keep(value states) { last_ = graph::append_part<op::keeping_>(graph_, last_, states.operand_in(graph_)); }
        constexpr int fold() const { return of_; }
        constexpr value ended() const { return value(&graph_, ended_); }
        template <class Next>
        constexpr State end(State const& begin, Next const& next) {
            auto const first = traced_leaves<Literal, State>(begin), after = traced_leaves<Literal, State>(next);
            for (std::size_t k = 0; k < count; ++k) carry_[k] = carry(state_[k], first[k], after[k]);
            graph_.leave_loop();
            ended_ = graph::append_part<op::end_>(graph_, last_);
            std::size_t k = 0;
            return shaped<State, value>([&] { return value(&graph_, graph::append_part<op::final_>(graph_, ended_, carry_[k++])); });
        }

    private:
        builder& graph_;
        int of_, last_, ended_ = 0;
        std::size_t next_ = 0;
        std::array<value, count> state_{};
        std::array<int, count> carry_{};
    };

    template <class Literal, class Shape>
    constexpr graph::builder<Literal>* graph_in(Shape const& shape) {
        graph::builder<Literal>* graph = nullptr;
        each_leaf<Shape>(shape, [&]<class Leaf>(Leaf const& leaf) {
            if constexpr (std::is_same_v<Leaf, tracer<Literal>>) graph = leaf.graph() ? leaf.graph() : graph;
            else if constexpr (std::is_same_v<Leaf, condition<Literal>>) graph = leaf.value().graph() ? leaf.value().graph() : graph;
        });
        return graph;
    }

    // A count as the number that it is.
    template <class Count>
    constexpr std::size_t steps_of(Count const& count) {
        if constexpr (std::is_unsigned_v<Count>) return count;
        else if constexpr (std::is_integral_v<Count>) {
            if (count < 0) refuse_steps(static_cast<double>(count));
            return static_cast<std::size_t>(count);
        } else if constexpr (std::is_floating_point_v<Count>) {
            if (!(count >= 0 && count < static_cast<Count>(0x1p63)) || static_cast<Count>(static_cast<std::size_t>(count)) != count) refuse_steps(static_cast<double>(count));
            return static_cast<std::size_t>(count);
        } else if constexpr (requires { count.literal(); }) return steps_of(count.literal());
        else if constexpr (requires { count.value(); }) return steps_of(count.value());
        else {
            static_assert(sizeof(Count) == 0, "typegrad::repeat: the count is a number, the first argument");
            return 0;
        }
    }

    // The number of a step, as a step gets it.
    template <class Number>
    TYPEGRAD_INLINE constexpr auto step_number(std::size_t i) {
        if constexpr (std::is_floating_point_v<Number>) return static_cast<Number>(i);
        else return static_cast<double>(i);
    }
    template <class T>
    using literal_of_traced = typename T::builder::literal_type;

    // Whether a condition on numbers holds.
    template <class C>
    TYPEGRAD_INLINE constexpr bool holds(C const& condition) {
        if constexpr (requires { condition.value().literal(); }) return condition.value().literal() != 0;
        else return static_cast<bool>(condition);
    }
    template <class Literal, class C>
    constexpr tracer<Literal> as_traced_condition(C const& condition) {
        if constexpr (std::is_same_v<C, typegrad::condition<Literal>>) return condition.value();
        else return tracer<Literal>(static_cast<bool>(condition));
    }
}

// A policy of repeat and fold: of the states that a derivative in reverse needs, n are kept at a time, and the others are computed again, by the
// schedule that needs the fewest steps. checkpoints(): about the root of their number. One derivative of first order alone; n at least 1.
template <class Number>
struct checkpoint_policy {
    Number states;
};
// As many states are kept as the root of their number.
constexpr checkpoint_policy<int> checkpoints() { return {0}; }
template <class Number>
constexpr checkpoint_policy<Number> checkpoints(Number const& n) {
    if constexpr (std::is_arithmetic_v<Number>)
        if (!(n >= 1)) detail::refuse_rows("checkpoints: the number of states that are kept should be 1 at least");
    return {n};
}
struct all_states {};

namespace detail {
    template <class T, class Fold, class Policy>
    constexpr void keep_as(Fold& fold, Policy const& policy) {
        if constexpr (requires { policy.states; }) fold.keep(T(policy.states));
        else static_assert(std::is_same_v<Policy, all_states>, "typegrad: what may follow the step of a recurrence is typegrad::checkpoints()");
    }
}

// state = step(state), or step(state, k) for k = 0, 1, …, as often as `count` says: the state after the last step. The state is a number or
// any shape of numbers, and step returns the same shape. Differentiated is what the state begins with, and all that the step takes
// from outside. A count that is negative or no integer is std::invalid_argument.
template <class Count, class State, class Step, class Policy = all_states>
    requires(detail::is_count<Count> && detail::is_state<State>)
constexpr auto repeat(Count const& count, State const& state, Step const& step, [[maybe_unused]] Policy const& policy = {}) {
    using first = rebind<State, detail::first_number<State>>;
    using given = std::conditional_t<detail::is_traced<Count>, Count, double>;
    using with_number = decltype(std::declval<detail::or_not_callable<Step> const&>()(std::declval<first const&>(), std::declval<given const&>()));
    using asked = std::conditional_t<std::is_same_v<with_number, detail::not_callable>, detail::or_not_callable<Step>, detail::several_parts>;
    using alone = decltype(std::declval<asked const&>()(std::declval<first const&>()));
    constexpr bool takes = detail::takes_state<Step, first, given>;
    static_assert(takes || detail::can_be_called<with_number> || detail::can_be_called<alone>, TYPEGRAD_STEP_TAKES);
    if constexpr (!takes) return detail::state_from<first>(state);
    else {
        using next = decltype(detail::next_state(step, std::declval<first const&>(), std::declval<given const&>()));
        using states = detail::state_of_steps<State, next>;
        using number = std::conditional_t<detail::is_traced<Count>, Count, typename states::number>;
        using shape = rebind<State, number>;
        static_assert(states::returns, TYPEGRAD_STEP_RETURNS_NOTHING);
        static_assert(states::keeps_shape, TYPEGRAD_STATE_OF_ANOTHER_SHAPE);
        if constexpr (!states::is_right) return detail::state_from<shape>(state);
        else {
            auto now = detail::state_from<shape>(state);
            if constexpr (detail::is_traced<number>) {
                using literal = detail::literal_of_traced<number>;
                auto* graph = detail::graph_in<literal>(now);
                number const steps(count);
                if (steps.graph()) graph = steps.graph();
                if (!graph) graph = detail::graph_in<literal>(detail::next_state(step, now, number(0)));
                if (graph) {
                    detail::traced_fold<literal, shape> fold(*graph, steps.operand_in(*graph));
                    auto const before = fold.states();
                    detail::keep_as<number>(fold, policy);
                    return fold.end(now, detail::next_state(step, before, fold.row(-1)));
                }
            }
            std::size_t const steps = detail::steps_of(count);
            for (std::size_t i = 0; i < steps; ++i) now = detail::state_from<shape>(detail::next_state(step, now, detail::step_number<number>(i)));
            return now;
        }
    }
}

// Only say so: of arguments of other types.
template <class Never = void>
constexpr double repeat(only_says::anything, only_says::anything) {
    static_assert(!std::is_void_v<Never>, TYPEGRAD_REPEAT_TAKES);
    return 0;
}
template <class Never = void>
constexpr double repeat(only_says::anything, only_says::anything, only_says::anything) {
    static_assert(!std::is_void_v<Never>, TYPEGRAD_REPEAT_TAKES);
    return 0;
}

// state = step(state) as long as condition(state) holds: the state for which it does not. Where it always holds, this does not end; in
// a function that is differentiated it runs in a branch that is not taken as well. The number of steps is no part of the derivative.
template <class State, class Condition, class Step>
constexpr auto repeat_while(State const& state, Condition const& condition, Step const& step) {
    using first = rebind<State, detail::first_number<State>>;
    static_assert(std::is_invocable_v<Step const&, first const&>, "typegrad::repeat_while: the third argument is the step, which takes the state; declare it auto");
    static_assert(std::is_invocable_v<Condition const&, first const&>, "typegrad::repeat_while: the second argument is the condition, which takes the state; declare it auto");
    constexpr bool is_condition = !detail::is_traced<std::remove_cvref_t<decltype(condition(std::declval<first const&>()))>>;
    static_assert(is_condition, "typegrad::repeat_while: the condition, the second argument, returns a number; write a comparison, s > 0. The third argument is the step");
    using states = detail::state_of_steps<State, decltype(step(std::declval<first const&>()))>;
    using shape = typename states::type;
    using number = typename states::number;
    static_assert(states::returns, TYPEGRAD_STEP_RETURNS_NOTHING);
    static_assert(states::keeps_shape, TYPEGRAD_STATE_OF_ANOTHER_SHAPE);
    auto now = detail::state_from<shape>(state);
    if constexpr (states::is_right && is_condition) {
        if constexpr (detail::is_traced<number>) {
            using literal = detail::literal_of_traced<number>;
            auto* graph = detail::graph_in<literal>(now);
            if (!graph) graph = detail::graph_in<literal>(step(now));
            if (graph) {
                detail::traced_fold<literal, shape> fold(*graph, graph->literal(0));
                number const count = fold.state();
                fold.carry(count, number(0), count + 1);
                auto const before = fold.states();
                fold.go_on_while(detail::as_traced_condition<literal>(condition(before)));
                return fold.end(now, step(before));
            }
        }
        while (detail::holds(condition(now))) now = detail::state_from<shape>(step(now));
    }
    return now;
}

namespace detail {
    // finish(fold, the state after the last step, the next state, which belongs to the step)
    template <class T, class... Column, class State, class Step, class Policy, class Finish>
    constexpr auto folded(traced_rows<T, Column...> const& rows, State const& state, Step const& step, Policy const& policy, Finish const& finish) {
        using shape = rebind<State, T>;
        auto& graph = *rows.count.graph();
        auto const begin = state_from<shape>(state);
        traced_fold<literal_of_traced<T>, shape> fold(graph, rows.count.id());
        int next = 0;
        std::tuple<rebind<typename Column::row, T>...> const row{shaped<typename Column::row, T>([&] {
            int const k = next++;
            return fold.row(std::is_same_v<Column, column_of_numbers> ? -1 : k);
        })...};
        auto const before = fold.states();
        auto const step_at = [&](auto const&... part) { return next_state(step, before, part...); };
        using states = state_of_steps<shape, std::remove_cvref_t<decltype(std::apply(step_at, row))>>;
        static_assert(states::returns, TYPEGRAD_STEP_RETURNS_NOTHING);
        static_assert(states::keeps_shape, TYPEGRAD_STATE_OF_ANOTHER_SHAPE);
        if constexpr (!states::is_right) return begin;
        else {
            auto const after = std::apply(step_at, row);
            keep_as<T>(fold, policy);
            auto const last = fold.end(begin, after);
            return finish(fold, last, after);
        }
    }
    // use(state) after each step.
    template <class... Column, class State, class Step, class Policy, class Use>
    constexpr auto folded(row_range<Column...> const& rows, State const& state, Step const& step, Policy const&, Use const& use) {
        auto const at = [&](auto const& now, std::size_t i) { return std::apply([&](auto const&... column) { return next_state(step, now, column[i]...); }, rows.columns); };
        using first = rebind<State, first_number<State>>;
        using states = state_of_steps<State, decltype(at(std::declval<first const&>(), 0))>;
        using shape = typename states::type;
        static_assert(states::returns, TYPEGRAD_STEP_RETURNS_NOTHING);
        static_assert(states::keeps_shape, TYPEGRAD_STATE_OF_ANOTHER_SHAPE);
        auto now = state_from<shape>(state);
        if constexpr (states::is_right)
            for (std::size_t i = 0; i < rows.count; ++i) use(now = state_from<shape>(at(now, i)));
        return now;
    }
    // The state after the last step alone.
    struct last_state {
        constexpr void operator()(auto const&) const {}
        constexpr auto operator()(auto const&, auto const& last, auto const&) const { return last; }
    };
}

// state = step(state, row) for each row in order: the state after the last one. Of several columns the step takes as many arguments after the
// state, or one std::tuple.
template <class Rows, class State, class Step, class Policy = all_states>
    requires is_rows<Rows>
constexpr auto fold(Rows const& rows, State const& state, Step const& step, Policy const& policy = {}) {
    constexpr bool is_state = detail::is_state<State>;
    static_assert(is_state, TYPEGRAD_FOLD_TAKES);
    if constexpr (!is_state) return scalar_of<Rows>(0);
    else {
        using recurrence = detail::recurrence_over_rows<Rows, State, Step>;
        using compiled = decltype(std::declval<detail::asked_body<Rows, Step, typename recurrence::first> const&>()(std::declval<typename recurrence::first const&>(), std::declval<detail::part_alone<Rows>>()));
        static_assert(recurrence::template takes<compiled>, TYPEGRAD_STEP_TAKES);
        static_assert(recurrence::returns, TYPEGRAD_STEP_RETURNS_NOTHING);
        static_assert(recurrence::keeps_shape, TYPEGRAD_STATE_OF_ANOTHER_SHAPE);
        if constexpr (!recurrence::is_right) return detail::state_from<typename recurrence::first>(state);
        else return detail::folded(rows, state, step, policy, detail::last_state{});
    }
}
// Only say so: of arguments of other types.
template <class Never = void>
constexpr double fold(only_says::anything, only_says::anything) {
    static_assert(!std::is_void_v<Never>, TYPEGRAD_FOLD_TAKES);
    return 0;
}
template <class Never = void>
constexpr double fold(only_says::anything, only_says::anything, only_says::anything) {
    static_assert(!std::is_void_v<Never>, TYPEGRAD_FOLD_TAKES);
    return 0;
}

// What typegrad::scan gives of numbers: the states, and the rows that they belong to.
template <class State, class Rows>
struct states_of_rows : std::vector<State> {
    Rows rows;
};

// All states of fold(rows, state, step): after each step one, so as many as rows; not what they begin with. A function that returns it has
// a Jacobian by rows, as one that returns transform(…).
template <class... Column, class State, class Step>
constexpr auto scan(row_range<Column...> const& rows, State const& state, Step const& step) {
    using shape = decltype(detail::folded(rows, state, step, all_states{}, detail::last_state{}));
    states_of_rows<shape, row_range<Column...>> all{{}, rows};
    all.reserve(rows.count);
    detail::folded(rows, state, step, all_states{}, [&](shape const& now) { all.push_back(now); });
    return all;
}
template <class T, class... Column, class State, class Step>
constexpr auto scan(traced_rows<T, Column...> const& rows, State const& state, Step const& step) {
    using loop_rows = traced_rows<T, Column...>;
    constexpr bool is_state = detail::is_state<State>;
    static_assert(is_state, TYPEGRAD_FOLD_TAKES);
    if constexpr (!is_state) return scalar_of<loop_rows>(0);
    else {
        using recurrence = detail::recurrence_over_rows<loop_rows, State, Step>;
        using compiled = decltype(std::declval<detail::asked_body<loop_rows, Step, typename recurrence::first> const&>()(std::declval<typename recurrence::first const&>(), std::declval<detail::part_alone<loop_rows>>()));
        static_assert(recurrence::template takes<compiled>, TYPEGRAD_STEP_TAKES);
        static_assert(recurrence::returns, TYPEGRAD_STEP_RETURNS_NOTHING);
        static_assert(recurrence::keeps_shape, TYPEGRAD_STATE_OF_ANOTHER_SHAPE);
        if constexpr (!recurrence::is_right) return detail::state_from<typename recurrence::first>(state);
        else {
            return detail::folded(rows, state, step, all_states{}, [&](auto const& fold, auto const& last, auto const& after) {
                using row = std::remove_cvref_t<decltype(last)>;
                return traced_states<row, T, Column...>{{}, detail::state_from<row>(after), T(rows.count.graph(), graph::append_part<op::row_>(*rows.count.graph(), fold.fold(), rows.count.graph()->literal(-1))), fold.ended()};
            });
        }
    }
}
template <class T, class... Column, class State, class Step>
void scan(traced_part<T, Column...> const& rows, State const& state, Step const& step) = delete;  // results are as many as an argument's rows

namespace detail {
    // body(state), or body(state, part…) with what the row has.
    template <class Body, class State, class... Part>
    TYPEGRAD_INLINE constexpr auto of_state(Body const& body, State const& state, Part const&... part) {
        if constexpr (std::is_invocable_v<Body const&, State const&, Part const&...>) return body(state, part...);
        else {
            static_assert(std::is_invocable_v<Body const&, State const&>, "typegrad: the body of a sum over states takes the state, or the state and the row, as many arguments as there are columns; declare them auto");
            return body(state);
        }
    }
}

// The sum of what the body gives for each state, in their order: body(state), or body(state, row). In one loop with the recurrence. Where the
// function is traced, it stands in the loop, or outside of all, where the states are made.
template <class State, class Rows, class Body>
constexpr auto sum(states_of_rows<State, Rows> const& states, Body const& body) {
    auto const at = [&](std::size_t i) { return std::apply([&](auto const&... column) { return detail::of_state(body, states[i], column[i]...); }, states.rows.columns); };
    using result = std::remove_cvref_t<decltype(at(0))>;
    using number = detail::first_number<result>;
    using numbers = std::array<number, static_cast<std::size_t>(leaves<result>)>;
    numbers all{};
    for (std::size_t i = 0; i < states.size(); ++i) {
        number* so_far = all.data();
        each_leaf<result>(at(i), [&](auto const& value) { *so_far = *so_far + static_cast<number>(value), ++so_far; });
    }
    number const* next = all.data();
    return detail::shaped<result, number>([&] { return *next++; });
}
template <class Row, class T, class... Column, class Body>
constexpr auto sum(traced_states<Row, T, Column...> const& states, Body const& body) {
    using literal = detail::literal_of_traced<T>;
    auto& graph = *states.number.graph();
    int const fold = states.number.operand(0).id();
    int next = 0;
    std::tuple<rebind<typename Column::row, T>...> const row{detail::shaped<typename Column::row, T>([&] {
        int const k = next++;
        return T(&graph, graph::append_part<op::row_>(graph, fold, graph.literal(static_cast<literal>(std::is_same_v<Column, detail::column_of_numbers> ? -1 : k))));
    })...};
    graph.enter_loop();
    auto const y = std::apply([&](auto const&... part) { return detail::of_state(body, states.row, part...); }, row);
    graph.leave_loop();
    using result = std::remove_cvref_t<decltype(y)>;
    auto const leaf = detail::traced_leaves<literal, result>(y);
    pass::detail::fold_maker<literal> made(graph, graph[states.end.id()].operand[0]);
    std::array<int, static_cast<std::size_t>(leaves<result>)> carry{};
    for (std::size_t k = 0; k < carry.size(); ++k) {
        T const so_far(&graph, graph::append_state(graph, fold));
        carry[k] = made.carry(so_far.id(), T(0), so_far + leaf[k]);
    }
    int const end = made.end();
    auto from = carry.begin();
    return detail::shaped<result, T>([&] { return T(&graph, graph::append_part<op::final_>(graph, end, *from++)); });
}

}
