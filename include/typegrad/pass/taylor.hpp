// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Taylor coefficients to any order in one pass. Sums, products and quotients have recurrences; everything else is integrated
// from its own rule in the table: y' = Σ g · a' with the partial derivatives g, so that
//
//     k · y[k] = Σ j · a[j] · g[k - j],  j = 1 … k
//
// needs g to one order less. The g are nodes of the same graph (the cosine for a sine, whose g is the sine again), so no
// operator needs a recurrence of its own, and one order costs what its sums cost.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/build.hpp>
#include <typegrad/graph/call.hpp>
#include <typegrad/graph/for_a_sweep.hpp>
#include <typegrad/op/limit.hpp>
#include <typegrad/pass/forward.hpp>
#include <typegrad/pass/rewrite.hpp>
#include <typegrad/pass/rules.hpp>

namespace typegrad::inline v0_2::pass {

namespace detail {
    template <class Literal>
    class taylor_series {
        using value = tracer<Literal>;
        using builder = graph::builder<Literal>;

        // The partial derivatives of a node, as nodes; -1 where there is none.
        struct partials {
            value g[3]{};
            int first_argument = 0, last_argument = 0;  // of the result of a call
        };
        struct argument {
            int operand = 0;
            value g;
        };

    public:
        // The series of the nodes of `graph` to the order `order`, where the derivatives of the nodes first … first+inputs-1 along
        // the direction are given. Nodes before these do not move.
        //
        // `side`: where a norm is 0, its series is that of the points before (-1) or behind (1) along the direction; with 0 it does not move. The same
        // at kinks that may make a magnitude together.
        constexpr taylor_series(builder& graph, int first, int inputs, value const* direction, int order, int side = 0)
            : graph_(graph), order_(order), side_(side), depth_(graph.node_count() * 4 + 16), partial_(graph.node_count() * 4 + 16), argument_of_call_(16) {
            graph::appending<builder> const appends(graph_, true);
            int const after = first + inputs;
            kinks_ = graph_.node_count();
            if (side != 0) has_partner_ = kinks_with_partners(graph_, first, kinks_);
            for (int i = 0; i < graph_.node_count(); ++i) depth_.push(i < first || (i < after && direction[i - first].is_zero()) ? passive : 0), partial_.push({});
            differentiate(after);
            size_ = graph_.node_count();
            coefficient_ = new value[static_cast<std::size_t>(size_) * static_cast<std::size_t>(order + 1)]{};
            for (int i = 0; i < size_; ++i) at(i, 0) = value(&graph_, i);
            for (int i = first; i < after; ++i)
                if (order > 0) at(i, 1) = direction[i - first];
            done_ = new bool[static_cast<std::size_t>(size_) * static_cast<std::size_t>(order + 1) + 1]{};
            first_computed_ = after;
            for (int k = 1; k <= order; ++k)
                for (int i = after; i < size_; ++i)
                    if (depth_[i] + k <= order && !done(i, k)) at(i, k) = next(i, k), done(i, k) = true;
        }
        constexpr taylor_series(taylor_series const&) = delete;
        constexpr taylor_series& operator=(taylor_series const&) = delete;
        constexpr ~taylor_series() {
            delete[] coefficient_;
            delete[] done_;
            delete[] has_partner_;
        }

        constexpr value operator()(int operand, int k) const {
            return operand >= 0 ? coefficient_[operand * (order_ + 1) + k] : k == 0 ? value::of(&graph_, operand) : value(0);
        }

    private:
        static constexpr int passive = 1 << 20;  // the depth of what does not depend on the direction

