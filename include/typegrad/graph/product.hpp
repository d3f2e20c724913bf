// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Products, and sums of products. A product knows itself as a power of its base. And where derivatives are appended, whose
// rounding nobody has written down, products associate so as to meet literals and products that are there already, and
// sums give out common factors: what does not depend on the adjoint is then shared by all rows of a Jacobian.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/builder.hpp>

namespace typegrad::graph {

namespace detail {
    // The product of the operands i <= j as it stands; j is no literal.
    template <class Builder>
    constexpr int append_product(Builder& graph, int i, int j) {
        int const base = graph.base(j), coefficient = graph[j].coefficient;
        if (i < 0) return graph.append({code<mul_>, {i, j, 0}, base, graph.exponent(j), coefficient == 0 ? i : graph.literal(graph.literal_at(i) * graph.literal_at(coefficient))});
        if (graph.base(i) != base) return graph.append({code<mul_>, {i, j, 0}});
        int const other = graph[i].coefficient;
        return graph.append({code<mul_>, {i, j, 0}, base, graph.exponent(i) + graph.exponent(j),
                             other == 0 ? coefficient : coefficient == 0 ? other : graph.literal(graph.literal_at(other) * graph.literal_at(coefficient))});
    }
    template <class Builder>
    constexpr int existing_product(Builder const& graph, int i, int j) {
        return graph.find_product(i < j ? i : j, i < j ? j : i);
    }

    // (p · q) · r as p · (q · r), if q · r is there already or both are literals; else -1.
    template <class Builder>
    constexpr int associated(Builder& graph, int product, int r) {
        if (product < 0 || graph[product].operation != code<mul_>) return -1;
        int const p = graph[product].operand[0], q = graph[product].operand[1];
        if (r < 0) return p < 0 ? append_product(graph, graph.literal(graph.literal_at(p) * graph.literal_at(r)), q) : -1;
        int const pr = existing_product(graph, p, r);
        if (pr >= 0) return append_product(graph, pr < q ? pr : q, pr < q ? q : pr);
        int const qr = p < 0 ? -1 : existing_product(graph, q, r);
        return qr >= 0 ? append_product(graph, p < qr ? p : qr, p < qr ? qr : p) : -1;
    }
}

// The value of i · j for operands i <= j of the builder, not both literals.
template <class Value, class Builder>
constexpr Value product(Builder& graph, int i, int j) {
    if (!graph.appends_derivatives()) return Value::plain_value(graph, detail::append_product(graph, i, j));
    int result = detail::associated(graph, j, i);
    if (result < 0) result = detail::associated(graph, i, j);
    return Value::plain_value(graph, result < 0 ? detail::append_product(graph, i, j) : result);
}

// p · q ± p · r as p · (q ± r), or none.
template <class Value, class Op, class Builder>
constexpr Value factored_sum(Builder& graph, int i, int j) {
    if (i < 0 || j < 0 || graph[i].operation != code<mul_> || graph[j].operation != code<mul_>) return Value::none();
    int const p = graph[i].operand[0], q = graph[i].operand[1], r = graph[j].operand[0], s = graph[j].operand[1];
    if (p != r && p != s && q != r && q != s) return Value::none();
    int const common = p == r || p == s ? p : q;
    Value const one = Value::of(&graph, common == p ? q : p), other = Value::of(&graph, common == r ? s : r);
    if constexpr (std::is_same_v<Op, add_>) return Value::of(&graph, common) * (one + other);
    else return Value::of(&graph, common) * (one - other);
}

}
