// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The linearised graph: an edge for each active operand, with the partial derivative as its weight; and the elimination of
// its vertices.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/build.hpp>
#include <typegrad/graph/scratch.hpp>
#include <typegrad/pass/reverse.hpp>
#include <typegrad/pass/schedule.hpp>

namespace typegrad::inline v0_2::pass::detail {

// How an edge's partial is found: by the rule for that operand of its node, or by one of the sweep's special rules.
enum class partial { first, second, third, power, quotient, divisor, log_of_quotient, log_of_divisor };

struct edge {
    int from = 0;
    int to = 0;
    partial rule = partial::first;
};

template <int Capacity>
struct edge_list {
    edge edges[Capacity + 1]{};
    int count = 0;

    constexpr void push(int from, int to, partial rule) { edges[count++] = {from, to, rule}; }
};

// The edges that lie on a path from a selected input to an output, those into the last node first.
template <class Source, class Selection>
constexpr auto linearised_edges() {
    constexpr auto const& graph = graph::made<Source>::graph;
    edge_list<2 * graph.node_count> list;
    graph::scratch<bool> const active(graph.node_count), live(graph.node_count);
    for (int i = 0; i < graph.input_count; ++i) active[i] = Selection::contains(i);
    mark_active(graph.nodes, 0, graph.node_count, active.data);
    for (int y : graph.outputs)
        if (y >= 0) live[y] = active[y];
    auto const node = [&](int i) -> graph::node const& { return graph.nodes[i]; };
    auto const is_active = [&](int operand) { return operand >= 0 && active[operand]; };
    // The active b of i = 1 / b, else -1.
    auto const reciprocal = [&](int i) {
        int const b = i < 0 ? -1 : node(i).operand[1];
        return is_active(b) && graph::detail::is_reciprocal(graph, i, b) ? b : -1;
    };
    for (int i = graph.node_count - 1; i >= graph.input_count; --i) {
        if (!live[i]) continue;
        graph::node const& n = node(i);
        int const before = list.count;
        if (n.operation == code<mul_> && n.exponent > 1) {
            list.push(n.base, i, partial::power);
        } else if (n.operation == code<mul_> && is_active(n.operand[0]) && reciprocal(n.operand[1]) >= 0) {
            list.push(n.operand[0], i, partial::first);
            list.push(reciprocal(n.operand[1]), i, partial::divisor);
        } else if (n.operation == code<mul_> && is_active(n.operand[1]) && reciprocal(n.operand[0]) >= 0) {
            list.push(n.operand[1], i, partial::second);
            list.push(reciprocal(n.operand[0]), i, partial::divisor);
        } else if (n.operation == code<log_> && node(n.operand[0]).operation == code<div_> && is_active(node(n.operand[0]).operand[0]) && is_active(node(n.operand[0]).operand[1])) {
            list.push(node(n.operand[0]).operand[0], i, partial::log_of_quotient);
            list.push(node(n.operand[0]).operand[1], i, partial::log_of_divisor);
        } else {
            for (int k = 0; k < 3; ++k)
                if (n.what->arity > k && n.what->active[k] && is_active(n.operand[k])) list.push(n.operand[k], i, static_cast<partial>(k));
        }
        for (int e = before; e < list.count; ++e) live[list.edges[e].from] = true;
    }
    return list;
}

// A weight as literal · value, so that literals meet and signs become subtractions.
template <class Literal>
struct scaled {
    using value_type = tracer<Literal>;
    Literal scale = 1;
    value_type value = 1;

    constexpr scaled() = default;
    constexpr scaled(value_type v) : value(v) { take_out(); }
    constexpr scaled(Literal factor, value_type v) : scale(factor), value(v) { take_out(); }

