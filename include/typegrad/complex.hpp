// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// std::complex as a scalar: derivatives of analytic functions. One complex argument makes the call complex: the function is
// one that is analytic in all arguments jointly, and its derivative by a real argument is a complex number as well. What
// compares or rounds (<, abs, max, floor) has no derivative in this sense; a function of that kind, to a real number say, is
// written in real and imaginary parts, with a std::array or vec of two for each complex number.
#pragma once
#pragma GCC system_header

#include <typegrad/back/evaluate.hpp>
#include <typegrad/trace/call.hpp>

#include <complex>

namespace typegrad {

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
    // Whether complex numbers have all operations that the outputs need.
    template <class Graph>
    constexpr bool is_analytic(Graph const& graph) {
        bool* const live = new bool[static_cast<std::size_t>(graph.node_count) + 1]{};
        for (int i = 0; i < graph.output_count; ++i)
            if (graph.outputs[i] >= 0) live[graph.outputs[i]] = true;
        bool analytic = true;
        for (int i = graph.node_count - 1; i >= graph.input_count; --i) {
            if (!live[i]) continue;
            graph::node const& n = graph.nodes[i];
            for (int k = 0; k < n.what->arity; ++k)
                if (n.operand[k] >= 0) live[n.operand[k]] = true;
            if (n.operation == code<op::less_> || n.operation == code<op::less_equal_> || lists(op::kinked{}, n.operation) || lists(op::roundings{}, n.operation)) analytic = false;
        }
        delete[] live;
        return analytic;
    }
    template <class Source>
    consteval bool check_analytic() {
        constexpr bool analytic = is_analytic(Source::graph);
        static_assert(analytic, "typegrad: of complex arguments only analytic functions have derivatives, without <, abs, max or rounding; "
                                "for others take the real and the imaginary part as two real arguments");
        return analytic;
    }
}

template <class T, class Source>
inline constexpr bool back::can_evaluate<std::complex<T>, Source> = typegrad::detail::check_analytic<Source>();

}
