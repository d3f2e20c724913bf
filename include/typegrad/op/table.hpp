// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The table: every operation with a stanza. The library itself does not need the list; tests and documentation walk it.
#pragma once
#pragma GCC system_header

#include <typegrad/op/activation.hpp>
#include <typegrad/op/compound.hpp>
#include <typegrad/op/density.hpp>
#include <typegrad/op/power.hpp>
#include <typegrad/op/rounding.hpp>
#include <typegrad/op/softmax.hpp>
#include <typegrad/op/std.hpp>
#include <typegrad/op/trigonometric.hpp>

namespace typegrad::inline v0_2::op {

namespace internal {
    template <class... Ops, class... More>
    constexpr operation_list<Ops..., More...> operator+(operation_list<Ops...>, operation_list<More...>) {
        return {};
    }
    // (For the table itself: that sum of 16 lists would be 15 overload resolutions among all that + can be, in every file that includes this.)
    template <class List, class... Lists>
    struct joined {
        using type = List;
    };
    template <class... Ops, class... More, class... Lists>
    struct joined<operation_list<Ops...>, operation_list<More...>, Lists...> : joined<operation_list<Ops..., More...>, Lists...> {};
}

using internal::operator+;
using table = internal::joined<conditions, classifications, arithmetic, compounds, exponentials, roots, powers, trigonometric, hyperbolics,
                               kinked, roundings, logistics, error_functions, normals, densities, activations>::type;

}
