// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The policy `fast`: sums and products in another order. What is computed is the same in exact arithmetic and, in floating
// point, some roundings apart; an overflow of an intermediate result can come or go.
//
//   - Sums of products give out common factors, so that polynomials take Horner's form, in one variable or several.
//   - Divisions by one divisor share its reciprocal, those by its powers too; a literal's reciprocal is a literal.
//   - A power whose base has a logarithm anyway, as where its exponent is differentiated, or is an exponential, is an exponential of that while it is moderate.
//   - A sum of logarithms takes one, of the product of their arguments while these are moderate.
//   - The logarithm of p exp(u) is u + log(p): of a parameter given by its logarithm, or of a density. So exp(u) can neither overflow nor vanish.
//   - Long sums are added in parts, which are independent of each other: less latency, and less rounding. Of terms of one kind the
//     parts are alike, so that the back end can do them side by side.
//
// (Rules that have a cheaper formula, which cancels, take it: tanh.)
//
// Nothing here needs a condition on the values: no logarithm of other factors is split, no power of a power is joined.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/scratch.hpp>
#include <typegrad/graph/uses.hpp>
#include <typegrad/pass/count.hpp>
#include <typegrad/pass/rewrite.hpp>

namespace typegrad::inline v0_2::rewrite {

namespace detail {
    // coefficient · product of the factors, which are nodes of the graph that is rewritten, in ascending order.
    template <class Literal>
    struct term {
        static constexpr int most_factors = 12;

        Literal coefficient = 1;
        int factors[most_factors] = {};
        int count = 0;

        constexpr bool has_room(int more) const { return count + more <= most_factors; }
        constexpr void multiply(int factor) {
            int at = count++;
            for (; at > 0 && factors[at - 1] > factor; --at) factors[at] = factors[at - 1];
            factors[at] = factor;
        }
        constexpr int power_of(int factor) const {
            int power = 0;
            for (int i = 0; i < count; ++i) power += factors[i] == factor;
            return power;
        }
        constexpr void divide(int factor, int power) {
            int kept = 0;
            for (int i = 0; i < count; ++i)
                if (factors[i] != factor || power-- <= 0) factors[kept++] = factors[i];
            count = kept;
        }
        // Of the same coefficient and powers.
        constexpr bool is_like(term const& other) const {
            if (count != other.count || coefficient != other.coefficient) return false;
            for (int i = 1; i < count; ++i)
                if ((factors[i] == factors[i - 1]) != (other.factors[i] == other.factors[i - 1])) return false;
            return true;
        }
        constexpr bool same_factors(term const& other) const {
            if (count != other.count) return false;
            for (int i = 0; i < count; ++i)
                if (factors[i] != other.factors[i]) return false;
            return true;
        }
    };

    // The rewriting of one graph into a builder.
    template <class Graph>
    class fast_rewriting {
        using literal = typename Graph::literal_type;
        using value = tracer<literal>;
        using builder = graph::builder<literal>;
        using term = detail::term<literal>;
        struct part_of_sum {
            int operand = 0;
            literal scale = 1;
        };

        // What a sum of many terms is added in.
        static constexpr int parts = 4;

        // What a sum is taken apart into at most; more terms are added as they come.
        static constexpr int most_terms = 64;

        // How many logarithms are one, and how many different coefficients of theirs are looked for in a sum.
        static constexpr int most_joined = 8, most_coefficients = 4;

        static constexpr int nobody = -1;

    public:
        constexpr fast_rewriting(Graph const& graph, builder& to)
            : graph_(graph), to_(to), uses_(graph), quotients_(graph.node_count), divisions_by_literal_(graph.literal_count), absorbed_(graph.node_count), has_logarithm_(graph.node_count),
              is_base_(graph.node_count), joins_(graph.node_count), rewritten_(graph.node_count) {
            find_parts_and_divisors();
        }

