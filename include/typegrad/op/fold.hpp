// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Recurrences in a graph: a state that is carried from step to step, as many times as a number says that is known at run time only.
//
//     fold(n, depth, k)          n: the number of steps. depth: as of a loop over rows. k, a literal: which fold it is (twice its number),
//                                plus 1 where the steps are taken from the last one to the first one
//     state(fold, k)             a number of the state, before a step
//     row(fold, k)               as of a loop over rows (op/loop.hpp): what the data give to a step; -1: the number of the step
//     recall(fold, e, carry)     in a step: what the state of another fold, which has ended, was before the step of that number, or after it
//     carry(state, u, v)         that state begins as u, and a step makes v of it
//     carries(before, carry)     a list of them; it begins with the fold
//     going_on(before, c)        in the list as well: a step is taken as long as c holds, whatever n is. The first state counts the steps then
//     keeping(before, n)         in the list as well: of the states before all steps n are kept at a time; 0: about the root of their number
//     end(carries)               the list is complete
//     final(e, carry)            what that state is after the last step
//
// As in a loop over rows a node needs no mark of its block: it is computed in every step if it depends on a state, a row or on what is
// recalled. A fold is what its `end` says, and several may share states: that with tangents is the fold itself, and more of them. The rules
// stand in pass/fold.hpp; back/folds.hpp makes loops of it.
#pragma once
#pragma GCC system_header

#include <typegrad/op/loop.hpp>

namespace typegrad::inline v0_2::op {

struct fold_structure : part_of_loop {
    static constexpr auto value(auto a, auto...) { return a; }
};
template <int Arity, bool... Active>
struct part_of_fold : fold_structure {
    static constexpr int arity = Arity;
    static constexpr bool active[3] = {Active...};
};
struct fold_ : part_of_fold<3, true, false, false> {
    static constexpr auto text = "fold";
};
// A number of steps that is a literal, as a node: steps(arguments, n).
struct steps_ : part_of_fold<2, false, false, false> {
    static constexpr auto text = "steps";
};
struct state_ : part_of_fold<2, false, false, false> {
    static constexpr auto text = "state";
};
template <bool After>
struct recall_ : part_of_fold<3, false, true, false> {
    static constexpr auto text = After ? "recall after" : "recall before";
};
struct carry_ : part_of_fold<3, false, true, true> {
    static constexpr auto text = "carry";
};
struct carries_ : part_of_fold<2, true, true, false> {
    static constexpr auto text = "carries";
};
struct going_on_ : part_of_fold<2, true, false, false> {
    static constexpr auto text = "going on";
    static constexpr kind operand_kind[3] = {kind::value, kind::condition, kind::value};
};
struct keeping_ : part_of_fold<2, true, false, false> {
    static constexpr auto text = "keeping";
};
struct end_ : part_of_fold<1, true, false, false> {
    static constexpr auto text = "end";
};
struct final_ : part_of_fold<2, true, false, false> {
    static constexpr auto text = "final";
    static constexpr bool reduces = true;
};

// What an end is owed while a sweep is on its way, or how it moves: entry(w, carry, more). In reverse w is the adjoint of that state after
// the last step; or what is owed in each step to the state before or after it, which is named: by the node `final` of a state of another
// fold, or by a pair of them, of which the first one is 0 in steps that owe nothing. Forward the tangent of the state is named so.
struct named_pair_ : part_of_fold<2, false, false, false> {
    static constexpr auto text = "named";
};
enum class entry_for : unsigned char { last, before, after };
template <entry_for>
struct entry_in_fold_ : part_of_fold<3, false, false, false> {
    static constexpr auto text = "owed";
};

template <class Op>
concept is_part_of_fold = std::derived_from<Op, fold_structure>;

// What belongs to a step, and is no value outside of it.
constexpr bool is_recall(int operation) { return operation == code<recall_<false>> || operation == code<recall_<true>>; }
constexpr bool belongs_to_step(int operation) { return operation == code<state_> || is_recall(operation); }
// What stands around the steps, and is no value at all.
constexpr bool is_fold_structure(int operation) {
    return operation == code<carry_> || operation == code<carries_> || operation == code<going_on_> || operation == code<keeping_> || operation == code<end_> || operation == code<fold_> ||
           operation == code<steps_>;
}

}
