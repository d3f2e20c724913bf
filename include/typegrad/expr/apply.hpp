// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Transforms of functions that are applied to expressions, gradient(f)(x + y): expressions again.
//
// The function is called with variables of its own, the derivative of what it gives is taken in them, and the expressions are put
// in their place. What the function itself holds of the expressions' variables is a constant to that derivative.
#pragma once
#pragma GCC system_header

#include <typegrad/expr/evaluate.hpp>
#include <typegrad/transform/gradient.hpp>

namespace typegrad::inline v0_2::expr::detail {

// Variables that nobody can write. Where a transform is taken inside of another one, its arguments contain the other one's
// variables; its own have a higher level.
constexpr name<4> name_of_argument(int level, int position) {
    char const text[] = {'\1', static_cast<char>(level), static_cast<char>(position), '\0'};
    return text;
}
template <int Level, int Position>
using argument = variable<name_of_argument(Level, Position)>;

template <class V>
inline constexpr int level_of_variable = 0;
template <name<4> Name>
    requires(Name.text[0] == '\1')
inline constexpr int level_of_variable<variable<Name>> = Name.text[1];

template <class... V>
constexpr int level_above(variables<V...>) {
    int level = 0;
    ((level = level_of_variable<V> > level ? level_of_variable<V> : level), ...);
    return level + 1;
}

// The expressions in the place of the arguments, one after the other, as none of them contains an argument.
template <int Level, int Position>
constexpr auto applied(auto e) {
    return e;
}
template <int Level, int Position, class E, class First, class... Rest>
constexpr auto applied(E e, First first, Rest... rest) {
    using V = argument<Level, Position>;
    if constexpr (variables_of<E>::template contain<V>) return applied<Level, Position + 1>(substituted(e, V{} = first), rest...);
    else return applied<Level, Position + 1>(e, rest...);
}

// dy/d(the argument of that position), with the expressions in the place of the arguments.
template <int Level, int Position, kink_policy Kinks, class Y, class... E>
constexpr auto partial(Y y, E... e) {
    using V = argument<Level, Position>;
    if constexpr (variables_of<Y>::template contain<V>) return applied<Level, 0>(derivative_of<Y, V, Kinks>(y), e...);
    else return constant<0>;
}

template <class Request, int Level, class Y, std::size_t... I, class... E>
constexpr auto partials(Y y, std::index_sequence<I...>, E... e) {
    auto const selected = [&]<std::size_t At>() {
        if constexpr (typegrad::detail::selects<Request, At>) return list_of(partial<Level, static_cast<int>(At), Request::kinks>(y, e...));
        else return list<>();
    };
    return concatenated(selected.template operator()<I>()...).apply([]<class... P>(P... partial) {
        if constexpr (sizeof...(P) == 1) return (partial, ...);
        else return std::tuple<P...>(partial...);
    });
}

template <class Kind, class Request, class F, class... E, std::size_t... I>
constexpr auto transformed(F const& function, std::index_sequence<I...> all, E... e) {
    constexpr int level = level_above(join(variables_of<E>{}...));
    auto const y = as_term(function(argument<level, static_cast<int>(I)>{}...));
    auto const gradient = partials<Request, level>(y, all, e...);
    if constexpr (Kind::with_value) {
        auto const value = applied<level, 0>(y, e...);
        return value_with_gradient<std::remove_const_t<decltype(value)>, std::remove_const_t<decltype(gradient)>>{value, gradient};
    } else {
        return gradient;
    }
}

}

namespace typegrad::inline v0_2::detail {

template <class Kind, class Request, class F, class... A>
constexpr auto applied_to_expressions(F const& function, A const&... arguments) {
    static_assert(!(... || is_rows<A>), "typegrad: a function with typegrad::rows is not applied to expressions; call it with numbers");
    static_assert(state<F>::complete, "typegrad: the function captures values, and is applied to expressions; write typegrad::with(f, value…)");
    static_assert(!Request::fast, "typegrad: applied to expressions a derivative is an expression, for which `fast` may be said where it is evaluated");
    static_assert(sizeof...(A) < 100 && selects_arguments<Request, static_cast<int>(sizeof...(A))>, "typegrad: wrt<…> names an argument that the call does not have; positions count from 0");
    if constexpr (std::is_same_v<Kind, derivative_result> && sizeof...(A) != 1)
        static_assert(sizeof(F) == 0, "typegrad::derivative: the function must take one scalar and return one; for several arguments use gradient");
    else return expr::detail::transformed<Kind, Request>(function, std::index_sequence_for<A...>{}, expr::as_term(arguments)...);
}

}
