// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The traced value: what a function is called with to learn its graph, and what the rules of the table compute with in
// the passes. One type for every value, so that a program of a thousand operations needs no deeper types.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/builder.hpp>
#include <typegrad/graph/call.hpp>
#include <typegrad/graph/least.hpp>
#include <typegrad/graph/nonnegative_form.hpp>
#include <typegrad/graph/product.hpp>
#include <typegrad/op/limits.hpp>
#include <typegrad/graph/conversions.hpp>

namespace typegrad::inline v0_2 {

template <class Literal>
struct tracing;

// What products, sums and quotients of derivatives are computed as: rewrite/in_derivatives.hpp, whose rules are written in values.
namespace rewrite {
    template <class Value, class Builder>
    constexpr Value product(Builder& graph, int i, int j);  // i <= j, and j is no literal
    template <class Value, class Op, class Builder>
    constexpr Value sum(Builder& graph, int i, int j);  // or none
    template <class Value, class Builder>
    constexpr Value reciprocal(Builder& graph, int j);  // or none
}

// A value of the graph that is being built, or a literal: a number that is known while tracing.
// `Literal` is the type in which literals are held and folded: the scalar type of the call.
//
// The long name is what compilers say where such a value is put into a double or an int, passed to a function of double, or branched on:
// nothing else of ours could stand in the first line there. `tracer` is what everybody writes.
template <class Literal>
class traced_value_declare_it_auto_branch_by_select;
template <class Literal>
using tracer = traced_value_declare_it_auto_branch_by_select<Literal>;
template <class Literal>
class traced_comparison_cannot_branch_write_select_condition_a_b;
template <class Literal>
using condition = traced_comparison_cannot_branch_write_select_condition_a_b<Literal>;

template <class Literal>
class traced_value_declare_it_auto_branch_by_select : public std::conditional_t<graph::is_loose<Literal>, loose_value, traced_value> {
public:
    using tracer = traced_value_declare_it_auto_branch_by_select;
    using algebra = tracing<Literal>;
    using builder = graph::builder<Literal>;

    constexpr traced_value_declare_it_auto_branch_by_select() = default;  // the literal 0
    template <class N>
        requires std::is_arithmetic_v<N>
    constexpr traced_value_declare_it_auto_branch_by_select(N value) : literal_(static_cast<Literal>(value)), traits_(value == 0 ? zero | known : known) {}
    constexpr traced_value_declare_it_auto_branch_by_select(Literal const& value)
        requires graph::knows_calls<Literal>
        : literal_(value), traits_(!value.has_calls() && value == 0 ? zero | known : known) {}
    constexpr traced_value_declare_it_auto_branch_by_select(builder* graph, int id) : graph_(graph), id_(id), traits_(traits_of((*graph)[id].operation)) {}

    // The value that an operand of a node stands for.
    static constexpr tracer of(builder* graph, int operand) {
        if (operand < 0) return tracer(graph->literal_at(operand));
        return tracer(graph, operand);
    }

    // The operand that stands for this value in a node of `graph`.
    constexpr int operand_in(builder& graph) const { return graph_ ? id_ : graph.folded_literal(literal_, traits_ & folded_call); }
    // The same as a value of that graph, where it is a literal with calls.
    constexpr tracer with_nodes_in(builder& graph) const {
        return graph_ || !literal_.has_calls() ? *this : plain_value(graph, literal_.append_to(graph));
    }
    constexpr builder* graph() const { return graph_; }
    constexpr int id() const { return id_; }
    constexpr bool in_derivative() const { return graph_ && graph_->appends_derivatives(); }
    constexpr kink_policy kinks() const { return graph_ ? graph_->kinks() : kink_policy::least_norm; }

    // Known not to be 0, or infinite, where the results are numbers: graph/least.hpp.
    constexpr bool is_never_zero() const { return graph_ ? id_ >= 0 && graph::is_never_zero(*graph_, id_) : !is_zero(); }
    constexpr bool is_never_infinite() const { return graph_ && graph_->is_never_infinite(id_); }
    constexpr int sweeps_to_come() const { return graph_ ? graph_->sweeps_to_come() : 0; }

    // What follows are the questions that the simplifications of the table ask.
    static constexpr tracer none() { return tracer(nothing{}); }
    // A value with which nothing can be simplified: the result of an arithmetic operation.
    static constexpr tracer plain_value(builder& graph, int id) { return tracer(&graph, id, plain); }
    constexpr bool is_none() const { return id_ < 0; }

