// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The table: every operation with a stanza, and the code by which a node of the graph names it.
#pragma once
#pragma GCC system_header

#include <typegrad/op/kinked.hpp>
#include <typegrad/op/trigonometric.hpp>

#include <cstddef>
#include <utility>

namespace typegrad::op {

// An argument of the function, or a number that is known at run time only. Its value is given, not computed.
struct input_ : internal::operation {
    static constexpr auto text = "input";
    static constexpr int arity = 0;
    static constexpr int cost = 0;
};

template <class... Ops>
struct operation_list {
    static constexpr int size = sizeof...(Ops);
};

using table = operation_list<
    input_,
    add_, sub_, neg_, mul_, div_,
    less_, less_equal_, equal_, not_equal_, and_, or_, not_, gate_, select_,
    sqrt_, norm_, cbrt_, hypot_, powi_, pow_,
    exp_, expm1_, log_, log1p_, erf_, erfc_,
    sin_, cos_, tan_, asin_, acos_, atan_, atan2_, sinh_, cosh_, tanh_,
    abs_, max_, min_>;

namespace internal {
    template <class Op, class... Ops>
    constexpr int position(operation_list<Ops...>) {
        int at = 0;
        (void)((std::is_same_v<Op, Ops> || (++at, false)) || ...);
        return at;
    }
    template <int Code, class Op>
    struct numbered {
        using type = Op;
    };
    template <class Codes, class List>
    struct numbered_table;
    template <int... Codes, class... Ops>
    struct numbered_table<std::integer_sequence<int, Codes...>, operation_list<Ops...>> : numbered<Codes, Ops>... {};
    template <int Code, class Op>
    auto find(numbered<Code, Op> const*) -> numbered<Code, Op>;
}

template <class Op>
inline constexpr int code = internal::position<Op>(table{});

template <int Code>
using operation_of = typename decltype(internal::find<Code>(
    static_cast<internal::numbered_table<std::make_integer_sequence<int, table::size>, table> const*>(nullptr)))::type;

// What the passes need to know of an operation when they hold only its code.
struct facts {
    const char* text;
    int arity;
    int cost;
    bool infix;
    kind result;
    kind operand_kind[3];
    bool active[3];
};

namespace internal {
    template <class... Ops>
    struct fact_table {
        static constexpr facts rows[sizeof...(Ops)] = {{Ops::text, Ops::arity, Ops::cost, Ops::infix, Ops::result,
                                          {Ops::operand_kind[0], Ops::operand_kind[1], Ops::operand_kind[2]},
                                          {Ops::active[0], Ops::active[1], Ops::active[2]}}...};
    };
    template <class... Ops>
    constexpr auto facts_of(operation_list<Ops...>) -> fact_table<Ops...>;
}

constexpr facts const& facts_of(int code) {
    return decltype(internal::facts_of(table{}))::rows[code];
}

}
