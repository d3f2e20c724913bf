// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A solver of expressions is an expression; of several unknowns, a std::tuple of them. (Where the start is a number, which an
// expression holds, each of them is solved for on its own.)
#pragma once
#pragma GCC system_header

#include <typegrad/expr/terms.hpp>
#include <typegrad/trace/call.hpp>

#include <array>
#include <tuple>

namespace typegrad::inline v0_2 {

template <class Low, class High>
struct bracket;

namespace expr {
    // The operation of a term that is a result of a call (op/call.hpp), the others of which are terms of their own; they are one
    // call of the graph.
    template <class Call, int Component>
    struct result_of_call {
        using call_of = Call;
        static constexpr int component = Component;
    };
}

namespace solvers {
    template <class... A>
    inline constexpr bool of_expressions = (... || detail::is_expression<A>);
    template <class Low, class High, class... A>
    inline constexpr bool of_expressions<bracket<Low, High>, A...> = of_expressions<Low, High, A...>;

    // What stands at a point in the place of a start or of a parameter: numbers for expressions.
    template <class A, class T>
    struct at_a_point {
        using type = rebind<A, T>;
    };
    template <class A, class T>
        requires detail::is_expression<A>
    struct at_a_point<A, T> {
        using type = T;
    };
    template <class Low, class High, class T>
        requires of_expressions<Low, High>
    struct at_a_point<bracket<Low, High>, T> {
        using type = bracket<T, T>;
    };

    template <class A>
    constexpr auto terms_of(A const& a) {
        return expr::list_of(expr::as_term(a));
    }
    template <class T, std::size_t N>
    constexpr auto terms_of(std::array<T, N> const& a) {
        return std::apply([](auto const&... x) { return expr::concatenated(terms_of(x)...); }, a);
    }
    template <class Low, class High>
    constexpr auto terms_of(bracket<Low, High> const& ends) {
        return expr::concatenated(terms_of(ends.low), terms_of(ends.high));
    }

    template <class Call, class Positions, class... Terms>
    constexpr auto results_of(expr::list_of<Positions, Terms...> const& terms) {
        auto const result = [&]<int K>(std::integral_constant<int, K>) {
            using term = typename expr::operation_on<expr::result_of_call<Call, K>, Positions, Terms...>::type;
            return terms.apply([](Terms... each) { return term(each...); });
        };
        if constexpr (Call::components == 1) return result(std::integral_constant<int, 0>{});
        else return [&]<int... K>(std::integer_sequence<int, K...>) { return std::tuple{result(std::integral_constant<int, K>{})...}; }(std::make_integer_sequence<int, Call::components>{});
    }
}

}
