// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Products, and sums of products. A product knows itself as a power of its base. And where derivatives are appended, whose
// rounding nobody has written down, products associate so as to meet literals and products that are there already, and
// sums give out common factors: what does not depend on the adjoint is then shared by all rows of a Jacobian.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/builder.hpp>

namespace typegrad::graph {

namespace detail {
    // 2^±(max_exponent / 10): with such a coefficient and up to eight factors, coefficient · base^(n-1) neither overflows nor
    // underflows on its way where the product's own derivative does not.
    template <class Literal>
    constexpr bool is_moderate(Literal c) {
        Literal bound = 1;
        for (int i = 0; i < std::numeric_limits<Literal>::max_exponent / 10; ++i) bound *= 2;
        Literal const size = c < 0 ? -c : c;
        return size <= bound && size * bound >= 1;
    }

    // The product of the operands i <= j as it stands; j is no literal.
    template <class Builder>
    constexpr int append_product(Builder& graph, int i, int j) {
        int const base = graph.base(j);
        if (i >= 0 && graph.base(i) != base) return graph.append({code<mul_>, what<mul_, typename Builder::literal_type>, {i, j, 0}});
        int const exponent = (i < 0 ? 0 : graph.exponent(i)) + graph.exponent(j), other = i < 0 ? i : graph[i].coefficient, own = graph[j].coefficient;
        if (other == 0 && own == 0) return graph.append({code<mul_>, what<mul_, typename Builder::literal_type>, {i, j, 0}, base, exponent});
        auto const coefficient = other == 0 ? graph.literal_at(own) : own == 0 ? graph.literal_at(other) : math::multiply(graph.literal_at(other), graph.literal_at(own));
        if (exponent > 8 || !is_moderate(coefficient)) return graph.append({code<mul_>, what<mul_, typename Builder::literal_type>, {i, j, 0}});
        return graph.append({code<mul_>, what<mul_, typename Builder::literal_type>, {i, j, 0}, base, exponent, graph.literal(coefficient)});
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
        if (r < 0) {
            auto const literal = p < 0 ? math::multiply(graph.literal_at(p), graph.literal_at(r)) : 0;
            return p < 0 && is_moderate(literal) ? append_product(graph, graph.literal(literal), q) : -1;
        }
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

namespace detail {
    // p + (… p …) as p · (1 + …), where p is what a call has returned: the rest is ready by then. The factor p is looked for
    // where it must be, in the later one of each product's operands.
    template <class Value, class Builder>
    constexpr Value late_factor(Builder& graph, int p, int sum_of) {
        if (p < 0 || sum_of <= p || graph[p].what->cost < 20) return Value::none();
        Value rest(1);
        for (int i = sum_of, depth = 0; i > p && depth < 4 && graph[i].operation == code<mul_>; ++depth) {
            int const early = graph[i].operand[0], late = graph[i].operand[1];
            rest = rest * Value::of(&graph, early == p ? late : early);
            if (early == p || late == p) return Value::of(&graph, p) * (1 + rest);
            i = late;
        }
        return Value::none();
    }

    // The other factor of the product i = (c · p) · q, c · q where c is a literal; or none.
    template <class Value, class Builder>
    constexpr Value without_factor(Builder& graph, int i, int p) {
        for (int k = 0; k < 2; ++k) {
            int const scaled = graph[i].operand[k];
            if (scaled >= 0 && graph[scaled].operation == code<mul_> && graph[scaled].operand[0] < 0 && graph[scaled].operand[1] == p)
                return Value::of(&graph, graph[scaled].operand[0]) * Value::of(&graph, graph[i].operand[1 - k]);
        }
        return Value::none();
    }
    // (c · p) · q ± p · s as p · (c · q ± s), or none.
    template <class Value, class Op, class Builder>
    constexpr Value factored_behind_literals(Builder& graph, int i, int j) {
        for (int k = 0; k < 4; ++k) {
            int const plain = k < 2 ? j : i, p = graph[plain].operand[k % 2];
            if (p < 0) continue;
            Value const rest = without_factor<Value>(graph, i + j - plain, p);
            if (rest.is_none()) continue;
            Value const other = Value::of(&graph, graph[plain].operand[1 - k % 2]);
            if constexpr (std::is_same_v<Op, add_>) return Value::of(&graph, p) * (rest + other);
            else return Value::of(&graph, p) * (plain == j ? rest - other : other - rest);
        }
        return Value::none();
    }
}

// p · q ± p · r as p · (q ± r), and the like; or none.
template <class Value, class Op, class Builder>
constexpr Value factored_sum(Builder& graph, int i, int j) {
    if (i < 0 || j < 0) return Value::none();
    if (graph[i].operation != code<mul_> || graph[j].operation != code<mul_>) {
        if constexpr (std::is_same_v<Op, add_>) return i < j ? detail::late_factor<Value>(graph, i, j) : detail::late_factor<Value>(graph, j, i);
        else return Value::none();
    }
    int const p = graph[i].operand[0], q = graph[i].operand[1], r = graph[j].operand[0], s = graph[j].operand[1];
    if (p != r && p != s && q != r && q != s) return detail::factored_behind_literals<Value, Op>(graph, i, j);
    int const common = p == r || p == s ? p : q;
    Value const one = Value::of(&graph, common == p ? q : p), other = Value::of(&graph, common == r ? s : r);
    if constexpr (std::is_same_v<Op, add_>) return Value::of(&graph, common) * (one + other);
    else return Value::of(&graph, common) * (one - other);
}

}
