// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What functions have beside the gradient, for expressions, by variable:
//
//     hessian(y)(x = 2.0, z = 1.0)[x][z]              value_gradient_and_hessian(y)
//     jacobian(u, v)(x = 2.0, z = 1.0)[0][x]          value_and_jacobian(u, v)
//     jvp(u, v)(x = 2.0, z = 1.0, along(x = 1.0, z = 0.5))
//     vjp(u, v)(x = 2.0, z = 1.0, std::array{1.0, 10.0}).gradient[x]
//     hvp(y)(x = 2.0, z = 1.0, along(x = 1.0, z = 0.5)).product[z]
//
// (Derivatives that are expressions again are in expr/vector_calculus.hpp.) What may follow an expression are wrt(x, …) and the policies, as for gradient(y).
#pragma once
#pragma GCC system_header

#include <typegrad/expr/as_function.hpp>
#include <typegrad/transform/hessian.hpp>
#include <typegrad/transform/products.hpp>

namespace typegrad::inline v0_2::expr {

// Numbers for variables as a direction: of along(x = 1.0, z = 0.5).
template <class... B>
struct direction {
    std::tuple<B...> tangent;
};

// The second derivatives of an expression by variable: h[x][z].
template <class T, class Variables>
struct hessian_by_variable;
template <class T, class... V>
struct hessian_by_variable<T, variables<V...>> {
    std::array<std::array<T, sizeof...(V)>, sizeof...(V)> entries;

    template <name Name>
    constexpr auto operator[](variable<Name>) const {
        if constexpr (!variables<V...>::template contain<variable<Name>>) return (void)sizeof(error::variable_does_not_occur_in_the_expression<Name>), gradient_by_variable<T, variables<V...>>{};
        else
            return gradient_by_variable<T, variables<V...>>{entries[static_cast<std::size_t>(variables<V...>::template position_of<variable<Name>>())]};
    }
};

namespace detail {
    // The arguments of a transform are expressions, and what follows them.
    template <class Expressions, class... Arguments>
    struct split_arguments;
    template <class... E, class... Policies>
    struct split_arguments<term_list<E...>, Policies...> {
        using policies = term_list<Policies...>;
        static constexpr auto expressions(E... e, Policies const&...) { return list<E...>(e...); }
    };
    template <class... E, expression First, class... Rest>
    struct split_arguments<term_list<E...>, First, Rest...> : split_arguments<term_list<E..., First>, Rest...> {};

    // The request for the function that the expressions are.
    template <class All, class Request>
    struct request_of_function;
    template <class All, class... V, kink_policy Kinks, bool Fast, class Execution>
    struct request_of_function<All, request<variables<V...>, Kinks, Fast, Execution>> {
        using type = typegrad::detail::request<positions<All::template position_of<V>()...>, Kinks, Fast, Execution>;
    };

    template <class Wrt, class T, class Row>
    TYPEGRAD_INLINE constexpr auto by_variable(Row const& row) {
        return gradient_by_variable<T, Wrt>{typegrad::detail::flatten<T, Row>(row)};
    }
    template <class Wrt, class T, std::size_t M, class Row>
    TYPEGRAD_INLINE constexpr auto rows_by_variable(std::array<Row, M> const& rows) {
        std::array<gradient_by_variable<T, Wrt>, M> all;
        for (std::size_t i = 0; i < M; ++i) all[i] = by_variable<Wrt, T>(rows[i]);
        return all;
    }

    // The kinds of transforms: which one of a function it is (transforms::transform), how many values must come behind those of variables and slots
    // and how many are given by a last argument that fits, how they are taken from it, and what its result is by variable.
    struct no_more {
        using arguments = typegrad::detail::point_alone;
        static constexpr bool takes_more = false, may_share = true;
        template <class, class>
        static constexpr std::size_t more = 0;
    };
    template <class Last>
    inline constexpr bool is_direction = false;
    template <class... B>
    inline constexpr bool is_direction<direction<B...>> = true;

