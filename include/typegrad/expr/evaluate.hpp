// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Values and derivatives of expressions at a point: y(x = 2.0), gradient(y)(x = 2.0)[x], derivative(y, x).
#pragma once
#pragma GCC system_header

#include <typegrad/back/evaluate.hpp>
#include <typegrad/expr/point.hpp>
#include <typegrad/pass/derive.hpp>
#include <typegrad/rewrite/fast.hpp>
#include <typegrad/trace/request.hpp>

namespace typegrad::inline v0_2::detail {
template <class... V>
inline constexpr bool names_variables<expr::variables<V...>> = true;
}

namespace typegrad::inline v0_2::expr {

#define TYPEGRAD_BY_VARIABLE "typegrad: the gradient of an expression has its entries by variable, gradient(y)(x = 2.0)[x]; in the order of wrt(x, z) they are .partial"
#define TYPEGRAD_FAST_BEHIND "typegrad: this derivative is an expression, for which `fast` may be said where it is evaluated"

namespace detail {
    // The differentiated variables among all inputs.
    template <class All, class Wrt, kink_policy Kinks = kink_policy::least_norm>
    struct variable_selection;
    template <class... V, class... W, kink_policy Kinks>
    struct variable_selection<variables<V...>, variables<W...>, Kinks> {
        static constexpr kink_policy kinks = Kinks;
        static constexpr int count = sizeof...(W);
        static constexpr bool contains(int input) { return ((input == variables<V...>::template position_of<W>()) || ...); }
    };
}

// The partial derivatives of an expression by variable: g[x]. The order is that of wrt(…), or of the variables in the expression.
template <class T, class Variables>
struct gradient_by_variable;
template <class T, class... V>
struct gradient_by_variable<T, variables<V...>> {
    std::array<T, sizeof...(V)> partial;

    template <name Name>
    constexpr T operator[](variable<Name>) const {
        if constexpr (variables<V...>::template contain<variable<Name>>) return partial[static_cast<std::size_t>(variables<V...>::template position_of<variable<Name>>())];
        else return (void)sizeof(error::variable_does_not_occur_in_the_expression<Name>), partial[0];
    }
    template <class Index>
        requires(!is_operand<Index>)
    TYPEGRAD_SAYS_IN_LINE(TYPEGRAD_BY_VARIABLE)
    constexpr T operator[](Index const&) const {
        TYPEGRAD_SAYS_IN_BODY(sizeof(Index) == 0, TYPEGRAD_BY_VARIABLE)
        return partial[0];
    }
};

namespace detail {
    template <class... E>
    struct values_of {
        template <class Literal, int Sweeps = 0, sharing Shared = sharing::none>
        using recipe = lowered<Literal, Sweeps, Shared, E...>;
        static constexpr sharing sharing_with(auto const& numbers) { return sharing_of<values_of, E...>(numbers); }
    };
}

namespace detail {
    // Where there are columns the expressions are evaluated as the function that they are: columns.hpp.
    struct value_kind;
    struct gradient_kind;
    struct value_and_gradient_kind;
    template <class Kind, class... Policies, class List>
    constexpr auto transformed_over_columns(List expressions);
}

template <class Self, class... Bindings>
TYPEGRAD_INLINE constexpr auto callable::call(Self const& self, Bindings const&... bindings) {
    if constexpr (detail::substitutes<Bindings...>) {
        if constexpr (!std::is_void_v<detail::wrong_substitution<variables_of<Self>, Bindings...>>) return (void)sizeof(detail::wrong_substitution<variables_of<Self>, Bindings...>), self;
        else if constexpr ((... && detail::is_binding<Bindings>)) return detail::substituted(self, bindings...);
        else return detail::substituted_in_order(self, variables_of<Self>{}, bindings...);
    } else if constexpr (!std::is_void_v<detail::wrong_point<variables_of<Self>, Bindings...>>) {
        return (void)sizeof(detail::wrong_point<variables_of<Self>, Bindings...>), 0.0;
    } else if constexpr (variables_of<Self>::has_columns) {
        return detail::transformed_over_columns<detail::value_kind>(list<Self>(self))(bindings...);
    } else {
        using scalar = detail::point_scalar<Bindings...>;
        return detail::outputs_of<detail::values_of<Self>, Self>(detail::inputs<scalar>(self, variables_of<Self>{}, bindings...))[0];
    }
}

namespace detail {
    // The differentiated variables in the expression's own order, which is that of the graph's inputs.
    template <class... Done, class Wrt>
    constexpr auto ordered_step(variables<Done...> done, variables<>, Wrt) {
        return done;
    }
    template <class... Done, class V, class... Rest, class Wrt>
    constexpr auto ordered_step(variables<Done...>, variables<V, Rest...>, Wrt wrt) {
        if constexpr (Wrt::template contain<V>) return ordered_step(variables<Done..., V>{}, variables<Rest...>{}, wrt);
        else return ordered_step(variables<Done...>{}, variables<Rest...>{}, wrt);
    }
    template <class All, class Wrt>
    using ordered = decltype(ordered_step(variables<>{}, All{}, Wrt{}));

    // Where each of them, in the order asked for, is among them in that order.
    template <class All, class... V>
    constexpr auto places(variables<V...>) {
        return std::array<std::size_t, sizeof...(V)>{static_cast<std::size_t>(ordered<All, variables<V...>>::template position_of<V>())...};
    }

    using typegrad::detail::request;
    template <class Request, class... Policies>
    using requested_by = typegrad::detail::requested_by<Request, Policies...>;

