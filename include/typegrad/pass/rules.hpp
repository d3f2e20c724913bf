// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The rules that the nodes of each operation point to. Whoever appends nodes includes this header.
#pragma once
#pragma GCC system_header

#include <typegrad/pass/forward.hpp>
#include <typegrad/pass/node_rules.hpp>
#include <typegrad/pass/reverse.hpp>
#include <typegrad/pass/rewrite.hpp>

namespace typegrad::inline v0_2::pass {

template <class Op, class Literal>
struct rules_of {
    static constexpr rules<Literal> value{facts_of<Op>, &reverse_sweep<Literal>::template step<Op>, &detail::tangents<Literal>::template step<Op>,
                                          &detail::rewriting<Literal>::template apply<Op>, &detail::partial_derivative<Op, Literal>};
};

}