        constexpr value& at(int i, int k) { return coefficient_[i * (order_ + 1) + k]; }
        constexpr bool& done(int i, int k) { return done_[i * (order_ + 1) + k]; }
        // Computes a coefficient before its turn. False where that leads too far.
        constexpr bool ensure(int i, int k, int depth) {
            if (i < first_computed_ || k <= 0 || done(i, k) || depth_[i] == passive) return true;
            graph::node const n = graph_[i];
            if (depth == 0 || depth_[i] + k > order_ || n.what->components > 0 || component_number(n.operation) >= 0 || graph::is_link(n)) return false;
            for (int o = 0; o < n.what->arity; ++o) {
                if (n.operand[o] >= 0 && !ensure(n.operand[o], k, depth - 1)) return false;
                if (value const g = partial_[i].g[o]; !g.is_literal() && !ensure(g.id(), k - 1, depth - 1)) return false;
            }
            at(i, k) = next(i, k);
            return done(i, k) = true;
        }

        static constexpr bool has_recurrence(int operation) {
            return operation == code<add_> || operation == code<sub_> || operation == code<neg_> || operation == code<mul_> || operation == code<div_> ||
                   operation == code<select_> || operation == code<gate_>;
        }

        // Appends the partial derivatives, and theirs: each level is needed to one order less.
        constexpr void differentiate(int first) {
            for (int i = first; i < graph_.node_count(); ++i) {
                graph::node const n = graph_[i];
                facts const& f = *n.what;
                bool moves = false;
                for (int k = 0; k < f.arity; ++k) moves = moves || (f.active[k] && n.operand[k] >= 0 && depth_[n.operand[k]] < order_);
                if (!moves) depth_[i] = passive;
                if (depth_[i] >= order_ || has_recurrence(n.operation)) continue;
                partials p;
                // A kink that is none: pass/kink.hpp. (Norms have series of their own.)
                bool const kinked = n.operation == code<relu_> || n.operation == code<max_> || n.operation == code<min_> || n.operation == code<fmax_> || n.operation == code<fmin_> || n.operation == code<fdim_>;
                graph_.expect_sweeps(kinked ? order_ - 1 : 0);
                rules<Literal> const& rules = *static_cast<pass::rules<Literal> const*>(n.what);
                bool const component = component_number(n.operation) >= 0;
                p.first_argument = argument_of_call_.size;
                if (n.what->components > 0) {
                    int j = graph::argument_count([&](int link) { return graph_[link]; }, i);
                    graph::each_argument([&](int link) { return graph_[link]; }, i, [&](int a) {
                        --j;
                        if (a >= 0 && depth_[a] < order_) argument_of_call_.push({a, rules.partial(graph_, i, j)});
                    });
                } else if (component) {
                    partials const call = partial_[n.operand[0]];
                    for (int a = call.first_argument; a < call.last_argument; ++a)
                        if (value const g = argument_of_call_[a].g; !g.is_literal()) argument_of_call_.push({argument_of_call_[a].operand, rules.partial(graph_, i, g.id())});
                }
                p.last_argument = argument_of_call_.size;
                for (int k = 0; k < f.arity && !component && !graph::is_link(n) && n.what->components == 0; ++k)
                    if (f.active[k] && n.operand[k] >= 0 && depth_[n.operand[k]] < order_) p.g[k] = rules.partial(graph_, i, k);
                partial_[i] = p;
                for (int j = depth_.size; j < graph_.node_count(); ++j) depth_.push(depth_[i] + 1), partial_.push({});
            }
        }
        constexpr value next(int i, int k) {
            graph::node const n = graph_[i];
            taylor_series const& c = *this;
            int const a = n.operand[0], b = n.operand[1];
            if (n.operation == code<add_>) return sum(c(a, k), c(b, k));
            if (n.operation == code<sub_>) return c(b, k).is_zero() ? c(a, k) : c(a, k).is_zero() ? -c(b, k) : c(a, k) - c(b, k);
            if (n.operation == code<neg_>) return c(a, k).is_zero() ? value(0) : -c(a, k);
            if (n.operation == code<gate_>) return c(b, k).is_zero() ? value(0) : gate(c(a, 0).as_condition(), c(b, k));
            if (n.operation == code<select_>) {
                value const u = c(b, k), v = c(n.operand[2], k);
                condition<Literal> const chosen = c(a, 0).as_condition();
                return u.is_zero() && v.is_zero() ? value(0) : v.is_zero() ? gate(chosen, u) : u.is_zero() ? gate(!chosen, v) : select(chosen, u, v);
            }
            if (n.operation == code<mul_>) {
                value total(0);
                // The square of one series is symmetric: half of the products.
                if (a == b) {
                    for (int j = 0; 2 * j < k; ++j) total = sum(total, product(c(a, j), c(a, k - j)));
                    if (!total.is_zero()) total = 2 * total;
                    return k % 2 == 0 ? sum(total, product(c(a, k / 2), c(a, k / 2))) : total;
                }
                for (int j = 0; j <= k; ++j) total = sum(total, product(c(a, j), c(b, k - j)));
                return total;
            }
            if (n.operation == code<div_>) {
                value rest = c(a, k);
                for (int j = 0; j < k; ++j)
                    if (value const p = product(c(i, j), c(b, k - j)); !p.is_zero()) rest = rest.is_zero() ? -p : rest - p;
                return rest.is_zero() ? rest : rest * (1 / c(b, 0));
            }
            value total(0);
            if (n.what->components > 1) return total;  // its components have series
            auto const integrate = [&](int operand, value g) {
                if (g.is_zero()) return;
                for (int j = 1; j <= k; ++j)
                    if (value const slope = c(operand, j); !slope.is_zero()) total = sum(total, product(j * slope, of(g, k - j)));
            };
            for (int o = 0; o < n.what->arity; ++o) integrate(n.operand[o], partial_[i].g[o]);
            for (int call = partial_[i].first_argument; call < partial_[i].last_argument; ++call) integrate(argument_of_call_[call].operand, argument_of_call_[call].g);
            value const usual = total.is_zero() ? total : total * (Literal(1) / static_cast<Literal>(k));
            if (n.operation == code<pow_> && b < 0)
                if (value const base = value::of(&graph_, a); base.is_nonnegative_form()) return power_of_form(base, graph_.literal_at(b), usual, k);
            // With a derivative from the left or from the right a kink has the series of its partial derivative.
            if (side_ == 0) return usual;
            bool const is_kink = n.operation == code<abs_> || n.operation == code<copysign_> || is_extreme(n.operation) || (i < kinks_ && has_partner_[i]);
            if (is_kink && (has(graph_.kinks(), kink_policy::left) || has(graph_.kinks(), kink_policy::right))) return usual;
            if (is_magnitude(graph_, n)) return select(value(&graph_, i) != 0, usual, magnitude_at_zero(n, k));
            return i < kinks_ && has_partner_[i] ? at_kink(n, usual, k) : usual;
        }
        // Where a form is 0 its power is of that degree, or of a higher one. If the degree is 1 it is a norm, with the derivative 0 by convention.
        constexpr value power_of_form(value base, Literal e, value usual, int k) {
            double const degree = base.degree_of_form() * static_cast<double>(e);
            if (!(degree >= 1 - 1e-6) || e > 64 || e == static_cast<Literal>(static_cast<int>(e))) return usual;
            if (has(graph_.kinks(), kink_policy::finite) || k == 1 || k < degree - 1e-6) return select(base != 0, usual, value(0));
            return select(base != 0, usual, value(op::internal::no_number));
        }