    static constexpr scaled as_is(value_type v) {
        scaled result;
        result.value = v;
        return result;
    }
    constexpr value_type get() const { return scale == 1 ? value : value.is(1) ? value_type(scale) : value * scale; }
    // gate(c, u) as a number: u, or 0.
    constexpr scaled chosen() const {
        return value.template is_a<gate_>() ? scaled(scale, select(value.gate_condition(), value.operand(1), 0)) : *this;
    }
    constexpr bool is_signed() const { return scale == 1 || scale == -1; }

private:
    constexpr void take_out() {
        if (value.is_literal()) {
            if (!value.is(1) && takes(value.literal())) scale = math::multiply(scale, value.literal()), value = value_type(1);
        } else if (value.template is_a<neg_>()) {
            scale = -scale, value = value.operand(0), take_out();
        } else if (value.template is_a<mul_>() && value.operand(0).is_literal() && takes(value.operand(0).literal())) {
            scale = math::multiply(scale, value.operand(0).literal()), value = value.operand(1), take_out();
        } else if (value.template is_a<gate_>() && value.operand(1).template is_a<mul_>() && value.operand(1).operand(0).is_literal() && takes(value.operand(1).operand(0).literal())) {
            auto const product = value.operand(1);
            scale = math::multiply(scale, product.operand(0).literal()), value = gate(value.gate_condition(), product.operand(1)), take_out();
        }
    }
    constexpr bool takes(Literal factor) const { return graph::detail::is_moderate(math::multiply(scale, factor)); }
};

// Weights in the algebra of the graph: what is eliminated is appended.
template <class Literal>
struct appended {
    using weight = scaled<Literal>;

    static constexpr weight product(weight const& a, weight const& b) {
        Literal const scale = math::multiply(a.scale, b.scale);
        return graph::detail::is_moderate(scale) ? weight(scale, times(a.value, b.value)) : weight(a.scale, times(a.value, b.get()));
    }
    static constexpr weight sum(weight const& a, weight const& b) {
        if (a.scale == b.scale) return weight(a.scale, a.value + b.value);
        if (a.scale == -b.scale) return a.scale > 0 ? weight(a.scale, a.value - b.value) : weight(b.scale, b.value - a.value);
        return a.scale < 0 ? weight(b.get() - weight(-a.scale, a.value).get()) : b.scale < 0 ? weight(a.get() - weight(-b.scale, b.value).get()) : weight(a.get() + b.get());
    }

    static constexpr weight settled(weight const& a) { return a.is_signed() || a.value.is(1) ? a : weight::as_is(a.get()); }

private:
    static constexpr auto times(tracer<Literal> a, tracer<Literal> b) { return a.is(1) ? b : b.is(1) ? a : a * b; }
};

// Weights of which only is known whether they are ±1, and when they are ready: what an elimination would cost.
struct counted {
    struct weight {
        bool general = false;
        bool product = false;  // that may be computed with a sum
        int ready = 0;
    };
    schedule starts;
    int operations = 0;

    static constexpr weight settled(weight a) { return a; }
    constexpr weight product(weight a, weight b) {
        int const start = a.ready > b.ready ? a.ready : b.ready;
        if (!a.general || !b.general) return {a.general || b.general, false, start};
        return ++operations, starts.add(start), weight{true, true, start + 1};
    }
    constexpr weight sum(weight a, weight b) {
        int const start = a.ready > b.ready ? a.ready : b.ready;
        if (a.product || b.product) return {true, false, b.product && a.ready < b.ready ? b.ready : start + 1};
        return ++operations, starts.add(start), weight{true, false, start + 1};
    }
};

// The graph of the edges, from which vertices are eliminated.
template <class Weight>
class linear_graph {
public:
    constexpr linear_graph(int vertices, int edges) : edges_(edges * 2 + 16), vertices_(new vertex[static_cast<std::size_t>(vertices) + 1]{}) {}
    constexpr linear_graph(linear_graph const&) = delete;
    constexpr linear_graph& operator=(linear_graph const&) = delete;
    constexpr ~linear_graph() { delete[] vertices_; }

    template <class Algebra>
    constexpr void connect(int from, int to, Weight const& weight, Algebra& algebra) {
        for (int e = vertices_[to].in; e != 0; e = at(e).next_in)
            if (at(e).from == from) {
                at(e).weight = algebra.sum(at(e).weight, weight);
                return;
            }
        add(from, to, weight);
    }