        constexpr void run(int* output) {
            for (int i = 0; i < graph_.input_count; ++i) rewritten_[i] = value(&to_, to_.input());
            to_.lend_everything();
            to_.append_derivatives(true);  // products may associate from here on
            for (int i = graph_.input_count; i < graph_.node_count; ++i)
                if (uses_[i] > 0 && !absorbed_[i]) rewritten_[i] = rewritten(i);
            for (int i = 0; i < graph_.output_count; ++i) output[i] = of(graph_.outputs[i]).operand_in(to_);
        }

    private:
        static constexpr bool is_sum(graph::node const& n) { return n.operation == code<add_> || n.operation == code<sub_>; }
        constexpr bool is_sum_or_sign(int i) const { return i >= graph_.input_count && (is_sum(graph_.nodes[i]) || graph_.nodes[i].operation == code<neg_>); }

        constexpr bool is_exponential(int i) const { return i >= graph_.input_count && graph_.nodes[i].operation == code<exp_>; }
        // A product or a quotient that nobody else needs, with an exponential that nobody else needs.
        constexpr bool has_exponential(int i) const {
            if (i < graph_.input_count || uses_[i] != 1) return false;
            graph::node const& n = graph_.nodes[i];
            return n.operation == code<exp_> || ((n.operation == code<div_> || (n.operation == code<mul_> && n.exponent <= 1)) && (has_exponential(n.operand[0]) || has_exponential(n.operand[1])));
        }
        constexpr bool is_logarithm(int i) const {
            if (i < graph_.input_count || graph_.nodes[i].operation != code<log_> || graph_.nodes[i].operand[0] < 0) return false;
            return !is_exponential(graph_.nodes[i].operand[0]) && !has_exponential(graph_.nodes[i].operand[0]);
        }
        // What is left of such a product, or 1. The exponents are added up.
        constexpr value without_exponentials(int i, value& exponents, bool divides = false) const {
            if (!is_exponential(i) && !has_exponential(i)) return of(i);
            graph::node const& n = graph_.nodes[i];
            if (n.operation != code<exp_>) {
                bool const is_quotient = n.operation == code<div_>;
                value const a = without_exponentials(n.operand[0], exponents, divides), b = without_exponentials(n.operand[1], exponents, divides != is_quotient);
                return is_quotient ? a / b : a * b;
            }
            value const exponent = divides ? -of(n.operand[0]) : of(n.operand[0]);
            exponents = exponents.is_none() ? exponent : exponents + exponent;
            return value(1);
        }

        // Divided by a literal.
        constexpr bool is_multiple(graph::node const& n) const {
            return n.operation == code<div_> && n.operand[0] >= 0 && n.operand[1] < 0 && graph::detail::is_moderate(graph_.literals[~n.operand[1]]);
        }

