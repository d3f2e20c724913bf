// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Norms that are 0, on a tape: which roots are norms, and which norms are multiples of each other, by what the record tells; as
// graph/nonnegative_form.hpp and pass/quotient_at_zero.hpp do by the graph.
#pragma once
#pragma GCC system_header

#include <typegrad/math/semidefinite.hpp>
#include <typegrad/op/table.hpp>
#include <typegrad/tape/arena.hpp>
#include <typegrad/tape/number.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace typegrad::inline v0_2::tape::detail {

// The number inside of variables.
template <class T>
double plain(T const& x) {
    if constexpr (is_operand<T>) return plain(x.value());
    else return static_cast<double>(x);
}

// The norm, absolute value or relu that is 0, an entry with a mark (recording.hpp), of which entry i is a positive multiple; else 0.
template <class T>
index magnitude_at_zero(arena<T> const& tape, index i) {
    for (int steps = 0; steps < 8 && i > 0 && tape.terms_of(i) <= 2; ++steps) {
        entry<T> const e = tape.entry_at(i);
        if (e.operand[0] == 0) return e.operand[1] == 0 && plain(e.partial[0]) == 0 && plain(e.partial[1]) == 1 ? i : 0;
        if (e.operand[1] != 0 || !(plain(e.partial[0]) > 0)) return 0;
        i = e.operand[0];
    }
    return 0;
}

// An entry whose value is 0, as a sum of products of other entries with coefficients. Where everything that it is made of is 0, entries of
// products have both partials 0, and those of sums and multiples have the coefficients for partials.
template <class T>
class zero_form {
public:
    zero_form(arena<T> const& tape, index i) : tape_(tape) { is_sum_ = expand(i); }

    // Nowhere negative, as far as the products tell.
    bool is_nonnegative(int depth = 4) const {
        if (!is_sum_ || products_.empty()) return false;
        bool all_even = true;
        for (product const& p : products_) all_even = all_even && is_positive_square(p, depth);
        return all_even || is_semidefinite();
    }
    // 1 for one that is nowhere negative, -1 for one that is nowhere positive, else 0.
    int sign() {
        if (is_nonnegative()) return 1;
        for (product& p : products_) p.coefficient = -p.coefficient;
        return is_nonnegative() ? -1 : 0;
    }
    // It is 0 like that power of the distance, or a higher one: 4 for a⁴ + b⁴.
    double degree(int depth = 8) const {
        if (!is_flat() || depth == 0) return 1;
        double least = std::numeric_limits<double>::infinity();
        for (product const& p : products_) least = std::min(least, zero_form(tape_, p.left).degree(depth - 1) + zero_form(tape_, p.right).degree(depth - 1));
        return least;
    }
    // Its derivative is 0.
    bool is_flat() const { return is_sum_ && !products_.empty(); }
    // The entry whose square, or multiple of it, this is; else 0.
    index base_of_square() const {
        if (!is_sum_ || products_.empty()) return 0;
        index const base = products_[0].right;
        for (product const& p : products_)
            if (p.is_power || !is_square({p.left, base, 1}) || !is_square({p.right, base, 1})) return 0;
        return base;
    }
    // If this is a positive number times a product in which each factor is there four times, or eight times, …: half of the factors of the root, one
    // for each two, with their values; the number in `coefficient`. Else none.
    std::vector<std::pair<index, T>> factors_of_even_root(double& coefficient) const {
        std::vector<std::pair<index, T>> waiting, factors;
        if (!is_sum_ || products_.size() != 1 || products_[0].is_power) return {};
        coefficient = products_[0].coefficient;
        take_factors(products_[0].entry, waiting);
        while (!waiting.empty()) {
            auto const [i, number] = waiting.back();
            waiting.pop_back();
            if (factors.size() + waiting.size() > 64) return {};
            bool const is_product = i > 0 && tape_.terms_of(i) <= 2 && tape_.is_zero(i) && [&] {
                entry<T> const e = tape_.entry_at(i);
                return e.operand[0] != 0 && e.operand[1] != 0 && plain(e.partial[0]) == 0 && plain(e.partial[1]) == 0 && !is_power(e);
            }();
            if (is_product) take_factors(i, waiting);
            else factors.push_back({i, number});
        }
        std::sort(factors.begin(), factors.end(), [](auto const& a, auto const& b) { return a.first < b.first; });
        if (!(coefficient > 0) || factors.empty() || factors.size() % 4 != 0) return {};
        std::vector<std::pair<index, T>> root;
        for (std::size_t k = 0; k < factors.size(); ++k) {
            if (!tape_.is_same(factors[k / 4 * 4].first, factors[k].first)) return {};
            if (k % 2 == 0) root.push_back(factors[k]);
        }
        return root;
    }
    // The entry that these, which are 0, are multiples of; else 0.
    index common_base(index const* operand, int count) const {
        index base = 0;
        for (int k = 0; k < count; ++k) {
            if (operand[k] == 0 || is_nothing(operand[k])) continue;
            if (base != 0 && !is_square({operand[k], base, 1})) return 0;
            base = operand[k];
        }
        return base;
    }
    // Its value for small changes of the entries, to second order.
    template <class Change>
    double at(Change const& change) const {
        double sum = 0;
        for (product const& p : products_) sum += p.coefficient * change(p.left) * change(p.right);
        return sum;
    }

private:
    struct product {
        index left, right;
        double coefficient;
        bool is_power = false;  // with an exponent that is greater than 2
        index entry = 0;
    };
    static constexpr int most_atoms = 8;
    static constexpr std::size_t most_terms = 4096;