        // The sign of p - q, two operands that are equal, on the side; as a number that is 0 where they are equal to that order.
        constexpr value sign_on_side(int p, int q, int k) {
            value sign(0);
            for (int m = k; m > 0; --m) {
                value const there = (*this)(p, m), other = q == none ? value(0) : (*this)(q, m);
                if (there.is_zero() && other.is_zero()) continue;
                value const moves = other.is_zero() ? there : there.is_zero() ? -other : there - other;
                value const way = side_ < 0 && m % 2 != 0 ? -moves : moves;
                sign = sign.is_zero() ? way : select(way != 0, way, sign);
            }
            return sign;
        }
        static constexpr value chosen(value sign, value positive, value otherwise) {
            if (sign.is_literal()) return sign.literal() > 0 ? positive : otherwise;
            return select(sign > 0, positive, select(sign <= 0, otherwise, value(op::internal::no_number)));
        }
        constexpr value at_kink(graph::node const& n, value usual, int k) {
            int const p = n.operand[0], q = n.what->arity > 1 ? n.operand[1] : none;
            value const a = value::of(&graph_, p), b = q == none ? value(0) : value::of(&graph_, q);
            value const moves = (*this)(p, k), other = q == none ? value(0) : (*this)(q, k), sign = sign_on_side(p, q, k);
            if (n.operation == code<relu_> || n.operation == code<fdim_>) return select(a == b, chosen(sign, other.is_zero() ? moves : moves - other, value(0)), usual);
            if (n.operation == code<max_> || n.operation == code<fmax_>) return select(a == b, chosen(sign, moves, other), usual);
            if (n.operation == code<min_> || n.operation == code<fmin_>) return select(a == b, chosen(sign, other, moves), usual);
            // clamp
            int const c = n.operand[2];
            value const not_above = select(a == value::of(&graph_, c), chosen(sign_on_side(p, c, k), (*this)(c, k), moves), usual);
            return select(a == b, chosen(sign, not_above, other), not_above);
        }

