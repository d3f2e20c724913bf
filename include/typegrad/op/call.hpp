// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Calls: operations with any number of operands and of results, opaque like those of op/custom.hpp. A node has three operands
// at most, so those of a call come as a chain,
//
//     argument(argument(arguments, p0), p1)
//
// which is structure and computes nothing: the layout puts the values side by side, and the call gets them as an array. One
// result is the value of the call itself; of several each is a component.
//
//     struct example_ : op::call {
//         static constexpr auto text = "example";
//         static constexpr int arguments = 3, components = 2;
//         static constexpr std::array<T, 2> value(std::array<T, 3> const&);                   // with numbers
//         static constexpr std::array<std::array<T, 3>, 2> jacobian(arguments, results);      // for the tape
//         // With traced values, both linear in their last input but one: the cotangents of the results give those of the
//         // arguments that are wanted, and the tangents of the arguments those of the results.
//         static constexpr void pull_back(builder&, argument*, result*, cotangent*, bool const* wanted, *into);
//         static constexpr void push_forward(builder&, argument*, result*, tangent*, *into);
//     };
#pragma once
#pragma GCC system_header

#include <typegrad/op/operation.hpp>

namespace typegrad::inline v0_2::op {

// A part of a call that computes nothing by itself.
struct call_structure : internal::operation {
    static constexpr int cost = 0;
};

// The chain begins here, so that a link has a node among its operands even if all arguments are literals.
struct arguments_ : call_structure {
    static constexpr auto text = "arguments";
    static constexpr int arity = 0;
};
struct argument_ : call_structure {
    static constexpr auto text = "argument";
    static constexpr int arity = 2;
};

template <int K>
struct component_ : call_structure {
    static constexpr auto text = "component";
    static constexpr int arity = 1;
};

// The derivative of a call with several results, while a sweep is on its way: entry<K>(w, rest) is w for the K-th result
// beside what there is for others. The rest ends with the call.
template <int K>
struct entry_ : call_structure {
    static constexpr auto text = "entry";
    static constexpr int arity = 2;
};

struct call : internal::operation {
    static constexpr int arity = 1;  // the chain
    static constexpr int cost = 400;
};

inline constexpr int most_components = 6;

template <class Op>
concept is_call = std::derived_from<Op, call>;
// A call with operands of any algebra, or with numbers.
template <class Op, class T, std::size_t N>
TYPEGRAD_INLINE constexpr auto call_with(std::array<T, N> const& arguments) {
    if constexpr (is_operand<T>) return T::algebra::template call<Op>(arguments);
    else return Op::value(arguments);
}

template <class Op>
concept is_part_of_call = std::derived_from<Op, call_structure>;

namespace internal {
    template <int... K>
    constexpr auto component_codes(std::integer_sequence<int, K...>) {
        return std::array<int, sizeof...(K)>{code<component_<K>>...};
    }
}
// Which component an operation gives; -1: none.
constexpr int component_number(int operation) {
    constexpr auto codes = internal::component_codes(std::make_integer_sequence<int, most_components>{});
    for (int k = 0; k < most_components; ++k)
        if (codes[static_cast<std::size_t>(k)] == operation) return k;
    return -1;
}

}
