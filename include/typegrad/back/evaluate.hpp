// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Evaluation: a program becomes statements on local values, which the compiler inlines into straight-line code.
//
// The statements are expanded from packs, 64 to a function or, in long programs, 128, with one instantiation an operation and not one a node:
// registers reach a statement as `std::integral_constant<int, …>::value`, which costs little, is shared by all programs,
// and leaves no table of the program in the object, at -O0 either.
#pragma once
#pragma GCC system_header

#include <typegrad/back/division.hpp>
#include <typegrad/back/outputs.hpp>
#include <typegrad/back/side_by_side.hpp>
#include <typegrad/back/step_facts.hpp>  // not only where verify.hpp is: one header of all holds each once
#ifdef TYPEGRAD_VERIFY
#include <typegrad/back/verify.hpp>
#endif
#include <typegrad/math/sin_cos.hpp>

#include <array>
#include <utility>

namespace typegrad::inline v0_2::back {

namespace detail {
    // The arguments are copied out of the registers, and the results into them, so that the registers are variables for the
    // compiler still, and no array that a function has seen.
    template <class Op, class Registers, std::size_t... A, std::size_t... K>
    TYPEGRAD_INLINE constexpr void run_call(Registers r, int target, int first, std::index_sequence<A...>, std::index_sequence<K...>) {
        using T = typename Registers::number;
        std::array<T, sizeof...(A)> const arguments{r.value[first + static_cast<int>(A)]...};
        auto const results = [&] {
            if constexpr (operations_on<T>::are_special) return operations_on<T>::template call<Op>(arguments);
            else return op::call_with<Op>(arguments);
        }();
        ((r.value[target + static_cast<int>(K)] = results[K]), ...);
    }

    template <int Operation, class Registers>
    TYPEGRAD_INLINE constexpr void run_step(Registers r, int target, int a, [[maybe_unused]] int b, [[maybe_unused]] int c, [[maybe_unused]] int d) {
        using T = typename Registers::number;
        if constexpr (Operation <= extract_step) {
            if (std::is_constant_evaluated()) run_lane_after_lane<Operation>(r, target, a, b, c, d);
            else run_side_by_side<Operation>(r, target, a, b, c, d, std::make_index_sequence<static_cast<std::size_t>(lane_count)>{});
        } else if constexpr (Operation == copy_step) {
            r.value[target] = r.get(a);
        } else if constexpr (Operation == zero_step) {
            r.value[target] = T(0);
        } else if constexpr (Operation == sin_cos_step) {
            using math::sin_cos;
            sin_cos(r.get(a), r.value[target], r.value[b]);
        } else if constexpr (Operation == multiply_add_step) {
            if constexpr (operations_on<T>::are_special) r.value[target] = operations_on<T>::multiply_add(r.get(a), r.get(b), r.get(c));
            else r.value[target] = math::multiply_add(r.get(a), r.get(b), r.get(c));
        } else if constexpr (Operation == multiply_subtract_step) {
            if constexpr (operations_on<T>::are_special) r.value[target] = operations_on<T>::multiply_subtract(r.get(a), r.get(b), r.get(c));
            else r.value[target] = math::multiply_subtract(r.get(a), r.get(b), r.get(c));
        } else if constexpr (Operation == subtract_product_step) {
            if constexpr (operations_on<T>::are_special) r.value[target] = operations_on<T>::subtract_product(r.get(c), r.get(a), r.get(b));
            else r.value[target] = math::subtract_product(r.get(c), r.get(a), r.get(b));
        } else {
            using op = operation_of<Operation>;
            constexpr auto const& kinds = op::operand_kind;
            if constexpr (requires { op::template refuse<T>(); }) op::template refuse<T>();
            if constexpr (is_call<op>) {
                run_call<op>(r, target, a, std::make_index_sequence<static_cast<std::size_t>(op::arguments)>{}, std::make_index_sequence<static_cast<std::size_t>(op::components)>{});
            } else {
                auto& result = r.template at<op::result>(target);
                // What is not chosen may be of a branch that was not taken. Constant expressions may not even copy it.
                if constexpr ((std::is_same_v<op, select_> || std::is_same_v<op, gate_>) && std::is_same_v<condition_of<T>, bool>)
                    if (std::is_constant_evaluated()) {
                        if (r.condition[a]) result = r.get(b);
                        else if constexpr (op::arity == 3) result = r.get(c);
                        else result = T(0);
                        return;
                    }
                if constexpr (operations_on<T>::are_special && op::arity == 0) result = operations_on<T>::template value<op>();
                else if constexpr (op::arity == 0) result = op::template value<T>();
                // The tape's variables: what is recorded is the operation by its rule, not the steps of its value.
                else if constexpr (is_operand<T> && op::arity == 1) result = apply<op>(r.template get<kinds[0]>(a));
                else if constexpr (is_operand<T> && op::arity == 2) result = apply<op>(r.template get<kinds[0]>(a), r.template get<kinds[1]>(b));
                else if constexpr (is_operand<T>) result = apply<op>(r.template get<kinds[0]>(a), r.template get<kinds[1]>(b), r.template get<kinds[2]>(c));
                else if constexpr (operations_on<T>::are_special && op::arity == 1) result = operations_on<T>::template value<op>(r.template get<kinds[0]>(a));
                else if constexpr (operations_on<T>::are_special && op::arity == 2) result = operations_on<T>::template value<op>(r.template get<kinds[0]>(a), r.template get<kinds[1]>(b));
                else if constexpr (operations_on<T>::are_special) result = operations_on<T>::template value<op>(r.template get<kinds[0]>(a), r.template get<kinds[1]>(b), r.template get<kinds[2]>(c));
                else if constexpr (op::arity == 1) result = op::value(r.template get<kinds[0]>(a));
                else if constexpr (op::arity == 2) result = op::value(r.template get<kinds[0]>(a), r.template get<kinds[1]>(b));
                else result = op::value(r.template get<kinds[0]>(a), r.template get<kinds[1]>(b), r.template get<kinds[2]>(c));
            }
        }
    }

