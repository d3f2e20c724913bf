// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Products, and sums of products. A product knows itself as a power of its base. And where derivatives are appended, whose
// rounding nobody has written down, products associate so as to meet literals and products that are there already, and
// sums give out common factors: what does not depend on the adjoint is then shared by all rows of a Jacobian.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/cancellation.hpp>
#include <typegrad/graph/moderate.hpp>

namespace typegrad::inline v0_2::graph {

namespace detail {
    // With such a factor a product overflows as it does without, but for the last three of its decimal exponents.
    template <class Literal>
    constexpr bool is_small(Literal c) {
        Literal const size = c < 0 ? -c : c;
        return size <= 1024 && size * 1024 >= 1;
    }

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
    template <class Builder>
    constexpr int existing_product(Builder const& graph, int i, int j) {
        int const product = graph.find_product(i < j ? i : j, i < j ? j : i);
        return product >= 0 && graph.lends(product) ? product : -1;
    }

    // (p · q) · r as p · (q · r), if q · r lends, or is 1, or both are literals; else -1.
    template <class Builder>
    constexpr int associated(Builder& graph, int product, int r) {
        if (product < 0 || graph[product].operation != code<mul_>) return -1;
        int const p = graph[product].operand[0], q = graph[product].operand[1];
        if (r < 0) {
            if (p < 0) {
                auto const literal = math::multiply(graph.literal_at(p), graph.literal_at(r));
                if (is_one(literal)) return q;
                if (is_one(-literal)) return graph.append({code<neg_>, what<neg_, typename Builder::literal_type>, {q, 0, 0}});
                return is_moderate(literal) ? append_product(graph, graph.literal(literal), q) : -1;
            }
            return -1;
        }
        if (graph[r].operation == code<div_>) {
            if (p >= 0 && is_reciprocal(graph, r, p)) return q;
            if (p >= 0 && is_reciprocal(graph, r, q)) return p;
        }
        int const pr = existing_product(graph, p, r);
        if (pr >= 0) return append_product(graph, pr < q ? pr : q, pr < q ? q : pr);
        int const qr = p < 0 ? -1 : existing_product(graph, q, r);
        return qr >= 0 ? append_product(graph, p < qr ? p : qr, p < qr ? qr : p) : -1;
    }
}

namespace detail {
    // c · (p · q) as (c · p) · q where c · p, or -c · p, is there already, and finite where p is or lends; else none.
    template <class Value, class Builder>
    constexpr Value with_known_multiple(Builder& graph, int c, int product) {
        if (graph[product].operation != code<mul_> || graph[product].operand[0] < 0) return Value::none();
        auto const literal = graph.literal_at(c);
        int const size = literal < 0 ? graph.literal(-literal) : c;
        for (int k = 0; k < 2; ++k) {
            int const multiple = graph.find_product(size, graph[product].operand[k]);
            if (multiple < 0 || !(is_small(literal) ? graph.is_there(multiple) : graph.lends(multiple))) continue;
            Value const known = Value::of(&graph, multiple) * Value::of(&graph, graph[product].operand[1 - k]);
            return literal < 0 ? -known : known;
        }
        return Value::none();
    }
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
    // c · s for a sum s = d · q ± e, or of two such multiples, with small products of the literals; else none. Unless the sum is new, only
    // if the multiples are there already.
    template <class Value, class Builder>
    constexpr Value scaled_sum(Builder& graph, int c, int sum, bool is_new) {
        if (graph[sum].operation != code<add_> && graph[sum].operation != code<sub_>) return Value::none();
        bool const adds = graph[sum].operation == code<add_>;
        Value term[2]{};
        for (int k = 0; k < 2; ++k) {
            int const i = graph[sum].operand[k];
            bool const multiple = i >= 0 && graph[i].operation == code<mul_> && graph[i].operand[0] < 0;
            if (i >= 0 && !multiple) return Value::none();
            auto const literal = math::multiply(graph.literal_at(c), graph.literal_at(multiple ? graph[i].operand[0] : i));
            if (!is_small(literal) || (multiple && !is_new && !is_there(graph, graph.find_product(graph.literal(literal), graph[i].operand[1])))) return Value::none();
            term[k] = multiple ? Value(literal) * Value::of(&graph, graph[i].operand[1]) : Value(literal);
        }
        return adds ? term[0] + term[1] : term[0] - term[1];
    }
    // The same of a product p · s: p · (c · s).
    template <class Value, class Builder>
    constexpr Value scaled_factor(Builder& graph, int c, int i) {
        bool const is_new = is_fresh(graph, i);
        if (graph[i].operation != code<mul_>) return scaled_sum<Value>(graph, c, i, is_new);
        for (int k = 0; k < 2; ++k) {
            int const s = graph[i].operand[k], p = graph[i].operand[1 - k];
            if (Value const scaled = s < 0 ? Value::none() : scaled_sum<Value>(graph, c, s, is_new); !scaled.is_none()) return Value::of(&graph, p) * scaled;
        }
        return Value::none();
    }
}

namespace detail {
    // Of two operands, which one depends on numbers of the expression alone, few enough to be put together with `others` more: 0 or 1. Neither, or both: -1.
    template <class Builder>
    constexpr int which_is_number(Builder& graph, int i, int j, int others = 0) {
        int const a = graph.numbers_in(i), b = graph.numbers_in(j);
        if ((a < 0) == (b < 0) || (a < 0 ? b : a) + others > most_gathered) return -1;
        return a < 0 ? 1 : 0;
    }