        // Which sums and signs are parts of another sum, and by what is divided.
        constexpr void find_parts_and_divisors() {
            for (int i = graph_.input_count; i < graph_.node_count; ++i) {
                if (uses_[i] == 0) continue;
                graph::node const& n = graph_.nodes[i];
                if (is_logarithm(i)) has_logarithm_[n.operand[0]] = true, ++logarithms_;
                if (n.operation == code<pow_> && n.operand[0] >= 0) is_base_[n.operand[0]] = true;
                if (n.operation == code<div_>) ++(n.operand[1] < 0 ? divisions_by_literal_[~n.operand[1]] : quotients_[n.operand[1]]);
            }
            for (int i = graph_.input_count; i < graph_.node_count; ++i)
                if (uses_[i] > 0 && is_sum_or_sign(i))
                    for (int k = 0; k < graph_.nodes[i].what->arity; ++k)
                        if (int const part = graph_.nodes[i].operand[k]; is_sum_or_sign(part) && uses_[part] == 1) absorbed_[part] = true;
            if (logarithms_ > 1) find_logarithms();
        }
        // Which sums take logarithms in one: those that have several which nobody else needs. What a logarithm in a part of such a sum is
        // multiplied by goes into the terms of that part.
        constexpr void find_logarithms() {
            graph::scratch<int> const root(graph_.node_count), times(graph_.node_count), found(graph_.node_count);
            for (int i = graph_.node_count - 1; i >= graph_.input_count; --i) {
                if (uses_[i] == 0 || (!is_sum_or_sign(i) && root[i] == 0)) continue;
                graph::node const& n = graph_.nodes[i];
                int const sum = root[i] != 0 ? root[i] : root[i] = i;
                for (int k = 0; k < n.what->arity; ++k) {
                    int const part = n.operand[k];
                    if (is_logarithm(part)) ++times[part], root[part] = root[part] == 0 || root[part] == sum ? sum : nobody;
                    else if (part >= graph_.input_count && uses_[part] == 1 && (is_sum_or_sign(part) || is_scaled(graph_.nodes[part]))) root[part] = sum;
                }
            }
            for (int i = graph_.input_count; i < graph_.node_count; ++i)
                if (is_logarithm(i) && root[i] > 0 && times[i] == uses_[i] && !is_base_[graph_.nodes[i].operand[0]]) ++found[root[i]], joins_[i] = true;
            for (int i = graph_.input_count; i < graph_.node_count; ++i) {
                if (root[i] <= 0) continue;
                if (is_logarithm(i)) joins_[i] = joins_[i] && found[root[i]] > 1;
                else if (found[root[i]] > 1)
                    for (int k = 0; k < graph_.nodes[i].what->arity; ++k)
                        if (int const part = graph_.nodes[i].operand[k]; part >= graph_.input_count && root[part] == root[i] && joins_[part]) joins_[i] = true;
                if (joins_[i] && root[i] != i && !is_logarithm(i)) absorbed_[i] = true;
            }
        }
        // A literal times something.
        static constexpr bool is_scaled(graph::node const& n) { return n.operation == code<mul_> && n.operand[0] < 0; }

        constexpr value of(int operand) const { return operand < 0 ? value(graph_.literals[~operand]) : rewritten_[operand]; }

        constexpr value rewritten(int i) {
            graph::node const& n = graph_.nodes[i];
            if (is_sum(n) || n.operation == code<neg_>) {
                graph::detail::growing<term> terms(16);
                take_apart(n, literal(1), terms);
                value const logarithms = joins_[i] ? joined_logarithms(terms) : value::none();
                if (terms.size == 0) return logarithms;
                bool const is_zero = all_cancel(terms);
                value const rest = terms.size > most_terms ? in_parts(terms.data, terms.size) : horner(terms.data, terms.size);
                if (is_zero) return rest + value(0);  // x - x is 0 for negative x too, not -0: what is at a cut, as atan2, asks for the sign
                return logarithms.is_none() ? rest : rest + logarithms;
            }
            if (is_multiple(n) && divisions_by_literal_[~n.operand[1]] > 1) return of(n.operand[0]) * value(math::divide(literal(1), graph_.literals[~n.operand[1]]));
            if (n.operation == code<div_> && n.operand[1] >= 0 && quotients_[n.operand[1]] > 1) return of(n.operand[0]) * (1 / of(n.operand[1]));
            if (n.operation == code<div_> && n.operand[0] >= 0 && n.operand[1] >= 0) {  // by a power of what is divided by as well
                graph::node const& power = graph_.nodes[n.operand[1]];
                if (power.exponent > 1 && power.coefficient == 0 && quotients_[power.base] > 0) return of(n.operand[0]) * powi(1 / of(power.base), power.exponent);
            }
            if (n.operation == code<pow_> && is_exponential(n.operand[0]))
                return apply<power_by_logarithm_>(of(n.operand[0]), of(n.operand[1]), of(n.operand[1]) * of(graph_.nodes[n.operand[0]].operand[0]));
            if (n.operation == code<pow_> && n.operand[0] >= 0 && has_logarithm_[n.operand[0]])
                return apply<power_by_logarithm_>(of(n.operand[0]), of(n.operand[1]), of(n.operand[1]) * log(of(n.operand[0])));
            if (n.operation == code<log_> && is_exponential(n.operand[0])) return of(graph_.nodes[n.operand[0]].operand[0]);
            if (n.operation == code<log_> && has_exponential(n.operand[0])) {
                value exponents = value::none();
                value const rest = without_exponentials(n.operand[0], exponents);
                return exponents + log(rest);
            }
            if (n.what->arity == 0) return pass::appended_again(to_, n);
            return pass::reapply(n, [&](int operand) { return of(operand); });
        }

