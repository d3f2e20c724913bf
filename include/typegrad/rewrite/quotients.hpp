// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Rules for quotients in derivatives (rule.hpp): 1 / r, 1 / r² and 1 / r³ take one division.
#pragma once
#pragma GCC system_header

#include <typegrad/rewrite/rule.hpp>

namespace typegrad::inline v0_2::rewrite {

// 1 / xⁿ -> (1 / x)ⁿ          where 1 / x is there
struct power_of_reciprocal {
    template <class Value, class, class Builder>
    static constexpr Value apply(Builder& graph, int, int power) {
        int const exponent = graph.exponent(power);
        int const reciprocal = exponent < 2 || graph[power].coefficient != 0 ? -1 : graph.find_reciprocal(graph.base(power));
        if (!condition::is_there(graph, reciprocal)) return none<Value>;
        Value result(1);
        for (int k = 0; k < exponent; ++k) result = result * Value::of(&graph, reciprocal);
        return result;
    }
};

// 1 / rⁿ -> (1 / r)ⁿ          where r is a root, whose own derivative divides by it, and n is 2, 3 or 4
struct power_of_reciprocal_root {
    template <class Value, class, class Builder>
    static constexpr Value apply(Builder& graph, int, int power) {
        power_of_root const p = as_power_of_root(graph, power);
        if (p.root < 0 || p.exponent < 2 || p.exponent > 4) return none<Value>;
        return powi(1 / Value::of(&graph, p.root), p.exponent);
    }

private:
    // rⁿ for a square root r; root < 0: none.
    struct power_of_root {
        int root = -1;
        int exponent = 0;
    };
    // Powers of a root, what is under one that is there, and the product of the two, r³.
    template <class Builder>
    static constexpr power_of_root as_power_of_root(Builder const& graph, int i) {
        if (i < 0 || graph[i].coefficient != 0) return {};
        auto const is_root = [&](int k) { return k >= 0 && (graph[k].operation == code<norm_> || graph[k].operation == code<sqrt_>); };
        int const base = graph.base(i), exponent = graph.exponent(i);
        if (is_root(base)) return {base, exponent};
        int const norm = graph.find_unary(code<norm_>, base), root = norm >= 0 ? norm : graph.find_unary(code<sqrt_>, base);
        if (condition::is_there(graph, root) && !graph.is_of_derivatives(root)) return {root, 2 * exponent};
        if (graph[i].operation == code<mul_> && exponent == 1)
            for (int k = 0; k < 2; ++k) {
                int const r = graph[i].operand[k], rest = graph[i].operand[1 - k];
                if (rest >= 0 && is_root(r) && graph[r].operand[0] == graph.base(rest) && graph[rest].coefficient == 0) return {r, 1 + 2 * graph.exponent(rest)};
            }
        return {};
    }
};

// 1 / (c x) -> (1 / x) (1 / c)    where 1 / x is there, and c is moderate
// 1 / r -> 2 (1 / (2 r))          where 1 / (2 r) is there, and r is a root, whose own derivative divides by it
struct reciprocal_of_multiple {
    template <class Value, class, class Builder>
    static constexpr Value apply(Builder& graph, int, int divisor) {
        using literal = typename Builder::literal_type;
        if (divisor < 0) return none<Value>;
        graph::node const& n = graph[divisor];
        if (n.operation == code<mul_> && n.operand[0] < 0) {
            literal const factor = graph.literal_at(n.operand[0]);
            int const reciprocal = graph::detail::is_moderate(factor) ? graph.find_reciprocal(n.operand[1]) : -1;
            return condition::is_there(graph, reciprocal) ? Value::of(&graph, reciprocal) * (1 / factor) : none<Value>;
        }
        if (n.operation != code<norm_> && n.operation != code<sqrt_>) return none<Value>;
        int const twice = graph.find_product(graph.literal(2), divisor), reciprocal = twice < 0 ? -1 : graph.find_reciprocal(twice);
        return condition::is_there(graph, reciprocal) ? Value::of(&graph, reciprocal) * literal(2) : none<Value>;
    }
};

using rules_of_reciprocals = first_of<power_of_reciprocal, power_of_reciprocal_root, reciprocal_of_multiple>;

// The value of 1 / j, or none. (The rules do not look at the 1.)
template <class Value, class Builder>
constexpr Value reciprocal(Builder& graph, int j) {
    return rules_of_reciprocals::apply<Value, div_>(graph, -1, j);
}

}
