// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Relative adjoints. In products, quotients and powers the adjoint w of v is wanted times v itself: what v · w is made of, other
// adjoints times their values, is shared by all that v was made of and by all that is made of v. Where the function divides by v,
// so that 1 / v is there, w is (v · w) · (1 / v) with the terms of v · w taken without their reciprocals.
//
// At v = 0 this is no number where w, a term of which has 1 / v for a factor, is none either; and at an infinite v likewise,
// provided that a term of w is infinite with v. And so that v · w does not overflow where w does not, v times a term that does not have
// 1 / v for a factor has to be a node that lends (graph/lending.hpp), unless `fast` lets intermediate results overflow.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/product.hpp>

namespace typegrad::pass::detail {

template <class Value, class Builder>
class relative_adjoint {
    using signature = graph::signature;

public:
    // Of v, with the adjoint w, a sum.
    constexpr relative_adjoint(Builder& graph, int v, int reciprocal) : graph_(graph), v_(v), reciprocal_(reciprocal) {}

    // Takes w apart; whether the form holds at all.
    constexpr bool applies(Value w) {
        return take_apart(w, false, 0) && count_ > 1 && divides() && is_infinite_with_v() && (graph_.may_overflow() || is_moderate());
    }
    // The signature of v · w.
    constexpr std::uint64_t terms() const {
        std::uint64_t sum = 0;
        for (int k = 0; k < count_; ++k) {
            std::uint64_t const t = signature::terms_of_factors(times_v(term_[k]));
            sum = signature::sum(sum, negative_[k] ? signature::negative(t) : t);
        }
        return sum;
    }

    // How many operations v · w saves: terms that are there already, or have the reciprocal for a factor, and were made for w alone.
    // is_wanted(i) also counts uses outside of the graph.
    constexpr int gain(auto&& is_wanted) const {
        int saved = 0;
        for (int k = 0; k < count_; ++k) {
            bool const costs = !is_there(term_[k]) && !has_factor(term_[k], 0), needed = is_wanted(term_[k]) || is_shared(term_[k]);
            saved += costs ? (needed ? -1 : 0) : (needed ? 0 : 1);
        }
        return saved;
    }
    constexpr Value product() const {
        Value sum(0);
        for (int k = 0; k < count_; ++k) {
            Value const t = Value::of(&graph_, v_) * Value::of(&graph_, term_[k]);
            sum = sum.is_zero() ? (negative_[k] ? -t : t) : negative_[k] ? sum - t : sum + t;
        }
        return sum;
    }

private:
    static constexpr int most_terms = 12;

    static constexpr bool is_sum(Builder const& graph, int i) { return i >= 0 && (graph[i].operation == code<add_> || graph[i].operation == code<sub_>); }

    // Only sums that were appended with the derivatives are, and what has a gate in it is left alone.
    constexpr bool take_apart(Value w, bool negative, int depth) {
        if (w.template is_a<neg_>()) return take_apart(w.operand(0), !negative, depth);
        if (depth < 8 && !w.is_literal() && is_sum(graph_, w.id()) && graph_.is_of_derivatives(w.id()))
            return take_apart(w.operand(0), negative, depth + 1) && take_apart(w.operand(1), negative != w.template is_a<sub_>(), depth + 1);
        if (w.is_literal() || count_ == most_terms || w.template is_a<gate_>() || w.template is_a<select_>()) return false;
        term_[count_] = w.id();
        negative_[count_++] = negative;
        return true;
    }
    // The signature of v times a term: that of the term without its reciprocal of v.
    constexpr std::uint64_t times_v(int term) const {
        std::uint64_t const factors = graph_.factors_of(term), v = graph_.factors_of(v_);
        return is_over_v(term, 3) ? signature::without(factors, signature::reciprocal(v)) : signature::product(factors, v);
    }
    // Whether a factor of the product i is divided by v.
    constexpr bool is_over_v(int i, int depth) const {
        if (i <= v_) return false;
        graph::node const& n = graph_[i];
        if (n.operation == code<div_>) return n.operand[1] == v_;
        return n.operation == code<mul_> && depth > 0 && (is_over_v(n.operand[0], depth - 1) || is_over_v(n.operand[1], depth - 1));
    }
    constexpr bool is_there(int term) const {
        return graph_.find_factors(times_v(term)) >= 0;
    }
    // 1 / v is a factor of the product i, or of its factors.
    constexpr bool has_factor(int i, int depth) const {
        if (i <= reciprocal_) return i == reciprocal_;
        graph::node const& n = graph_[i];
        if (n.operation != code<mul_> || depth < 0) return false;
        return n.operand[0] == reciprocal_ || n.operand[1] == reciprocal_ || has_factor(n.operand[0], depth - 1) || has_factor(n.operand[1], depth - 1);
    }
    // Whether v times each term is finite where that term is, or the function's value is not.
    constexpr bool is_moderate() const {
        for (int k = 0; k < count_; ++k)
            if (!has_factor(term_[k], 2) && !is_there(term_[k])) return false;
        return true;
    }
    constexpr bool is_shared(int term) const {
        int uses = 0;
        for (int i = graph_.node_count() - 1; i > term && uses < 2; --i) uses += graph_[i].what->arity > 1 && (graph_[i].operand[0] == term || graph_[i].operand[1] == term);
        return uses > 1;
    }
    constexpr bool divides() const {
        for (int k = 0; k < count_; ++k)
            if (has_factor(term_[k], 2)) return true;
        return false;
    }
    constexpr bool is_infinite_with_v() const {
        int last = v_;
        for (int k = 0; k < count_; ++k) last = term_[k] > last ? term_[k] : last;
        bool* const infinite = new bool[static_cast<std::size_t>(last - v_) + 1]{true};
        auto const is = [&](int i) { return i >= v_ && infinite[i - v_]; };
        for (int i = v_ + 1; i <= last; ++i) {
            graph::node const& n = graph_[i];
            infinite[i - v_] = (n.operation == code<mul_> || n.operation == code<add_> || n.operation == code<sub_>) ? is(n.operand[0]) || is(n.operand[1])
                               : (n.operation == code<div_> || n.operation == code<neg_>) && is(n.operand[0]);
        }
        bool any = false;
        for (int k = 0; k < count_; ++k) any = any || is(term_[k]);
        delete[] infinite;
        return any;
    }

    Builder& graph_;
    int v_, reciprocal_;
    int term_[most_terms]{};
    bool negative_[most_terms]{};
    int count_ = 0;
};

}