    struct along_a_direction {
        using arguments = typegrad::detail::point_and_tangents;
        static constexpr bool takes_more = true, may_share = true;
        template <class Last>
        static constexpr bool fits = is_direction<Last>;
        template <class List, class Wrt>
        static constexpr std::size_t given = static_cast<std::size_t>(Wrt::size);
        template <class List, class Wrt>
        static constexpr std::size_t more = given<List, Wrt>;
        // In the order of the variables; each that is differentiated has its number.
        template <class T, class... V, class... B>
        TYPEGRAD_INLINE static constexpr void write(T* to, variables<V...>, direction<B...> const& along) {
            using wrong = wrong_point<variables<V...>, B...>;
            if constexpr (!std::is_void_v<wrong>) (void)sizeof(wrong);
            else {
                auto const bind = [&]<class Variable>(T& value) { std::apply([&](B const&... bound) { (take<Variable>(bound, value), ...); }, along.tangent); };
                (bind.template operator()<V>(*to++), ...);
            }
        }
    };
    struct from_a_cotangent {
        using arguments = typegrad::detail::point_and_cotangent;
        static constexpr bool takes_more = true, may_share = true;
        template <class Last>
        static constexpr bool fits = !is_direction<Last> && !is_binding<Last>;
        template <class List, class Wrt>
        static constexpr std::size_t given = static_cast<std::size_t>(List::size);
        template <class List, class Wrt>
        static constexpr std::size_t more = given<List, Wrt>;
        template <class T, class Wrt, class C>
        TYPEGRAD_INLINE static constexpr void write(T* to, Wrt, C const& cotangent) {
            typegrad::each_leaf<C>(cotangent, [&](auto const& leaf) TYPEGRAD_INLINE_LAMBDA { *to++ = static_cast<T>(leaf); });
        }
    };

    struct hessian_kind : no_more {
        using transforms = typegrad::detail::kind<typegrad::detail::hessian_result>;
        template <class Wrt, class T>
        TYPEGRAD_INLINE static constexpr auto result(auto const& matrix) { return hessian_by_variable<T, Wrt>{matrix}; }
    };
    struct value_gradient_and_hessian_kind : no_more {
        using transforms = typegrad::detail::kind<typegrad::detail::value_gradient_and_hessian_result>;
        template <class Wrt, class T>
        TYPEGRAD_INLINE static constexpr auto result(auto const& all) {
            return value_with_gradient_and_hessian<T, gradient_by_variable<T, Wrt>, hessian_by_variable<T, Wrt>>{all.value, by_variable<Wrt, T>(all.gradient), {all.hessian}};
        }
    };
    struct jacobian_kind : no_more {
        using transforms = typegrad::detail::kind<typegrad::detail::jacobian_result>;
        template <class Wrt, class T>
        TYPEGRAD_INLINE static constexpr auto result(auto const& rows) { return rows_by_variable<Wrt, T>(rows); }
    };
    struct value_and_jacobian_kind : no_more {
        using transforms = typegrad::detail::kind<typegrad::detail::value_and_jacobian_result>;
        template <class Wrt, class T>
        TYPEGRAD_INLINE static constexpr auto result(auto const& all) {
            auto const rows = rows_by_variable<Wrt, T>(all.jacobian);
            return value_with_jacobian<std::remove_cvref_t<decltype(all.value)>, std::remove_const_t<decltype(rows)>>{all.value, rows};
        }
    };
    struct jvp_kind : along_a_direction {
        using transforms = typegrad::detail::kind<typegrad::detail::forward_result<false>>;
        template <class Wrt, class T>
        TYPEGRAD_INLINE static constexpr auto result(auto const& all) { return all; }
    };
    struct vjp_kind : from_a_cotangent {
        using transforms = typegrad::detail::kind<typegrad::detail::vjp_result>;
        template <class Wrt, class T>
        TYPEGRAD_INLINE static constexpr auto result(auto const& all) {
            return value_with_gradient<std::remove_cvref_t<decltype(all.value)>, gradient_by_variable<T, Wrt>>{all.value, by_variable<Wrt, T>(all.gradient)};
        }
    };
    struct hvp_kind : along_a_direction {
        using transforms = typegrad::detail::kind<typegrad::detail::forward_result<true>>;
        template <class Wrt, class T>
        TYPEGRAD_INLINE static constexpr auto result(auto const& all) {
            return value_with_hessian_product<T, gradient_by_variable<T, Wrt>, gradient_by_variable<T, Wrt>>{all.value, by_variable<Wrt, T>(all.gradient), by_variable<Wrt, T>(all.product)};
        }
    };