    // c · (d · p) as (c · d) · p for numbers c and d of an expression, or literals; else none. Compilers compute c · d where they know the numbers.
    template <class Value, class Builder>
    constexpr Value gathered(Builder& graph, int i, int j) {
        int const k = which_is_number(graph, i, j), c = k == 0 ? i : j, product = k == 0 ? j : i;
        if (k < 0 || graph[product].operation != code<mul_>) return Value::none();
        int const p = graph[product].operand[0], q = graph[product].operand[1], m = which_is_number(graph, p, q, graph.numbers_in(c)), d = m == 0 ? p : q;
        if (m < 0 || (c < 0 && d < 0)) return Value::none();
        graph.note_gathering();
        return Value::of(&graph, m == 0 ? q : p) * (Value::of(&graph, c) * Value::of(&graph, d));
    }
}

namespace detail {
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

// The value of i · j for operands i <= j of the builder, not both literals.
template <class Value, class Builder>
constexpr Value product(Builder& graph, int i, int j) {
    if (!graph.appends_derivatives()) return Value::plain_value(graph, detail::append_product(graph, i, j));
    if (i < 0) {
        Value const known = detail::with_known_multiple<Value>(graph, i, j);
        if (!known.is_none()) return known;
        Value const scaled = detail::scaled_factor<Value>(graph, i, j);
        if (!scaled.is_none()) return scaled;
    } else if (graph[j].operation == code<div_> || graph[i].operation == code<div_>) {
        Value const cancelled = detail::cancelled<Value>(graph, i, j);
        if (!cancelled.is_none()) return cancelled;
        if (graph[i].operation == code<select_> || graph[j].operation == code<select_>) {
            Value const in_branch = detail::cancelled_in_branch<Value>(graph, i, j);
            if (!in_branch.is_none()) return in_branch;
        }
    } else if (graph.may_share_products()) {
        Value const rest = graph[i].operand[0] < 0 && graph[j].operand[0] < 0 ? detail::without_literals<Value>(graph, i, j) : detail::without_reciprocal<Value>(graph, i, j);
        if (!rest.is_none()) return rest;
    }
    if (graph.gathers_numbers())
        if (Value const together = detail::gathered<Value>(graph, i, j); !together.is_none()) return together;
    int result = detail::associated(graph, j, i);
    if (result < 0) result = detail::associated(graph, i, j);
    return result < 0 ? Value::plain_value(graph, detail::append_product(graph, i, j)) : Value(&graph, result);
}

namespace detail {
    // rⁿ for a square root r; root < 0: none.
    struct power_of_root {
        int root = -1;
        int exponent = 0;
    };
    // Powers of a root, what is under one that is there, and the product of the two, r³.
    template <class Builder>
    constexpr power_of_root as_power_of_root(Builder const& graph, int i) {
        if (i < 0 || graph[i].coefficient != 0) return {};
        auto const is_root = [&](int k) { return k >= 0 && (graph[k].operation == code<norm_> || graph[k].operation == code<sqrt_>); };
        int const base = graph.base(i), exponent = graph.exponent(i);
        if (is_root(base)) return {base, exponent};
        int const norm = graph.find_unary(code<norm_>, base), root = norm >= 0 ? norm : graph.find_unary(code<sqrt_>, base);
        if (is_there(graph, root) && !graph.is_of_derivatives(root)) return {root, 2 * exponent};
        if (graph[i].operation == code<mul_> && exponent == 1)
            for (int k = 0; k < 2; ++k) {
                int const r = graph[i].operand[k], rest = graph[i].operand[1 - k];
                if (rest >= 0 && is_root(r) && graph[r].operand[0] == graph.base(rest) && graph[rest].coefficient == 0) return {r, 1 + 2 * graph.exponent(rest)};
            }
        return {};
    }
}

// 1 / bⁿ as (1 / b)ⁿ, where 1 / b is there already, or b is a root, whose own derivative divides by it, and n no more than 4; else none. So 1 / r,
// 1 / r² and 1 / r³ take one division.
template <class Value, class Builder>
constexpr Value reciprocal_of_power(Builder& graph, int power) {
    int const exponent = graph.exponent(power);
    int const reciprocal = exponent < 2 || graph[power].coefficient != 0 ? -1 : graph.find_reciprocal(graph.base(power));
    if (detail::is_there(graph, reciprocal)) {
        Value result(1);
        for (int k = 0; k < exponent; ++k) result = result * Value::of(&graph, reciprocal);
        return result;
    }
    detail::power_of_root const p = detail::as_power_of_root(graph, power);
    if (p.root < 0 || p.exponent < 2 || p.exponent > 4) return Value::none();
    return powi(1 / Value::of(&graph, p.root), p.exponent);
}

namespace detail {
    // p + p · q as p · (1 + q), where p is what a call has returned: the rest is ready by then.
    template <class Value, class Builder>
    constexpr Value late_factor(Builder& graph, int p, int sum_of) {
        if (p < 0 || sum_of <= p || graph[p].what->cost < 20 || graph[sum_of].operation != code<mul_>) return Value::none();
        int const q = graph[sum_of].operand[0], r = graph[sum_of].operand[1];
        if (q == p || r == p) return Value::of(&graph, p) * (1 + Value::of(&graph, q == p ? r : q));
        return Value::none();
    }