    template <class P, int First, class Registers, int... I>
    TYPEGRAD_INLINE constexpr void run_steps([[maybe_unused]] Registers r, std::integer_sequence<int, I...>) {
        constexpr auto const& steps = steps_on<P, Registers>;
        (run_step<steps[First + I].operation>(r, constant<steps[First + I].target>::value, constant<steps[First + I].a>::value, constant<steps[First + I].b>::value,
                                             constant<steps[First + I].c>::value, constant<steps[First + I].d>::value),
         ...);
    }
    template <class P, class T, int First, int Count>
    TYPEGRAD_INLINE constexpr void run_inlined(registers<T, P::program.input_count> r) {
        run_steps<P, First>(r, std::make_integer_sequence<int, Count>{});
    }
    // On registers of the function's own, but for those that other functions use.
    template <class P, class T, int First, int Count>
    [[gnu::noinline]] constexpr void run_apart(registers<T, P::program.input_count> r) {
        if constexpr (P::program.step_count < too_many_to_divide) {
            T value[static_cast<std::size_t>(P::program.values) + 1];
            condition_of<T> condition[static_cast<std::size_t>(P::program.conditions) + 1];
            typename lanes_of<T>::type lanes[static_cast<std::size_t>(P::program.lanes) + 1];
            T lane[static_cast<std::size_t>(P::program.lanes * lane_count) + 1];
            run_steps<P, First>(registers<T, P::program.input_count, P>{{value, r.value}, {condition, r.condition}, r.input, P::places::together.data(), {lanes, r.lanes}, {lane, r.lane}},
                                std::make_integer_sequence<int, Count>{});
        } else run_steps<P, First>(r, std::make_integer_sequence<int, Count>{});
    }
    // The inputs where so many begin that lie together: more than there are registers.
    inline constexpr int many_inputs = 16;
    template <class P>
    inline constexpr auto long_arguments = [] {
        struct {
            int first[static_cast<std::size_t>(P::program.input_count / many_inputs + 1)]{};
            int count = 0;
        } result;
        for (int i = 0, run = 1; i < P::program.input_count; i += run > 0 ? run : 1) {
            run = P::places::together[static_cast<std::size_t>(i)];
            if (run >= many_inputs) result.first[result.count++] = i;
        }
        return result;
    }();
    // For the compiler these have become other numbers, so that it loads them again: what it has loaded long before it would save on
    // the stack, and load from there. Nothing is written.
    template <class T>
    TYPEGRAD_INLINE void forget(T const* input) {
        asm("" : "+m"(*reinterpret_cast<T(*)[]>(const_cast<T*>(input))));
    }
    template <class P, class T, int First = 0, int... I>
    TYPEGRAD_INLINE void forget_inputs([[maybe_unused]] registers<T, P::program.input_count> r, std::integer_sequence<int, I...>) {
        (forget(r.input[long_arguments<P>.first[First + I]]), ...);
        if constexpr (constexpr int next = First + static_cast<int>(sizeof...(I)); next < long_arguments<P>.count) forget_inputs<P, T, next>(r, part_of_fold<long_arguments<P>.count - next>{});
    }
    template <class P, class T, int First, int Last>
    TYPEGRAD_INLINE constexpr void run_group(registers<T, P::program.input_count> r) {
        constexpr int count = Last - First < steps_in_a_function<P> ? Last - First : steps_in_a_function<P>;
        if constexpr (First > 0 && long_arguments<P>.count > 0 && P::program.step_count < many_steps)
            if (!std::is_constant_evaluated()) forget_inputs<P>(r, part_of_fold<long_arguments<P>.count>{});
        if constexpr (P::program.step_count >= many_steps) run_apart<P, T, First, count>(r);
        else run_inlined<P, T, First, count>(r);
    }

