// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Taylor coefficients of expressions: taylor<3>(y)(x = 2.0), or along a direction.
#pragma once
#pragma GCC system_header

#include <typegrad/expr/derivatives.hpp>
#include <typegrad/transform/taylor.hpp>

#define TYPEGRAD_TAYLOR_ORDER "typegrad::taylor: the order of the last coefficient comes in angle brackets, and is 0 at least: taylor<3>(f)(x)"

namespace typegrad::inline v0_2 {

namespace expr::detail {
    // One variable moves by itself, several need a direction.
    template <int Order>
    struct taylor_kind : along_a_direction {
        using transforms = typegrad::detail::taylor_of_order<Order>;
        template <class List, class Wrt>
        static constexpr std::size_t more = Wrt::size == 1 ? 0 : static_cast<std::size_t>(Wrt::size);
        template <class Wrt, class T>
        TYPEGRAD_INLINE static constexpr auto result(auto const& coefficients) { return coefficients; }
    };
}

// taylor<N>(y)(x = 2.0): the coefficients of y(x = 2 + t) in t, for the orders 0 … N; taylor<N>(y)(x = 2.0, z = 1.0, along(x = 1.0,
// z = 0.5)): those along a direction. Of taylor<N>(u, v) each coefficient is an array of one number an expression. With wrt(x) the others do not move, and
// one variable needs no direction.
template <int Order, expr::expression E, class... More>
constexpr auto taylor(E e, More... more) {
    static_assert(Order >= 0, TYPEGRAD_TAYLOR_ORDER);
    return expr::detail::transformed_together<expr::detail::taylor_kind<(Order < 0 ? 0 : Order)>>(e, more...);
}

}