        // With a list and no calls of its own: a sum of some hundred terms is as deep, and a compiler allows 512 calls in one another.
        constexpr void take_apart(graph::node const& sum, literal scale, graph::detail::growing<term>& terms) {
            graph::detail::growing<part_of_sum> parts_left(16);
            push_operands(sum, scale, parts_left);
            while (parts_left.size > 0) {
                part_of_sum const part = parts_left[--parts_left.size];
                if (part.operand >= 0 && absorbed_[part.operand]) push_operands(graph_.nodes[part.operand], part.scale, parts_left);
                else add_term(part.operand, part.scale, terms);
            }
        }
        // The first operand last, which is the next one that is taken.
        constexpr void push_operands(graph::node const& n, literal scale, graph::detail::growing<part_of_sum>& parts_left) const {
            if (is_scaled(n)) {
                parts_left.push({n.operand[1], math::multiply(scale, graph_.literals[~n.operand[0]])});
                return;
            }
            parts_left.push({n.operand[n.operation == code<neg_> ? 0 : 1], n.operation == code<add_> ? scale : literal(-scale)});
            if (n.operation != code<neg_>) parts_left.push({n.operand[0], scale});
        }
        constexpr void add_term(int part, literal scale, graph::detail::growing<term>& terms) {
            term t;
            multiply(t, part);
            t.coefficient = math::multiply(t.coefficient, scale);
            // Like terms are joined.
            for (int i = 0; i < terms.size && terms.size <= most_terms; ++i)
                if (terms[i].same_factors(t)) {
                    terms[i].coefficient = math::add(terms[i].coefficient, t.coefficient);
                    return;
                }
            terms.push(t);
        }
        static constexpr bool all_cancel(graph::detail::growing<term> const& terms) {
            for (int i = 0; i < terms.size; ++i)
                if (terms[i].coefficient != 0) return false;
            return true;
        }
        // The sum of those terms that are logarithms with one coefficient, several of them, which go. Others stay terms.
        constexpr value joined_logarithms(graph::detail::growing<term>& terms) {
            value sum = value::none();
            for (int kinds = 0; kinds < most_coefficients; ++kinds) {
                int first = 0, alike = 0, kept = 0;
                while (first < terms.size && !(is_logarithm(terms[first]) && is_another(terms, first))) ++first;
                if (first == terms.size) return sum;
                literal const coefficient = terms[first].coefficient;
                value factor(1), rest(0), logarithms = value::none();
                auto const join = [&] {
                    value const more = apply<log_of_joined_>(factor) + rest;
                    logarithms = logarithms.is_none() ? more : logarithms + more;
                    factor = value(1), rest = value(0), alike = 0;
                };
                for (int i = 0; i < terms.size; ++i) {
                    if (!is_logarithm(terms[i]) || terms[i].coefficient != coefficient) {
                        terms[kept++] = terms[i];
                        continue;
                    }
                    value const a = of(graph_.nodes[terms[i].factors[0]].operand[0]);
                    factor = apply<joined_factor_>(factor, a), rest = apply<joined_rest_>(rest, a);
                    if (++alike == most_joined) join();
                }
                if (alike > 0) join();
                terms.size = kept;
                sum = sum.is_none() ? coefficient * logarithms : sum + coefficient * logarithms;
            }
            return sum;
        }
        constexpr bool is_logarithm(term const& t) const { return t.count == 1 && graph_.nodes[t.factors[0]].operation == code<log_> && joins_[t.factors[0]]; }
        constexpr bool is_another(graph::detail::growing<term> const& terms, int i) const {
            for (int j = i + 1; j < terms.size; ++j)
                if (is_logarithm(terms[j]) && terms[j].coefficient == terms[i].coefficient) return true;
            return false;
        }
        // A product is taken apart while nobody else needs it; a power always, it is cheap to build again. `more` are the factors that wait: room is kept for each.
        constexpr void multiply(term& t, int operand, int more = 0) {
            if (operand < 0) {
                t.coefficient = math::multiply(t.coefficient, graph_.literals[~operand]);
                return;
            }
            graph::node const& n = graph_.nodes[operand];
            if (operand >= graph_.input_count && is_multiple(n) && uses_[operand] == 1) {
                t.coefficient = math::divide(t.coefficient, graph_.literals[~n.operand[1]]);
                return multiply(t, n.operand[0], more);
            }
            if (operand < graph_.input_count || n.operation != code<mul_>) return t.multiply(operand);
            if (n.exponent > 0) {
                if (!t.has_room(n.exponent + more)) return t.multiply(operand);
                if (n.coefficient != 0) t.coefficient = math::multiply(t.coefficient, graph_.literals[~n.coefficient]);
                for (int k = 0; k < n.exponent; ++k) t.multiply(n.base);
            } else if ((uses_[operand] == 1 || n.operand[0] < 0) && t.has_room(6 + more)) {
                multiply(t, n.operand[0], more + 1);
                multiply(t, n.operand[1], more);
            } else {
                t.multiply(operand);
            }
        }

