// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Rows that are found by their number, and what their derivatives are. Rows that are an argument have one input, n (op/loop.hpp).
//
//     element(n, index, k)   the k-th number of the row `index`, a literal k. Of compressed rows (trace/rows.hpp): -1: how many rows
//                            part `index` has; -2: how many rows the parts before it have
//     place(n, index, k)     where that number is
//     scatter(value, place, end)   adds the value there, in every row in which one of the two varies. In the steps of a recurrence `end` is its end
//                            (op/fold.hpp), of several both(inner, outer), else 0. No number: the adjoint of n is a set of such additions,
//     both(a, b)             joined by this
//     places(a, b)           of an entry of a matrix, with a row and a column for each number: scatter(value, places) adds there, and at (b, a), if
//                            a and b are not the same place
//     count(n)               the number of rows, in which there is no derivative
//
// The operand n alone carries a derivative, and stands for all numbers of all rows then.
#pragma once
#pragma GCC system_header

#include <typegrad/op/loop.hpp>

namespace typegrad::inline v0_2::op {

inline constexpr int rows_in_part = -1, rows_before_part = -2;  // instead of k

struct part_of_gather : part_of_loop {
    static constexpr int arity = 3;
    static constexpr auto value(auto a, auto, auto) { return a; }
};
struct element_ : part_of_gather {
    static constexpr auto text = "element";
    static constexpr bool active[3] = {true, false, false};
};
struct place_ : part_of_gather {
    static constexpr auto text = "place";
};
struct places_ : part_of_loop {
    static constexpr auto text = "places";
};
struct scatter_ : part_of_gather {
    static constexpr auto text = "scatter";
};
struct both_ : part_of_loop {
    static constexpr auto text = "both";
};
struct count_ : part_of_loop {
    static constexpr auto text = "count";
    static constexpr int arity = 1;
    static constexpr auto value(auto a) { return a; }
};

}