    // A literal; or what depends on literals and on numbers of an expression alone: it has no derivative.
    constexpr bool is_of_numbers() const { return is_literal() || (graph_ && graph_->slot_count() > 0 && graph_->numbers_in(id_) >= 0); }
    // The same in a program that is for moderate numbers: then it is one.
    constexpr bool is_of_moderate_numbers() const {
        if (is_literal() || !graph_ || !graph_->gathers_numbers() || !is_of_numbers()) return is_literal();
        return graph_->note_gathering(), true;
    }
    constexpr bool is_literal() const { return traits_ & known; }
    constexpr bool is_zero() const { return traits_ & zero; }  // +0 or -0
    constexpr Literal literal() const { return literal_; }
    constexpr bool is(Literal value) const { return (traits_ & known) && literal_ == value && (value != 0 || graph::detail::same(literal_, value)); }
    // ±2ᵏ whose reciprocal is a normal number.
    constexpr bool is_power_of_two() const {
        if (!is_literal() || !(math::abs(literal_) > Literal(1e-30) && math::abs(literal_) < Literal(1e30))) return false;
        Literal rest = math::abs(literal_);
        for (; rest > 1;) rest /= 2;
        for (; rest < 1;) rest *= 2;
        return rest == 1;
    }

    template <class Op>
    constexpr bool is_a() const { return graph_ && (*graph_)[id_].operation == code<Op>; }
    constexpr tracer operand(int k) const { return of(graph_, (*graph_)[id_].operand[k]); }
    constexpr bool same(tracer other) const { return graph_ == other.graph_ && (graph_ ? id_ == other.id_ : is(other.literal_)); }

    constexpr condition<Literal> as_condition() const { return condition<Literal>(*this); }
    constexpr condition<Literal> gate_condition() const { return operand(0).as_condition(); }
    constexpr bool same_gate(tracer b) const { return is_a<gate_>() && b.is_a<gate_>() && operand(0).same(b.operand(0)); }
    constexpr bool two_gates(tracer b) const { return is_a<gate_>() && b.is_a<gate_>(); }
    // This is gate(c, u) and b is gate(!c, v).
    constexpr bool opposite_gate(tracer b) const {
        return is_a<gate_>() && b.is_a<gate_>() && b.operand(0).template is_a<not_>() && b.operand(0).operand(0).same(operand(0));
    }
    // This is select(c, u, v) and b is gate(c, w) or gate(!c, w).
    constexpr bool chosen_with(tracer b) const {
        return is_a<select_>() && b.is_a<gate_>() && (b.operand(0).same(operand(0)) || (b.operand(0).template is_a<not_>() && b.operand(0).operand(0).same(operand(0))));
    }

    // base^exponent, for a product of equal bases; else itself to the first power.
    constexpr int exponent() const { return !graph_ || (*graph_)[id_].exponent == 0 ? 1 : (*graph_)[id_].exponent; }
    constexpr bool is_square() const { return exponent() % 2 == 0 && (*graph_)[id_].coefficient == 0; }
    // Whether the square root of this is a norm: graph/nonnegative_form.hpp.
    // (Times -1: whether it is nowhere positive.)
    constexpr bool is_nonnegative_form(int times = 1) const { return graph_ && graph::nonnegative_form<builder>(*graph_, id_, times).is_unconditionally(); }
    // The degree of such a form, at least.
    constexpr double degree_of_form() const { return graph_ ? graph::degree_of_form(*graph_, id_) : 0; }
    // Where it is one if that value is not negative: that value. Else none.
    constexpr tracer sign_of_form() const {
        if (!graph_) return none();
        graph::nonnegative_form<builder> const form(*graph_, id_);
        return form.is() ? form.template sign<tracer>(*graph_) : none();
    }
    // Known to be a positive number, or +0, or NaN. Sums and products are looked into to some depth.
    constexpr bool never_negative(int depth = 8) const {
        if (is_literal()) return literal_ > 0 || is(Literal(0));
        if (is_square() || is_a<exp_>() || is_a<abs_>() || is_a<norm_>() || is_a<hypot_>() || is_a<hypot_of_three_>()) return true;
        return depth > 0 && (is_a<add_>() || (is_a<mul_>() && exponent() == 1)) && operand(0).never_negative(depth - 1) && operand(1).never_negative(depth - 1);
    }
    // Known to be no -0: a square, and a sum with one such term.
    constexpr bool never_negative_zero() const {
        return is_literal() ? !is(Literal(-0.0))
             : is_square() || is_a<exp_>() || is_a<abs_>() ||
               (is_a<add_>() && (operand(0).never_negative_zero() || operand(1).never_negative_zero()));
    }