        // A magnitude where it is 0.
        constexpr value magnitude_at_zero(graph::node const& n, int k) {
            int const operation = n.operation;
            if (operation == code<abs_> || operation == code<copysign_> || is_extreme(operation)) {
                value const moves = (*this)(n.operand[0], k), sign = sign_on_side(n.operand[0], none, k);
                value const size = chosen(sign, moves, -moves);
                if (operation == code<copysign_>) return copysign(value(1), value::of(&graph_, n.operand[1])) * size;
                return operation == code<min_> || operation == code<fmin_> ? -size : size;  // min(a, -a) is -|a|
            }
            squares of(8);
            bool const by_square = operation == code<norm_> || operation == code<norm_by_power_>;
            bool known = !by_square || find_squares(n.operand[0], Literal(1), of, 0);
            if (!by_square)
                for (int o = 0; o < n.what->arity; ++o) of.push({n.operand[o], 1, Literal(1)});
            return known ? root_of_squares(of, k) : root_of_form(n.operand[0], k);
        }
        // factor · base^2k
        struct even_power {
            int base = 0;
            int half = 0;
            Literal factor{1};
        };
        using squares = graph::detail::growing<even_power>;
        // The terms of a sum of squares. False: it is not spelled as one.
        constexpr bool find_squares(int i, Literal factor, squares& into, int depth) const {
            if (i < 0) return graph_.literal_at(i) == 0;
            graph::node const& n = graph_[i];
            if (depth == 32 || into.size == 32 || !(factor > 0)) return false;
            if (n.operation == code<add_>) return find_squares(n.operand[0], factor, into, depth + 1) && find_squares(n.operand[1], factor, into, depth + 1);
            if (n.operation != code<mul_>) return false;
            if (n.exponent > 1 && n.exponent % 2 == 0) return into.push({n.base, n.exponent / 2, factor * graph_.coefficient(i)}), graph_.coefficient(i) > 0;
            if (n.operand[0] == n.operand[1]) return into.push({n.operand[0], 1, factor}), true;
            return n.operand[0] < 0 && find_squares(n.operand[1], factor * graph_.literal_at(n.operand[0]), into, depth + 1);
        }
        // s2 t² + s3 t³ + … has the root ±t · v with v² = s2 + s3 t + …, and s4 t⁴ + … the root t² · v. What is left of higher orders has no series here.
        constexpr value root_of_squares(squares const& of, int k) {
            graph::detail::growing<value> a(32);  // the powers' coefficients, one after the other
            for (int n = 0; n < of.size; ++n) {
                int const from = a.size;
                for (int m = 0; m <= k; ++m) a.push(m == 0 ? value(0) : (*this)(of[n].base, m));
                for (int h = 1; h < of[n].half; ++h)
                    for (int m = k; m >= 0; --m) {
                        value total(0);
                        for (int j = 0; j <= m; ++j) total = sum(total, product(m == j ? value(0) : a[from + j], m == j ? value(0) : (*this)(of[n].base, m - j)));
                        a[from + m] = total;
                    }
            }
            auto const square = [&](int j) {
                value total(0);
                for (int n = 0; n < of.size; ++n) {
                    value of_one(0);
                    for (int m = j > k ? j - k : 1; m < j && m <= k; ++m) of_one = sum(of_one, product(a[n * (k + 1) + m], a[n * (k + 1) + j - m]));
                    total = sum(total, of[n].factor == 1 || of_one.is_zero() ? of_one : of_one * of[n].factor);
                }
                return total;
            };
            value rest(0);
            for (int n = 0; n < of.size; ++n)
                for (int m = 3; m <= k; ++m)
                    if (value const c = a[n * (k + 1) + m]; !c.is_zero()) rest = sum(rest, abs(c));
            value otherwise(0);
            if (!rest.is_zero()) otherwise = select(rest == 0, value(0), value(op::internal::no_number));
            if (k >= 2)
                if (value const s4 = square(4); !s4.is_zero()) otherwise = select(s4 != 0, root_of(square, 4, k - 2), otherwise);
            value const s2 = square(2);
            if (s2.is_zero()) return otherwise;
            value const root = root_of(square, 2, k - 1);
            return select(s2 != 0, side_ > 0 ? root : -root, otherwise);
        }
        // The k-th coefficient of the root of square(from) + square(from + 1) t + ….
        static constexpr value root_of(auto const& square, int from, int k) {
            value v[32]{};
            v[0] = sqrt(square(from));
            value const half = 1 / (2 * v[0]);
            for (int m = 1; m <= k; ++m) {
                value next = square(m + from);
                for (int j = 1; j < m; ++j)
                    if (value const p = product(v[j], v[m - j]); !p.is_zero()) next = next - p;
                v[m] = next.is_zero() ? next : next * half;
            }
            return v[k];
        }
        // The same of another form, of which a coefficient needs the next one. (Nobody needs the last coefficient: it is multiplied with what is
        // 0 or has the other sign on the other side.)
        constexpr value root_of_form(int form, int k) {
            value const lost(op::internal::no_number);
            if (k < order_ && !ensure(form, k + 1, 100)) return lost;
            value const s2 = (*this)(form, 2);
            value otherwise(0);
            for (int m = 2; m <= k; ++m)
                if (!(*this)(form, m).is_zero()) otherwise = lost;
            if (k == order_) return select(s2 != 0, value(0), otherwise);
            value const root = root_of([&](int j) { return (*this)(form, j); }, 2, k - 1);
            return select(s2 != 0, side_ > 0 ? root : -root, otherwise);
        }
        constexpr value of(value g, int k) const { return g.is_literal() ? (k == 0 ? g : value(0)) : (*this)(g.id(), k); }

