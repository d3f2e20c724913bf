// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What a node can do: the rules of its operation as the passes call them. A node points to them, so that a pass needs no
// list of operations, and only those that a program uses are compiled.
#pragma once
#pragma GCC system_header

#include <typegrad/trace/tracer.hpp>

namespace typegrad::pass {

template <class Literal>
class reverse_sweep;
template <class Literal>
class forward_sweep;
namespace detail {
    template <class Literal>
    struct tangents;
    template <class Literal>
    struct rewriting;
}

template <class Literal>
struct rules : facts {
    void (*reverse)(reverse_sweep<Literal>&, int);                                              // pass/reverse.hpp
    tracer<Literal> (*forward)(forward_sweep<Literal> const&, int);                             // pass/forward.hpp
    tracer<Literal> (*append)(tracer<Literal>, tracer<Literal>, tracer<Literal>);               // pass/rewrite.hpp
};

template <class Op, class Literal>
struct rules_of {
    static constexpr rules<Literal> value{facts_of<Op>, &reverse_sweep<Literal>::template step<Op>, &detail::tangents<Literal>::template step<Op>,
                                          &detail::rewriting<Literal>::template apply<Op>};
};

// An operand of a node in the kind that the operation's rules take.
template <class Op, int K, class Literal>
constexpr auto operand(graph::builder<Literal>& graph, graph::node const& n) {
    if constexpr (Op::operand_kind[K] == kind::condition) return tracer<Literal>::of(&graph, n.operand[K]).as_condition();
    else return tracer<Literal>::of(&graph, n.operand[K]);
}

}

#include <typegrad/pass/forward.hpp>
#include <typegrad/pass/reverse.hpp>
#include <typegrad/pass/rewrite.hpp>
