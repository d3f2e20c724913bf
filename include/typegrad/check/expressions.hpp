// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// check_gradient of an expression: check_gradient(y, x = 2.0, z = 0.5), with what may follow gradient(y) and a tolerance between.
#pragma once
#pragma GCC system_header

#include <typegrad/check/operators.hpp>
#include <typegrad/expr/derivatives.hpp>

namespace typegrad::inline v0_2 {

namespace check::detail {
    // In the text derivatives are named by variable.
    template <class Variables>
    struct by_variable;
    template <name... Names>
    struct by_variable<expr::variables<variable<Names>...>> {
        template <class T>
        static std::string text(entry<T> const& e) {
            char const* const all[] = {Names.text...};
            return std::string("by ") + all[e.argument];
        }
    };

    template <class A>
    inline constexpr bool is_value = expr::detail::is_binding<A> || is_scalar<A>;
    template <class... A>
    consteval std::size_t policies_before_the_point() {
        constexpr bool values[] = {is_value<A>..., true};
        std::size_t count = 0;
        while (!values[count]) ++count;
        return count;
    }
    template <class Request, class... Policies>
    struct request_beside_a_tolerance {
        using type = Request;
    };
    template <class Request, class First, class... Rest>
    struct request_beside_a_tolerance<Request, First, Rest...> : request_beside_a_tolerance<typename typegrad::detail::requested<Request, First>::type, Rest...> {};
    template <class Request, class... Rest>
    struct request_beside_a_tolerance<Request, tolerance, Rest...> : request_beside_a_tolerance<Request, Rest...> {};

    template <class E, class... A, std::size_t... Leading, std::size_t... Point>
    constexpr auto checked_expression(E const& e, std::tuple<A const&...> arguments, std::index_sequence<Leading...>, std::index_sequence<Point...>) {
        using list = expr::list<E>;
        using all = typename expr::detail::list_facts<list>::variables;
        using wanted = typename request_beside_a_tolerance<expr::detail::request<all>, std::tuple_element_t<Leading, std::tuple<A...>>...>::type;
        using wrong = expr::detail::wrong_selection<expr::variables_of<E>, typename wanted::wrt>;
        if constexpr (!std::is_void_v<wrong>) (void)sizeof(wrong);
        else {
            using request = typename expr::detail::request_of_function<all, wanted>::type;
            using T = expr::detail::point_scalar<std::tuple_element_t<sizeof...(Leading) + Point, std::tuple<A...>>...>;
            auto const values = expr::detail::inputs<T>(list(e), all{}, std::get<sizeof...(Leading) + Point>(arguments)...);
            double const relative = tolerance_among(std::get<Leading>(arguments)...);
            return std::apply([&](auto const&... value) {
                auto const found = entries<request>(expr::detail::as_function<list>{}, of_transform{}, relative, value...);
                auto const of_operators = operators_in(expr::detail::as_function<list>{}, relative, value...);
                return result<T, std::tuple_size_v<decltype(found)>, std::tuple_size_v<decltype(of_operators)>, by_variable<all>>{found, of_operators};
            }, values);
        }
    }
}

// check_gradient(y, x = 2.0, z = 0.5): the check of gradient(y) at the point. Between may stand wrt(x, …), the policies, a tolerance.
template <expr::expression E, class... Rest>
constexpr auto check_gradient(E e, Rest... rest) {
    constexpr std::size_t leading = check::detail::policies_before_the_point<Rest...>();
    return check::detail::checked_expression(e, std::tuple<Rest const&...>(rest...), std::make_index_sequence<leading>{}, std::make_index_sequence<sizeof...(Rest) - leading>{});
}

}