        // A coefficient that is the literal 0 is one by structure: it makes no NaN of an infinity.
        static constexpr value product(value a, value b) { return a.is_zero() || b.is_zero() ? value(0) : a * b; }
        static constexpr value sum(value a, value b) { return a.is_zero() ? b : b.is_zero() ? a : a + b; }

        static constexpr int none = std::numeric_limits<int>::min();  // no operand

        builder& graph_;
        int order_;
        int side_;
        graph::detail::growing<int> depth_;
        graph::detail::growing<partials> partial_;
        graph::detail::growing<argument> argument_of_call_;
        int size_ = 0;
        value* coefficient_ = nullptr;
        bool* done_ = nullptr;
        int first_computed_ = 0;
        int kinks_ = 0;                // so many nodes come before the partial derivatives
        bool* has_partner_ = nullptr;  // which of them have kinks that may make a magnitude together
    };
}

namespace detail {
    template <class Made>
    inline constexpr bool has_norms = [] {
        for (int i = 0; i < Made::graph.node_count; ++i)
            if (is_magnitude(Made::graph.nodes, Made::graph.nodes[i])) return true;
        return false;
    }();
    // The same of kinks that may make a magnitude together.
    template <class Made>
    inline constexpr bool has_kinks_with_partners = [] {
        using literal = typename Made::literal_type;
        int kinks = 0;
        for (int i = 0; i < Made::graph.node_count; ++i) kinks += may_have_partner(Made::graph.nodes[i].operation);
        if (kinks < 2) return false;
        graph::builder<literal> const builder(Made::graph, Made::graph.node_count);
        bool const* const found = kinks_with_partners(builder, 0, Made::graph.node_count);
        bool any = false;
        for (int i = 0; i < Made::graph.node_count; ++i) any = any || found[i];
        delete[] found;
        return any;
    }();
    // 0 where one of the norms among the first `last` nodes is, or the argument of such a kink; 1 if there is none.
    template <class Literal>
    constexpr tracer<Literal> product_of_norms(graph::builder<Literal>& graph, int last, bool of_kinks) {
        tracer<Literal> all(1);
        auto const take = [&](tracer<Literal> t) { all = all.is_literal() ? t : all * t; };
        for (int i = 0; i < last; ++i)
            if (is_magnitude(graph, graph[i])) take(tracer<Literal>(&graph, i));
        if (of_kinks) {
            norms_of_graph<Literal> const norms(graph, 0, last);
            norms.each_kink([&](auto const& half) { take(norms.argument_of(graph, half)); });
        }
        return all;
    }
}

// The recipe of the coefficients 0 … Order of the source's outputs: the values, then their first coefficients, and so on. Of its inputs the first ones, `Points`, are the point, of which
// those that the selection contains move: with the velocities that come next, or, without `Along`, each with the velocity 1. The
// inputs that are left do not move.
//
// `Side`: that of the direction on which norms that are 0 are (taylor_series).
template <class Source, int Order, class Selection, int Points, bool Along, int Side>
struct expanded_on_side {
    using literal_type = typename Source::literal_type;
    static constexpr int inputs = Source::inputs;
    static constexpr int outputs = Source::outputs * (Order + 1);
    static constexpr int exact_outputs = Order == 0 ? outputs : 0;
    static constexpr int expected_nodes = graph::made<Source>::graph.node_count * (Order + 1) * (Order + 2) + 64;
    static constexpr int expected_literals = graph::made<Source>::graph.literal_count + 4 * Order + 64;