    // A transform of expressions, evaluated as that of the function that they are.
    template <class Kind, class List, class Request>
    struct transform_of {
        using expression_type = List;
        using all = typename list_facts<List>::variables;
        using wrt = typename Request::wrt;
        template <sharing Shared>
        using function_for = typegrad::detail::as_asked<Kind::transforms::template transform, typename Kind::arguments, as_function<List, Shared>, typename request_of_function<all, Request>::type>;
        using function = function_for<sharing::none>;
        static constexpr std::size_t inputs = static_cast<std::size_t>(list_facts<List>::inputs), more = Kind::template more<List, wrt>;

        static constexpr bool several_cotangents = std::is_same_v<Kind, vjp_kind> && List::size > 1;  // then they are one array

        List expressions;

        template <class Literal, std::size_t>
        using scalar = Literal;
        template <class Literal, sharing Shared, std::size_t... I>
        static constexpr auto recipe_for(std::index_sequence<I...> all) {
            if constexpr (several_cotangents) return recipe_from<Literal, Shared, std::array<Literal, more>>(std::make_index_sequence<inputs>{});
            else return recipe_from<Literal, Shared>(all);
        }
        template <class Literal, sharing Shared, class... Cotangent, std::size_t... I>
        static constexpr auto recipe_from(std::index_sequence<I...>) {
            return std::type_identity<typegrad::detail::recipe_of<function_for<Shared>, Literal, scalar<Literal, I>..., Cotangent...>>{};
        }
        template <class Literal, int = 0, sharing Shared = sharing::none>
        using recipe = typename decltype(recipe_for<Literal, Shared>(std::make_index_sequence<inputs + more>{}))::type;

        static constexpr bool may_share = Kind::may_share;
        constexpr auto numbers() const { return numbers_held(expressions); }
        static constexpr sharing sharing_with(auto const& numbers) {
            auto const of_list = [&]<class Positions, class... E>(list_of<Positions, E...> const*) { return sharing_of<transform_of, E...>(numbers); };
            return of_list(static_cast<List const*>(nullptr));
        }

        template <class... Arguments>
        TYPEGRAD_INLINE constexpr auto operator()(Arguments const&... arguments) const {
            constexpr bool complete = [] {
                if constexpr (!Kind::takes_more || sizeof...(Arguments) == 0) return false;
                else return Kind::template fits<std::tuple_element_t<sizeof...(Arguments) - 1, std::tuple<Arguments...>>>;
            }();
            if constexpr (complete) {
                return with_more(std::make_index_sequence<sizeof...(Arguments) - 1>{}, std::tie(arguments...));
            } else if constexpr (more == 0 && !std::is_void_v<wrong_point<all, Arguments...>>) {
                return (void)sizeof(wrong_point<all, Arguments...>), evaluate<double>(std::array<double, inputs>{});
            } else if constexpr (more == 0) {
                using T = point_scalar<Arguments...>;
                return evaluate<T>(detail::inputs<T>(expressions, all{}, arguments...));
            } else {
                static_assert(sizeof...(Arguments) > 1000, "typegrad: after the point comes along(x = 1.0, …) for jvp, hvp and taylor, and for vjp the cotangent");
            }
        }

    private:
        template <std::size_t... I, class... Arguments>
        TYPEGRAD_INLINE constexpr auto with_more(std::index_sequence<I...>, std::tuple<Arguments const&...> const& arguments) const {
            using T = point_scalar<std::tuple_element_t<I, std::tuple<Arguments...>>...>;
            std::array<T, inputs + Kind::template given<List, wrt>> values{};
            Kind::write(values.data() + inputs, wrt{}, std::get<sizeof...(I)>(arguments));
            auto const point = detail::inputs<T>(expressions, all{}, std::get<I>(arguments)...);
            for (std::size_t i = 0; i < inputs; ++i) values[i] = point[i];
            return evaluate<T>(values);
        }
        template <class T, std::size_t N>
        TYPEGRAD_INLINE static constexpr auto evaluate(std::array<T, N> const& values) {
            return evaluate_list(static_cast<List const*>(nullptr), values);
        }
        template <class Positions, class... E, class T, std::size_t N>
        TYPEGRAD_INLINE static constexpr auto evaluate_list(list_of<Positions, E...> const*, std::array<T, N> const& values) {
            auto const run = [&](auto shared) TYPEGRAD_INLINE_LAMBDA {
                if constexpr (several_cotangents) return back_from<shared.value>(std::make_index_sequence<inputs>{}, values);
                else return forward_from<shared.value>(std::make_index_sequence<N>{}, values);
            };
            // The type of a sparse matrix says which entries there are: one for both.
            if constexpr (Kind::may_share) return shared_or_not<programs<transform_of, T, E...>>(values.data() + all::size, run);
            else return run(shares<sharing::none>{});
        }
        template <sharing Shared, class T, std::size_t N, std::size_t... I>
        TYPEGRAD_INLINE static constexpr auto forward_from(std::index_sequence<I...>, std::array<T, N> const& values) {
            return Kind::template result<wrt, T>(function_for<Shared>{}(values[I]...));
        }
        template <sharing Shared, class T, std::size_t N, std::size_t... I>
        TYPEGRAD_INLINE static constexpr auto back_from(std::index_sequence<I...>, std::array<T, N> const& values) {
            std::array<T, more> cotangent{};
            for (std::size_t i = 0; i < more; ++i) cotangent[i] = values[inputs + i];
            return Kind::template result<wrt, T>(function_for<Shared>{}(values[I]..., cotangent));
        }
    };