    template <class Algebra, class Settle>
    constexpr void eliminate(int v, Algebra& algebra, Settle&& settle) {
        purge(v);
        // What has been multiplied by its literal once serves all products with it.
        if (at(vertices_[v].in).next_in != 0)
            for (int o = vertices_[v].out; o != 0; o = at(o).next_out) at(o).weight = algebra.settled(at(o).weight);
        if (at(vertices_[v].out).next_out != 0)
            for (int i = vertices_[v].in; i != 0; i = at(i).next_in) at(i).weight = algebra.settled(at(i).weight);
        for (int o = vertices_[v].out; o != 0; o = at(o).next_out) {
            int const s = at(o).to;
            for (int e = vertices_[s].in; e != 0; e = at(e).next_in) vertices_[at(e).from].edge = e;
            for (int i = vertices_[v].in; i != 0; i = at(i).next_in) {
                int const p = at(i).from, e = vertices_[p].edge;
                Weight const contribution = settle(algebra.product(at(o).weight, at(i).weight));
                if (e != 0) at(e).weight = algebra.sum(at(e).weight, contribution);
                else add(p, s, contribution);
            }
            for (int e = vertices_[s].in; e != 0; e = at(e).next_in) vertices_[at(e).from].edge = 0;
        }
        vertices_[v].gone = true;
        for (int o = vertices_[v].out; o != 0; o = at(o).next_out) purge(at(o).to);
        for (int i = vertices_[v].in; i != 0; i = at(i).next_in) purge(at(i).from);
        vertices_[v].in = vertices_[v].out = 0;
    }

    // A literal that all weights into v share goes over to the weights out of v.
    constexpr void hoist_scale(int v) {
        auto const magnitude = [](auto const& weight) { return weight.scale < 0 ? -weight.scale : weight.scale; };
        if (vertices_[v].in == 0) return;
        auto const scale = magnitude(at(vertices_[v].in).weight);
        if (scale == 1) return;
        int in = 0, out = 0;
        for (int i = vertices_[v].in; i != 0; i = at(i).next_in) ++in;
        for (int o = vertices_[v].out; o != 0; o = at(o).next_out) ++out;
        if (out > 1 && out >= in) return;
        for (int i = vertices_[v].in; i != 0; i = at(i).next_in)
            if (magnitude(at(i).weight) != scale) return;
        for (int i = vertices_[v].in; i != 0; i = at(i).next_in) at(i).weight.scale = at(i).weight.scale < 0 ? -1 : 1;
        for (int o = vertices_[v].out; o != 0; o = at(o).next_out) at(o).weight.scale *= scale;
    }
    // By how much an elimination brings the graph nearer to the Jacobian, the less the better: multiplications, those by
    // ±1 apart, and twice the edges gained.
    constexpr int price(int v) {
        purge(v);
        int in = 0, general_in = 0, price = 0;
        for (int i = vertices_[v].in; i != 0; i = at(i).next_in) ++in, general_in += at(i).weight.general, vertices_[at(i).from].edge = i;
        for (int o = vertices_[v].out; o != 0; o = at(o).next_out) {
            int there = 0;
            for (int e = vertices_[at(o).to].in; e != 0; e = at(e).next_in) there += vertices_[at(e).from].edge != 0;
            price += (at(o).weight.general ? general_in : 0) + 2 * (in - (there - 1)) - 2;
        }
        for (int i = vertices_[v].in; i != 0; i = at(i).next_in) vertices_[at(i).from].edge = 0;
        return price - 2 * in;
    }
    template <class Use>
    constexpr void neighbours(int v, Use&& use) const {
        for (int e = vertices_[v].in; e != 0; e = at(e).next_in) use(at(e).from);
        for (int e = vertices_[v].out; e != 0; e = at(e).next_out) use(at(e).to);
    }
    constexpr Weight const* find(int from, int to) const {
        for (int e = vertices_[to].in; e != 0; e = at(e).next_in)
            if (at(e).from == from) return &at(e).weight;
        return nullptr;
    }

private:
    struct vertex {
        int in = 0, out = 0, last_in = 0, last_out = 0;  // the first edges, plus one; 0: none
        int edge = 0;
        bool gone = false;
    };
    struct weighted_edge {
        int from = 0, to = 0, next_in = 0, next_out = 0;
        Weight weight{};
    };
    constexpr weighted_edge& at(int e) { return edges_[e - 1]; }
    constexpr weighted_edge const& at(int e) const { return edges_[e - 1]; }
    constexpr void add(int from, int to, Weight const& weight) {
        int const e = edges_.push({from, to, 0, 0, weight}) + 1;
        vertex &f = vertices_[from], &t = vertices_[to];
        (t.in == 0 ? t.in : at(t.last_in).next_in) = e, t.last_in = e;
        (f.out == 0 ? f.out : at(f.last_out).next_out) = e, f.last_out = e;
    }
    // Edges from or to vertices that are gone leave the lists of v.
    constexpr void purge(int v) {
        vertex& of = vertices_[v];
        for (int *e = &of.in; *e != 0;) vertices_[at(*e).from].gone ? *e = at(*e).next_in : (of.last_in = *e, e = &at(*e).next_in, 0);
        for (int *e = &of.out; *e != 0;) vertices_[at(*e).to].gone ? *e = at(*e).next_out : (of.last_out = *e, e = &at(*e).next_out, 0);
    }

