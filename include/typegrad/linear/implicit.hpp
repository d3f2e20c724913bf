// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The derivative of a solution of a x = b. The formula that finds x has one, but at three times its price; the implicit one,
//
//     dx = a⁻¹ (db - da x),
//
// takes the inverse and the solution that are there. So a traced solution is a value with the derivative of something else: of
// p = a⁻¹ (b - a x), in which a⁻¹ and x before the brackets do not move, and whose own value nobody needs. What comes out of
// a sweep is made of x and a⁻¹ as they were found, and has all further derivatives.
#pragma once
#pragma GCC system_header

#include <typegrad/linear/mat.hpp>
#include <typegrad/pass/rules.hpp>
#include <typegrad/graph/value.hpp>

namespace typegrad::inline v0_2 {

namespace linear::internal {
    // The value of its operand. A second one, which carries the derivative, is in the node behind the operands, so that no
    // program computes it; where a graph is rewritten it is lost, and the derivative is that of the value again.
    struct implied_ : op::unary {
        static constexpr auto text = "implied";
        static constexpr int cost = 0;
        static constexpr auto value(auto a) { return a; }
    };
    // A product whose first factor does not move, but is differentiated in derivatives.
    struct product_with_fixed_ : op::binary {
        static constexpr auto text = "product_with_fixed";
        static constexpr bool active[3] = {false, true};
        static constexpr auto value(auto a, auto b) { return a * b; }
        static constexpr auto second(auto a, auto, auto, auto w) { return w * a; }
    };
}

namespace pass {
    template <class Literal>
    struct rules_of<linear::internal::implied_, Literal> {
        using value_type = tracer<Literal>;
        static constexpr void reverse(reverse_sweep<Literal>& sweep, int i) {
            int const p = carrier(sweep.graph()[i]);
            if (sweep.receives(p)) sweep.add(p, sweep[i]);
        }
        static constexpr value_type forward(forward_sweep<Literal> const& sweep, int i) { return sweep[carrier(sweep.graph()[i])]; }
        static constexpr value_type append(value_type a, value_type, value_type) { return a; }
        static constexpr value_type partial(graph::builder<Literal>&, int, int) { return value_type(1); }

        static constexpr rules<Literal> value{facts_of<linear::internal::implied_>, &reverse, &forward, &append, &partial};
    };
}

namespace linear::internal {
    template <class T>
    inline constexpr bool is_traced = false;
    template <class L>
    inline constexpr bool is_traced<tracer<L>> = true;

    // x, which is adjugate · b · scale, with the implicit derivative.
    template <class L, class B, std::size_t N>
    constexpr vec<tracer<L>, N> with_implicit_derivative(vec<tracer<L>, N> x, mat<tracer<L>, N, N> const& a, vec<B, N> const& b, mat<tracer<L>, N, N> const& adjugate,
                                                         tracer<L> const& scale) {
        using value = tracer<L>;
        auto const sum = [](value u, value v) { return u.is_zero() ? v : v.is_zero() ? u : u + v; };
        auto const times = [](value fixed, value v) { return fixed.is_zero() || v.is_literal() ? value(0) : apply<product_with_fixed_>(fixed, v); };
        value residual[N];
        for (std::size_t j = 0; j < N; ++j) {
            residual[j] = value(0);
            for (std::size_t l = 0; l < N; ++l) residual[j] = sum(residual[j], times(x[l], a(j, l)));
            value const right(b[j]);
            residual[j] = right.is_literal() ? -residual[j] : residual[j].is_zero() ? right : right - residual[j];
        }
        vec<value, N> result = x;
        for (std::size_t k = 0; k < N; ++k) {
            value moved(0);
            for (std::size_t j = 0; j < N; ++j) moved = sum(moved, times(adjugate(k, j), residual[j]));
            moved = times(scale, moved);
            if (!moved.is_literal() && !x[k].is_literal())
                result[k] = value(x[k].graph(), x[k].graph()->append({code<implied_>, graph::what<implied_, L>, {x[k].id(), moved.id(), 0}}));
        }
        return result;
    }
}

}
