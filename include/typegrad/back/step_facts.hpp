// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What is known of the steps of a program, for who verifies or lists them, or divides them among functions.
#pragma once
#pragma GCC system_header

#include <typegrad/back/pack.hpp>
#include <typegrad/back/program.hpp>
#include <typegrad/op/call.hpp>

#include <array>
#include <cstddef>
#include <utility>

namespace typegrad::inline v0_2::back::detail {

enum class register_kind { none, value, condition, lanes };

// Which registers the numbers in a step are, of its result and of its operands; and what its operation is, if it is one of a node. A load_step reads
// inputs from its operand on.
struct step_facts {
    facts const* what = nullptr;
    int arguments = 0;  // of a call: so many values, from its operand on. It has as many results as the operation has components
    register_kind target = register_kind::value;
    register_kind operand[4]{};
    int second_result = -1;  // the operand that is none, but another result
};
constexpr step_facts facts_of_step(int operation, facts const* what = nullptr, int arguments = 0) {
    step_facts result{.what = what, .arguments = arguments};
    auto const reads = [&](int count, register_kind kind) {
        for (int k = 0; k < count; ++k) result.operand[k] = kind;
    };
    if (operation > 0) {
        auto const kind_of = [](kind of) { return of == kind::condition ? register_kind::condition : register_kind::value; };
        for (int k = 0; k < what->arity; ++k) result.operand[k] = kind_of(what->operand_kind[k]);
        result.target = kind_of(what->result);
        if (arguments > 0) reads(1, register_kind::value);
    } else if (operation <= lanes_step) {
        reads(operation <= permute_steps ? 2 : of_lanes(operation) < 0 ? 3 : of_lanes(operation) == code<neg_> ? 1 : 2, register_kind::lanes);
        result.target = register_kind::lanes;
    } else if (operation == gather_step || operation == broadcast_step || operation == load_step) {
        reads(operation != gather_step ? 1 : lane_count < 4 ? lane_count : 4, register_kind::value);
        result.target = register_kind::lanes;
    } else if (operation == extract_step) {
        reads(1, register_kind::lanes);
    } else if (operation == sin_cos_step) {
        reads(2, register_kind::value);
        result.second_result = 1;
    } else {
        reads(operation == zero_step ? 0 : operation == copy_step ? 1 : 3, register_kind::value);
    }
    return result;
}
template <int Operation>
inline constexpr step_facts facts_of_operation = [] {
    if constexpr (Operation <= 0) return facts_of_step(Operation);
    else if constexpr (is_call<operation_of<Operation>>) return facts_of_step(Operation, &facts_of<operation_of<Operation>>, operation_of<Operation>::arguments);
    else return facts_of_step(Operation, &facts_of<operation_of<Operation>>);
}();
template <class P>
inline constexpr auto facts_of_steps = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<step_facts const*, sizeof...(I) + 1>{&facts_of_operation<P::program.steps[I].operation>...};
}(std::make_index_sequence<static_cast<std::size_t>(P::program.step_count)>{});

}