    graph::detail::growing<weighted_edge> edges_;
    vertex* vertices_;
};

// The partial of an edge, in the algebra of the graph.
template <class Literal>
struct partials {
    using value = tracer<Literal>;
    using builder = graph::builder<Literal>;

    static constexpr value of(builder& graph, edge const& e) {
        graph::node const n = graph[e.to];
        value const y(&graph, e.to);
        if (e.rule == partial::power) return ((n.coefficient == 0 ? Literal(1) : graph.literal_at(n.coefficient)) * static_cast<Literal>(n.exponent)) * powi(value(&graph, n.base), n.exponent - 1);
        if (e.rule == partial::divisor) {
            // The same question as of linearised_edges: a / b, which another factor of y may be, is no reciprocal of b.
            int const r = graph::detail::is_reciprocal(graph, n.operand[0], e.from) ? 0 : 1;
            return -(value::of(&graph, n.operand[r]) * y);
        }
        if (e.rule == partial::log_of_quotient) return 1 / value::of(&graph, graph[n.operand[0]].operand[0]);
        if (e.rule == partial::log_of_divisor) return -((1 / value::of(&graph, graph[n.operand[0]].operand[0])) * value::of(&graph, n.operand[0]));
        if (n.operation == code<norm_>) return gate(y != 0, (1 / y) * 0.5);
        return static_cast<rules<Literal> const*>(n.what)->partial(graph, e.to, static_cast<int>(e.rule));
    }
};

// The source's graph with the partial of each edge appended; these are the outputs.
template <class Source, class Selection>
struct linearised {
    using literal_type = typename Source::literal_type;
    static constexpr auto list = linearised_edges<Source, Selection>();
    static constexpr int inputs = Source::inputs;
    static constexpr int outputs = list.count;
    static constexpr int exact_outputs = 0;
    static constexpr int expected_nodes = 3 * graph::made<Source>::graph.node_count + 64;
    static constexpr int expected_literals = graph::made<Source>::graph.literal_count * 2 + 64;

    static constexpr auto start() { return graph::builder<literal_type>(graph::made<Source>::graph, expected_nodes); }
    static constexpr void run(graph::builder<literal_type>& builder, int* output) {
        graph::lending const lends(builder, graph::made<Source>::graph.outputs, Source::outputs);
        builder.append_derivatives(true);
        builder.follow(Selection::kinks);
        for (int e = 0; e < list.count; ++e) output[e] = partials<literal_type>::of(builder, list.edges[e]).operand_in(builder);
    }
};

}