    static constexpr auto start() { return graph::builder<literal_type>(graph::made<Source>::graph, expected_nodes); }
    static constexpr void run(graph::builder<literal_type>& builder, int* output) {
        using value = tracer<literal_type>;
        constexpr auto const& graph = graph::made<Source>::graph;
        builder.follow(Selection::kinks);
        value direction[inputs + 1];
        set_to_zero(direction);
        for (int i = 0, next = Points; i < Points; ++i)
            if (Selection::contains(i)) direction[i] = Along ? value(&builder, next++) : value(1);
        detail::taylor_series<literal_type> const series(builder, 0, inputs, direction, Order, Side);
        for (int k = 0; k <= Order; ++k)
            for (int i = 0; i < Source::outputs; ++i) *output++ = series(graph.outputs[i], k).operand_in(builder);
    }
};

// The same of a source with loops or recurrences, whose derivatives the sweep forward knows: one sweep an order.
template <class Source, int Order, class Selection, int Points, bool Along>
struct expanded_by_sweeps : expanded_on_side<Source, Order, Selection, Points, Along, 0> {
    using base = expanded_on_side<Source, Order, Selection, Points, Along, 0>;
    using literal_type = typename Source::literal_type;

    static constexpr void run(graph::builder<literal_type>& builder, int* output) {
        using value = tracer<literal_type>;
        constexpr auto const& graph = graph::made<Source>::graph;
        constexpr auto results = static_cast<std::size_t>(Source::outputs);
        builder.follow(Selection::kinks);
        value derivative[results + 1];
        for (std::size_t i = 0; i < results; ++i) derivative[i] = value::of(&builder, graph.outputs[i]);
        literal_type share = 1;
        for (int k = 0; k <= Order; ++k) {
            if (k > 0) {
                builder.expect_sweeps(Order - k);
                forward_sweep<literal_type> sweep(builder, 0);
                for (int i = 0, next = Points; i < Points; ++i)
                    if (Selection::contains(i)) sweep.set(i, Along ? value(&builder, next++) : value(1));
                sweep.run(base::inputs);
                for (std::size_t i = 0; i < results; ++i) derivative[i] = derivative[i].is_literal() ? value(0) : sweep[derivative[i].id()];
                share /= static_cast<literal_type>(k);
            }
            for (std::size_t i = 0; i < results; ++i) *output++ = (k < 2 || derivative[i].is_zero() ? derivative[i] : derivative[i] * share).operand_in(builder);
        }
    }
};

// The same where norms may be 0: there the mean of both sides. Of a smooth function that is the series, and of a kink the derivative that the
// convention gives. Where kinks may make a magnitude together, the first derivative is what the convention says, and if both sides differ there is no
// second one.
template <class Source, int Order, class Selection, int Points, bool Along>
struct expanded {
    template <int Side>
    using on_side = expanded_on_side<Source, Order, Selection, Points, Along, Side>;
    using literal_type = typename Source::literal_type;
    static constexpr bool has_loops = graph::has_loops(graph::made<Source>::graph);
    static constexpr bool may_be_sided = !has_loops && Order > 1 && Order < 32;
    static constexpr bool has_kinks = [] {
        if constexpr (may_be_sided) return detail::has_kinks_with_partners<graph::made<Source>>;
        else return false;
    }();
    static constexpr bool has_norms = has_kinks || (may_be_sided && detail::has_norms<graph::made<Source>>);
    static constexpr int inputs = Source::inputs;
    static constexpr int outputs = on_side<0>::outputs;
    static constexpr int exact_outputs = on_side<0>::exact_outputs;
    static constexpr int expected_nodes = (has_norms ? 3 : 1) * on_side<0>::expected_nodes;
    static constexpr int expected_literals = on_side<0>::expected_literals;

