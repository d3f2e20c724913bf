// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// check_gradient: is that the derivative? Compares with high-order differences and, where the function is made of operations that
// are analytic, with the complex step:
//
//     auto const checked = typegrad::check_gradient(f, 2.0, 0.5);       // gradient(f), or jacobian(f) of several values
//     if (!checked) std::cerr << checked.text();
//     check_gradient(f, g, 2.0, 0.5)                                    // g(2.0, 0.5), written by hand or from elsewhere
//     check_gradient(f, wrt<0>, kinks::right, fast, tolerance(1e-6), point…)
//     check_gradient(y, x = 2.0, z = 0.5)                               // of an expression
//
// How far a derivative may be off is estimated, for each one: the error of the differences and the noise of the function's values.
// tolerance(r) allows a relative r besides. Where there is nothing to compare with (kinks, poles, the end of the domain) the
// verdict is that it cannot be checked, and the result is not true. It is a check of what is declared: what stop_gradient and
// passive operands leave out is found to be missing.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/check/expressions.hpp>
#include <typegrad/check/operators.hpp>

#include <tuple>
#include <type_traits>

namespace typegrad::inline v0_2 {

namespace check::detail {
    // What stands between the function and the point.
    template <class A>
    inline constexpr bool is_policy = std::is_same_v<A, tolerance> || typegrad::detail::is_policy<A>;
    template <class A>
    inline constexpr bool is_gradient = std::is_class_v<A> && !is_policy<A> && std::is_same_v<scalar_of<A>, A> && !is_scalar<A>;

    template <class... A>
    consteval std::size_t before_the_point() {
        constexpr bool leading[] = {(is_policy<A> || is_gradient<A>)..., false};
        std::size_t count = 0;
        while (leading[count]) ++count;
        return count;
    }

    // What the leading arguments say.
    template <class Request, class... A>
    struct request_before_the_point {
        using type = Request;
    };
    template <class Request, class First, class... Rest>
    struct request_before_the_point<Request, First, Rest...> {
        static constexpr auto next() {
            if constexpr (is_gradient<First> || std::is_same_v<First, tolerance>) return std::type_identity<Request>{};
            else return std::type_identity<typename requested<Request, First>::type>{};
        }
        using type = typename request_before_the_point<typename decltype(next())::type, Rest...>::type;
    };
    constexpr of_transform gradient_among() { return {}; }
    template <class First, class... Rest>
    constexpr auto gradient_among(First const& first, Rest const&... rest) {
        if constexpr (is_gradient<First>) return first;
        else return gradient_among(rest...);
    }

    template <class F, class... A, std::size_t... Leading, std::size_t... Point>
    constexpr auto checked(F const& function, std::tuple<A const&...> all, std::index_sequence<Leading...>, std::index_sequence<Point...>) {
        using request = typename request_before_the_point<typegrad::detail::request<>, std::tuple_element_t<Leading, std::tuple<A...>>...>::type;
        double const relative = tolerance_among(std::get<Leading>(all)...);
        auto const found = entries<request>(function, gradient_among(std::get<Leading>(all)...), relative, std::get<sizeof...(Leading) + Point>(all)...);
        auto const of_operators = operators_in(function, relative, std::get<sizeof...(Leading) + Point>(all)...);
        using T = decltype(found[0].given);
        return result<std::remove_const_t<T>, std::tuple_size_v<decltype(found)>, std::tuple_size_v<decltype(of_operators)>>{found, of_operators};
    }
}

// check_gradient(f, point…): the check of gradient(f) at the point, or of jacobian(f) where f returns several values. After f may
// follow a gradient to be checked instead, a callable of the point that returns as many numbers; and wrt<…>, the policies, a
// tolerance. Returns a check::result: true where all derivatives are right; with entries, and a text that says which are not, by how
// much, on which tolerance. In a constant expression without the complex step.
template <class F, class... Rest>
    requires(!is_operand<F>)
constexpr auto check_gradient(F f, Rest... rest) {
    constexpr std::size_t leading = check::detail::before_the_point<Rest...>();
    static_assert(leading < sizeof...(Rest), "typegrad::check_gradient: after the function comes the point at which its derivatives are checked");
    if constexpr (leading < sizeof...(Rest))
        return check::detail::checked(f, std::tuple<Rest const&...>(rest...), std::make_index_sequence<leading>{}, std::make_index_sequence<sizeof...(Rest) - leading>{});
}

}

#include <typegrad/macros/restore.hpp>