    template <class P, int First, int Last>
    using groups = part_of_fold<(Last - First + steps_in_a_function<P> - 1) / steps_in_a_function<P>>;
    template <class P, class T, int First, int Last, int... Group>
    TYPEGRAD_INLINE constexpr void run_range([[maybe_unused]] registers<T, P::program.input_count> r, std::integer_sequence<int, Group...>) {
        (run_group<P, T, First + Group * steps_in_a_function<P>, Last>(r), ...);
        if constexpr (constexpr int next = First + static_cast<int>(sizeof...(Group)) * steps_in_a_function<P>; next < Last) run_range<P, T, next, Last>(r, groups<P, next, Last>{});
    }

    template <class P, class T, int Block>
    TYPEGRAD_INLINE constexpr void run_block(registers<T, P::program.input_count> r);

    template <class P, class T, int S>
    TYPEGRAD_INLINE constexpr void run_segment(registers<T, P::program.input_count> r) {
        constexpr int first = P::program.segments[S].first, last = P::program.segments[S].last;
        run_range<P, T, first, last>(r, groups<P, first, last>{});
        if constexpr (P::program.segments[S].condition >= 0) {
            if (r.condition[constant<P::program.segments[S].condition>::value]) run_block<P, T, P::program.segments[S].then_block>(r);
            else run_block<P, T, P::program.segments[S].else_block>(r);
        }
    }
    template <class P, class T, int First, int Last, int... S>
    TYPEGRAD_INLINE constexpr void run_segments([[maybe_unused]] registers<T, P::program.input_count> r, std::integer_sequence<int, S...>) {
        (run_segment<P, T, First + S>(r), ...);
        if constexpr (constexpr int next = First + static_cast<int>(sizeof...(S)); next < Last) run_segments<P, T, next, Last>(r, part_of_fold<Last - next>{});
    }
    template <class P, class T, int Block>
    TYPEGRAD_INLINE constexpr void run_block(registers<T, P::program.input_count> r) {
        constexpr int first = P::program.blocks[Block].first, last = P::program.blocks[Block].last;
        run_segments<P, T, first, last>(r, part_of_fold<last - first>{});
    }

    template <class P, int I>
    inline constexpr auto literal = P::program.literals[I];