    static constexpr auto start() {
        if constexpr (has_norms) return graph::builder<literal_type>(graph::made<Source>::graph, expected_nodes);
        else return on_side<0>::start();
    }
    static constexpr void run(graph::builder<literal_type>& builder, int* output) {
        if constexpr (has_loops) expanded_by_sweeps<Source, Order, Selection, Points, Along>::run(builder, output);
        else if constexpr (!has_norms) on_side<0>::run(builder, output);
        else {
            using value = tracer<literal_type>;
            int usual[outputs]{}, before[outputs]{}, behind[outputs]{};
            auto const input = [&](int i) { return value(&builder, i); };
            rewrite(graph::made<on_side<0>>::graph, builder, input, usual);
            rewrite(graph::made<on_side<-1>>::graph, builder, input, before);
            rewrite(graph::made<on_side<1>>::graph, builder, input, behind);
            value const norms = detail::product_of_norms(builder, graph::made<Source>::graph.node_count, has_kinks);
            for (int i = 0; i < outputs; ++i) {
                value const here = value::of(&builder, usual[i]), left = value::of(&builder, before[i]), right = value::of(&builder, behind[i]);
                value const mean = (left + right) * 0.5;
                bool const is_by_convention = i < Source::outputs || (has_kinks && i < 2 * Source::outputs);
                if (is_by_convention) output[i] = here.operand_in(builder);
                else if constexpr (!has_kinks) output[i] = select(norms != 0, here, mean).operand_in(builder);
                else {
                    auto const agree = abs(right - left) <= 4096 * std::numeric_limits<literal_type>::epsilon() * (abs(left) + abs(right));
                    output[i] = select(norms != 0, here, apply<limit_>(select(agree, mean, value(op::internal::no_number)))).operand_in(builder);  // worth a jump
                }
            }
        }
    }
};

}
