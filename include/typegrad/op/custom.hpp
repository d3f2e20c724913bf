// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Operators of one's own. What an engine sees of them is their value and the partial derivatives that are given; what is
// inside stays opaque: a table, a call of another library, a solver.
#pragma once
#pragma GCC system_header

#include <typegrad/op/operation.hpp>

namespace typegrad::inline v0_2 {

namespace op {
    // A stateless function object as an operation with these partial derivatives, one an operand: each is a callable of the
    // operands and of the result, (a, y) or (a, b, y) or (a, b, c, y), or `passive`.
    struct passive_operand {};

    template <class F, class... Partials>
    struct custom_ : internal::operation {
        static constexpr auto text = "custom";
        static constexpr int arity = sizeof...(Partials);
        static constexpr int cost = 20;
        static constexpr bool differentiates(int k) {
            bool const known[] = {!std::is_same_v<Partials, passive_operand>...};
            return k < arity && known[k];
        }
        static constexpr bool active[3] = {differentiates(0), differentiates(1), differentiates(2)};

        static constexpr auto value(auto... a) { return F{}(a...); }
        static constexpr auto first(auto... a) { return adjoint<0>(a...); }
        static constexpr auto second(auto... a) { return adjoint<1>(a...); }
        static constexpr auto third(auto... a) { return adjoint<2>(a...); }

    private:
        template <int K, class... P>
        struct partial_at;
        template <int K, class P, class... Rest>
        struct partial_at<K, P, Rest...> : partial_at<K - 1, Rest...> {};
        template <class P, class... Rest>
        struct partial_at<0, P, Rest...> {
            using type = P;
        };
        template <int K>
        static constexpr auto adjoint(auto a, auto y, auto w) {
            return w * typename partial_at<K, Partials...>::type{}(a, y);
        }
        template <int K>
        static constexpr auto adjoint(auto a, auto b, auto y, auto w) {
            return w * typename partial_at<K, Partials...>::type{}(a, b, y);
        }
        template <int K>
        static constexpr auto adjoint(auto a, auto b, auto c, auto y, auto w) {
            return w * typename partial_at<K, Partials...>::type{}(a, b, c, y);
        }
    };

    // The call of an operator with a table among its operands; defined in trace/custom_tables.hpp.
    template <class Op, class... A>
    struct with_tables;

    // An operation as a callable: of traced values, expressions, the tape's variables, and of plain numbers.
    template <class Op>
    struct operator_of {
        template <class... A>
            requires operands_or_numbers<A...>
        TYPEGRAD_INLINE constexpr applied<Op, A...> operator()(A const&... a) const {
            static_assert(sizeof...(A) == Op::arity, "typegrad: an operator of one's own takes as many operands as partial derivatives were given for it");
            return apply<Op>(a...);
        }
        template <class... A>
            requires(!operands_or_numbers<A...> && (... || std::is_class_v<A>) && requires { with_tables<Op, A...>::call; })
        TYPEGRAD_INLINE constexpr auto operator()(A const&... a) const {
            return with_tables<Op, A...>::call(a...);
        }
    };
}

// An operand in which an operator of one's own is not differentiated: its derivative counts as zero.
inline constexpr op::passive_operand passive{};

// An operator of one's own from its value and its partial derivatives, all stateless generic callables:
//
//     constexpr auto softsign = typegrad::custom([](auto x) { return x / (1 + std::abs(x)); },
//                                                [](auto x, auto) { return 1 / typegrad::square(1 + abs(x)); });
//
// It has one to three operands; the partial derivatives get the operands and then the result, and are differentiated in
// their turn for second derivatives: they may use operators of one's own again. The value is called with numbers only.
//
// A passive operand may be a table, a std::array say. Then the partial derivatives are called with numbers too, and may look up what
// they need; where second derivatives are wanted, they are operators of one's own themselves.
template <class F, class... Partials>
    requires(1 <= sizeof...(Partials) && sizeof...(Partials) <= 3)
constexpr auto custom(F, Partials...) {
    static_assert(std::is_empty_v<F> && (std::is_empty_v<Partials> && ...),
                  "typegrad::custom: the value and the partial derivatives must not capture anything; pass what they need as an operand and declare it passive");
    return op::operator_of<op::custom_<F, Partials...>>{};
}

namespace op {
    struct constant_in_derivatives_ : unary {
        static constexpr auto text = "stop_gradient";
        static constexpr int cost = 0;
        static constexpr bool active[3] = {false, false, false};
        static constexpr auto value(auto a) { return a; }
    };
}

// x itself, through which no derivative passes: PyTorch's detach, JAX's stop_gradient.
inline constexpr op::operator_of<op::constant_in_derivatives_> stop_gradient{};

}
