// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What the stanza of an operation says of it, as a value.
#pragma once

#include "../domains.hpp"

#include <typegrad/op/operation.hpp>

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace harness {

namespace op = typegrad::op;

struct facts {
    std::string name;  // sin, of sin_
    std::string text;
    int arity = 0;
    bool infix = false;
    bool is_function = false;  // of numbers, to a number: what the harness can check
    std::array<op::interval, 3> domain, tame;
    std::array<bool, 3> integer{}, active{}, condition{};  // active: carries a derivative, and there is one
    std::array<bool, 3> differentiable{};  // those that are active, but whose derivative is missing, are not
    bool gives_condition = false;
    bool special = false;  // of typegrad/special.hpp
    std::vector<op::point> exceptional;
};

// "sin" of the operation typegrad::op::sin_.
template <class Op>
std::string name_of() {
    std::string_view name = __PRETTY_FUNCTION__;
    name = name.substr(name.find("Op = ") + 5);
    name = name.substr(0, name.find_first_of(";]"));
    name = name.substr(name.rfind(':') + 1);
    if (name.ends_with('_')) name.remove_suffix(1);
    return std::string(name);
}

template <class Op>
facts facts_of(bool special) {
    facts of;
    of.name = name_of<Op>();
    of.text = Op::text;
    of.arity = Op::arity;
    of.infix = Op::infix;
    of.gives_condition = Op::result == op::kind::condition;
    for (std::size_t k = 0; k < 3; ++k) {
        of.domain[k] = Op::domain[k];
        of.tame[k] = domains::tame<Op>(k);
        of.integer[k] = Op::integer[k];
        of.active[k] = Op::active[k] && Op::differentiable[k];
        of.differentiable[k] = Op::differentiable[k];
        of.condition[k] = Op::operand_kind[k] == op::kind::condition;
    }
    of.exceptional.assign(Op::exceptional.begin(), Op::exceptional.end());
    of.is_function = domains::is_function<Op>;
    of.special = special && of.is_function;
    return of;
}

}
