// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Sums whose square root is a norm: they are nowhere negative, and where they are 0 their derivative is 0 too. These are sums of even
// powers with positive coefficients, and positive semidefinite quadratic forms; however they are spelled, by products, powers, fma,
// factors and divisors; sums of such forms over rows, choices among them, and functions of them that keep the sign.
//
// The first kind is found by one walk over the terms, whatever their number. With mixed or negative terms (2a² - ab + b², the
// difference of squares that are written out) the symmetric matrix of the coefficients decides, for at most `most_atoms` different values:
// that is where a quadratic form ends that anybody writes down, and what a compiler can eliminate in passing.
//
// Coefficients are literals, or numbers that the function is given (builder::numbers_from), whose sign is known at run time only: those
// that an expression holds. Then the form is one where a further value is not negative.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/builder.hpp>
#include <typegrad/math/semidefinite.hpp>
#include <typegrad/op/gather.hpp>

namespace typegrad::inline v0_2::graph {

template <class Builder>
class nonnegative_form {
    using literal = typename Builder::literal_type;

public:
    static constexpr int most_terms = 4096;
    static constexpr int most_atoms = 8;
    static constexpr int most_atoms_at_run_time = 3;

    // Of node i times 1 or -1.
    constexpr nonnegative_form(Builder const& graph, int i, int times = 1) : graph_(graph), times_(times), factors_(8), terms_(8) {
        // Most roots are of something else, and one look tells.
        int const operation = i < 0 ? 0 : graph[i].operation;
        if (operation != code<add_> && operation != code<sub_> && operation != code<mul_> && operation != code<div_> && operation != code<fma_> &&
            operation != code<pow_> && operation != code<powi_> && operation != code<neg_> && operation != code<abs_> && operation != code<relu_> && operation != code<max_> && operation != code<fmax_> &&
            operation != code<min_> && operation != code<fmin_> && operation != code<sum_over_> && operation != code<sum_of_some_> && operation != code<select_> && !keeps_sign(operation)) return;
        bool positive = false, even = true, constant = false;
        auto const is_sum_of_powers = [&] {
            return walk(i, most_terms, [&](term t, int q) {
                if (t.operand < 0) return constant = true, even = t.scale > 0 || t.factors >= 0;
                if (node const& n = graph_[t.operand]; q < 0 && ((n.operation == code<powi_> && is_number(n.operand[1])) || (n.operation == code<pow_> && n.operand[0] >= 0 && n.operand[1] >= 0)))
                    terms_.push({-1, -1, literal(1), {factors_.push({n.operand[1], none, role::exponent}), none, none}});
                else if (!is_even(t.operand, q, 4) && !is_even_with_coefficients(t, q)) return even = false;
                terms_.push({-1, -1, t.scale, {t.factors, none, none}});
                return t.factors >= 0 ? true : (positive = true, even = t.scale > 0);
            });
        };
        auto const is_quadratic = [&] {
            atoms_ = terms_.size = factors_.size = 0, one_ = none;
            return walk(i, 64, [&](term t, int q) { return add_product(t, q); }) && terms_.size > 0 &&
                   (factors_.size == 0 ? is_semidefinite() && reaches_zero() : atoms_ <= most_atoms_at_run_time && has_squares());
        };
        is_ = is_sum_of_powers() && !constant && terms_.size > 0;  // with a positive constant it is nowhere 0
        if (is_ && has_varying_factors()) {  // a form under a condition, unless it is one in its products
            if (is_quadratic() && factors_.size == 0) return;
            atoms_ = terms_.size = factors_.size = 0;
            is_ = is_sum_of_powers();
        }
        if (is_ || even) return;
        is_ = is_quadratic();
        if (is_ || !graph_.has_numbers()) return;
        numbers_are_values_ = true;  // a form of numbers and what varies, as a distance to a point that is data
        is_ = is_quadratic() && factors_.size == 0;
    }

