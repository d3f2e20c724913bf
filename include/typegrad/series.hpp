// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// taylor<N>(f)(x): the coefficients of f(x + t) in t, f⁽ᵏ⁾(x) / k! for k = 0 … N, in one pass. Of expressions taylor<N>(y)(x = 2.0),
// see expr/series.hpp.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/expr/series.hpp>
#include <typegrad/transform/taylor.hpp>

namespace typegrad::inline v0_2 {

// taylor<N>(f)(x): the N + 1 coefficients of f(x + t), each in the shape of what f returns: t[k] is the k-th. With a direction,
// taylor<N>(f)(point…, direction…), those of f(point + t · direction). What may follow f: wrt<…>, which selects what moves, and
// policies; where that is one number it needs no direction.
template <int Order, class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto taylor(F f, Policies...) {
    static_assert(Order >= 0, TYPEGRAD_TAYLOR_ORDER);
    return detail::as_asked<detail::taylor_of_order<(Order < 0 ? 0 : Order)>::template transform, detail::point_and_tangents, F, detail::request_of<Policies...>>{f};
}
// Only says so.
template <class F, class... More>
    requires(!is_operand<F>)
constexpr auto taylor(F const& f, More const&...) {
    static_assert(detail::has_no_mistake<F>, TYPEGRAD_TAYLOR_ORDER);
    return taylor<1>(f);
}

}

#include <typegrad/macros/restore.hpp>