    // The operators of the table for two traced values, directly: the passes use little else.
    friend constexpr tracer operator+(tracer a, tracer b) { return tracing<Literal>::template append<add_>(a, b); }
    friend constexpr tracer operator-(tracer a, tracer b) { return tracing<Literal>::template append<sub_>(a, b); }
    friend constexpr tracer operator*(tracer a, tracer b) { return tracing<Literal>::template append<mul_>(a, b); }

private:
    friend tracing<Literal>;

    // What the simplifications look for, so that most operations need not ask them.
    enum : unsigned char { plain = 0, known = 1, zero = 2, notable = 4, folded_call = 8 };
    struct nothing {};

    constexpr explicit traced_value_declare_it_auto_branch_by_select(nothing) : id_(-1) {}
    static constexpr unsigned char traits_of(int operation) {
        return operation == code<neg_> || operation == code<gate_> || operation == code<not_> || operation == code<abs_> ? notable : plain;
    }
    constexpr traced_value_declare_it_auto_branch_by_select(builder* graph, int id, unsigned char traits) : graph_(graph), id_(id), traits_(traits) {}

    builder* graph_ = nullptr;
    int id_ = 0;
    Literal literal_{};
    unsigned char traits_ = known | zero;
};

// A traced comparison. It chooses in select, min and max; it has no truth value while the function is traced. The long name is what
// clang says where one is branched on.
template <class Literal>
class traced_comparison_cannot_branch_write_select_condition_a_b : public std::conditional_t<graph::is_loose<Literal>, loose_comparison, traced_comparison> {
public:
    using algebra = tracing<Literal>;

    constexpr explicit traced_comparison_cannot_branch_write_select_condition_a_b(tracer<Literal> value) : value_(value) {}
    constexpr traced_comparison_cannot_branch_write_select_condition_a_b(bool known) : value_(known ? 1 : 0) {}

    constexpr tracer<Literal> value() const { return value_; }

private:
    tracer<Literal> value_;
};

// How operations act on traced values: fold literals, simplify, else append a node.
template <class Literal>
struct tracing {
    using scalar = Literal;
    using value = tracer<Literal>;

    template <class A>
    static constexpr bool takes = std::is_arithmetic_v<A> || std::is_same_v<A, tracer<Literal>> || std::is_same_v<A, condition<Literal>>;

    template <class Op, class... A>
    using result = std::conditional_t<Op::result == kind::condition, condition<Literal>, tracer<Literal>>;

    template <class Op, class A>
    static constexpr result<Op, A> apply(A const& a) {
        return result<Op, A>(append<Op>(raw<Op::operand_kind[0]>(a)));
    }
    template <class Op, class A, class B>
    static constexpr result<Op, A, B> apply(A const& a, B const& b) {
        return result<Op, A, B>(append<Op>(raw<Op::operand_kind[0]>(a), raw<Op::operand_kind[1]>(b)));
    }
    template <class Op, class A, class B, class C>
    static constexpr result<Op, A, B, C> apply(A const& a, B const& b, C const& c) {
        return result<Op, A, B, C>(append<Op>(raw<Op::operand_kind[0]>(a), raw<Op::operand_kind[1]>(b), raw<Op::operand_kind[2]>(c)));
    }

    // As in C++: a number where a condition is wanted holds unless it is 0, a condition where a number is wanted is 1 or 0.
    static constexpr value in_kind(kind wanted, value a) {
        bool const is_condition = a.graph_ && (*a.graph_)[a.id_].what->result == kind::condition;
        if (wanted == kind::value) return is_condition ? append<select_>(a, value(1), value(0)) : a;
        return !a.graph_ ? value(a.literal_ != 0) : is_condition ? a : append<not_equal_>(a, value(0));
    }