    // Whether it is such a form, if sign() is not negative.
    constexpr bool is() const { return is_; }
    constexpr bool is_unconditionally() const { return is_ && factors_.size == 0; }

    // Whether node i, which is such a form, is the square of one value times factors: its root is a magnitude, times that. `is_of_several`: of a norm,
    // whether it is the norm of more than one value.
    constexpr bool is_square_of_one(int i, auto const& is_of_several) {
        factor_counts counts;
        counts.with_divisors = true;
        if (count_factors(i, counts, 4) && !counts.has_sum) {
            int squares = 0;
            bool is_simple = true;
            atoms_ = 0;
            for (int k = 0; k < counts.size; ++k) {
                is_simple = is_simple && counts.times[k] <= 2;
                if (counts.times[k] != 2) continue;
                if (is_of_several(counts.base[k])) return false;
                atom_of(counts.base[k], 1);
                ++squares;
            }
            if (is_simple && squares == 1) return true;
        }
        atoms_ = terms_.size = factors_.size = 0, one_ = none;
        return walk(i, 64, [&](term t, int q) { return add_product(t, q); }) && is_square_of_linear_form(is_of_several);
    }
    // The same of the sum of the squares of these operands, which are multiples of one value.
    constexpr bool is_square_of_one(int const* operand, int count, auto const& is_of_several) {
        atoms_ = terms_.size = factors_.size = 0, one_ = none;
        for (int k = 0; k < count; ++k)
            if (operand[k] < 0 ? graph_.literal_at(operand[k]) != 0 : !add_product({operand[k], literal(1), none}, operand[k])) return false;
        return is_square_of_linear_form(is_of_several);
    }

    // What that value is a linear form of: uses base and exponent of each.
    constexpr void each_atom(auto&& use) const {
        for (int k = 0; k < atoms_; ++k)
            if (k != one_) use(atom_[k].base, atom_[k].exponent);
    }

    // A value that is not negative where the form is one: the least coefficient, or principal minor.
    template <class Value>
    constexpr Value sign(Builder& graph) const {
        Value least(std::numeric_limits<literal>::infinity());
        auto const take = [&](Value v) { least = Value::algebra::template append<least_coefficient_>(least, v); };
        auto const coefficient = [&](product const& t) {
            Value c(t.scale);
            bool is_strict = false;
            for (int first : t.factors)
                for (int k = first; k >= 0; k = factors_[k].next) {
                    Value const number = Value::of(&graph, factors_[k].node);
                    if (factors_[k].what == role::zero) c = c * -abs(number);
                    else if (factors_[k].what == role::exponent) c = c * Value::algebra::template append<parity_>(number);
                    else c = c * number;
                    is_strict = is_strict || factors_[k].what == role::varying;
                }
            if (is_strict) return select(c > 0, c, Value(-1));
            return c;
        };
        if (atoms_ == 0) {
            for (int k = 0; k < terms_.size; ++k)
                if (terms_[k].factors[0] >= 0) take(coefficient(terms_[k]));
            return least;
        }
        Value entry[most_atoms_at_run_time][most_atoms_at_run_time]{};
        for (int k = 0; k < terms_.size; ++k) {
            product const& t = terms_[k];
            if (t.left < 0) {
                take(coefficient(t));
                continue;
            }
            Value const c = t.left == t.right ? coefficient(t) : coefficient(t) * 0.5;
            entry[t.left][t.right] = entry[t.left][t.right] + c;
            if (t.left != t.right) entry[t.right][t.left] = entry[t.right][t.left] + c;
        }
        auto const minor = [&](int a, int b) { return entry[a][a] * entry[b][b] - entry[a][b] * entry[b][a]; };
        for (int a = 0; a < atoms_; ++a) {
            take(entry[a][a]);
            for (int b = 0; b < a; ++b) take(minor(a, b));
        }
        if (atoms_ == 3)
            take(entry[0][0] * minor(1, 2) - entry[0][1] * (entry[1][0] * entry[2][2] - entry[1][2] * entry[2][0]) + entry[0][2] * (entry[1][0] * entry[2][1] - entry[1][1] * entry[2][0]));
        return least;
    }

private:
    static constexpr int none = -1;
    // scale · factors · operand, where the factors are a list in factors_.
    struct term {
        int operand;
        literal scale;
        int factors;
    };
    // A coefficient that varies must be more than 0: where it is 0 it may become negative. What counts of an exponent is whether it is even, and of
    // `zero` whether it is 0.
    enum class role : unsigned char { coefficient, varying, exponent, zero };
    struct factor {
        int node;
        int next;
        role what = role::coefficient;
    };
    // scale · factors · left · right, for two atoms.
    struct product {
        int left;
        int right;
        literal scale;
        int factors[3];
    };
    // An atom is a power of a node with a positive exponent; its square is a term.
    struct atom {
        int base;
        int exponent;
    };

