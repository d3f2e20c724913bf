// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Rules for products in derivatives (rule.hpp). Products associate so as to meet literals and products that are there already: what does not depend on
// the adjoint is then shared by all rows of a Jacobian. And factors cancel. The product of a value and its reciprocal is 1: at 0 that is the limit, of
// x · log x for one.
#pragma once
#pragma GCC system_header

#include <typegrad/op/condition.hpp>
#include <typegrad/rewrite/rule.hpp>

namespace typegrad::inline v0_2::rewrite {

// c (p q) -> (c p) q          where c p, or -(c p), is there; and finite where p is (c is small), or lends
struct multiple_that_is_there {
    template <class Value, class, class Builder>
    static constexpr Value apply(Builder& graph, int c, int product) {
        if (graph[product].operation != code<mul_> || graph[product].operand[0] < 0) return none<Value>;
        auto const literal = graph.literal_at(c);
        int const size = literal < 0 ? graph.literal(-literal) : c;
        for (int k = 0; k < 2; ++k) {
            int const multiple = graph.find_product(size, graph[product].operand[k]);
            if (multiple < 0 || !(condition::is_small(literal) ? graph.is_there(multiple) : graph.lends(multiple))) continue;
            Value const known = Value::of(&graph, multiple) * Value::of(&graph, graph[product].operand[1 - k]);
            return literal < 0 ? -known : known;
        }
        return none<Value>;
    }
};

// c (d q + e) -> (c d) q + (c e)          where c d and c e are small, and the sum is new, or the multiples are there
// c (p (d q + e)) -> p ((c d) q + (c e))  likewise. It is what the derivative of a multiple of a polynomial is: that of 4 (s² - s) is 8 s - 4.
struct literal_into_sum {
    template <class Value, class, class Builder>
    static constexpr Value apply(Builder& graph, int c, int i) {
        bool const is_new = condition::is_fresh(graph, i);
        if (graph[i].operation != code<mul_>) return scaled<Value>(graph, c, i, is_new);
        for (int k = 0; k < 2; ++k) {
            int const s = graph[i].operand[k], p = graph[i].operand[1 - k];
            if (s < 0) continue;
            if (Value const sum = scaled<Value>(graph, c, s, is_new); !sum.is_none()) return Value::of(&graph, p) * sum;
        }
        return none<Value>;
    }

private:
    template <class Value, class Builder>
    static constexpr Value scaled(Builder& graph, int c, int sum, bool is_new) {
        if (!is_sum(graph, sum)) return none<Value>;
        bool const adds = graph[sum].operation == code<add_>;
        Value term[2]{};
        for (int k = 0; k < 2; ++k) {
            int const i = graph[sum].operand[k];
            bool const multiple = is_multiple(graph, i);
            if (i >= 0 && !multiple) return none<Value>;
            auto const literal = math::multiply(graph.literal_at(c), graph.literal_at(multiple ? graph[i].operand[0] : i));
            if (!condition::is_small(literal) || (multiple && !is_new && !condition::is_there(graph, graph.find_product(graph.literal(literal), graph[i].operand[1])))) return none<Value>;
            term[k] = multiple ? Value(literal) * Value::of(&graph, graph[i].operand[1]) : Value(literal);
        }
        return adds ? term[0] + term[1] : term[0] - term[1];
    }
};

// d (c p) -> (d c) p          where d c is moderate
// d (c p) -> p, -p            where d c is 1, -1 but for roundings
struct literals_together {
    template <class Value, class, class Builder>
    static constexpr Value apply(Builder& graph, int d, int multiple) {
        int const c = graph[multiple].operand[0], p = graph[multiple].operand[1];
        if (graph[multiple].operation != code<mul_> || c >= 0) return none<Value>;
        auto const literal = math::multiply(graph.literal_at(c), graph.literal_at(d));
        if (graph::detail::is_one(literal)) return Value(&graph, p);
        if (graph::detail::is_one(-literal)) return Value(&graph, graph.append({code<neg_>, graph::what<neg_, typename Builder::literal_type>, {p, 0, 0}}));
        if (!graph::detail::is_moderate(literal)) return none<Value>;
        return Value(&graph, graph::detail::append_product(graph, graph.literal(literal), p));
    }
};

// x (1 / x) -> 1
// (c x) (1 / x) -> c
struct own_reciprocal {
    template <class Value, class, class Builder>
    static constexpr Value apply(Builder& graph, int i, int j) {
        for (int swapped = 0; swapped < 2; ++swapped) {
            int const reciprocal = swapped ? i : j, other = swapped ? j : i;
            if (graph[reciprocal].operation != code<div_>) continue;
            if (graph::detail::is_reciprocal(graph, reciprocal, other)) return Value(1);
            if (graph[other].operation != code<mul_> || graph[other].operand[0] >= 0) continue;
            if (graph::detail::is_reciprocal(graph, reciprocal, graph[other].operand[1])) return Value::of(&graph, graph[other].operand[0]);
        }
        return none<Value>;
    }
};

// (p x) (1 / x) -> p
struct reciprocal_of_factor {
    template <class Value, class, class Builder>
    static constexpr Value apply(Builder& graph, int i, int j) {
        bool const first = graph[i].operation == code<div_>;
        int const reciprocal = first ? i : j, product = first ? j : i;
        if (graph[product].operation != code<mul_> || graph[product].operand[0] < 0) return none<Value>;
        for (int k = 0; k < 2; ++k)
            if (graph::detail::is_reciprocal(graph, reciprocal, graph[product].operand[k])) return Value(&graph, graph[product].operand[1 - k]);
        return none<Value>;
    }
};

// select(a, u, v) (1 / x) -> select(a, u (1 / x), v (1 / x))          where u or v has the factor x: in that branch it cancels
struct own_reciprocal_in_branch {
    template <class Value, class, class Builder>
    static constexpr Value apply(Builder& graph, int i, int j) {
        for (int swapped = 0; swapped < 2; ++swapped) {
            int const reciprocal = swapped ? i : j, choice = swapped ? j : i;
            if (graph[choice].operation != code<select_> || !graph::detail::is_reciprocal(graph, reciprocal, graph[reciprocal].operand[1])) continue;
            graph::node const chosen = graph[choice];
            for (int k = 1; k < 3; ++k)
                if (has_factor(graph, chosen.operand[k], graph[reciprocal].operand[1]))
                    return select(Value::of(&graph, chosen.operand[0]).as_condition(), Value::of(&graph, chosen.operand[1]) * Value::of(&graph, reciprocal), Value::of(&graph, chosen.operand[2]) * Value::of(&graph, reciprocal));
        }
        return none<Value>;
    }

private:
    // Whether j is a factor of i, or of a factor of i that is not a literal.
    template <class Builder>
    static constexpr bool has_factor(Builder const& graph, int i, int j) {
        if (i >= 0 && graph[i].operation == code<neg_>) i = graph[i].operand[0];
        if (i < 0 || i == j) return i == j;
        if (is_multiple(graph, i) && graph[i].operand[1] != j) i = graph[i].operand[1];
        return graph[i].operation == code<mul_> && (graph[i].operand[0] == j || graph[i].operand[1] == j);
    }
};

// ((1 / x) p) x -> p               where the product is one of derivatives that nobody differentiates again
// (((1 / x) p) q) x -> p q         likewise
struct reciprocal_among_factors {
    template <class Value, class, class Builder>
    static constexpr Value apply(Builder& graph, int i, int j) {
        for (int swapped = 0; swapped < 2; ++swapped) {
            int const product = swapped ? i : j, other = swapped ? j : i;
            if (!is_product(graph, product) || other < 0 || !graph.may_share_products(other) || !graph.is_of_derivatives(product)) continue;
            int const reciprocal = graph.find_reciprocal(other);
            if (reciprocal < 0) continue;
            if (Value const rest = without<Value>(graph, product, reciprocal, 1); !rest.is_none()) return rest;
        }
        return none<Value>;
    }

private:
    // The product i without its factor f, or without that of a factor which was appended with the derivatives, and so on down to some
    // depth; else none. A literal in front is no step down.
    template <class Value, class Builder>
    static constexpr Value without(Builder& graph, int i, int f, int depth) {
        if (i <= f || graph[i].operation != code<mul_>) return none<Value>;
        int const p = graph[i].operand[0], q = graph[i].operand[1];
        if (p == f) return Value::of(&graph, q);
        if (q == f) return Value::of(&graph, p);
        for (int k = 0; k < 2 && (depth > 0 || p < 0); ++k) {
            int const inner = k == 0 ? q : p;
            if (inner <= f || !graph.is_of_derivatives(inner)) continue;
            Value const rest = without<Value>(graph, inner, f, p < 0 ? depth : depth - 1);
            if (!rest.is_none()) return Value::of(&graph, k == 0 ? p : q) * rest;
        }
        return none<Value>;
    }
};

// m (n p) -> (m n) p          where m and n are numbers that an expression holds, or literals, and of a moderate size (builder::gather_numbers): compilers compute
//                             m n where they know them
struct numbers_of_expression {
    template <class Value, class, class Builder>
    static constexpr Value apply(Builder& graph, int i, int j) {
        int const k = graph::detail::which_is_number(graph, i, j), m = k == 0 ? i : j, product = k == 0 ? j : i;
        if (k < 0 || graph[product].operation != code<mul_>) return none<Value>;
        int const p = graph[product].operand[0], q = graph[product].operand[1], l = graph::detail::which_is_number(graph, p, q, graph.numbers_in(m)), n = l == 0 ? p : q;
        if (l < 0 || (m < 0 && n < 0)) return none<Value>;
        graph.note_gathering();
        return Value::of(&graph, l == 0 ? q : p) * (Value::of(&graph, m) * Value::of(&graph, n));
    }
};

// (p q) r -> (p r) q          where p r is there and lends
// (p (1 / (p r))) r -> 1      likewise
struct product_that_is_there {
    template <class Value, class, class Builder>
    static constexpr Value apply(Builder& graph, int product, int r) {
        int const p = graph[product].operand[0], q = graph[product].operand[1];
        int lent = condition::product_that_lends(graph, p, r), other = q;
        if (lent < 0 && p >= 0) lent = condition::product_that_lends(graph, q, r), other = p;
        if (lent < 0) return none<Value>;
        if (other >= 0 && graph[other].operation == code<div_> && graph::detail::is_reciprocal(graph, other, lent)) return Value(1);
        return Value(&graph, graph::detail::append_product(graph, lent < other ? lent : other, lent < other ? other : lent));
    }
};

using rules_of_multiples = first_of<multiple_that_is_there, literal_into_sum, literals_together>;

// The value of i · j for operands i <= j, not both literals. What the rules of a list have in common is asked here, once: most products are of no rule.
template <class Value, class Builder>
constexpr Value product(Builder& graph, int i, int j) {
    int const a = i < 0 ? -1 : graph[i].operation, b = graph[j].operation;
    if (i < 0) {
        if (Value const found = rules_of_multiples::apply<Value, mul_>(graph, i, j); !found.is_none()) return found;
    } else if (a == code<div_> || b == code<div_>) {
        if (Value const found = own_reciprocal::apply<Value, mul_>(graph, i, j); !found.is_none()) return found;
        if (a == code<mul_> || b == code<mul_>)
            if (Value const found = reciprocal_of_factor::apply<Value, mul_>(graph, i, j); !found.is_none()) return found;
        if (a == code<select_> || b == code<select_>)
            if (Value const found = own_reciprocal_in_branch::apply<Value, mul_>(graph, i, j); !found.is_none()) return found;
    } else if (graph.may_share_products()) {
        if (Value const found = reciprocal_among_factors::apply<Value, mul_>(graph, i, j); !found.is_none()) return found;
    }
    if (graph.gathers_numbers())
        if (Value const found = numbers_of_expression::apply<Value, mul_>(graph, i, j); !found.is_none()) return found;
    if (b == code<mul_> && i >= 0)
        if (Value const found = product_that_is_there::apply<Value, mul_>(graph, j, i); !found.is_none()) return found;
    if (a == code<mul_>)
        if (Value const found = product_that_is_there::apply<Value, mul_>(graph, i, j); !found.is_none()) return found;
    return Value::plain_value(graph, graph::detail::append_product(graph, i, j));
}

}
