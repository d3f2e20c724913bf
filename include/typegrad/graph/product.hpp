// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Products, which know themselves as powers of their base. How derivatives compute them otherwise: rewrite/products.hpp.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/builder.hpp>
#include <typegrad/graph/moderate.hpp>

namespace typegrad::inline v0_2::graph::detail {

// 1 but for the roundings of its factors, as 2 · √½ · √½ is.
template <class Literal>
constexpr bool is_one(Literal c) {
    if (c != c) return false;
    Literal const off = c - 1;
    return (off < 0 ? -off : off) <= std::numeric_limits<Literal>::epsilon();
}

// The product of the operands i <= j as it stands; j is no literal.
template <class Builder>
constexpr int append_product(Builder& graph, int i, int j) {
    node const& power = graph[j];
    int const base = power.exponent == 0 ? j : power.base, own = power.coefficient;
    if (i >= 0 && graph.base(i) != base) return graph.append({code<mul_>, what<mul_, typename Builder::literal_type>, {i, j, 0}});
    int const exponent = (i < 0 ? 0 : graph.exponent(i)) + (power.exponent == 0 ? 1 : power.exponent), other = i < 0 ? i : graph[i].coefficient;
    if (other == 0 && own == 0) return graph.append({code<mul_>, what<mul_, typename Builder::literal_type>, {i, j, 0}, base, exponent});
    auto const coefficient = other == 0 ? graph.literal_at(own) : own == 0 ? graph.literal_at(other) : math::multiply(graph.literal_at(other), graph.literal_at(own));
    if (exponent > 8 || !is_moderate(coefficient)) return graph.append({code<mul_>, what<mul_, typename Builder::literal_type>, {i, j, 0}});
    return graph.append({code<mul_>, what<mul_, typename Builder::literal_type>, {i, j, 0}, base, exponent, graph.literal(coefficient)});
}

// i is 1 / j.
template <class Builder>
constexpr bool is_reciprocal(Builder const& graph, int i, int j) {
    return i >= 0 && graph[i].operation == code<div_> && graph[i].operand[1] == j && graph[i].operand[0] < 0 && graph.literal_at(graph[i].operand[0]) == 1;
}

// Of two operands, which one depends on numbers of the expression alone, few enough to be put together with `others` more: 0 or 1. Neither, or both: -1.
template <class Builder>
constexpr int which_is_number(Builder& graph, int i, int j, int others = 0) {
    int const a = graph.numbers_in(i), b = graph.numbers_in(j);
    if ((a < 0) == (b < 0) || (a < 0 ? b : a) + others > most_gathered) return -1;
    return a < 0 ? 1 : 0;
}

// c · base^n for a product c of numbers of an expression and literals, wherever they stand among the factors: as the power that it is.
template <class Value>
struct power_of_base {
    int base = -1, exponent = 0, numbers = 0;
    Value c = Value(1);
};
template <class Value, class Builder>
constexpr power_of_base<Value> power_in(Builder& graph, int i, int depth = 8) {
    using power = power_of_base<Value>;
    node const n = graph[i];
    using literal = typename Builder::literal_type;
    if (n.exponent > 1) return power{n.base, n.exponent, n.coefficient != 0, Value(n.coefficient == 0 ? literal(1) : graph.literal_at(n.coefficient))};
    if (n.operation != code<mul_> || depth == 0) return power{i, 1};
    int const p = n.operand[0], q = n.operand[1], k = which_is_number(graph, p, q);
    if (k >= 0) {
        power rest = power_in<Value>(graph, k == 0 ? q : p, depth - 1);
        rest.c = rest.c * Value::of(&graph, k == 0 ? p : q);
        rest.numbers += graph.numbers_in(k == 0 ? p : q);
        return rest;
    }
    if (p < 0 || graph.numbers_in(p) >= 0 || graph.numbers_in(q) >= 0) return power{i, 1};
    power const a = power_in<Value>(graph, p, depth - 1), b = power_in<Value>(graph, q, depth - 1);
    return a.base == b.base ? power{a.base, a.exponent + b.exponent, a.numbers + b.numbers, a.c * b.c} : power{i, 1};
}
// The product that node n is, if it is such a power, whose base takes part; else the base is -1.
template <class Value, class Builder, class TakesPart>
constexpr power_of_base<Value> power_with_numbers(Builder& graph, node const& n, TakesPart const& takes_part) {
    using power = power_of_base<Value>;
    if (!graph.gathers_numbers() || n.operand[0] < 0 || graph.numbers_in(n.operand[0]) >= 0 || graph.numbers_in(n.operand[1]) >= 0) return power{};
    power const a = power_in<Value>(graph, n.operand[0]), b = power_in<Value>(graph, n.operand[1]);
    if (a.base != b.base || a.exponent + b.exponent > 8 || a.numbers + b.numbers > most_gathered || !takes_part(a.base)) return power{};
    graph.note_gathering();
    return power{a.base, a.exponent + b.exponent, a.numbers + b.numbers, a.c * b.c};
}

}
