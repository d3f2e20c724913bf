// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The program that evaluation runs: steps in blocks, with a register for every value.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/node.hpp>

namespace typegrad::inline v0_2::back {

// What a step does beyond the operations of nodes, whose codes are positive.
inline constexpr int copy_step = -1;        // the end of a branch: its value becomes the select's
inline constexpr int zero_step = -2;    // the same for a closed gate
inline constexpr int sin_cos_step = -3;  // sine and cosine of one argument, into two registers
// A product that only one sum uses, in one expression with it, because clang contracts to fused operations within an
// expression only. (With -ffp-contract=off each operation is rounded as ever.)
inline constexpr int multiply_add_step = -4;       // a * b + c
inline constexpr int multiply_subtract_step = -5;  // a * b - c
inline constexpr int subtract_product_step = -6;   // c - a * b

// In lanes: registers of a kind of their own, of values side by side.
inline constexpr int extract_step = -7;   // the value in lane b of a
inline constexpr int gather_step = -8;    // of the values a, b, c, d
inline constexpr int broadcast_step = -9;  // of the value a, in all lanes
inline constexpr int load_step = -10;      // of the inputs a, a + 1, …
inline constexpr int lanes_step = -11;     // from here on: of the operations that have lanes, one after the other
inline constexpr int permute_steps = -32;  // this less the selector: of the lanes of a and b

// What a program is laid out for: built-in numbers; classes that compare to a bool; packs, whose comparison is a mask, and which
// cannot branch.
enum class number_kind { built_in, of_class, pack };

// An operation, where its result goes, and the registers of its operands.
struct step {
    int operation = 0;
    int target = 0;
    int a = 0;
    int b = 0;
    int c = 0;
    int d = 0;
};

// A range of steps, then perhaps a branch into one of two blocks.
struct segment {
    int first = 0;
    int last = 0;
    int condition = -1;  // none
    int then_block = 0;
    int else_block = 0;
    int next = -1;  // of the same block, while the layout is made
};

// A range of segments.
struct block {
    int first = -1;
    int last = -1;
};

// Values live in registers 0 …, first the inputs, then the literals; conditions in registers of their own.
template <class Literal, int Steps, int Literals, int Outputs, int Segments>
struct program {
    step steps[Steps + 1]{};
    segment segments[Segments + 1]{};
    block blocks[Segments + 1]{};
    Literal literals[Literals + 1]{};
    int outputs[Outputs + 1]{};
    int output_lanes[Outputs + 1]{};  // at an output with which a run begins that is the lanes of one register, in order: that one, plus one

    int step_count = 0;
    int segment_count = 0;
    int input_count = 0;
    int literal_count = 0;
    int output_count = 0;
    int values = 0;
    int conditions = 0;
    int lanes = 0;
    int output_runs = 0;
};

}
