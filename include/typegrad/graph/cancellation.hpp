// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Factors that cancel in the products of derivatives: a value and its reciprocal, and literals. The product of a value and its
// reciprocal is 1 in a derivative: at 0 that is its limit, of x · log x for one. And sums whose divisor is a part of a sum that is there.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/builder.hpp>
#include <typegrad/op/condition.hpp>

namespace typegrad::inline v0_2::graph::detail {

// i is 1 / j.
template <class Builder>
constexpr bool is_reciprocal(Builder const& graph, int i, int j) {
    return i >= 0 && graph[i].operation == code<div_> && graph[i].operand[1] == j && graph[i].operand[0] < 0 && graph.literal_at(graph[i].operand[0]) == 1;
}

// j · (1 / j), or (c · j) · (1 / j) with a literal c; else none.
template <class Value, class Builder>
constexpr Value cancelled(Builder& graph, int i, int j) {
    for (int swapped = 0; swapped < 2; ++swapped) {
        int const reciprocal = swapped ? i : j, other = swapped ? j : i;
        if (is_reciprocal(graph, reciprocal, other)) return Value(1);
        if (other >= 0 && graph[other].operation == code<mul_> && graph[other].operand[0] < 0 && is_reciprocal(graph, reciprocal, graph[other].operand[1]))
            return Value::of(&graph, graph[other].operand[0]);
    }
    return Value::none();
}

// Whether j is a factor of i, or of a factor of i that is not a literal.
template <class Builder>
constexpr bool has_factor(Builder const& graph, int i, int j) {
    if (i >= 0 && graph[i].operation == code<neg_>) i = graph[i].operand[0];
    if (i < 0 || i == j) return i == j;
    if (graph[i].operation == code<mul_> && graph[i].operand[0] < 0 && graph[i].operand[1] != j) i = graph[i].operand[1];
    return graph[i].operation == code<mul_> && (graph[i].operand[0] == j || graph[i].operand[1] == j);
}

// (c ? u : v) · (1 / j) where u or v has the factor j: the product inside of the branches, in one of which it cancels. Else none.
template <class Value, class Builder>
constexpr Value cancelled_in_branch(Builder& graph, int i, int j) {
    for (int swapped = 0; swapped < 2; ++swapped) {
        int const reciprocal = swapped ? i : j, choice = swapped ? j : i;
        if (graph[choice].operation != code<select_> || !is_reciprocal(graph, reciprocal, graph[reciprocal].operand[1])) continue;
        node const chosen = graph[choice];
        for (int k = 1; k < 3; ++k)
            if (has_factor(graph, chosen.operand[k], graph[reciprocal].operand[1]))
                return select(Value::of(&graph, chosen.operand[0]).as_condition(), Value::of(&graph, chosen.operand[1]) * Value::of(&graph, reciprocal), Value::of(&graph, chosen.operand[2]) * Value::of(&graph, reciprocal));
    }
    return Value::none();
}

// x, where (x + p) - p or (x - p) + p is asked for; else none.
template <class Value, class Builder>
constexpr Value without_share(Builder& graph, int i, int j, bool minus) {
    for (int swapped = 0; swapped < (minus ? 1 : 2); ++swapped) {
        int const sum = swapped ? j : i, share = swapped ? i : j;
        if (sum < 0) continue;
        node const& n = graph[sum];
        if (n.operation == (minus ? code<add_> : code<sub_>) && n.operand[1] == share) return Value::of(&graph, n.operand[0]);
        if (minus && n.operation == code<add_> && n.operand[0] == share) return Value::of(&graph, n.operand[1]);
    }
    return Value::none();
}

// The product i without its factor f, or without that of a factor which was appended with the derivatives, and so on down to some
// depth; else none. A literal in front is no step down.
template <class Value, class Builder>
constexpr Value without(Builder& graph, int i, int f, int depth) {
    if (i <= f || graph[i].operation != code<mul_>) return Value::none();
    int const p = graph[i].operand[0], q = graph[i].operand[1];
    if (p == f) return Value::of(&graph, q);
    if (q == f) return Value::of(&graph, p);
    for (int k = 0; k < 2 && (depth > 0 || p < 0); ++k) {
        int const inner = k == 0 ? q : p;
        if (inner <= f || !graph.is_of_derivatives(inner)) continue;
        Value const rest = without<Value>(graph, inner, f, p < 0 ? depth : depth - 1);
        if (!rest.is_none()) return Value::of(&graph, k == 0 ? p : q) * rest;
    }
    return Value::none();
}

// i · j, where one has the reciprocal of the other for a factor, or for a factor of a factor: ((p / j) · q) · j is p · q. Else none.
template <class Value, class Builder>
constexpr Value without_reciprocal(Builder& graph, int i, int j) {
    for (int swapped = 0; swapped < 2; ++swapped) {
        int const product = swapped ? i : j, other = swapped ? j : i;
        if (product < 0 || other < 0 || !graph.may_share_products(other) || graph[product].operation != code<mul_> || !graph.is_of_derivatives(product)) continue;
        int const reciprocal = graph.find_reciprocal(other);
        if (reciprocal < 0) continue;
        if (Value const rest = without<Value>(graph, product, reciprocal, 1); !rest.is_none()) return rest;
    }
    return Value::none();
}

// (c · p) · (d · q) as ±p · q where the literals' product is ±1; else none.
template <class Value, class Builder>
constexpr Value without_literals(Builder& graph, int i, int j) {
    if (graph[i].operation != code<mul_> || graph[j].operation != code<mul_> || graph[i].operand[0] >= 0 || graph[j].operand[0] >= 0) return Value::none();
    auto const literal = math::multiply(graph.literal_at(graph[i].operand[0]), graph.literal_at(graph[j].operand[0]));
    if (literal != 1 && literal != -1) return Value::none();
    Value const product = Value::of(&graph, graph[i].operand[1]) * Value::of(&graph, graph[j].operand[1]);
    return literal == 1 ? product : -product;
}

// p ± (p / r) · q as (p / r) · (r ± q) where that sum is there, as it is in the derivative of log(x + sqrt(x² + 1)); and where p is u / s for
// such a sum s, as u / r, whoever may use s: it is gone. Else none.
template <class Value, class Builder>
constexpr Value over_common_divisor(Builder& graph, int p, int product, bool minus, bool reversed = false) {
    if (graph[product].operation != code<mul_> || !graph.has_signatures()) return Value::none();
    for (int k = 0; k < 2; ++k) {
        int const quotient = graph[product].operand[k], q = graph[product].operand[1 - k];
        if (q < 0 || quotient <= p || graph[quotient].operation != code<mul_>) continue;
        int const m = graph[quotient].operand[0] == p ? 1 : 0, reciprocal = graph[quotient].operand[m];
        if (graph[quotient].operand[1 - m] != p || reciprocal < 0 || graph[reciprocal].operation != code<div_>) continue;
        int const r = graph[reciprocal].operand[1];
        if (r < 0 || !is_reciprocal(graph, reciprocal, r)) continue;
        int const first = reversed ? q : r, second = reversed ? r : q;
        if (int const sum = graph.find_sum(first, second, minus); sum >= 0) return Value::of(&graph, quotient) * Value::of(&graph, sum);
        for (int n = 0; n < 2 && graph[p].operation == code<mul_>; ++n)
            if (int const of_sum = graph[p].operand[n]; of_sum >= 0 && graph[of_sum].operation == code<div_>)
                if (int const s = graph[of_sum].operand[1]; s >= 0 && is_reciprocal(graph, of_sum, s) && graph.is_sum(s, first, second, minus))
                    return Value::of(&graph, graph[p].operand[1 - n]) * Value::of(&graph, reciprocal);
    }
    return Value::none();
}

}
