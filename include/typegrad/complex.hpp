// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// std::complex as a scalar: derivatives of analytic functions. One complex argument makes the call complex: the function is
// one that is analytic in all arguments jointly, and its derivative by a real argument is a complex number as well. What
// compares or rounds (<, abs, max, floor) has no derivative in this sense; a function of that kind, to a real number say, is
// written in real and imaginary parts, with a std::array or vec of two for each complex number.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/back/evaluate.hpp>
#include <typegrad/graph/uses.hpp>
#include <typegrad/op/table.hpp>
#include <typegrad/trace/call.hpp>

#include <complex>

namespace typegrad::inline v0_2 {

template <class T>
inline constexpr bool is_scalar<std::complex<T>> = true;

template <class T>
struct literal_of<std::complex<T>> {
    using type = T;
};

namespace detail {
    template <class... Op>
    constexpr bool lists(op::operation_list<Op...>, int operation) {
        return ((code<Op> == operation) || ...);
    }
    // Functions that are analytic, but that std::complex does not have.
    using without_complex_value = op::operation_list<op::exp2_, op::expm1_, op::log2_, op::log1p_, op::log1m_exp_, op::xlogy_, op::xlog1py_,
                                                     op::cbrt_, op::sqrt1pm1_, op::powm1_, op::hypot_, op::hypot_of_three_, op::sinpi_, op::cospi_,
                                                     op::sinc_, op::atan2_, op::lerp_, op::midpoint_, op::logistic_, op::softplus_,
                                                     op::soft_maximum_, op::logit_, op::erf_, op::erfc_, op::erfcx_, op::norm_pdf_, op::norm_cdf_,
                                                     op::log_norm_cdf_, op::softsign_>;

    // Whether complex numbers have all operations that the outputs need: 0 where they have, 1 where one is not analytic, 2 where one is
    // missing.
    template <class Graph>
    constexpr int what_complex_numbers_lack(Graph const& graph) {
        graph::uses const uses(graph);
        bool analytic = true, there = true;
        for (int i = graph.node_count - 1; i >= graph.input_count; --i) {
            if (uses[i] == 0) continue;
            graph::node const& n = graph.nodes[i];
            if (n.operation == code<op::less_> || n.operation == code<op::less_equal_> || lists(op::kinked{}, n.operation) || lists(op::roundings{}, n.operation)) analytic = false;
            if (lists(without_complex_value{}, n.operation)) there = false;
        }
        return !there ? 2 : analytic ? 0 : 1;
    }
    template <class Source>
    consteval bool check_analytic() {
        constexpr int lack = what_complex_numbers_lack(Source::graph);
        static_assert(lack != 2, "typegrad: of complex arguments there are derivatives of what std::complex has: sqrt, pow, exp, log, log10, the circular and hyperbolic functions "
                                 "and their inverses; write another function in these");
        static_assert(lack != 1, "typegrad: of complex arguments only analytic functions have derivatives, without <, abs, max or rounding; "
                                "for others take the real and the imaginary part as two real arguments");
        return lack == 0;
    }
}

template <class T, class Source>
inline constexpr bool back::can_evaluate<std::complex<T>, Source> = typegrad::detail::check_analytic<Source>();

}

#include <typegrad/macros/restore.hpp>