        // The factor that most terms have: given out with the least power it has in them, and so on with what is left.
        constexpr value horner(term* terms, int count) {
            int factor = -1, most = 1;
            for (int i = 0; i < count; ++i)
                for (int k = 0; k < terms[i].count; ++k) {
                    if (k > 0 && terms[i].factors[k] == terms[i].factors[k - 1]) continue;
                    int times = 0;
                    for (int j = 0; j < count; ++j) times += terms[j].power_of(terms[i].factors[k]) > 0;
                    if (times > most) factor = terms[i].factors[k], most = times;
                }
            if (factor < 0) return in_parts(terms, count);
            int power = term::most_factors, with = 0;
            for (int i = 0; i < count; ++i)
                if (int const p = terms[i].power_of(factor); p > 0 && p < power) power = p;
            for (int i = 0; i < count; ++i) {  // those with the factor first, in their order
                if (terms[i].power_of(factor) == 0) continue;
                term const t = terms[i];
                for (int j = i; j > with; --j) terms[j] = terms[j - 1];
                terms[with] = t;
                terms[with++].divide(factor, power);
            }
            value const inner = horner(terms, with), product = inner * powi(rewritten_[factor], power);
            return with == count ? product : product + horner(terms + with, count - with);
        }

        // The terms of each kind together, and every fourth one of all kinds in one sum. Terms left over are from both ends: that is
        // where neighbours are missing, and where the back end does the derivatives one by one.
        constexpr value in_parts(term* terms, int count) {
            value part[parts];
            bool empty = true;
            int left_over = 0, next = 0;
            while (count > parts && next < count) {
                int const alike = bring_together(terms + next, count - next);
                int const in_parts = alike - alike % parts, first = next + (alike - in_parts) / 2;
                if (in_parts > 0) add_to_parts(part, empty, terms + first, in_parts), empty = false;
                for (int i = next; i < next + alike; ++i)
                    if (i < first || i >= first + in_parts) terms[left_over++] = terms[i];
                next += alike;
            }
            for (; next < count; ++next) terms[left_over++] = terms[next];
            if (empty) return in_halves(terms, left_over);
            value const sum = (part[0] + part[1]) + (part[2] + part[3]);
            return left_over > 0 ? sum + in_halves(terms, left_over) : sum;
        }
        // The terms that are like the first one come to the front; how many they are.
        static constexpr int bring_together(term* terms, int count) {
            int alike = 1;
            for (int i = 1; i < count; ++i) {
                if (!terms[i].is_like(terms[0])) continue;
                term const t = terms[i];
                for (int j = i; j > alike; --j) terms[j] = terms[j - 1];
                terms[alike++] = t;
            }
            return alike;
        }
        // Terms of one kind; what all are multiplied by once in each part.
        constexpr void add_to_parts(value* part, bool empty, term const* terms, int count) {
            value of_kind[parts];
            for (int i = 0; i < count; ++i) {
                term t = terms[i];
                if (t.count > 0) t.coefficient = 1;
                of_kind[i % parts] = i < parts ? product(t, 1) : of_kind[i % parts] + product(t, 1);
            }
            for (int k = 0; k < parts; ++k) {
                if (terms[0].count > 0) of_kind[k] = terms[0].coefficient * of_kind[k];
                part[k] = empty ? of_kind[k] : part[k] + of_kind[k];
            }
        }
        // A difference costs what a sum does, a change of sign extra.
        constexpr value in_halves(term const* terms, int count) {
            if (count > 8) return in_halves(terms, count / 2) + in_halves(terms + count / 2, count - count / 2);
            int first = 0;
            while (first < count && terms[first].coefficient < 0) ++first;
            if (first == count) return -negated_sum(terms, count);
            value sum = product(terms[first], 1);
            for (int i = 0; i < count; ++i) {
                if (i == first) continue;
                if (terms[i].coefficient < 0) sum = sum - product(terms[i], -1);
                else sum = sum + product(terms[i], 1);
            }
            return sum;
        }
        constexpr value negated_sum(term const* terms, int count) {
            value sum = product(terms[0], -1);
            for (int i = 1; i < count; ++i) sum = sum + product(terms[i], -1);
            return sum;
        }
        constexpr value product(term const& t, int sign) {
            value result = sign < 0 ? value(-t.coefficient) : value(t.coefficient);
            for (int i = 0; i < t.count;) {
                int const power = t.power_of(t.factors[i]);
                value const next = powi(rewritten_[t.factors[i]], power);
                result = result.is_literal() && !result.is(1) && power == 1 && t.count == 1 ? next * result : result * next;
                i += power;
            }
            return result;
        }