    template <class Kind, class List, class... Policies>
    constexpr auto transformed(List const& expressions, term_list<Policies...>) {
        using all = typename list_facts<List>::variables;
        if constexpr (all::has_columns) return transformed_over_columns<Kind, Policies...>(expressions);
        else {
            using request = typename requested_by<detail::request<all>, Policies...>::type;
            using wrong = wrong_selection<all, typename request::wrt>;
            if constexpr (!std::is_void_v<wrong>) return (void)sizeof(wrong), transformed<Kind>(expressions, term_list<>{});
            else return transform_of<Kind, List, request>{expressions};
        }
    }
    template <class Kind, class... Arguments>
    constexpr auto transformed_together(Arguments const&... arguments) {
        using split = split_arguments<term_list<>, Arguments...>;
        return transformed<Kind>(split::expressions(arguments...), typename split::policies{});
    }
}

}

namespace typegrad::inline v0_2 {

// along(x = 1.0, z = 0.5): a direction, in the variables that are differentiated.
template <name... Names, class... T>
constexpr auto along(expr::binding<Names, T>... tangent) {
    return expr::direction<expr::binding<Names, T>...>{{tangent...}};
}

// hessian(y)(x = 2.0, z = 1.0)[x][z]: the second derivatives of an expression. Each entry off the diagonal is computed once.
template <expr::expression E, class... Policies>
constexpr auto hessian(E e, Policies...) {
    return expr::detail::transformed<expr::detail::hessian_kind>(expr::list<E>(e), expr::term_list<Policies...>{});
}

// value_gradient_and_hessian(y)(x = 2.0): { value, gradient, hessian }, from one evaluation.
template <expr::expression E, class... Policies>
constexpr auto value_gradient_and_hessian(E e, Policies...) {
    return expr::detail::transformed<expr::detail::value_gradient_and_hessian_kind>(expr::list<E>(e), expr::term_list<Policies...>{});
}

// jacobian(u, v, …)(x = 2.0, z = 1.0)[1][x]: the derivatives of several expressions, one row each.
template <expr::expression E, class... More>
constexpr auto jacobian(E e, More... more) {
    return expr::detail::transformed_together<expr::detail::jacobian_kind>(e, more...);
}

// value_and_jacobian(u, v, …)(x = 2.0, z = 1.0): { value, jacobian }, from one evaluation.
template <expr::expression E, class... More>
constexpr auto value_and_jacobian(E e, More... more) {
    return expr::detail::transformed_together<expr::detail::value_and_jacobian_kind>(e, more...);
}

// jvp(u, v, …)(x = 2.0, z = 1.0, along(x = 1.0, z = 0.5)): { value, tangent }, of one expression numbers, of several arrays.
template <expr::expression E, class... More>
constexpr auto jvp(E e, More... more) {
    return expr::detail::transformed_together<expr::detail::jvp_kind>(e, more...);
}

// vjp(u, v, …)(x = 2.0, z = 1.0, std::array{1.0, 10.0}): { value, gradient } of the inner product with the cotangent.
template <expr::expression E, class... More>
constexpr auto vjp(E e, More... more) {
    return expr::detail::transformed_together<expr::detail::vjp_kind>(e, more...);
}

// hvp(y)(x = 2.0, z = 1.0, along(x = 1.0, z = 0.5)): { value, gradient, product }, the product of the Hessian with the direction.
template <expr::expression E, class... Policies>
constexpr auto hvp(E e, Policies...) {
    return expr::detail::transformed<expr::detail::hvp_kind>(expr::list<E>(e), expr::term_list<Policies...>{});
}

}