    bool expand(index i) {
        std::vector<std::pair<index, double>> waiting{{i, 1.0}};
        for (std::size_t steps = 0; !waiting.empty(); ++steps) {
            auto const [at, c] = waiting.back();
            waiting.pop_back();
            if (at <= 0 || steps > most_terms) return false;
            if (tape_.terms_of(at) <= 2 && tape_.is_zero(at)) {
                entry<T> const e = tape_.entry_at(at);
                index const a = e.operand[0], b = e.operand[1];
                double const da = plain(e.partial[0]), db = plain(e.partial[1]);
                // The product of the partials of a product is its value, which is 0 by underflow too.
                if (a != 0 && b != 0 && da * db == 0 && (da == 0) == (db == 0)) {
                    if (!is_nothing(a) && !is_nothing(b)) products_.push_back({a, b, c, a == b && is_power(e), at});
                    continue;
                }
                if (is_nothing(at)) continue;
            }
            std::size_t const before = waiting.size();
            tape_.each_term(at, [&](index operand, T const& partial) {
                if (double const d = plain(partial); d != 0) waiting.push_back({operand, c * d});
            });
            if (waiting.size() == before) return false;
        }
        return true;
    }
    // The two factors of a product: the partial by the one is the other one's value.
    void take_factors(index i, std::vector<std::pair<index, T>>& into) const {
        tape::entry<T> const e = tape_.entry_at(i);
        into.push_back({e.operand[0], e.partial[1]});
        into.push_back({e.operand[1], e.partial[0]});
    }
    // Where derivatives are differentiated again, both partials of a square are variables.
    static bool is_power([[maybe_unused]] entry<T> const& e) {
        if constexpr (is_operand<T>) return e.partial[0].requires_grad() && !e.partial[1].requires_grad();
        else return false;
    }
    // 0 · a
    bool is_nothing(index i) const {
        if (i <= 0 || tape_.terms_of(i) > 2 || !tape_.is_zero(i)) return false;
        entry<T> const e = tape_.entry_at(i);
        return e.operand[0] != 0 && e.operand[1] == 0 && plain(e.partial[0]) == 0 && plain(e.partial[1]) == 1;
    }
    // One is the other one, or a multiple of it.
    bool is_square(product const& p) const {
        if (tape_.is_same(p.left, p.right)) return true;
        std::vector<index> atoms;
        double left[most_atoms]{}, right[most_atoms]{};
        if (!add_linear(p.left, atoms, left) || !add_linear(p.right, atoms, right)) return false;
        for (std::size_t k = 1; k < atoms.size(); ++k)
            if (left[0] * right[k] != right[0] * left[k]) return false;
        return left[0] * right[0] != 0;
    }
    bool is_positive_square(product const& p, int depth) const {
        if (is_even_power(p)) return true;
        auto const is_nonnegative = [&](index i) { return magnitude_at_zero(tape_, i) != 0 || zero_form(tape_, i).is_nonnegative(depth - 1); };
        return depth > 0 && p.coefficient > 0 && is_nonnegative(p.left) && is_nonnegative(p.right);
    }
    // Each factor is there an even number of times, up to multiples whose product is positive.
    bool is_even_power(product const& p) const {
        if (p.coefficient > 0 && tape_.is_same(p.left, p.right)) return true;
        std::vector<index> waiting{p.left, p.right}, factors;
        double coefficient = p.coefficient;
        while (!waiting.empty()) {
            index const i = waiting.back();
            waiting.pop_back();
            if (factors.size() + waiting.size() > 64) return false;
            bool const is_short = i > 0 && tape_.terms_of(i) <= 2;
            entry<T> const e = is_short ? tape_.entry_at(i) : entry<T>{};
            int const only = !is_short || (e.operand[0] != 0) == (e.operand[1] != 0) ? -1 : e.operand[0] != 0 ? 0 : 1;
            if (only >= 0 && plain(e.partial[only]) != 0) {
                coefficient *= plain(e.partial[only]) > 0 ? 1 : -1;
                waiting.push_back(e.operand[only]);
            } else if (is_short && only < 0 && e.operand[0] != 0 && plain(e.partial[0]) == 0 && plain(e.partial[1]) == 0 && tape_.is_zero(i)) {
                waiting.insert(waiting.end(), {e.operand[0], e.operand[1]});
            } else {
                factors.push_back(i);
            }
        }
        std::sort(factors.begin(), factors.end());
        for (std::size_t k = 0; k + 1 < factors.size(); k += 2)
            if (!tape_.is_same(factors[k], factors[k + 1])) return false;
        return factors.size() % 2 == 0 && coefficient > 0;
    }
    // Adds the linear form of the leaves that an entry is.
    bool add_linear(index i, std::vector<index>& atoms, double* into) const {
        std::vector<std::pair<index, double>> waiting{{i, 1.0}};
        bool any = false;
        for (int steps = 0; !waiting.empty(); ++steps) {
            auto const [at, c] = waiting.back();
            waiting.pop_back();
            if (at == 0 || steps > 64) return false;
            if (at > 0 && tape_.has_operands(at)) {
                tape_.each_term(at, [&](index operand, T const& partial) {
                    if (double const d = plain(partial); d != 0) waiting.push_back({operand, c * d});
                });
                continue;
            }
            auto const place = std::find(atoms.begin(), atoms.end(), at);
            auto const k = static_cast<std::size_t>(place - atoms.begin());
            if (k == most_atoms) return false;
            if (place == atoms.end()) atoms.push_back(at);
            into[k] += c;
            any = true;
        }
        return any;
    }
    bool is_semidefinite() const {
        std::vector<index> atoms;
        double matrix[most_atoms][most_atoms]{};
        for (product const& p : products_) {
            double left[most_atoms]{}, right[most_atoms]{};
            if (!add_linear(p.left, atoms, left) || !add_linear(p.right, atoms, right)) return false;
            for (int a = 0; a < most_atoms; ++a)
                for (int b = 0; b < most_atoms; ++b) matrix[a][b] += p.coefficient * (left[a] * right[b] + left[b] * right[a]) / 2;
        }
        return math::is_semidefinite(matrix, static_cast<int>(atoms.size()));
    }

    arena<T> const& tape_;
    std::vector<product> products_;
    bool is_sum_ = false;
};

// How entries change when all leaves and arguments do, by numbers at random.
template <class T>
class random_change {
public:
    // Of the entries up to `last`.
    random_change(arena<T> const& tape, index last, int sample) : sample_(sample), change_(static_cast<std::size_t>(last > 0 ? last : 0) + 1) {
        for (index i = 1; i <= last; ++i) {
            double change = tape.has_operands(i) ? 0 : random(i);
            tape.each_term(i, [&](index operand, T const& partial) { change += plain(partial) * (*this)(operand); });
            change_[static_cast<std::size_t>(i)] = change;
        }
    }
    double operator()(index i) const { return i > 0 ? change_[static_cast<std::size_t>(i)] : i < 0 ? random(i) : 0; }

private:
    // Between 1 and 2.
    double random(index i) const {
        std::uint64_t z = (static_cast<std::uint64_t>(static_cast<std::int64_t>(i)) * 3 + static_cast<std::uint64_t>(sample_) + 1) * 0x9e3779b97f4a7c15u;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        return 1 + static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-53;
    }

    int sample_;
    std::vector<double> change_;
};

}
