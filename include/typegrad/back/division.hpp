// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// How a long program is divided into functions: which registers are of one function alone. What is read where it was written is then no
// memory that another function may look at, and lives in the registers of the processor.
#pragma once
#pragma GCC system_header

#include <typegrad/back/registers.hpp>
#include <typegrad/back/step_facts.hpp>

#include <cstddef>

namespace typegrad::inline v0_2::back::detail {

// From this many steps on, functions are not inlined into each other: the compiler's time for one function grows
// faster than linearly.
inline constexpr int many_steps = 2048;
// From this many on they share all registers. To find those that cross a border takes clang its million steps at some 17,000 of these.
inline constexpr int too_many_to_divide = 8192;
template <class P>
inline constexpr int steps_in_a_function = P::program.step_count < many_steps ? 64 : 128;

// The steps, with the numbers of registers that are divided: those of a kind that several functions use lie behind all that one function uses alone.
template <class P>
struct division {
    step steps[static_cast<std::size_t>(P::program.step_count) + 1]{};

    constexpr division() {
        auto const& program = P::program;
        // Of each kind: where its registers begin in the list, and how many there are.
        int const size[4] = {0, program.values, program.conditions, program.lanes}, begin[4] = {0, 0, size[1] + 1, size[1] + size[2] + 2};
        std::size_t const count = static_cast<std::size_t>(begin[3]) + static_cast<std::size_t>(size[3]) + 1;
        int* const function_of = new int[count]{};  // the one that uses a register
        bool* const is_shared = new bool[count]{};
        for (int k = program.input_count; k < program.input_count + program.literal_count; ++k) is_shared[k] = true;
        for (int k = 0; k < program.output_count; ++k) {
            is_shared[program.outputs[k]] = true;
            if (program.output_lanes[k] > 0) is_shared[begin[3] + program.output_lanes[k] - 1] = true;
        }
        for (int s = 0, function = 0; s < program.segment_count; ++s) {
            segment const& of = program.segments[s];
            if (of.condition >= 0) is_shared[begin[2] + of.condition] = true;
            for (int i = of.first; i < of.last; ++i) {
                if ((i - of.first) % steps_in_a_function<P> == 0) ++function;
                step const& now = program.steps[i];
                step_facts const& known = *facts_of_steps<P>[static_cast<std::size_t>(i)];
                int const at[] = {now.target, now.a, now.b, now.c, now.d};
                for (int k = 0; k < 5; ++k) {
                    int const kind = static_cast<int>(k == 0 ? known.target : known.operand[k - 1]);
                    if (kind == 0) continue;
                    int const number = begin[kind] + at[k];
                    is_shared[number] = is_shared[number] || (function_of[number] != 0 && function_of[number] != function);
                    function_of[number] = function;
                }
                // A call's registers lie one after the other.
                for (int k = 0; k < known.arguments; ++k) is_shared[now.a + k] = true;
                for (int k = 0; known.what != nullptr && k < known.what->components; ++k) is_shared[now.target + k] = true;
            }
        }
        for (int i = 0; i < program.step_count; ++i) {
            step_facts const& known = *facts_of_steps<P>[static_cast<std::size_t>(i)];
            steps[i] = program.steps[i];
            int* const at[] = {&steps[i].target, &steps[i].a, &steps[i].b, &steps[i].c, &steps[i].d};
            for (int k = 0; k < 5; ++k) {
                int const kind = static_cast<int>(k == 0 ? known.target : known.operand[k - 1]);
                bool const is_input = kind == 1 && *at[k] < program.input_count;
                if (kind != 0 && !is_input && is_shared[begin[kind] + *at[k]]) *at[k] += size[kind];
            }
        }
        delete[] function_of;
        delete[] is_shared;
    }
};
template <class P>
inline constexpr division<P> division_of{};

// The steps of P, with the numbers of such registers.
template <class P, class Registers>
inline constexpr auto const& steps_on = P::program.steps;
template <class P, class T, int Inputs>
inline constexpr auto const& steps_on<P, registers<T, Inputs, P>> = division_of<P>.steps;

}
