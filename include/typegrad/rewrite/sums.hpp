// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Rules for sums in derivatives (rule.hpp). Sums give out common factors: what does not depend on the adjoint is then shared by all rows of a Jacobian.
// In the rules + is + or -, which the sides have in the same places.
#pragma once
#pragma GCC system_header

#include <typegrad/rewrite/rule.hpp>

namespace typegrad::inline v0_2::rewrite {

template <class Op, class Value>
constexpr Value joined(Value a, Value b) {
    if constexpr (std::is_same_v<Op, add_>) return a + b;
    else return a - b;
}
// The same for a sum that is there: the node says whether it adds.
template <class Value>
constexpr Value joined(bool adds, Value a, Value b) {
    if (adds) return a + b;
    return a - b;
}

// x - x -> 0          infinite factors included: two shares that cancel each other are none
struct difference_of_equals {
    template <class Value, class Op, class Builder>
    static constexpr Value apply(Builder&, int i, int j) {
        if (i != j || !std::is_same_v<Op, sub_>) return none<Value>;
        return Value(0);
    }
};

// (x + p) - p -> x          infinite p included, as above
// (x - p) + p -> x
struct share_that_cancels {
    template <class Value, class Op, class Builder>
    static constexpr Value apply(Builder& graph, int i, int j) {
        constexpr bool minus = std::is_same_v<Op, sub_>;
        for (int swapped = 0; swapped < (minus ? 1 : 2); ++swapped) {
            int const sum = swapped ? j : i, share = swapped ? i : j;
            if (sum < 0) continue;
            graph::node const& n = graph[sum];
            if (n.operation == (minus ? code<add_> : code<sub_>) && n.operand[1] == share) return Value::of(&graph, n.operand[0]);
            if (minus && n.operation == code<add_> && n.operand[0] == share) return Value::of(&graph, n.operand[1]);
        }
        return none<Value>;
    }
};

// The sweep divides the derivative of log(x + sqrt(x² + 1)) by a sum that may be nothing but rounding. The derivative is 1 / sqrt(x² + 1), without that sum.
// In derivatives that nobody differentiates again:
// p + (p (1 / r)) q -> (p (1 / r)) (r + q)                      where r + q is there, as it is in the derivative of log(x + sqrt(x² + 1))
// u (1 / s) + ((u (1 / s)) (1 / r)) q -> u (1 / r)              where s is r + q, whoever may use s: it is gone
struct common_divisor {
    template <class Value, class Op, class Builder>
    static constexpr Value apply(Builder& graph, int i, int j) {
        constexpr bool minus = std::is_same_v<Op, sub_>;
        int const late = i < j ? j : i, early = i + j - late;
        if (graph[late].operand[1] <= early) return none<Value>;
        return of_terms<Value>(graph, early, late, minus, minus && late == i);
    }
    // p ± the product; or, reversed, the product - p.
    template <class Value, class Builder>
    static constexpr Value of_terms(Builder& graph, int p, int product, bool minus, bool reversed = false) {
        if (graph[product].operation != code<mul_> || !graph.has_signatures()) return none<Value>;
        for (int k = 0; k < 2; ++k) {
            int const quotient = graph[product].operand[k], q = graph[product].operand[1 - k];
            if (q < 0 || quotient <= p || graph[quotient].operation != code<mul_>) continue;
            int const m = graph[quotient].operand[0] == p ? 1 : 0, reciprocal = graph[quotient].operand[m];
            if (graph[quotient].operand[1 - m] != p || reciprocal < 0 || graph[reciprocal].operation != code<div_>) continue;
            int const r = graph[reciprocal].operand[1];
            if (r < 0 || !graph::detail::is_reciprocal(graph, reciprocal, r)) continue;
            int const first = reversed ? q : r, second = reversed ? r : q;
            if (int const sum = graph.find_sum(first, second, minus); sum >= 0) return Value::of(&graph, quotient) * Value::of(&graph, sum);
            for (int n = 0; n < 2 && graph[p].operation == code<mul_>; ++n)
                if (int const of_sum = graph[p].operand[n]; of_sum >= 0 && graph[of_sum].operation == code<div_>)
                    if (int const s = graph[of_sum].operand[1]; s >= 0 && graph::detail::is_reciprocal(graph, of_sum, s) && graph.is_sum(s, first, second, minus))
                        return Value::of(&graph, graph[p].operand[1 - n]) * Value::of(&graph, reciprocal);
        }
        return none<Value>;
    }
};

// (c + p q) + p r -> c + p (q + r)          where nobody else uses c + p q, as the last sum that was made: the terms of p may be a sum that is there
// (c + p q) + p -> c + p (1 + q)            where p comes to the sum, and not the sum to p: 1 + q waits for no adjoint, and where it cancels, no digits of p q are lost
struct terms_of_one_factor {
    template <class Value, class Op, class Builder>
    static constexpr Value apply(Builder& graph, int sum, int product) {
        if (std::is_same_v<Op, add_> && (graph[sum].operation == code<mul_> || (graph[sum].operation == code<div_> && is_sum(graph, product)))) return of_terms<Value, Op>(graph, product, sum, true);
        return of_terms<Value, Op>(graph, sum, product, false);
    }

private:
    template <class Value, class Op, class Builder>
    static constexpr Value of_terms(Builder& graph, int sum, int product, bool swapped) {
        bool const of_product = graph[product].operation == code<mul_>;
        if (!(of_product || graph[product].operation == code<div_>) || !is_sum(graph, sum) || !graph.is_of_derivatives(sum)) return none<Value>;
        bool const plus = graph[sum].operation == code<add_>, same = plus == std::is_same_v<Op, add_>;
        int const c = graph[sum].operand[0], pq = graph[sum].operand[1];
        for (int k = 0; k < (plus ? 2 : 1); ++k) {
            int const first = k == 0 ? pq : c, rest = k == 0 ? c : pq;
            if (first < 0 || !graph.is_of_derivatives(first)) continue;
            if (graph.may_share_products() && graph[product].operand[1] > first)
                if (Value const whole = common_divisor::of_terms<Value>(graph, first, product, !same); !whole.is_none()) return joined(plus, Value::of(&graph, rest), whole);
            if (graph[first].operation != code<mul_>) continue;
            for (int m = 0; m < 2 && !swapped && graph[first].operand[1] >= product; ++m) {
                if (graph[first].operand[m] != product) continue;
                Value const q = Value::of(&graph, graph[first].operand[1 - m]), other = Value::of(&graph, rest);
                return joined(plus == same, other, Value::of(&graph, product) * joined(same, Value(1), q));  // c + p q - p is c - p (1 - q)
            }
            for (int m = 0; m < 4 && of_product; ++m) {
                int const p = graph[first].operand[m % 2];
                if (p < 0 || p != graph[product].operand[m / 2]) continue;
                Value const q = Value::of(&graph, graph[first].operand[1 - m % 2]), r = Value::of(&graph, graph[product].operand[1 - m / 2]), other = Value::of(&graph, rest);
                return joined(plus, other, Value::of(&graph, p) * joined(same, q, r));
            }
        }
        return none<Value>;
    }
};

// p q + p q -> 2 (p q)
struct twice_a_product {
    template <class Value, class Op, class Builder>
    static constexpr Value apply(Builder& graph, int i, int j) {
        if (!std::is_same_v<Op, add_> || i != j) return none<Value>;
        return 2 * Value::of(&graph, i);
    }
};

// p q + p r -> p (q + r)          in derivatives; not in values, since q + r may overflow, or be 0 where p is infinite
struct common_factor {
    template <class Value, class Op, class Builder>
    static constexpr Value apply(Builder& graph, int i, int j) {
        int const p = graph[i].operand[0], q = graph[i].operand[1], r = graph[j].operand[0], s = graph[j].operand[1];
        if (p != r && p != s && q != r && q != s) return none<Value>;
        int const common = p == r || p == s ? p : q;
        return Value::of(&graph, common) * joined<Op>(Value::of(&graph, common == p ? q : p), Value::of(&graph, common == r ? s : r));
    }
};

// Polynomials with coefficients, whose derivatives repeat a factor behind one: an energy of a turning body, strain energies, mixtures.
// (c p) q + p s -> p (c q + s)          where c is small
// c (p q) + p s -> p (c q + s)          where c is small, and p q was appended with the derivatives: one of the function itself is there, and nothing would be won
struct common_factor_behind_literal {
    template <class Value, class Op, class Builder>
    static constexpr Value apply(Builder& graph, int i, int j) {
        for (int k = 0; k < 4; ++k) {
            int const plain = k < 2 ? j : i, p = graph[plain].operand[k % 2];
            if (p < 0) continue;
            Value const rest = without_factor<Value>(graph, i + j - plain, p);
            if (rest.is_none()) continue;
            Value const other = Value::of(&graph, graph[plain].operand[1 - k % 2]);
            if (plain == j || std::is_same_v<Op, add_>) return Value::of(&graph, p) * joined<Op>(rest, other);
            return Value::of(&graph, p) * (other - rest);
        }
        return none<Value>;
    }

private:
    // The product i without its factor p, c · q; or none.
    template <class Value, class Builder>
    static constexpr Value without_factor(Builder& graph, int i, int p) {
        auto const is_small_literal = [&](int operand) { return operand < 0 && condition::is_small(graph.literal_at(operand)); };
        if (graph[i].operand[0] < 0) {
            auto const& scaled = graph[graph[i].operand[1]];
            if (!is_small_literal(graph[i].operand[0]) || scaled.operation != code<mul_> || (scaled.operand[0] != p && scaled.operand[1] != p) || !graph.is_of_derivatives(graph[i].operand[1])) return none<Value>;
            return Value::of(&graph, graph[i].operand[0]) * Value::of(&graph, scaled.operand[scaled.operand[0] == p ? 1 : 0]);
        }
        for (int k = 0; k < 2; ++k) {
            int const scaled = graph[i].operand[k];
            if (is_product(graph, scaled) && is_small_literal(graph[scaled].operand[0]) && graph[scaled].operand[1] == p)
                return Value::of(&graph, graph[scaled].operand[0]) * Value::of(&graph, graph[i].operand[1 - k]);
        }
        return none<Value>;
    }
};

// p (c q) + d r -> d (p (k q) + r)          for k = c / d, where |k| is 1, or small and |k| q is there; with the sign of k in front
struct common_literal {
    template <class Value, class Op, class Builder>
    static constexpr Value apply(Builder& graph, int i, int j) {
        for (int swapped = 0; swapped < 2; ++swapped) {
            int const nested = swapped ? j : i, plain = swapped ? i : j, d = graph[plain].operand[0];
            if (d >= 0) continue;
            for (int k = 0; k < 2; ++k) {
                int const scaled = graph[nested].operand[k], p = graph[nested].operand[1 - k];
                if (p < 0 || !is_multiple(graph, scaled)) continue;
                auto const ratio = math::divide(graph.literal_at(graph[scaled].operand[0]), graph.literal_at(d));
                auto const size = ratio < 0 ? -ratio : ratio;
                if (!condition::is_small(size) || math::multiply(size, graph.literal_at(d)) != (ratio < 0 ? -graph.literal_at(graph[scaled].operand[0]) : graph.literal_at(graph[scaled].operand[0]))) continue;
                int const shared = size == 1 ? graph[scaled].operand[1] : graph.find_product(graph.literal(size), graph[scaled].operand[1]);
                if (!condition::is_there(graph, shared)) continue;
                // nested = ±d · p · shared with the sign of the ratio.
                Value const product = Value::of(&graph, p) * Value::of(&graph, shared), r = Value::of(&graph, graph[plain].operand[1]);
                bool const plus = std::is_same_v<Op, add_>, minus = ratio < 0;
                auto const factor = graph.literal_at(d);
                if (swapped) return Value(factor) * joined(minus != plus, r, product);
                return Value(minus ? -factor : factor) * joined(minus != plus, product, r);
            }
        }
        return none<Value>;
    }
};

using rules_of_products_in_sums = first_of<common_factor, common_factor_behind_literal, common_literal>;

// The value of i ± j, or none. What the rules of a list have in common is asked here, once: most sums are of no rule.
template <class Value, class Op, class Builder>
constexpr Value sum(Builder& graph, int i, int j) {
    if (i == j && std::is_same_v<Op, sub_>) return difference_of_equals::apply<Value, Op>(graph, i, j);
    int const a = i < 0 ? -1 : graph[i].operation, b = j < 0 ? -1 : graph[j].operation;
    if (a == code<add_> || a == code<sub_> || b == code<sub_>)
        if (Value const rest = share_that_cancels::apply<Value, Op>(graph, i, j); !rest.is_none()) return rest;
    if (i < 0 || j < 0) return none<Value>;
    if ((a != code<mul_> && b != code<mul_> && a != code<div_> && b != code<div_>) || !graph.begin_factoring()) return none<Value>;
    Value found = none<Value>;
    if (graph.may_share_products()) found = common_divisor::apply<Value, Op>(graph, i, j);
    if (!found.is_none()) return graph.end_factoring(), found;
    if (a != code<mul_> || b != code<mul_>) found = terms_of_one_factor::apply<Value, Op>(graph, i, j);
    else if (i == j) found = twice_a_product::apply<Value, Op>(graph, i, j);
    else found = rules_of_products_in_sums::apply<Value, Op>(graph, i, j);
    return graph.end_factoring(), found;
}

}