    // Most operands are neither literals nor notable, and most operations have nothing to simplify then.
    template <class Op, class... T>
    static constexpr value append(T... a) {
        if ((a.traits_ | ...) == value::plain && !Op::simplifies_plain_operands) return node<Op>(a...);
        if constexpr (graph::knows_calls<Literal>) {
            builder* graph = nullptr;
            ((graph = a.graph_ ? a.graph_ : graph), ...);
            // g++ 12 evaluates `c ? a : b` of objects with destructors wrong, as select_::simplify has it.
            if constexpr (std::is_same_v<Op, select_>)
                if (!graph) return chosen(a...);
            if (graph) ((a = a.with_nodes_in(*graph)), ...);
            else if (foldable<Op> && Op::result == kind::value && (!folds_exactly<Op> || (... || a.literal_.has_calls())))
                return value(Literal(Op::value(as<Op>(a)...), graph::what<Op, Literal>, code<Op>, a.literal_...));
        }
        value const simple = foldable<Op> && ((a.traits_ & value::known) && ...) ? folded<Op>(a...) : Op::simplify(a...);
        return simple.id_ < 0 ? node<Op>(a...) : simple;
    }

    // A call (op/call.hpp): of literals alone its value, else a node.
    template <class Op, std::size_t N>
    static constexpr std::array<value, static_cast<std::size_t>(Op::components)> call(std::array<value, N> const& arguments) {
        std::array<value, static_cast<std::size_t>(Op::components)> results{};
        graph::builder<Literal>* graph = nullptr;
        for (value const& argument : arguments) graph = argument.graph_ ? argument.graph_ : graph;
        if (!graph) {
            std::array<Literal, N> known{};
            for (std::size_t j = 0; j < N; ++j) known[j] = arguments[j].literal_;
            auto const y = Op::value(known);
            for (std::size_t k = 0; k < results.size(); ++k) results[k] = value(y[k]);
            return results;
        }
        int operand[N]{}, result[static_cast<std::size_t>(Op::components)]{};
        for (std::size_t j = 0; j < N; ++j) operand[j] = arguments[j].operand_in(*graph);
        graph::append_results<Op>(*graph, graph::append_call<Op>(*graph, operand), result);
        for (std::size_t k = 0; k < results.size(); ++k) results[k] = value(graph, result[k]);
        return results;
    }

    // A constant of the table, in the graph of `near`. A long double may stand for a type of more digits: then it is a node.
    template <class Op>
    static constexpr value constant(value near) {
        if constexpr (std::is_same_v<Literal, long double>) {
            if (near.graph_) return value(near.graph_, near.graph_->append({code<Op>, graph::what<Op, Literal>, {0, 0, 0}}), value::plain);
        }
        return value(Op::template value<Literal>());
    }

    // gate(p, u) ± gate(q, v). What both conditions demand is demanded of the sum: gate(c && p, u) + gate(c && q, v) is
    // gate(c, gate(p, u) + gate(q, v)). Where the sum is still one of two gates, it is a structural zero unless p or q holds.
    template <class Op>
    static constexpr value sum_of_gates(value a, value b) {
        value const common = common_condition(a.operand(0), b.operand(0));
        if (!common.is_none()) return gate(common.as_condition(), append<Op>(without(common, a), without(common, b)));
        // What there is at a single point beside what there is everywhere else.
        if constexpr (std::is_same_v<Op, add_>) {
            if (is_point_beside(a, b)) return select(a.gate_condition(), a.operand(1), without(a.operand(0).operand(0), b));
            if (is_point_beside(b, a)) return select(b.gate_condition(), b.operand(1), without(b.operand(0).operand(0), a));
        }
        return gate(a.gate_condition() || b.gate_condition(), node<Op>(a, b));
    }