    // Takes `from` apart by one level: literals and numbers become factors, sums become terms of their own, which are pushed. False: it is
    // none of these.
    constexpr bool descend(term from, detail::growing<term>& waiting) {
        auto const [at, scale, factors] = from;
        node const& n = graph_[at];
        int const p = n.operand[0], q = n.operand[1];
        if (n.operation == code<add_> || n.operation == code<sub_>) {
            waiting.push({q, n.operation == code<sub_> ? -scale : scale, factors});
            waiting.push({p, scale, factors});
        } else if (n.operation == code<neg_>) {
            waiting.push({p, -scale, factors});
        } else if (n.operation == code<mul_> && p < 0) {
            if (literal const c = math::multiply(scale, graph_.literal_at(p)); c != 0) waiting.push({q, c, factors});
        } else if (n.operation == code<div_> && q < 0) {
            waiting.push({p, math::divide(scale, graph_.literal_at(q)), factors});
        } else if (n.operation == code<mul_> && n.exponent == 0 && (is_number(p) || is_number(q))) {
            waiting.push({is_number(p) ? q : p, scale, factors_.push({is_number(p) ? p : q, factors})});
        } else if (n.operation == code<div_> && is_number(q)) {
            waiting.push({p, scale, factors_.push({q, factors})});
        } else if (int const same = form_behind_kink(n); same >= 0) {
            waiting.push({same, scale, factors});
        } else {
            return false;
        }
        return true;
    }
    // |t|, relu(t) and max(t, 0) of such a form t are that form; if the 0 is a number, then where that is 0. Else -1.
    constexpr int form_behind_kink(node const& n) {
        int t = -1, number = none;
        if (n.operation == code<abs_> || n.operation == code<relu_>) t = n.operand[0];
        if (n.operation == code<max_> || n.operation == code<fmax_>)
            for (int k = 0; k < 2; ++k)
                if (int const zero = n.operand[1 - k]; zero < 0 ? graph_.literal_at(zero) == 0 : is_number(zero)) t = n.operand[k], number = zero;
        if (t < 0 || !nonnegative_form(graph_, t).is_unconditionally()) return -1;
        if (number >= 0) terms_.push({-1, -1, literal(1), {factors_.push({number, none, role::zero}), none, none}});
        return t;
    }
    // A factor without the numbers that it is a multiple of, which become factors of the term.
    constexpr int without_numbers(int i, term& t) {
        while (i >= 0) {
            node const& n = graph_[i];
            if (n.operation == code<mul_> && n.exponent == 0 && is_number(n.operand[0])) t.factors = factors_.push({n.operand[0], t.factors}), i = n.operand[1];
            else if ((n.operation == code<mul_> || n.operation == code<div_>) && n.exponent == 0 && is_number(n.operand[1])) t.factors = factors_.push({n.operand[1], t.factors}), i = n.operand[0];
            else return i;
        }
        return i;
    }
    constexpr bool is_number(int i) const { return i >= 0 && !numbers_are_values_ && graph_.is_number(i); }
    constexpr bool has_varying_factors() const {
        for (int k = 0; k < factors_.size; ++k)
            if (factors_[k].what == role::varying) return true;
        return false;
    }