    template <class P, class T, int First = 0, int... I>
    TYPEGRAD_INLINE constexpr void load_literals([[maybe_unused]] T* value, std::integer_sequence<int, I...>) {
        ((value[First + I] = static_cast<T>(literal<P, First + I>)), ...);
        if constexpr (constexpr int next = First + static_cast<int>(sizeof...(I)); next < P::program.literal_count) load_literals<P, T, next>(value, part_of_fold<P::program.literal_count - next>{});
    }
}

// A value that a branch has not computed is not read either; g++ does not see that through the two tests of one condition.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

// Where the inputs are, of which nothing is known.
struct somewhere {};

namespace detail {
    template <class Source, class T, class Places>
    struct placed : compiled<Source, kind_of<T>> {
        using places = Places;
    };
    template <class Source, class T>
    struct placed<Source, T, somewhere> : compiled<Source, kind_of<T>> {
        struct places {
            static constexpr std::array<int, static_cast<std::size_t>(compiled<Source, kind_of<T>>::program.input_count + 1)> together{};
        };
    };
}

// Whether a graph can be evaluated in T. Specialise for numbers that lack operations, with a static_assert that says which.
template <class T, class Source>
inline constexpr bool can_evaluate = true;

// What `take` makes of the registers, and of the program P, when the graph of Source has been evaluated.
template <class Source, class Places, class T, std::size_t Inputs, class Take>
TYPEGRAD_INLINE constexpr auto evaluate_and_take(std::array<T const*, Inputs> const& inputs, Take const& take) {
    static_assert(can_evaluate<T, Source>);
    using P = detail::placed<Source, T, Places>;
#ifdef TYPEGRAD_VERIFY
    static_assert(verify<compiled<Source, detail::kind_of<T>>>(), "a program reads what has not been computed");
#endif
    T value[static_cast<std::size_t>(P::program.values) + 1];
    detail::condition_of<T> condition[static_cast<std::size_t>(P::program.conditions) + 1];
    typename detail::lanes_of<T>::type lanes[static_cast<std::size_t>(P::program.lanes) + 1];
    T lane[static_cast<std::size_t>(P::program.lanes * lane_count) + 1];
    detail::registers<T, P::program.input_count> const r{value, condition, inputs.data(), P::places::together.data(), lanes, lane};
    detail::load_literals<P>(value + Inputs, detail::part_of_fold<P::program.literal_count>{});
    detail::run_block<P, T, 0>(r);
    return take.template of<P>(r);
}
namespace detail {
    struct take_outputs {
        template <class P, class T>
        TYPEGRAD_INLINE static constexpr auto of(registers<T, P::program.input_count> r) {
            return outputs<P>(r, std::make_integer_sequence<int, P::program.output_count>{});
        }
    };
}
// The outputs of the graph of Source for these inputs, in T. Places says which of them lie together: trace/call.hpp.
template <class Source, class Places = somewhere, class T, std::size_t Inputs>
TYPEGRAD_INLINE constexpr auto evaluate(std::array<T const*, Inputs> const& inputs) {
    return evaluate_and_take<Source, Places>(inputs, detail::take_outputs{});
}
template <class Source, class T, std::size_t Inputs>
TYPEGRAD_INLINE constexpr auto evaluate(std::array<T, Inputs> const& inputs) {
    std::array<T const*, Inputs> at{};
    std::size_t next = 0;
    each_leaf<std::array<T, Inputs>>(inputs, [&](T const& input) TYPEGRAD_INLINE_LAMBDA { at[next++] = &input; });
    return evaluate<Source>(at);
}

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

// The same of a graph with folds, or with loops over the rows that are among the arguments, which run as Execution says: back/loops.hpp.
template <class Source>
constexpr bool uses_a_row_outside();
template <class Source>
constexpr bool keeps_too_few_states();
template <class Source, class Execution, class T, std::size_t Inputs, class... A>
constexpr auto evaluate_loops(std::array<T, Inputs> const& inputs, A const&... arguments);

}
