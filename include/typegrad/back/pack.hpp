// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Values side by side in a vector register: which operations there are on them, and how they come to be.
#pragma once
#pragma GCC system_header

#include <typegrad/back/program.hpp>
#include <typegrad/math/target.hpp>

namespace typegrad::inline v0_2::back {

using target::lane_count;

// The operations that have lanes, and their steps.
inline constexpr int operations_in_lanes[] = {multiply_add_step, multiply_subtract_step, subtract_product_step, code<add_>, code<sub_>, code<mul_>, code<div_>, code<neg_>};
constexpr int in_lanes(int operation) {
    int step = lanes_step;
    for (int const o : operations_in_lanes) {
        if (o == operation) return step;
        --step;
    }
    return 0;
}
// Of nodes.
constexpr bool has_lanes(int operation) {
    return operation == code<mul_> || operation == code<add_> || operation == code<sub_> || operation == code<div_> || operation == code<neg_>;
}
static_assert([] {
    for (int const o : operations_in_lanes)
        if (has_lanes(o) != (o > 0)) return false;
    return true;
}());
constexpr int of_lanes(int step) { return operations_in_lanes[lanes_step - step]; }

// A selector says for each lane of a permuted register, the last one first, which of the lanes of two others it is.
constexpr int with_lane(int selector, int from) { return selector * 2 * lane_count + from; }
constexpr int selected_lane(int selector, int lane) {
    for (int k = 0; k < lane; ++k) selector /= 2 * lane_count;
    return selector % (2 * lane_count);
}

// Values side by side, each an operand as in nodes, and how they come to be so.
struct pack {
    enum class form { operation, broadcast, gathered, permuted };
    form how = form::gathered;
    int operation = 0;
    int member[lane_count]{};
    int operand[2] = {-1, -1};  // other packs
    int selector = 0;           // of a permuted one
    int previous = -1;          // with the same first member

    constexpr bool is_of(int const* members) const {
        for (int lane = 0; lane < lane_count; ++lane)
            if (member[lane] != members[lane]) return false;
        return true;
    }
    constexpr bool is_of_one_value() const {
        for (int lane = 1; lane < lane_count; ++lane)
            if (member[lane] != member[0]) return false;
        return true;
    }
    // Whether its members are wanted each on its own.
    constexpr bool is_of_single_values() const { return how == form::gathered || how == form::broadcast; }
};

}