        Graph const& graph_;
        builder& to_;
        graph::uses<Graph> uses_;
        graph::scratch<int> quotients_, divisions_by_literal_;
        int logarithms_ = 0;
        graph::scratch<bool> absorbed_, has_logarithm_;
        graph::scratch<bool> is_base_;  // of a power
        graph::scratch<bool> joins_;    // logarithms that are taken in one, and sums of them and of others
        graph::scratch<value> rewritten_;
    };
}

// The recipe of the rewritten graph.
template <class Source>
struct reassociated {
    using literal_type = typename Source::literal_type;
    static constexpr int inputs = Source::inputs;
    static constexpr int outputs = Source::outputs;
    static constexpr int exact_outputs = 0;
    static constexpr int expected_nodes = 2 * graph::made<Source>::graph.node_count + 64;
    static constexpr int expected_literals = graph::made<Source>::graph.literal_count * 2 + 64;

    static constexpr auto start() { return graph::builder<literal_type>(expected_nodes); }
    static constexpr void run(graph::builder<literal_type>& builder, int* output) {
        graph::view const source(graph::made<Source>::graph);
        detail::fast_rewriting(source, builder).run(output);
        builder.take_numbers_of(source);
    }
};

namespace detail {
    // Whether the rewritten graph is taken: if it costs no more. Without sums only the order of factors would be another one.
    template <class Literal>
    constexpr bool gains(graph::view<Literal> const& graph, graph::view<Literal> const& rewritten) {
        operation_counts const before = pass::count(graph), after = pass::count(rewritten);
        return after.weight < before.weight || (after.weight == before.weight && after.additions > 0);
    }
    template <bool Fast, class Recipe>
    struct form_of {
        using type = Recipe;
    };
    template <class Recipe>
    struct form_of<true, Recipe> {
        using type = std::conditional_t<gains(graph::view(graph::made<Recipe>::graph), graph::view(graph::made<reassociated<Recipe>>::graph)), reassociated<Recipe>, Recipe>;
    };
}
// A recipe, or with the policy `fast` the rewritten one.
template <class Request, class Recipe>
using as_requested = typename detail::form_of<Request::fast, Recipe>::type;

}
