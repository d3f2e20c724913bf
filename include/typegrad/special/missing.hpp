// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A partial derivative that is not available: to need it is an error that names function, argument and remedy.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/node.hpp>
#include <typegrad/op/operation.hpp>

#include <stdexcept>

namespace typegrad::inline v0_2::op {

// What stands in the graph for such a derivative. To evaluate it does not compile; a program that does not need it, because the
// argument is a number or wrt<…> leaves it out, does not have the node or drops it.
struct missing_derivative : unary {
    static constexpr int cost = 0;
    static constexpr bool active[3] = {false, false, false};
};

namespace internal {
    template <class Missing, class T>
    [[noreturn]] T throw_missing() {
        throw std::logic_error(Missing::message);
    }

    // With traced values a node. With numbers, on the tape, what is differentiated is known at run time only: there it throws.
    template <class Missing, class Y, class W>
    constexpr W no_derivative(Y const& y, W const&) {
        if constexpr (requires { y.graph(); }) return W(y.graph(), y.graph()->append({code<Missing>, graph::what<Missing, typename W::algebra::scalar>, {y.id(), 0, 0}}));
        else return throw_missing<Missing, W>();
    }
}

// Declares `stanza`, for the rule: no_derivative<stanza>(y, w). A program that has it among its steps asks it to `refuse`; where
// literals are folded, or the sweep is run on the tape, it throws.
#define TYPEGRAD_MISSING_DERIVATIVE(stanza, function, argument)                                                                  \
    struct stanza : missing_derivative {                                                                                         \
        static constexpr auto text = "derivative of " function " in its " argument " argument";                                  \
        static constexpr auto message = "typegrad: " function " has no derivative in its " argument                              \
                                        " argument; differentiate in the others by wrt<...>, pass a number, or stop_gradient";    \
        template <class T>                                                                                                       \
        static constexpr void refuse() {                                                                                         \
            static_assert(sizeof(T) == 0, "typegrad: " function " has no derivative in its " argument                            \
                                          " argument; differentiate in the others by wrt<...>, pass a number, or stop_gradient"); \
        }                                                                                                                        \
        template <class T>                                                                                                       \
        static constexpr T value(T const&) {                                                                                     \
            return internal::throw_missing<stanza, T>();                                                                         \
        }                                                                                                                        \
    }

}
