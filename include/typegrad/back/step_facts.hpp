// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What is known of the steps of a program, for who verifies or lists them.
#pragma once
#pragma GCC system_header

#include <typegrad/back/program.hpp>
#include <typegrad/op/call.hpp>

#include <array>
#include <cstddef>
#include <utility>

namespace typegrad::inline v0_2::back::detail {

// What the operation of a step reads and writes; nothing of steps that are none of a node.
struct step_facts {
    facts const* what = nullptr;
    int arguments = 0;  // of a call
};
template <int Operation>
constexpr step_facts facts_of_step() {
    if constexpr (Operation <= 0) return {};
    else if constexpr (is_call<operation_of<Operation>>) return {&facts_of<operation_of<Operation>>, operation_of<Operation>::arguments};
    else return {&facts_of<operation_of<Operation>>, 0};
}
template <class P>
inline constexpr auto facts_of_steps = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<step_facts, sizeof...(I) + 1>{facts_of_step<P::program.steps[I].operation>()...};
}(std::make_index_sequence<static_cast<std::size_t>(P::program.step_count)>{});

}