    // Calls use(term, q) for each product term.operand · q in the sum, until one call is false. q < 0 stands for the value alone, and
    // term.operand < 0 for a literal or number, which is in the scale or a factor.
    template <class Use>
    constexpr bool walk(int i, int most, Use&& use) {
        detail::growing<term> waiting(32);
        waiting.push({i, literal(times_), none});
        for (int steps = 0; waiting.size > 0; ++steps) {
            if (steps > most) return false;
            term const t = waiting[--waiting.size];
            if (t.operand < 0) {
                literal const c = math::multiply(t.scale, graph_.literal_at(t.operand));
                if (c != 0 && !use(term{none, c, t.factors}, none)) return false;
                continue;
            }
            if (is_number(t.operand)) {
                if (!use(term{none, t.scale, factors_.push({t.operand, t.factors})}, none)) return false;
                continue;
            }
            if (descend(t, waiting)) continue;
            node const& n = graph_[t.operand];
            if (n.operation == code<fma_>) {
                waiting.push({n.operand[2], t.scale, t.factors});
                int const p = n.operand[0], q = n.operand[1];
                bool const known = p < 0 || is_number(p);
                if (p != q && (known || q < 0 || is_number(q))) {
                    int const c = known ? p : q, rest = known ? q : p;
                    if (c >= 0) waiting.push({rest, t.scale, factors_.push({c, t.factors})});
                    else if (literal const scale = math::multiply(t.scale, graph_.literal_at(c)); scale != 0) waiting.push({rest, scale, t.factors});
                } else if (!use(term{p, t.scale, t.factors}, q)) {
                    return false;
                }
            } else if (n.operation == code<mul_> && n.exponent == 0) {
                term left = t;
                int const p = without_numbers(n.operand[0], left), q = without_numbers(n.operand[1], left);
                left.operand = p;
                if (!use(left, q)) return false;
            } else if (!use(t, none)) {
                return false;
            }
        }
        return true;
    }

