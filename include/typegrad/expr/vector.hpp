// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Several expressions in one evaluation, which shares what they have in common:
//
//     together(u, v)(x = 1.0, y = 2.0)                      a std::array of their values
//     jacobian(std::tuple{u, v})(x = 1.0, y = 2.0)[0][y]    du/dy
#pragma once
#pragma GCC system_header

#include <typegrad/expr/derivatives.hpp>

#include <array>
#include <tuple>

namespace typegrad::inline v0_2::expr {

// What together(u, v, …) gives.
template <class... E>
struct expression_vector {
    using expression_type = expression_vector;
    template <class Literal, int Sweeps = 0, sharing Shared = sharing::none>
    using recipe = typename detail::values_of<E...>::template recipe<Literal, Sweeps, Shared>;
    static constexpr int slots = (0 + ... + E::slots);
    list<E...> expressions;

    static constexpr bool may_share = true;
    constexpr auto numbers() const { return detail::numbers_held(expressions); }
    static constexpr sharing sharing_with(auto const& numbers) { return detail::sharing_of<expression_vector, E...>(numbers); }

    template <class... Bindings>
    TYPEGRAD_INLINE constexpr auto operator()(Bindings const&... bindings) const;
};

namespace detail {
    template <class T, class... E, class... Bindings>
    TYPEGRAD_INLINE constexpr auto inputs_of_vector(expression_vector<E...> const& vector, Bindings const&... bindings) {
        using all = typename list_facts<list<E...>>::variables;
        auto input = values_and_slots<T, expression_vector<E...>>(all{}, bindings...);
        slot_values::write(vector.expressions, input.data() + all::size);
        return input;
    }
}

template <class... E>
template <class... Bindings>
TYPEGRAD_INLINE constexpr auto expression_vector<E...>::operator()(Bindings const&... bindings) const {
    using scalar = detail::point_scalar<Bindings...>;
    static_assert(!detail::substitutes<Bindings...>, "typegrad::together: substitute in each of the expressions, together(u(x = a), v(x = a))");
    return detail::outputs_of<expression_vector, E...>(detail::inputs_of_vector<scalar>(*this, bindings...));
}

namespace detail {
    template <class... E, std::size_t... I>
    constexpr auto vector_of_array(auto const& all, std::index_sequence<I...>) {
        return expression_vector<std::remove_cvref_t<decltype(all[I])>...>{list_of(all[I]...)};
    }
}

}

namespace typegrad::inline v0_2 {

// together(u, v, …), of expressions, of a std::tuple or of a std::array of them: callable as an expression is, to their values.
template <expr::expression... E>
    requires(sizeof...(E) > 0)
constexpr expr::expression_vector<E...> together(E... e) {
    return {expr::list_of(e...)};
}
template <expr::expression... E>
constexpr expr::expression_vector<E...> together(std::tuple<E...> const& all) {
    return {std::apply([](E... e) { return expr::list_of(e...); }, all)};
}
template <expr::expression E, std::size_t N>
constexpr auto together(std::array<E, N> const& all) {
    return expr::detail::vector_of_array(all, std::make_index_sequence<N>{});
}

// jacobian(together(u, v))(x = 1.0, y = 2.0)[0][y], with what may follow gradient(y); of a std::tuple or a std::array of
// expressions alike.
template <expr::expression... E, class... Policies>
constexpr auto jacobian(expr::expression_vector<E...> const& vector, Policies... policies) {
    return vector.expressions.apply([&](auto... e) { return jacobian(e..., policies...); });
}
template <expr::expression... E, class... Policies>
constexpr auto jacobian(std::tuple<E...> const& all, Policies... policies) {
    return jacobian(together(all), policies...);
}
template <expr::expression E, std::size_t N, class... Policies>
constexpr auto jacobian(std::array<E, N> const& all, Policies... policies) {
    return jacobian(together(all), policies...);
}

// value_and_jacobian(together(u, v))(x = 1.0, y = 2.0): { value, jacobian }, from one evaluation.
template <expr::expression... E, class... Policies>
constexpr auto value_and_jacobian(expr::expression_vector<E...> const& vector, Policies... policies) {
    return vector.expressions.apply([&](auto... e) { return value_and_jacobian(e..., policies...); });
}
template <expr::expression... E, class... Policies>
constexpr auto value_and_jacobian(std::tuple<E...> const& all, Policies... policies) {
    return value_and_jacobian(together(all), policies...);
}
template <expr::expression E, std::size_t N, class... Policies>
constexpr auto value_and_jacobian(std::array<E, N> const& all, Policies... policies) {
    return value_and_jacobian(together(all), policies...);
}

}
