// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Derivatives of expressions that are expressions again, which can be combined and printed:
//
//     directional(y, along(x = 1.0, z = 0.5)), mixed_derivative(y, x, x, z), laplacian(y), divergence(u, v, wrt(x, z))
//
// and the last two beside what they are made of, at a point:
//
//     value_gradient_and_laplacian(y)(x = 2.0, z = 1.0), value_and_divergence(u, v, wrt(x, z))(x = 2.0, z = 1.0)
//
// What may follow the expressions are wrt(x, …) and the policies.
#pragma once
#pragma GCC system_header

#include <typegrad/expr/derivatives.hpp>
#include <typegrad/expr/vector.hpp>

namespace typegrad::inline v0_2::expr::detail {

template <class V, kink_policy Kinks, class E>
constexpr auto partial_derivative(E e) {
    return derivative_of<E, V, Kinks>(e);
}
template <kink_policy Kinks, class E, class... V>
constexpr auto sum_of_second_derivatives(E e, variables<V...>) {
    return (... + partial_derivative<V, Kinks>(partial_derivative<V, Kinks>(e)));
}
// Of an expression in which the variable does not occur the derivative is 0.
template <kink_policy Kinks, class... V, class List>
constexpr auto sum_of_derivatives(variables<V...>, List const& e) {
    static_assert(sizeof...(V) == List::size, "typegrad::divergence: as many expressions as variables, divergence(u, v, wrt(x, z))");
    if constexpr (sizeof...(V) == List::size)
        return e.apply([](auto... term) { return (... + partial_derivative<V, Kinks>(term)); });
}
template <kink_policy Kinks, class E>
constexpr auto mixed(E e) {
    return e;
}
template <kink_policy Kinks, class First, class... Rest, class E>
constexpr auto mixed(E e) {
    return mixed<Kinks, Rest...>(partial_derivative<First, Kinks>(e));
}
// Of what follows the expression, the variables, and then the policies.
template <class Variables, class... Policies>
struct mixed_request {
    using variables = Variables;
    static constexpr kink_policy kinks = kinks_asked_for<Variables, Policies...>();
};
template <class... V, name Name, class... Rest>
struct mixed_request<variables<V...>, variable<Name>, Rest...> : mixed_request<variables<V..., variable<Name>>, Rest...> {};
template <kink_policy Kinks, class E, class... V>
constexpr auto mixed_by(E e, variables<V...>) {
    using wrong = wrong_selection<variables_of<E>, variables<V...>>;
    if constexpr (std::is_void_v<wrong>) return mixed<Kinks, V...>(e);
    else return (void)sizeof(wrong), e;
}

// Of several expressions, the sum of their derivatives; with what is asked for beside them.
template <class List, class... Policies>
constexpr auto divergence_of(List const& expressions, term_list<Policies...>) {
    using asked = request_for_an_expression<typename list_facts<List>::variables, Policies...>;
    if constexpr (asked::known) return sum_of_derivatives<asked::type::kinks>(typename asked::type::wrt{}, expressions);
    else return (void)sizeof(typename asked::wrong), expressions.apply([](auto first, auto...) { return first; });
}

// What value_and_divergence gives: the expressions and their divergence, evaluated together.
template <class... E>
struct value_and_divergence_of {
    expression_vector<E...> together;

    template <class... Bindings>
    TYPEGRAD_INLINE constexpr auto operator()(Bindings const&... bindings) const {
        constexpr std::size_t values = sizeof...(E) - 1;
        auto const all = together(bindings...);
        using scalar = std::remove_cvref_t<decltype(all[0])>;
        value_with_divergence<std::array<scalar, values>, scalar> result{{}, all[values]};
        for (std::size_t i = 0; i < values; ++i) result.value[i] = all[i];
        return result;
    }
};

struct value_gradient_and_laplacian_kind : no_more {
    using transforms = typegrad::detail::kind<typegrad::detail::trace_result<true, true>>;
    template <class Wrt, class T>
    TYPEGRAD_INLINE static constexpr auto result(auto const& all) {
        return value_with_gradient_and_laplacian<T, gradient_by_variable<T, Wrt>, T>{all.value, by_variable<Wrt, T>(all.gradient), all.laplacian};
    }
};

}

namespace typegrad::inline v0_2 {

// directional(y, along(x = 1.0, z = 0.5)): the derivative along a direction, an expression that holds its numbers.
template <expr::expression E, name... Names, class... T, class... Policies>
constexpr auto directional(E e, expr::direction<expr::binding<Names, T>...> along, Policies... policies) {
    using wrong = expr::detail::wrong_selection<expr::variables_of<E>, expr::variables<variable<Names>...>>;
    if constexpr (!std::is_void_v<wrong>) return (void)sizeof(wrong), e;
    else return std::apply([&](auto... tangent) { return (... + (tangent.value * derivative(e, variable<Names>{}, policies...))); }, along.tangent);
}

// mixed_derivative(y, x, x, z): d³y / dx² dz, an expression.
template <expr::expression E, name First, class... More>
constexpr auto mixed_derivative(E e, variable<First>, More...) {
    using asked = expr::detail::mixed_request<expr::variables<variable<First>>, More...>;
    return expr::detail::mixed_by<asked::kinks>(e, typename asked::variables{});
}

// laplacian(y), laplacian(y, wrt(x, z)): the sum of the second derivatives by each variable, an expression.
template <expr::expression E, class... Policies>
constexpr auto laplacian(E e, Policies...) {
    using asked = expr::detail::request_for_an_expression<expr::variables_of<E>, Policies...>;
    if constexpr (asked::known) return expr::detail::sum_of_second_derivatives<asked::type::kinks>(e, typename asked::type::wrt{});
    else return (void)sizeof(typename asked::wrong), e;
}

// value_gradient_and_laplacian(y)(x = 2.0, z = 1.0): { value, gradient, laplacian }, from one evaluation.
template <expr::expression E, class... Policies>
constexpr auto value_gradient_and_laplacian(E e, Policies...) {
    return expr::detail::transformed<expr::detail::value_gradient_and_laplacian_kind>(expr::list<E>(e), expr::term_list<Policies...>{});
}

// divergence(u, v, wrt(x, z)): du/dx + dv/dz, an expression.
template <expr::expression E, class... More>
constexpr auto divergence(E e, More... more) {
    using split = expr::detail::split_arguments<expr::term_list<>, E, More...>;
    return expr::detail::divergence_of(split::expressions(e, more...), typename split::policies{});
}

// value_and_divergence(u, v, wrt(x, z))(x = 2.0, z = 1.0): { value, divergence }, from one evaluation.
template <expr::expression E, class... More>
constexpr auto value_and_divergence(E e, More... more) {
    return expr::detail::split_arguments<expr::term_list<>, E, More...>::expressions(e, more...).apply([&](auto... value) {
        auto const sum = divergence(e, more...);
        return expr::detail::value_and_divergence_of<decltype(value)..., std::remove_const_t<decltype(sum)>>{together(value..., sum)};
    });
}

}