    // select(c, u, v) ± gate(c, w) is select(c, u ± w, v), and a gate where u and w cancel each other.
    template <class Op>
    static constexpr value sum_in_branch(value chosen, value gated) {
        condition<Literal> const c = chosen.gate_condition();
        bool const first = gated.operand(0).same(chosen.operand(0));
        value const sum = append<Op>(chosen.operand(first ? 1 : 2), gated.operand(1)), other = chosen.operand(first ? 2 : 1);
        if (sum.is_zero() && first) return gate(!c, other);
        if (sum.is_zero()) return gate(c, other);
        if (first) return select(c, sum, other);
        return select(c, other, sum);
    }

private:
    static constexpr value chosen(value const& condition, value const& a, value const& b) {
        if (condition.is_zero()) return b;
        return a;
    }
    template <class Op, class... T>
    static constexpr value folded(T const&... a) {
        value result(Op::value(as<Op>(a)...));
        if (Op::result == kind::value && (!folds_exactly<Op> || ((a.traits_ | ...) & value::folded_call) != 0)) result.traits_ |= value::folded_call;
        return result;
    }
    static constexpr value common_condition(value p, value q) {
        if (!p.template is_a<and_>()) return demands(q, p) ? p : value::none();
        return demands(q, p.operand(0)) ? p.operand(0) : demands(q, p.operand(1)) ? p.operand(1) : value::none();
    }
    static constexpr bool demands(value q, value c) { return op::internal::demands(q, c); }
    static constexpr bool is_point_beside(value point, value rest) {
        value const p = point.operand(0);
        return p.template is_a<not_>() && p.operand(0).template is_a<not_equal_>() && demands(rest.operand(0), p.operand(0));
    }
    // gate(c && p, u) as gate(p, u), or gate(c, u) as u.
    static constexpr value without(value c, value a) {
        value const p = a.operand(0);
        return p.same(c) ? a.operand(1) : gate(p.operand(c.same(p.operand(0)) ? 1 : 0).as_condition(), a.operand(1));
    }

    using builder = graph::builder<Literal>;

    template <kind Wanted, class A>
    static constexpr value raw(A const& a) {
        if constexpr (std::is_same_v<A, condition<Literal>>) return Wanted == kind::condition ? a.value() : in_kind(kind::value, a.value());
        else if constexpr (Wanted == kind::condition) return in_kind(kind::condition, value(a));
        else return value(a);
    }

    template <class Op>
    static constexpr bool foldable = Op::folds && !std::is_same_v<Op, gate_> && !std::is_same_v<Op, select_>;
    template <class Op>
    static constexpr auto as(value a) {
        if constexpr (Op::operand_kind[0] == kind::condition) return a.literal_ != 0;
        else return graph::number_of(a.literal_);
    }

    template <class Op>
    static constexpr value node(value a) {
        return value(a.graph_, a.graph_->append({code<Op>, graph::what<Op, Literal>, {a.id_, 0, 0}}), value::traits_of(code<Op>));
    }
    template <class Op>
    static constexpr value node(value a, value b) {
        builder* const graph = a.graph_ ? a.graph_ : b.graph_;
        int const i = a.operand_in(*graph), j = b.operand_in(*graph);
        if constexpr (std::is_same_v<Op, mul_>) {
            if (graph->appends_derivatives()) return rewrite::product<value>(*graph, i < j ? i : j, i < j ? j : i);
            return value::plain_value(*graph, graph::detail::append_product(*graph, i < j ? i : j, i < j ? j : i));
        } else if constexpr (std::is_same_v<Op, add_> || std::is_same_v<Op, sub_>) {
            if (graph->appends_derivatives())
                if (value const other = rewrite::sum<value, Op>(*graph, i, j); !other.is_none()) return other;
        } else if constexpr (std::is_same_v<Op, div_>) {
            if (graph->appends_derivatives() && a.is(1)) {
                if (value const other = rewrite::reciprocal<value>(*graph, j); !other.is_none()) return other;
                graph->expect_reciprocal(j);
            }
        }
        return value(graph, graph->append({code<Op>, graph::what<Op, Literal>, {Op::commutes && j < i ? j : i, Op::commutes && j < i ? i : j, 0}}), value::traits_of(code<Op>));
    }
    template <class Op>
    static constexpr value node(value a, value b, value c) {
        builder* const graph = a.graph_ ? a.graph_ : b.graph_ ? b.graph_ : c.graph_;
        return value(graph, graph->append({code<Op>, graph::what<Op, Literal>, {a.operand_in(*graph), b.operand_in(*graph), c.operand_in(*graph)}}), value::traits_of(code<Op>));
    }
};

// Of the type in which literals are held: long double for a class that stands for numbers.
template <class Literal>
struct number_type<tracer<Literal>> {
    using type = Literal;
};
template <class Number, bool Loose>
struct number_type<tracer<graph::literal_with_calls<Number, Loose>>> {
    using type = Number;
};

}

template <class Literal>
struct std::numeric_limits<typegrad::tracer<Literal>> : typegrad::op::internal::limits_of<typegrad::tracer<Literal>, Literal> {};
