// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The front door for functions: derivative, gradient, jacobian, hessian and their variants with the value.
#pragma once

#include <typegrad/back/evaluate.hpp>
#include <typegrad/pass/derive.hpp>
#include <typegrad/trace/trace.hpp>

namespace typegrad {

// The positions of the arguments that are differentiated.
template <int... Positions>
struct positions {};

// gradient(f, wrt<0, 2>): differentiate in the first and third argument; the others are passive.
template <int... Positions>
constexpr positions<Positions...> wrt() {
    return {};
}

namespace detail {
    struct all_arguments {};

    template <class Selection, int Argument>
    inline constexpr bool selects = true;
    template <int... Positions, int Argument>
    inline constexpr bool selects<positions<Positions...>, Argument> = ((Positions == Argument) || ...);

    // The leaves of the selected ones among arguments of shapes S.
    template <class Selection, class Indices, class... S>
    struct leaf_selection;
    template <class Selection, std::size_t... I, class... S>
    struct leaf_selection<Selection, std::index_sequence<I...>, S...> {
        static constexpr int count = (0 + ... + (selects<Selection, I> ? leaves<S> : 0));
        static constexpr bool contains(int leaf) {
            bool inside = false;
            (void)((leaf < leaves<S> ? (inside = selects<Selection, I>, true) : (leaf -= leaves<S>, false)) || ...);
            return inside;
        }
    };

    template <class S>
    inline constexpr bool is_tracer = false;
    template <class L>
    inline constexpr bool is_tracer<tracer<L>> = true;

    // The scalar type of a call: that of its floating-point arguments; integers alone are taken as double.
    template <class... S>
    struct call_scalar;
}

}