    // q < 0: none. Even powers, and products in which every factor is there an even number of times or is known to be positive, once at least
    // the former: a product that is 0 has the derivative 0 there.
    constexpr bool is_even(int p, int q, int depth) {
        if (q < 0 ? is_even(p, depth) : p == q || (is_even(p, depth) && is_even(q, depth))) return true;
        if (p < 0 || (q < 0 && graph_[p].operation != code<mul_> && graph_[p].operation != code<div_>)) return false;
        factor_counts counts;
        if (!count_factors(p, counts, depth) || (q >= 0 && !count_factors(q, counts, depth))) return false;
        for (int k = 0; k < counts.size; ++k)
            if (counts.times[k] % 2 != 0) return false;
        return !counts.is_negative && (counts.size > 0 || counts.has_sum);
    }
    constexpr bool is_even(int i, int depth) {
        if (i < 0) return false;
        node const& n = graph_[i];
        if (n.operation == code<mul_> && n.exponent > 1) return (n.exponent % 2 == 0 || is_magnitude(n.base)) && graph_.coefficient(i) > 0;
        if (n.operation == code<mul_> && depth > 0 && n.operand[0] < 0) return graph_.literal_at(n.operand[0]) > 0 && is_even(n.operand[1], depth - 1);
        if (n.operation == code<mul_> && depth > 0) return is_even(n.operand[0], n.operand[1], depth - 1);
        if (n.operation == code<div_> && depth > 0 && n.operand[1] < 0) return graph_.literal_at(n.operand[1]) > 0 && is_even(n.operand[0], depth - 1);
        if (n.operation == code<div_> && depth > 0) return is_divisor_of_forms(n.operand[1], depth - 1) && is_even(n.operand[0], depth - 1);
        // In a loop the rows are terms. A choice among such terms is one.
        if (n.operation == code<sum_over_> || n.operation == code<sum_of_some_>) return is_form_or_zero(n.operand[0]);
        if (n.operation == code<select_>)
            return depth > 0 && (n.operand[1] >= 0 || n.operand[2] >= 0) && is_form_or_zero(n.operand[1]) && is_form_or_zero(n.operand[2]);
        if (n.operation == code<max_> || n.operation == code<min_> || n.operation == code<fmax_> || n.operation == code<fmin_>)
            return depth > 0 && n.operand[0] >= 0 && n.operand[1] >= 0 && is_form_or_zero(n.operand[0]) && is_form_or_zero(n.operand[1]);
        if (keeps_sign(n.operation)) return is_form_or_zero(n.operand[0]);
        if (n.operation == code<abs_>) return is_of_flat_factors(n.operand[0], depth);
        return n.operation == code<pow_> && n.operand[0] >= 0 && n.operand[1] < 0 && is_even_power(n.operand[0], graph_.literal_at(n.operand[1]));
    }
    // Functions that are 0 at 0 alone, and have the sign of their argument.
    static constexpr bool keeps_sign(int operation) {
        return operation == code<expm1_> || operation == code<log1p_> || operation == code<sinh_> || operation == code<asinh_> || operation == code<tanh_> ||
               operation == code<atan_> || operation == code<erf_>;
    }
    constexpr bool is_form_or_zero(int i) { return i < 0 ? graph_.literal_at(i) == 0 : nonnegative_form(graph_, i).is_unconditionally(); }
    // A power with an even exponent, or one that is NaN for negative numbers, or of a magnitude.
    constexpr bool is_even_power(int base, literal e) {
        return is_even_exponent(e) || (e >= 2 && e <= 64 && (static_cast<literal>(static_cast<int>(e)) != e || is_magnitude(base)));
    }
    // A product that has the derivative 0 wherever it is 0: each factor is there twice or more.
    constexpr bool is_of_flat_factors(int i, int depth) {
        if (i < 0) return false;
        node const& n = graph_[i];
        if (n.operation == code<pow_>) return n.operand[0] >= 0 && n.operand[1] < 0 && graph_.literal_at(n.operand[1]) >= 2;
        if (n.operation != code<mul_> && n.operation != code<div_>) return false;
        factor_counts counts;
        if (!count_factors(i, counts, depth)) return false;
        for (int k = 0; k < counts.size; ++k)
            if (counts.times[k] < 2) return false;
        return counts.size > 0 || counts.has_sum;
    }
    // An even power times other factors, which become coefficients.
    constexpr bool is_even_with_coefficients(term& t, int q) {
        factor_counts counts;
        counts.with_divisors = true;
        int const factors = t.factors, terms = terms_.size;
        bool const known = count_factors(t.operand, counts, 4) && (q < 0 || count_factors(q, counts, 4));
        bool any = counts.has_sum;
        for (int k = 0; known && k < counts.size; ++k) {
            if (counts.times[k] % 2 == 0) any = true;
            else t.factors = factors_.push({counts.base[k], t.factors, role::varying});
        }
        if (known && any) {
            if (counts.is_negative) t.scale = -t.scale;
            return true;
        }
        t.factors = factors, terms_.size = terms;
        return false;
    }
    // The factors of a product that are not known to be positive, and how often each is there.
    struct factor_counts {
        int base[8]{};
        int times[8]{};
        int size = 0;
        bool has_sum = false;  // and a sum of even powers
        bool is_negative = false;    // an odd number of signs
        bool with_divisors = false;  // as if they were factors: their sign is what counts
    };
    constexpr bool count_factors(int i, factor_counts& counts, int depth) {
        if (i < 0) return count_sign(graph_.literal_at(i), counts);
        node const& n = graph_[i];
        if (n.operation == code<neg_> && depth > 0) return count_sign(-1, counts) && count_factors(n.operand[0], counts, depth - 1);
        if (n.operation == code<mul_> && n.exponent <= 1 && depth > 0) return count_factors(n.operand[0], counts, depth - 1) && count_factors(n.operand[1], counts, depth - 1);
        if (n.operation == code<div_> && depth > 0) {
            if (!is_divisor_of_forms(n.operand[1], depth - 1)) {
                bool const has_sum = counts.has_sum;
                if (!counts.with_divisors || !count_factors(n.operand[1], counts, depth - 1)) return false;
                counts.has_sum = has_sum;  // a sum that something is divided by makes no zero
            }
            return count_factors(n.operand[0], counts, depth - 1);
        }
        if (int const same = form_behind_kink(n); same >= 0) return count_factors(same, counts, depth);
        if (is_positive(i, depth)) return true;
        if (n.operation == code<add_> && depth > 0 && is_even(n.operand[0], depth - 1) && is_even(n.operand[1], depth - 1)) return counts.has_sum = true;
        if (n.exponent > 0 && !count_sign(graph_.coefficient(i), counts)) return false;
        int k = 0;
        while (k < counts.size && counts.base[k] != graph_.base(i)) ++k;
        if (k == counts.size && (k == 8 || (counts.base[counts.size++] = graph_.base(i), false))) return false;
        counts.times[k] += graph_.exponent(i);
        return true;
    }
    static constexpr bool count_sign(literal c, factor_counts& counts) {
        counts.is_negative = counts.is_negative != (c < 0);
        return c > 0 || c < 0;
    }
    // Known to be more than 0, or NaN. A number of an expression becomes a coefficient, which is to be positive.
    constexpr bool is_positive(int i, int depth) {
        if (i < 0) return graph_.literal_at(i) > 0;
        if (graph_.is_number(i)) return terms_.push({-1, -1, literal(1), {factors_.push({i, none}), none, none}}), true;
        node const& n = graph_[i];
        if (n.operation == code<exp_> || n.operation == code<exp2_> || n.operation == code<exp10_> || n.operation == code<cosh_> ||
            n.operation == code<logistic_> || n.operation == code<softplus_> || n.operation == code<norm_cdf_> || n.operation == code<norm_pdf_> || n.operation == code<erfc_> ||
            n.operation == code<count_>) return true;
        if (depth == 0) return false;
        if (n.operation == code<max_> || n.operation == code<fmax_>) return is_positive(n.operand[0], depth - 1) || is_positive(n.operand[1], depth - 1);
        if (n.operation == code<add_>) return (is_positive(n.operand[0], depth - 1) && is_not_negative(n.operand[1], depth - 1)) || (is_positive(n.operand[1], depth - 1) && is_not_negative(n.operand[0], depth - 1));
        if (n.operation == code<sqrt_>) return is_positive(n.operand[0], depth - 1);
        return (n.operation == code<mul_> || n.operation == code<div_>) && n.exponent == 0 && is_positive(n.operand[0], depth - 1) && is_positive(n.operand[1], depth - 1);
    }
    // What is divided by 0 is no number, and has no derivative to lose.
    constexpr bool is_divisor_of_forms(int i, int depth) { return is_positive(i, depth) || is_number_of_rows(i); }
    // How many rows a filter leaves.
    constexpr bool is_number_of_rows(int i) {
        if (i < 0 || graph_[i].operation != code<sum_over_>) return false;
        int const row = graph_[i].operand[0];
        return row >= 0 && graph_[row].operation == code<select_> && is_zero_or_one(graph_[row].operand[1]) && is_zero_or_one(graph_[row].operand[2]);
    }
    constexpr bool is_zero_or_one(int i) { return i < 0 && (graph_.literal_at(i) == 0 || graph_.literal_at(i) == 1); }
    constexpr bool is_not_negative(int i, int depth) {
        if (i >= 0 && is_magnitude(i)) return true;
        if (i >= 0 && depth > 0 && graph_[i].operation == code<add_>) return is_not_negative(graph_[i].operand[0], depth - 1) && is_not_negative(graph_[i].operand[1], depth - 1);
        return is_positive(i, depth) || is_even(i, depth);
    }
    static constexpr bool is_even_exponent(literal e) { return e >= 2 && e <= 64 && static_cast<literal>(static_cast<int>(e) / 2 * 2) == e; }
    constexpr bool is_magnitude(int i) const {
        int const operation = graph_[i].operation;
        return operation == code<abs_> || operation == code<norm_> || operation == code<hypot_> || operation == code<hypot_of_three_> || operation == code<relu_>;
    }

