// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Rules of algebra. A rule is a stanza:
//
//     // p q + p r -> p (q + r)          in derivatives; not in values, since q + r may overflow, or be 0 where p is infinite
//     struct common_factor {
//         template <class Value, class Op, class Builder>
//         static constexpr Value apply(Builder& graph, int i, int j);
//     };
//
// The comment is the rule: what is to be computed, what is computed in its place, and the condition. Letters are any values, c and d literals; every rule
// holds for factors and for the operands of + in any order. apply(graph, i, j) is the right side, written in values, for the operation Op on the operands i
// and j of the graph; none where the left side is another one or the condition does not hold. tests/rewriting.cpp has both sides of every rule as formulas,
// and what stands just outside of its condition.
//
// The rules here are those of derivatives, whose rounding nobody has written down (in_derivatives.hpp), and those of the policy `fast`. Rules that change no bit
// of a value are part of the operation that they simplify: op/, member simplify.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/product.hpp>
#include <typegrad/graph/value.hpp>

namespace typegrad::inline v0_2::rewrite {

// No value: the rule does not apply. (A variable: compilers count the steps of a call.)
template <class Value>
inline constexpr Value none = Value::none();

// Several rules, which are tried in this order. They are a rule.
template <class... Rules>
struct first_of {
    template <class Value, class Op, class Builder>
    static constexpr Value apply(Builder& graph, int i, int j) {
        Value found;
        return (void)(... || !(found = Rules::template apply<Value, Op>(graph, i, j)).is_none()), found;
    }
};

// The conditions, by name.
namespace condition {
    // With such a factor a product overflows as it does without, but for the last three of its decimal exponents.
    template <class Literal>
    constexpr bool is_small(Literal c) {
        Literal const size = c < 0 ? -c : c;
        return size <= 1024 && size * 1024 >= 1;
    }
    // Whether the node is there in any case, so that it costs nothing.
    template <class Builder>
    constexpr bool is_there(Builder const& graph, int i) {
        return i >= 0 && graph.is_there(i);
    }
    // Whether nobody uses node i yet, apart from its sign.
    template <class Builder>
    constexpr bool is_fresh(Builder const& graph, int i) {
        int const last = graph.node_count() - 1;
        return i == last || !graph.is_there(i) || (i + 1 == last && graph[last].operation == code<neg_> && graph[last].operand[0] == i);
    }
    // The product i · j, if it is there and lends (graph/lending.hpp); else -1.
    template <class Builder>
    constexpr int product_that_lends(Builder const& graph, int i, int j) {
        int const product = graph.find_product(i < j ? i : j, i < j ? j : i);
        return product >= 0 && graph.lends(product) ? product : -1;
    }
}

// What an operand is.
template <class Builder>
constexpr bool is_product(Builder const& graph, int i) {
    return i >= 0 && graph[i].operation == code<mul_>;
}
template <class Builder>
constexpr bool is_sum(Builder const& graph, int i) {
    return i >= 0 && (graph[i].operation == code<add_> || graph[i].operation == code<sub_>);
}
template <class Builder>
constexpr bool is_multiple(Builder const& graph, int i) {  // c · p
    return is_product(graph, i) && graph[i].operand[0] < 0;
}

}
