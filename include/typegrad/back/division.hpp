// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// How a long program is divided into functions: which registers are of one function alone. What is read where it was written is then no
// memory that another function may look at, and lives in the registers of the processor.
#pragma once
#pragma GCC system_header

#include <typegrad/back/pack.hpp>
#include <typegrad/back/registers.hpp>

#include <array>
#include <cstddef>
#include <utility>

namespace typegrad::inline v0_2::back::detail {

// From this many steps on, functions are not inlined into each other: the compiler's time for one function grows
// faster than linearly.
inline constexpr int many_steps = 2048;
// From this many on they share all registers: which of them cross a border takes clang a tenth of its steps for each thousand of these.
inline constexpr int too_many_to_divide = 8192;
template <class P>
inline constexpr int steps_in_a_function = P::program.step_count < many_steps ? 64 : 128;

// Of which kind the registers are that a step names.
enum class register_kind { none, value, condition, lanes };
struct registers_of_step {
    register_kind target = register_kind::value;
    register_kind operand[4]{};
    int arguments = 0;  // of a call, which reads so many values from a on
    int components = 0;
};
template <int Operation>
constexpr registers_of_step registers_of() {
    registers_of_step result;
    auto const all = [&](int count, register_kind kind) {
        for (int k = 0; k < count; ++k) result.operand[k] = kind;
    };
    if constexpr (Operation > 0) {
        using op = operation_of<Operation>;
        if constexpr (is_call<op>) {
            all(1, register_kind::value);
            result.arguments = op::arguments;
            result.components = op::components;
        } else {
            for (int k = 0; k < op::arity; ++k) result.operand[k] = op::operand_kind[k] == kind::condition ? register_kind::condition : register_kind::value;
            if (op::result == kind::condition) result.target = register_kind::condition;
        }
    } else if constexpr (Operation <= lanes_step) {
        all(Operation <= permute_steps ? 2 : of_lanes(Operation) < 0 ? 3 : of_lanes(Operation) == code<neg_> ? 1 : 2, register_kind::lanes);
        result.target = register_kind::lanes;
    } else if constexpr (Operation == extract_step) {
        all(1, register_kind::lanes);
    } else if constexpr (Operation == gather_step || Operation == broadcast_step || Operation == load_step) {
        all(Operation == gather_step ? 4 : 1, register_kind::value);
        result.target = register_kind::lanes;
    } else if constexpr (Operation == sin_cos_step) {
        all(2, register_kind::value);
    } else {
        all(Operation == zero_step ? 0 : Operation == copy_step ? 1 : 3, register_kind::value);
    }
    return result;
}
template <int Operation>
inline constexpr registers_of_step registers_named = registers_of<Operation>();
template <class P>
inline constexpr auto registers_of_steps = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<registers_of_step const*, sizeof...(I) + 1>{&registers_named<P::program.steps[I].operation>...};
}(std::make_index_sequence<static_cast<std::size_t>(P::program.step_count)>{});

// The steps, with the numbers of divided_registers: those of a kind that several functions use lie behind all that one function uses alone.
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
                registers_of_step const& names = *registers_of_steps<P>[static_cast<std::size_t>(i)];
                int const at[] = {now.target, now.a, now.b, now.c, now.d};
                for (int k = 0; k < 5; ++k) {
                    int const kind = static_cast<int>(k == 0 ? names.target : names.operand[k - 1]);
                    if (kind == 0) continue;
                    int const number = begin[kind] + at[k];
                    is_shared[number] = is_shared[number] || (function_of[number] != 0 && function_of[number] != function);
                    function_of[number] = function;
                }
                // A call's registers lie one after the other.
                for (int k = 0; k < names.arguments; ++k) is_shared[now.a + k] = true;
                for (int k = 0; k < names.components; ++k) is_shared[now.target + k] = true;
            }
        }
        for (int i = 0; i < program.step_count; ++i) {
            registers_of_step const& names = *registers_of_steps<P>[static_cast<std::size_t>(i)];
            steps[i] = program.steps[i];
            int* const at[] = {&steps[i].target, &steps[i].a, &steps[i].b, &steps[i].c, &steps[i].d};
            for (int k = 0; k < 5; ++k) {
                int const kind = static_cast<int>(k == 0 ? names.target : names.operand[k - 1]);
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

}