    // What is asked for beside expressions of these variables.
    template <class Variables, class... Policies>
    struct request_for {
        using type = typename requested_by<request<Variables>, Policies...>::type;
        using wrong = wrong_selection<Variables, typename type::wrt>;
        static constexpr bool known = std::is_void_v<wrong>;
    };
    template <class Variables, class... Policies>
    struct request_for_an_expression : request_for<Variables, Policies...> {
        static_assert(!request_for<Variables, Policies...>::type::fast, TYPEGRAD_FAST_BEHIND);
    };
    // The policies for kinks where the variables are named beside the expression. (With the assertion of the class above clang would say two errors.)
    template <class Variables, class... Policies>
    consteval kink_policy kinks_asked_for() {
        using asked = typename requested_by<request<Variables>, Policies...>::type;
        static_assert(!asked::fast, TYPEGRAD_FAST_BEHIND);
        static_assert(!(... || typegrad::detail::names_variables<Policies>), "typegrad: derivative, mixed_derivative and directional name their variables themselves, and wrt(…) says nothing");
        return asked::kinks;
    }

    template <class E, class Request, bool WithValue>
    struct gradient_of {
        using expression_type = E;
        E expression;

        template <class Literal, int Sweeps = 0, sharing Shared = sharing::none>
        using recipe =
            rewrite::as_requested<Request, pass::reversed<lowered<Literal, Sweeps + 1, Shared, E>, variable_selection<variables_of<E>, ordered<variables_of<E>, typename Request::wrt>, Request::kinks>, WithValue, Sweeps == 0, Sweeps>>;

        static constexpr bool may_share = true;
        constexpr auto numbers() const { return numbers_held(expression); }
        static constexpr sharing sharing_with(auto const& numbers) { return sharing_of<gradient_of, E>(numbers); }

        template <class... Bindings>
        TYPEGRAD_INLINE constexpr auto operator()(Bindings const&... bindings) const {
            using all = variables_of<E>;
            using wrt = typename Request::wrt;
            if constexpr (!std::is_void_v<wrong_point<all, Bindings...>>) {
                (void)sizeof(wrong_point<all, Bindings...>);
                return std::conditional_t<WithValue, value_with_gradient<double, gradient_by_variable<double, wrt>>, gradient_by_variable<double, wrt>>{};
            } else {
                using scalar = point_scalar<Bindings...>;
                constexpr auto place = places<all>(wrt{});
                auto const leaf = outputs_of<gradient_of, E>(inputs<scalar>(expression, all{}, bindings...));
                std::conditional_t<WithValue, value_with_gradient<scalar, gradient_by_variable<scalar, wrt>>, gradient_by_variable<scalar, wrt>> result;
                if constexpr (WithValue) {
                    result.value = leaf[0];
                    for (std::size_t i = 0; i < wrt::size; ++i) result.gradient.partial[i] = leaf[place[i] + 1];
                } else {
                    for (std::size_t i = 0; i < wrt::size; ++i) result.partial[i] = leaf[place[i]];
                }
                return result;
            }
        }
    };

    template <class V, class... All>
    inline constexpr int occurrences = (0 + ... + std::is_same_v<V, All>);
    template <class... V>
    consteval bool are_distinct() {
        return (... && (occurrences<V, V...> == 1));
    }
}

}

namespace typegrad::inline v0_2 {

// gradient(y, wrt(x, z)): differentiate in x and z only. The results come in that order.
template <name... Names>
constexpr expr::variables<variable<Names>...> wrt(variable<Names>...) {
    static_assert(expr::detail::are_distinct<variable<Names>...>(), "typegrad: wrt(…) names a variable twice");
    return {};
}

// derivative(y, x): dy/dx, an expression again. derivative(y, x, kinks::right) chooses what holds at kinks.
template <expr::expression E, name Name, class... Policies>
constexpr auto derivative(E e, variable<Name>, Policies...) {
    if constexpr (expr::variables_of<E>::template contain<variable<Name>>) return expr::derivative_of<E, variable<Name>, expr::detail::kinks_asked_for<expr::variables<variable<Name>>, Policies...>()>(e);
    else return (void)sizeof(expr::error::variable_does_not_occur_in_the_expression<variable<Name>::text>), e;
}

// gradient(y)(x = 2.0, z = 1.0)[x]: the partial derivatives of an expression, by variable. What may follow: wrt(x, z), and
// policies (kinks::right, fast).
template <expr::expression E, class... Policies>
constexpr auto gradient(E e, Policies...) {
    if constexpr (expr::variables_of<E>::has_columns) return expr::detail::transformed_over_columns<expr::detail::gradient_kind, Policies...>(expr::list<E>(e));
    else {
        using request = typename expr::detail::requested_by<expr::detail::request<expr::variables_of<E>>, Policies...>::type;
        using wrong = expr::detail::wrong_selection<expr::variables_of<E>, typename request::wrt>;
        if constexpr (std::is_void_v<wrong>) return expr::detail::gradient_of<E, request, false>{e};
        else return (void)sizeof(wrong), expr::detail::gradient_of<E, expr::detail::request<expr::variables_of<E>>, false>{e};
    }
}

// value_and_gradient(y)(x = 2.0): { value, gradient }, from one evaluation.
template <expr::expression E, class... Policies>
constexpr auto value_and_gradient(E e, Policies...) {
    if constexpr (expr::variables_of<E>::has_columns) return expr::detail::transformed_over_columns<expr::detail::value_and_gradient_kind, Policies...>(expr::list<E>(e));
    else {
        using request = typename expr::detail::requested_by<expr::detail::request<expr::variables_of<E>>, Policies...>::type;
        using wrong = expr::detail::wrong_selection<expr::variables_of<E>, typename request::wrt>;
        if constexpr (std::is_void_v<wrong>) return expr::detail::gradient_of<E, request, true>{e};
        else return (void)sizeof(wrong), expr::detail::gradient_of<E, expr::detail::request<expr::variables_of<E>>, true>{e};
    }
}

}