    // The number of the atom that node i is, or -1 where there are too many.
    constexpr int atom_of(int i) {
        node const& n = graph_[i];
        bool const power = n.operation == code<mul_> && n.exponent > 1 && n.coefficient == 0;
        return atom_of(power ? n.base : i, power ? n.exponent : 1);
    }
    constexpr int atom_of(int base, int exponent) {
        for (int k = 0; k < atoms_; ++k)
            if (atom_[k].base == base && atom_[k].exponent == exponent) return k;
        if (atoms_ == most_atoms) return none;
        atom_[atoms_] = {base, exponent};
        return atoms_++;
    }
    // The atom 1, with which 1 - 2a + a² is a form as well.
    constexpr int one() { return one_ >= 0 ? one_ : one_ = atom_of(none, 1); }

    // A linear form as terms whose operands are atoms. A sum with a constant is an atom, or a multiple of one.
    constexpr bool linear(int i, detail::growing<term>& into) {
        detail::growing<term> waiting(16);
        literal multiple(1);
        for (; i >= 0; i = graph_[i].operand[1]) {
            if (node const& n = graph_[i]; n.operation == code<mul_> && n.operand[0] < 0) multiple = math::multiply(multiple, graph_.literal_at(n.operand[0]));
            else break;
        }
        waiting.push({i, multiple, none});
        while (waiting.size > 0) {
            term const t = waiting[--waiting.size];
            if (t.operand < 0) {
                if (graph_.literal_at(t.operand) == 0) continue;
                int const k = i < 0 ? none : atom_of(i);
                if (k < 0) return false;
                into.size = 0;
                into.push({k, multiple, none});
                return true;
            }
            if (descend(t, waiting)) continue;
            int const k = atom_of(t.operand);
            if (k < 0 || into.size == 16) return false;
            into.push({k, t.scale, t.factors});
        }
        return true;
    }
    // t.operand · q, of atoms.
    constexpr bool add_product(term t, int q) {
        detail::growing<term> left(16), right(16);
        if (t.operand < 0) {
            int const k = one();
            return k >= 0 && (terms_.push({k, k, t.scale, {t.factors, none, none}}), true);
        }
        if (q < 0) {
            node const& n = graph_[t.operand];
            if (n.operation != code<mul_> || n.exponent < 2 || n.exponent % 2 != 0) {
                int const a = atom_of(t.operand), b = one();
                return a >= 0 && b >= 0 && (terms_.push({a, b, t.scale, {t.factors, none, none}}), true);
            }
            t.scale = math::multiply(t.scale, graph_.coefficient(t.operand));
            if (n.exponent > 2) {
                int const k = atom_of(n.base, n.exponent / 2);
                return k >= 0 && (terms_.push({k, k, t.scale, {t.factors, none, none}}), true);
            }
            if (!linear(n.base, left) || !linear(n.base, right)) return false;
        } else if (!linear(t.operand, left) || !linear(q, right)) {
            return false;
        }
        for (int a = 0; a < left.size; ++a)
            for (int b = 0; b < right.size; ++b)
                terms_.push({left[a].operand, right[b].operand, math::multiply(t.scale, math::multiply(left[a].scale, right[b].scale)), {t.factors, left[a].factors, right[b].factors}});
        return true;
    }