    // Which factor of the product i is a literal times a value, appended with the derivatives; or -1.
    template <class Builder>
    constexpr int factor_that_is_multiple(Builder const& graph, int i) {
        for (int k = 0; k < 2; ++k)
            if (int const f = graph[i].operand[k]; f >= 0 && graph[f].operand[0] < 0 && graph[f].operation == code<mul_> && graph.is_of_derivatives(f)) return k;
        return -1;
    }

    // The product i = (c · p) · q or c · (p · q) without its factor p: c · q, where c is a small literal; or none. (Where p · q is what the
    // function itself computes, it is there, and nothing is won.)
    template <class Value, class Builder>
    constexpr Value without_factor(Builder& graph, int i, int p) {
        auto const is_small_literal = [&](int operand) { return operand < 0 && is_small(graph.literal_at(operand)); };
        if (graph[i].operand[0] < 0) {
            auto const& scaled = graph[graph[i].operand[1]];
            if (!is_small_literal(graph[i].operand[0]) || scaled.operation != code<mul_> || (scaled.operand[0] != p && scaled.operand[1] != p) || !graph.is_of_derivatives(graph[i].operand[1])) return Value::none();
            return Value::of(&graph, graph[i].operand[0]) * Value::of(&graph, scaled.operand[scaled.operand[0] == p ? 1 : 0]);
        }
        for (int k = 0; k < 2; ++k) {
            int const scaled = graph[i].operand[k];
            if (scaled >= 0 && graph[scaled].operation == code<mul_> && is_small_literal(graph[scaled].operand[0]) && graph[scaled].operand[1] == p)
                return Value::of(&graph, graph[scaled].operand[0]) * Value::of(&graph, graph[i].operand[1 - k]);
        }
        return Value::none();
    }
    // p · (c · q) ± d · r as ∓d · (p · (k · q) …) for k = |c / d|, if that is 1, or small and k · q is there already:
    // 400x(…) + 2(…) as 2(200x(…) + …).
    template <class Value, class Op, class Builder>
    constexpr Value factored_literal(Builder& graph, int i, int j) {
        for (int swapped = 0; swapped < 2; ++swapped) {
            int const nested = swapped ? j : i, plain = swapped ? i : j, d = graph[plain].operand[0];
            if (d >= 0) continue;
            for (int k = 0; k < 2; ++k) {
                int const scaled = graph[nested].operand[k], p = graph[nested].operand[1 - k];
                if (p < 0 || scaled < 0 || graph[scaled].operation != code<mul_> || graph[scaled].operand[0] >= 0) continue;
                auto const ratio = math::divide(graph.literal_at(graph[scaled].operand[0]), graph.literal_at(d));
                auto const size = ratio < 0 ? -ratio : ratio;
                if (!is_small(size) || math::multiply(size, graph.literal_at(d)) != (ratio < 0 ? -graph.literal_at(graph[scaled].operand[0]) : graph.literal_at(graph[scaled].operand[0]))) continue;
                int const shared = size == 1 ? graph[scaled].operand[1] : graph.find_product(graph.literal(size), graph[scaled].operand[1]);
                if (!is_there(graph, shared)) continue;
                // nested = ±d · p · shared with the sign of the ratio.
                Value const product = Value::of(&graph, p) * Value::of(&graph, shared), r = Value::of(&graph, graph[plain].operand[1]);
                bool const plus = std::is_same_v<Op, add_>, minus = ratio < 0;
                auto const factor = graph.literal_at(d);
                if (!swapped) return minus == plus ? Value(minus ? -factor : factor) * (product - r) : Value(minus ? -factor : factor) * (product + r);
                return minus == plus ? Value(factor) * (r - product) : Value(factor) * (r + product);
            }
        }
        return Value::none();
    }
    // (c · p) · q ± (d · p) · r with small c and d as p · (c · q ± d · r), or as p · r · (c · b^(m-n) ± d) where q and r are the powers m and n < m of b;
    // else none.
    template <class Value, class Op, class Builder>
    constexpr Value factored_behind_two_literals(Builder& graph, int i, int j) {
        int const m = factor_that_is_multiple(graph, i), n = m < 0 ? -1 : factor_that_is_multiple(graph, j);
        if (n < 0) return Value::none();
        node const &cp = graph[graph[i].operand[m]], &dp = graph[graph[j].operand[n]];
        int const q = graph[i].operand[1 - m], r = graph[j].operand[1 - n];
        if (cp.operand[1] != dp.operand[1] || q < 0 || r < 0 || !is_small(graph.literal_at(cp.operand[0])) || !is_small(graph.literal_at(dp.operand[0]))) return Value::none();
        Value const c = Value::of(&graph, cp.operand[0]), d = Value::of(&graph, dp.operand[0]), p = Value::of(&graph, cp.operand[1]);
        auto const joined = [](Value a, Value b) {
            if constexpr (std::is_same_v<Op, add_>) return a + b;
            else return a - b;
        };
        bool const powers = graph.base(q) == graph.base(r) && graph[q].coefficient == 0 && graph[r].coefficient == 0;
        int const more = powers ? graph.exponent(q) - graph.exponent(r) : 0;
        auto const power = [&](int k) { return powi(Value::of(&graph, graph.base(q)), k); };
        if (more > 0) return (p * Value::of(&graph, r)) * joined(c * power(more), d);
        if (more < 0) return (p * Value::of(&graph, q)) * joined(c, d * power(-more));
        return p * joined(c * Value::of(&graph, q), d * Value::of(&graph, r));
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
        if (Value const sum = factored_literal<Value, Op>(graph, i, j); !sum.is_none()) return sum;
        return graph.has_signatures() ? factored_behind_two_literals<Value, Op>(graph, i, j) : Value::none();
    }
}

namespace detail {
    // (c ± p · q) ± p · r as c ± p · (q ± r), where the former sum is the last one that was made: what nobody else uses of it goes.
    // The terms of p are then together, and may be a sum that is there. (c ± p · q) ± p likewise, where p comes to the sum and not the
    // sum to p: 1 ± q waits for no adjoint, and where it cancels, no digits of p · q are lost.
    template <class Value, class Op, class Builder>
    constexpr Value gathered_terms(Builder& graph, int sum, int product, bool swapped = false) {
        auto const is_sum = [&](int i) { return graph[i].operation == code<add_> || graph[i].operation == code<sub_>; };
        if (std::is_same_v<Op, add_> && (graph[sum].operation == code<mul_> || (graph[sum].operation == code<div_> && is_sum(product)))) return gathered_terms<Value, Op>(graph, product, sum, true);
        bool const is_product = graph[product].operation == code<mul_>;
        if (!(is_product || graph[product].operation == code<div_>) || !is_sum(sum) || !graph.is_of_derivatives(sum)) return Value::none();
        int const c = graph[sum].operand[0], pq = graph[sum].operand[1];
        for (int k = 0; k < (graph[sum].operation == code<add_> ? 2 : 1); ++k) {
            int const first = k == 0 ? pq : c, rest = k == 0 ? c : pq;
            if (first < 0 || !graph.is_of_derivatives(first)) continue;
            if (graph.may_share_products() && graph[product].operand[1] > first)
                if (Value const whole = over_common_divisor<Value>(graph, first, product, (graph[sum].operation == code<add_>) != std::is_same_v<Op, add_>); !whole.is_none())
                    return graph[sum].operation == code<add_> ? Value::of(&graph, rest) + whole : Value::of(&graph, rest) - whole;
            if (graph[first].operation != code<mul_>) continue;
            for (int m = 0; m < 2 && !swapped && graph[first].operand[1] >= product; ++m) {
                if (graph[first].operand[m] != product) continue;
                Value const q = Value::of(&graph, graph[first].operand[1 - m]), other = Value::of(&graph, rest);
                bool const plus = graph[sum].operation == code<add_>, same = plus == std::is_same_v<Op, add_>;
                if (same) return plus ? other + Value::of(&graph, product) * (1 + q) : other - Value::of(&graph, product) * (1 + q);
                return plus ? other - Value::of(&graph, product) * (1 - q) : other + Value::of(&graph, product) * (1 - q);
            }
            for (int m = 0; m < 4 && is_product; ++m) {
                int const p = graph[first].operand[m % 2];
                if (p < 0 || p != graph[product].operand[m / 2]) continue;
                Value const q = Value::of(&graph, graph[first].operand[1 - m % 2]), r = Value::of(&graph, graph[product].operand[1 - m / 2]), other = Value::of(&graph, rest);
                bool const plus = graph[sum].operation == code<add_>, same = plus == std::is_same_v<Op, add_>;
                Value const inner = Value::of(&graph, p) * (same ? q + r : q - r);
                return plus ? other + inner : other - inner;
            }
        }
        return Value::none();
    }
}

// p · q ± p · r as p · (q ± r), and the like; or none.
template <class Value, class Op, class Builder>
constexpr Value factored_sum(Builder& graph, int i, int j) {
    if (i < 0 || j < 0) return Value::none();
    if (int const late = i < j ? j : i; graph.may_share_products() && graph[late].operand[1] > i + j - late) {
        constexpr bool minus = std::is_same_v<Op, sub_>;
        if (Value const sum = detail::over_common_divisor<Value>(graph, i + j - late, late, minus, minus && late == i); !sum.is_none()) return sum;
    }
    if (graph[i].operation != code<mul_> || graph[j].operation != code<mul_>) {
        Value const gathered = detail::gathered_terms<Value, Op>(graph, i, j);
        if (!gathered.is_none()) return gathered;
        if constexpr (std::is_same_v<Op, add_>) return i < j ? detail::late_factor<Value>(graph, i, j) : detail::late_factor<Value>(graph, j, i);
        else return Value::none();
    }
    if (std::is_same_v<Op, add_> && i == j) return 2 * Value::of(&graph, i);
    int const p = graph[i].operand[0], q = graph[i].operand[1], r = graph[j].operand[0], s = graph[j].operand[1];
    if (p != r && p != s && q != r && q != s) return detail::factored_behind_literals<Value, Op>(graph, i, j);
    int const common = p == r || p == s ? p : q;
    Value const one = Value::of(&graph, common == p ? q : p), other = Value::of(&graph, common == r ? s : r);
    if constexpr (std::is_same_v<Op, add_>) return Value::of(&graph, common) * (one + other);
    else return Value::of(&graph, common) * (one - other);
}

}
