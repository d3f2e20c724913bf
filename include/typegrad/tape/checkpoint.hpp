// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Checkpoints: parts of a program whose operations are not recorded but computed again where the sweep needs them. What is kept of such
// a part is its arguments.
#pragma once
#pragma GCC system_header

#include <typegrad/math/binomial_schedule.hpp>
#include <typegrad/tape/function.hpp>
#include <typegrad/tape/products.hpp>

#include <cstdint>
#include <utility>
#include <vector>

namespace typegrad::inline v0_2::tape {

namespace detail {
    // A state of any shape, as the list of its leaves.
    template <class T, class State>
    std::vector<variable<T>> leaves_of_state(State const& state) {
        std::vector<variable<T>> all;
        flexible_shape<State>::each(state, [&](auto const& x) { all.push_back(variable<T>(x)); });
        return all;
    }
    template <class T, class State, class Leaf>
    auto state_of(State const& like, std::vector<Leaf> const& leaves) {
        auto next = leaves.begin();
        return flexible_shape<State>::template made<T>(like, [&] { return T(*next++); });
    }
    template <class T>
    std::vector<T> values_of_leaves(std::vector<variable<T>> const& leaves) {
        std::vector<T> values;
        values.reserve(leaves.size());
        for (auto const& x : leaves) values.push_back(x.value());
        return values;
    }

    template <class T>
    void check_constants(std::vector<variable<T>> const& results) {
        for (auto const& x : results)
            if (x.identity() != constant_id)
                fail("tape::checkpoint: the function uses a variable that is not among its arguments, whose derivative would be lost; pass it as part of the state, "
                     "or x.detach() if it is meant as a constant");
    }

    // A step from one state to the next, computed without a record and pulled back with one.
    template <class T, class F, class State>
    class step_of_state {
    public:
        step_of_state(F f, State const& like) : function_(std::move(f)), like_(state_of<variable<T>>(like, values(like))) {}

        std::vector<T> advance(std::vector<T> const& from, std::int64_t at) const {
            auto const leaves = leaves_of_state<T>(call(state_of<variable<T>, State>(like_, from), at));
            check_constants(leaves);
            return values_of_leaves(leaves);
        }
        std::vector<T> pull(std::vector<T> const& from, std::int64_t at, std::vector<T> const& w) const {
            call_recording<T> recording(kinks_);
            std::vector<variable<T>> arguments;
            for (T const& x : from) arguments.push_back(recording.argument(x, true));
            recording.arguments_are_complete();
            auto const rows = leaves_of_state<T>(call(state_of<variable<T>, State>(like_, arguments), at));
            for (std::size_t i = 0; i < rows.size(); ++i) recording.seed(rows[i], w[i]);
            recording.sweep();
            std::vector<T> owed;
            for (index i = 0; i < recording.argument_count(); ++i) owed.push_back(recording.take_derivative(i));
            return owed;
        }

    private:
        static std::vector<variable<T>> values(State const& like) {
            std::vector<variable<T>> all;
            for (auto const& x : leaves_of_state<T>(like)) all.push_back(x.detach());
            return all;
        }
        template <class S>
        auto call(S const& state, std::int64_t at) const {
            if constexpr (requires { function_(state, at); }) return function_(state, at);
            else return function_(state);
        }

        F function_;
        State like_;
        kink_policy kinks_ = current_kinks;
    };

    // Pulls w back over the steps begin … end-1, from the state at `begin`, with `kept` states more.
    template <class T, class Step>
    std::vector<T> pull_back(Step const& step, std::int64_t begin, std::int64_t end, std::vector<T> const& from, std::int64_t kept, std::vector<T> w) {
        std::vector<std::vector<T>> states{from};
        math::pull_back_from_checkpoints(
            begin, end, kept, 0, false,
            [&](std::size_t place, std::int64_t first, std::int64_t last, bool each) {
                std::vector<T> state = states[place];
                for (std::int64_t k = first; k < last; ++k) {
                    state = step.advance(state, k);
                    if (!each && k + 1 < last) continue;
                    if (states.size() == ++place) states.emplace_back();
                    states[place] = state;
                }
            },
            [&](std::size_t place, std::int64_t first, std::int64_t last) {
                for (std::int64_t k = last; k-- > first;) w = step.pull(states[place + static_cast<std::size_t>(k - first)], k, w);
            });
        return w;
    }
}

// f(state, k) for k = 0, 1, …, count-1, each of what the one before it gave, as one node of the record: f takes a state, and the number
// of the step if it wants it, and gives the next state, in the same shape. Of all the states `kept` are kept at a
// time, beside the first one; a sweep computes the others again, by the binomial schedule (Griewank and Walther's revolve), which needs the
// fewest steps. What is recorded at a time is one step.
//
//     auto const last = tape::checkpoint_steps([](auto const& state, std::int64_t) { … }, state, 1000, 10);
template <class F, class State>
State checkpoint_steps(F f, State const& state, std::int64_t count, std::int64_t kept) {
    using T = typename flexible_shape<State>::scalar::value_type;
    static_assert(detail::is_variable<typename flexible_shape<State>::scalar>, "typegrad::tape::checkpoint: the state must be of tape variables");
    if (count < 0 || kept < 0) detail::fail("checkpoint_steps: a number of steps, or of states to be kept, is negative");
    auto const inputs = detail::leaves_of_state<T>(state);
    detail::step_of_state<T, F, State> step(std::move(f), state);
    std::vector<T> const first = detail::values_of_leaves(inputs);
    std::vector<T> last = first;
    for (std::int64_t k = 0; k < count; ++k) last = step.advance(last, k);
    if (last.size() != first.size()) detail::fail("checkpoint_steps: the function gives a state of another size than it takes");
    auto const outputs = record_function<T>(inputs, last, [step = std::move(step), first, count, kept](std::vector<T> const& w) { return detail::pull_back<T>(step, 0, count, first, kept, w); });
    return detail::state_of<variable<T>, State>(state, outputs);
}

// f(state) as one node of the record: its operations are not recorded now, but when a sweep arrives there, for as long as it needs them.
// All variables that f uses must be in the state.
template <class F, class State>
auto checkpoint(F f, State const& state) {
    using T = typename flexible_shape<State>::scalar::value_type;
    auto const inputs = detail::leaves_of_state<T>(state);
    detail::step_of_state<T, F, State> step(f, state);
    std::vector<T> const first = detail::values_of_leaves(inputs);
    auto const next = f(detail::state_of<variable<T>, State>(state, first));
    using result = std::remove_cvref_t<decltype(next)>;
    auto const results = detail::leaves_of_state<T>(next);
    detail::check_constants(results);
    std::vector<T> const values = detail::values_of_leaves(results);
    auto const outputs = record_function<T>(inputs, values, [step = std::move(step), first](std::vector<T> const& w) { return step.pull(first, 0, w); });
    return detail::state_of<variable<T>, result>(next, outputs);
}

}