    constexpr bool is_semidefinite() const {
        literal matrix[most_atoms][most_atoms]{};
        fill(matrix);
        return math::is_semidefinite(matrix, atoms_);
    }
    // A form has the square of each atom that it has.
    constexpr bool has_squares() const {
        bool has_square[most_atoms]{};
        for (int k = 0; k < terms_.size; ++k)
            if (terms_[k].left == terms_[k].right && terms_[k].left >= 0) has_square[terms_[k].left] = true;
        for (int k = 0; k < terms_.size; ++k)
            if (terms_[k].left >= 0 && !(has_square[terms_[k].left] && has_square[terms_[k].right])) return false;
        return true;
    }
    // A form that stays one with half of its constant is nowhere 0.
    constexpr bool reaches_zero() const {
        if (one_ < 0) return true;
        literal matrix[most_atoms][most_atoms]{};
        fill(matrix);
        if (!(matrix[one_][one_] > 0)) return false;
        matrix[one_][one_] /= 2;
        return !math::is_semidefinite(matrix, atoms_);
    }
    // A semidefinite matrix of rank one.
    constexpr bool is_square_of_linear_form(auto const& is_of_several) const {
        if (factors_.size > 0) return false;
        literal matrix[most_atoms][most_atoms]{};
        fill(matrix);
        bool is_there = false;
        for (int a = 0; a < atoms_; ++a) {
            if (matrix[a][a] != 0 && a != one_ && is_of_several(atom_[a].base)) return false;
            is_there = is_there || matrix[a][a] != 0;
            for (int b = 0; b < a; ++b) {
                literal const diagonal = matrix[a][a] * matrix[b][b], rest = diagonal - matrix[a][b] * matrix[a][b], rounding = 64 * std::numeric_limits<literal>::epsilon() * diagonal;
                if (!(rest <= rounding && -rest <= rounding)) return false;
            }
        }
        return is_there;
    }
    constexpr void fill(literal (&matrix)[most_atoms][most_atoms]) const {
        for (int k = 0; k < terms_.size; ++k) {
            matrix[terms_[k].left][terms_[k].right] += terms_[k].scale / 2;
            matrix[terms_[k].right][terms_[k].left] += terms_[k].scale / 2;
        }
    }

