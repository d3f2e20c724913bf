// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A node of the graph, and the graph as the passes hand it on: plain constexpr data.
#pragma once
#pragma GCC system_header

#include <typegrad/op/policy.hpp>
#include <typegrad/op/table.hpp>

namespace typegrad::inline v0_2::pass {
template <class Op, class Literal>
struct rules_of;  // pass/rules.hpp
template <class Op, class Number, bool Loose>
struct rules_with_calls;
}

namespace typegrad::inline v0_2::graph {

// What the nodes of an operation point to.
template <class Op, class Literal>
inline constexpr facts const* what = &pass::rules_of<Op, Literal>::value;

// An operand is the number of an earlier node; a negative one, ~k, is the k-th literal.
struct node {
    int operation = 0;
    facts const* what = nullptr;  // the operation's rules<Op, Literal>, see pass/rules.hpp
    int operand[3] = {0, 0, 0};
    // A product of powers of one base, and of literals: coefficient · base^exponent. It is differentiated as the power that
    // it is. An exponent of 0 means: none, the node is its own base. The coefficient is a literal's operand; 0 means 1.
    int base = 0;
    int exponent = 0;
    int coefficient = 0;

    constexpr bool operator==(node const& n) const {
        return operation == n.operation && operand[0] == n.operand[0] && operand[1] == n.operand[1] && operand[2] == n.operand[2] && base == n.base &&
               exponent == n.exponent && coefficient == n.coefficient;
    }
};

constexpr bool is_literal(int operand) { return operand < 0; }

// Nodes 0 … inputs-1 are the inputs. Later nodes use earlier ones only.
template <class Literal, int Nodes, int Literals, int Outputs>
struct graph {
    using literal_type = Literal;

    node nodes[Nodes > 0 ? Nodes : 1]{};
    Literal literals[Literals > 0 ? Literals : 1]{};
    int outputs[Outputs > 0 ? Outputs : 1]{};
    int node_count = 0;
    int literal_count = 0;
    int output_count = 0;
    int exact_outputs = 0;  // the first of them, which are the user's own to the last bit
    int input_count = 0;
    int first_number = 0;  // see builder::numbers_from
    int slot_count = 0;    // see builder::slots_from
    bool numbers_are_real = false;  // see builder::take_real_numbers
    bool gathers_numbers = false;    // see builder::gather_numbers
    bool has_gathered = false;
    bool has_folded_calls = false;  // see builder::has_folded_calls
    bool has_folds = false;         // op/fold.hpp
    bool adds_to_inputs = false;    // see builder::add_to_inputs

    // As of a builder.
    constexpr node const& operator[](int i) const { return nodes[i]; }
    constexpr Literal literal_at(int operand) const { return literals[~operand]; }
};

// A graph whose size is not part of its type: the compiler needs what works on one only once for graphs of all sizes. The graph must
// outlive it.
template <class Literal>
struct view {
    using literal_type = Literal;

    node const* nodes;
    Literal const* literals;
    int const* outputs;
    int node_count;
    int literal_count;
    int output_count;
    int exact_outputs;
    int input_count;
    int first_number;
    int slot_count;
    bool numbers_are_real;
    bool gathers_numbers, has_gathered;
    bool has_folds, adds_to_inputs;

    template <int Nodes, int Literals, int Outputs>
    constexpr view(graph<Literal, Nodes, Literals, Outputs> const& of)
        : nodes(of.nodes), literals(of.literals), outputs(of.outputs), node_count(of.node_count), literal_count(of.literal_count),
          output_count(of.output_count), exact_outputs(of.exact_outputs), input_count(of.input_count), first_number(of.first_number),
          slot_count(of.slot_count), numbers_are_real(of.numbers_are_real), gathers_numbers(of.gathers_numbers),
          has_gathered(of.has_gathered), has_folds(of.has_folds), adds_to_inputs(of.adds_to_inputs) {}
    // What a builder holds by now; it may not grow meanwhile.
    template <class Builder>
    constexpr view(Builder const& of, int const* its_outputs, int count)
        : nodes(of.nodes()), literals(of.literals()), outputs(its_outputs), node_count(of.node_count()), literal_count(of.literal_count()),
          output_count(count), exact_outputs(0), input_count(of.input_count()), first_number(of.first_number()),
          slot_count(of.slot_count()), numbers_are_real(of.numbers_are_real()), gathers_numbers(of.gathers_numbers()),
          has_gathered(of.has_gathered()), has_folds(of.has_steps()), adds_to_inputs(of.adds_to_inputs()) {}
};
template <class Builder>
view(Builder const&, int const*, int) -> view<typename Builder::literal_type>;

}
