// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// In which order the chain rule is applied for a Jacobian: jacobian(f) chooses by counting, and here the choice is to be seen.
//
//     static_assert(accumulation_of(jacobian(f)).chosen == accumulation::forward);
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/operations.hpp>
#include <typegrad/pass/eliminate.hpp>

namespace typegrad::inline v0_2 {

// The orders in which a Jacobian can be computed, by Griewank & Walther's names. reverse: from the outputs back, one sweep a row. forward: from the
// inputs on. cross_country: vertex after vertex, which is cheaper where many inputs reach many outputs through few values.
enum class accumulation { reverse, forward, cross_country };

// The order that was chosen, and the operations of each.
struct accumulation_choice {
    accumulation chosen = accumulation::reverse;
    int operations = 0;          // of what jacobian(f) computes
    int operations_by_rows = 0;  // of reverse sweeps, one a row
};

namespace detail {
    template <class Transform, class... A>
    struct accumulation_for {
        static_assert(sizeof(Transform) == 0, "typegrad::accumulation_of: pass jacobian(f) or value_and_jacobian(f)");
    };
    template <class Kind, class F, class Request, class... A>
        requires requires { Kind::with_value; }
    struct accumulation_for<transform<Kind, F, Request>, A...> {
        using source = traced<F, literal_for<scalar_of_call<F, A...>>, A...>;
        using selection = leaf_selection<Request, A...>;
        using by_rows = pass::reversed<source, selection, Kind::with_value>;
        using recipe = pass::jacobian<source, selection, Kind::with_value>;

        static consteval accumulation chosen() {
            if constexpr (std::is_same_v<recipe, by_rows>) return accumulation::reverse;
            else return pass::detail::orders<source, selection>::is_forward() ? accumulation::forward : accumulation::cross_country;
        }
        static constexpr accumulation_choice value{chosen(), pass::count(graph::made<recipe>::graph).total(), pass::count(graph::made<by_rows>::graph).total()};
    };
    template <class Transform, class Arguments, class Request, class... A>
    struct accumulation_for<asked_in_order<Transform, Arguments, Request>, A...> : asked_in_order<Transform, Arguments, Request>::template property_for<accumulation_for, A...> {};
}

// The choice for scalar arguments, or for arguments of these shapes.
template <class... A, class Transform>
    requires(!requires { typename Transform::expression_type; })
consteval accumulation_choice accumulation_of(Transform transform) {
    if constexpr (sizeof...(A) > 0) return detail::accumulation_for<Transform, A...>::value;
    else return []<std::size_t... I>(std::index_sequence<I...>) { return detail::accumulation_for<Transform, detail::always<double, I>...>::value; }
                (std::make_index_sequence<detail::arity<decltype(detail::innermost(transform))>()>{});
}

// Of jacobian(u, v) and value_and_jacobian(u, v) of expressions.
template <class Transform>
    requires requires { typename Transform::expression_type; typename Transform::function; }
consteval accumulation_choice accumulation_of(Transform) {
    return []<std::size_t... I>(std::index_sequence<I...>) { return detail::accumulation_for<typename Transform::function, detail::always<double, I>...>::value; }
           (std::make_index_sequence<Transform::inputs>{});
}

}

#include <typegrad/macros/restore.hpp>