    Builder const& graph_;
    int times_;
    bool is_ = false;
    bool numbers_are_values_ = false;
    detail::growing<factor> factors_;
    detail::growing<product> terms_;
    int atoms_ = 0;
    int one_ = none;
    atom atom_[most_atoms]{};
};

// Such a form is 0 like that power of the distance to where it is, or a higher one: 4 for a⁴ + b⁴, 2 for a²b², of which one factor alone may be 0.
template <class Builder>
constexpr double degree_of_form(Builder const& graph, int i, int depth = 16) {
    constexpr double least = 2;  // of a smooth function that is nowhere negative
    if (i < 0 || depth == 0) return least;
    node const& n = graph[i];
    auto const is_form = [&](int operand) { return operand >= 0 && nonnegative_form(graph, operand).is_unconditionally(); };
    auto const of_power = [&](int base, double exponent) { return exponent * (is_form(base) ? degree_of_form(graph, base, depth - 1) : 1); };
    int const p = n.operand[0], q = n.operand[1];
    double found = least;
    if (n.operation == code<add_> && is_form(p) && is_form(q)) {
        double const a = degree_of_form(graph, p, depth - 1), b = degree_of_form(graph, q, depth - 1);
        found = a < b ? a : b;
    } else if (n.operation == code<mul_> && n.exponent > 1) {
        found = of_power(n.base, n.exponent);
    } else if (n.operation == code<mul_> && (p < 0 || p == q)) {
        found = p == q ? of_power(p, 2) : degree_of_form(graph, q, depth - 1);
    } else if (n.operation == code<div_> && q < 0) {
        found = degree_of_form(graph, p, depth - 1);
    } else if (n.operation == code<pow_> && p >= 0 && q < 0) {
        found = of_power(p, static_cast<double>(graph.literal_at(q)));
    }
    return found > least ? found : least;
}

}
