// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Jacobians by vertex elimination on the linearised graph (Griewank & Walther, Evaluating Derivatives, chapters 9 and 10).
//
// Each active operand of a node is an edge with the local partial as its weight; eliminating a vertex v gives each of its
// successors s and predecessors p the weight c[s][p] += c[s][v] · c[v][p]. Once all vertices between inputs and outputs are
// gone, the Jacobian is left. From the outputs back this is the reverse sweep for all rows at once, from the inputs on the
// forward sweep; where many inputs pass through few values to many outputs, an order in between costs a fraction of both.
// An order is chosen by counting on the pattern of the edges alone; then the operations of the graph itself are counted,
// against row-by-row reverse sweeps, and the lesser is taken.
//
// Structural zeros stay exact in every order: the partial of a branch is gate(c, 1), and a gate floats out of products. The
// partial of a norm is such a gate too, but one that becomes a number when its node is eliminated, as in the reverse sweep.
#pragma once
#pragma GCC system_header

#include <typegrad/pass/derive.hpp>

namespace typegrad::pass {

// The operations that the outputs need, each once: what printing calls the total.
template <class Graph>
constexpr int operation_count(Graph const& graph);

// The operations, or where it is more: how long the chains before some of them are. Of operations that cannot begin before
// the n-th link of a chain, none can be done while the n links are waited for, each of which lasts as long as four
// independent operations. This, and not the number of operations alone, is what Jacobians differ in: that of the
// reprojection takes 257 operations if it is cut in the image plane, and 267 if before the projection, where the partials of
// the moved point do not wait for the division; the latter is faster by 1 % on g++ and by 10 % on clang.
template <class Graph>
constexpr int estimated_time(Graph const& graph);

namespace detail {
    // In links of a chain: an addition is one.
    constexpr int latency(int cost) { return cost < 2 ? cost : cost / 2; }

    // How many operations may begin at each link.
    class schedule {
    public:
        static constexpr int operations_in_a_link = 4;

        constexpr void add(int begin, int operations = 1) { starts_[begin < last ? begin : last] += operations; }
        constexpr int time() const {
            int waiting = 0, most = 0;
            for (int t = last; t >= 0; --t)
                if (starts_[t] > 0) waiting += starts_[t], most = t * operations_in_a_link + waiting > most ? t * operations_in_a_link + waiting : most;
            return most;
        }

    private:
        static constexpr int last = 255;
        int starts_[last + 1]{};
    };

    // Which nodes the outputs need, how often each is used, and the link at which each is ready.
    template <class Graph>
    struct usage {
        int* uses;
        int* ready;
        bool* fused;  // a product that is computed with the one sum that uses it
        int operations = 0;
        schedule starts;

        constexpr explicit usage(Graph const& graph)
            : uses(new int[static_cast<std::size_t>(graph.node_count) + 1]{}), ready(new int[static_cast<std::size_t>(graph.node_count) + 1]{}),
              fused(new bool[static_cast<std::size_t>(graph.node_count) + 1]{}) {
            for (int i = 0; i < graph.output_count; ++i)
                if (graph.outputs[i] >= 0) ++uses[graph.outputs[i]];
            for (int i = graph.node_count - 1; i >= graph.input_count; --i)
                for (int k = 0; uses[i] > 0 && k < graph.nodes[i].what->arity; ++k)
                    if (int const operand = graph.nodes[i].operand[k]; operand >= 0) ++uses[operand];
            for (int i = graph.input_count; i < graph.node_count; ++i)
                if (uses[i] > 0) ++operations, fuse(graph, i);
            for (int i = graph.input_count; i < graph.node_count; ++i)
                if (uses[i] > 0) begin(graph, i);
        }
        constexpr usage(usage const&) = delete;
        constexpr usage& operator=(usage const&) = delete;
        constexpr ~usage() {
            delete[] uses;
            delete[] ready;
            delete[] fused;
        }

    private:
        constexpr void fuse(Graph const& graph, int i) {
            graph::node const& n = graph.nodes[i];
            if (n.operation != code<add_> && n.operation != code<sub_>) return;
            int const late = n.operand[0] > n.operand[1] ? 0 : 1;
            for (int const operand : {n.operand[late], n.operand[1 - late]})
                if (operand >= 0 && graph.nodes[operand].operation == code<mul_> && uses[operand] == 1) {
                    fused[operand] = true;
                    return;
                }
        }
        constexpr void begin(Graph const& graph, int i) {
            facts const& f = *graph.nodes[i].what;
            int start = 0;
            for (int k = 0; k < f.arity; ++k)
                if (int const operand = graph.nodes[i].operand[k]; operand >= 0) start = start < ready[operand] ? ready[operand] : start;
            if (!fused[i]) starts.add(start);
            ready[i] = start + (fused[i] ? 0 : latency(f.cost));
        }
    };

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
        auto const size = static_cast<std::size_t>(graph.node_count) + 1;
        bool* const active = new bool[size]{};
        for (int i = 0; i < graph.input_count; ++i) active[i] = Selection::contains(i);
        auto const depends = [&](graph::node const& n, int k) { return n.what->arity > k && n.what->active[k] && n.operand[k] >= 0 && active[n.operand[k]]; };
        for (int i = graph.input_count; i < graph.node_count; ++i) active[i] = depends(graph.nodes[i], 0) || depends(graph.nodes[i], 1) || depends(graph.nodes[i], 2);

        bool* const live = new bool[size]{};
        for (int y : graph.outputs)
            if (y >= 0) live[y] = active[y];
        auto const node = [&](int i) -> graph::node const& { return graph.nodes[i]; };
        auto const is_active = [&](int operand) { return operand >= 0 && active[operand]; };
        // Of i = 1 / b the active b, else -1.
        auto const reciprocal = [&](int i) {
            return i >= 0 && node(i).operation == code<div_> && node(i).operand[0] < 0 && graph.literals[~node(i).operand[0]] == 1 && is_active(node(i).operand[1]) ? node(i).operand[1] : -1;
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
                    if (depends(n, k)) list.push(n.operand[k], i, static_cast<partial>(k));
            }
            for (int e = before; e < list.count; ++e) live[list.edges[e].from] = true;
        }
        delete[] active;
        delete[] live;
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
        constexpr bool is_unit() const { return value.is(1) && (scale == 1 || scale == -1); }

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
                int const r = is_reciprocal(graph, n.operand[0], e.from) ? 0 : 1;
                return -(value::of(&graph, n.operand[r]) * y);
            }
            if (e.rule == partial::log_of_quotient) return 1 / value::of(&graph, graph[n.operand[0]].operand[0]);
            if (e.rule == partial::log_of_divisor) return -((1 / value::of(&graph, graph[n.operand[0]].operand[0])) * value::of(&graph, n.operand[0]));
            if (n.operation == code<norm_>) return gate(y != 0, (1 / y) * 0.5);
            return static_cast<rules<Literal> const*>(n.what)->partial(graph, e.to, static_cast<int>(e.rule));
        }

    private:
        static constexpr bool is_reciprocal(builder& graph, int i, int of) { return i >= 0 && graph[i].operation == code<div_> && graph[i].operand[1] == of; }
    };

    // The source's graph with the partial of each edge appended; these are the outputs.
    template <class Source, class Selection>
    struct linearised {
        using literal_type = typename Source::literal_type;
        static constexpr auto list = linearised_edges<Source, Selection>();
        static constexpr int inputs = Source::inputs;
        static constexpr int outputs = list.count;
        static constexpr int expected_nodes = 3 * graph::made<Source>::graph.node_count + 64;
        static constexpr int expected_literals = graph::made<Source>::graph.literal_count * 2 + 64;

        static constexpr auto start() { return graph::builder<literal_type>(graph::made<Source>::graph, expected_nodes); }
        static constexpr void run(graph::builder<literal_type>& builder, int* output) {
            builder.append_derivatives(true);
            for (int e = 0; e < list.count; ++e) output[e] = partials<literal_type>::of(builder, list.edges[e]).operand_in(builder);
        }
    };

    // An order of elimination and what it costs.
    template <int Capacity>
    struct elimination_order {
        int vertex[Capacity + 1]{};
        int count = 0;
        int operations = 0;
        int time = 0;
        bool complete = false;
    };

    // Cuts are tried until so many edges have been looked at.
    inline constexpr int tried_edges = 6000;
    // So many multiplications and additions are appended at most.
    inline constexpr int appended_operations = 2000;
    inline constexpr int eliminated_vertices = 250;

    template <class Source, class Selection>
    class orders {
        static constexpr auto const& source = graph::made<Source>::graph;
        static constexpr auto const& list = linearised<Source, Selection>::list;
        static constexpr int vertices = source.node_count + source.output_count;
        using order = elimination_order<source.node_count>;
        using pattern = linear_graph<counted::weight>;

        // What all orders begin with: the weights, and when each is ready.
        struct weights {
            counted::weight of[list.count + 1]{};
            schedule starts;
        };
        static constexpr weights known() {
            constexpr auto const& graph = graph::made<linearised<Source, Selection>>::graph;
            usage const used(graph);
            weights result;
            result.starts = used.starts;
            for (int e = 0; e < list.count; ++e) {
                int const partial = graph.outputs[e];
                bool const unit = partial < 0 && (graph.literals[~partial] == 1 || graph.literals[~partial] == -1);
                result.of[e] = {!unit, false, partial < 0 ? 0 : used.ready[partial]};
            }
            return result;
        }
        static constexpr weights all = known();

        static constexpr void connect(pattern& graph, counted& cost) {
            cost.starts = all.starts;
            for (int e = 0; e < list.count; ++e) graph.connect(list.edges[e].from, list.edges[e].to, all.of[e], cost);
            for (int i = 0; i < source.output_count; ++i)
                if (int const y = source.outputs[i]; y >= 0) graph.connect(y, source.node_count + i, {}, cost);
        }
        static constexpr void eliminate(pattern& graph, counted& cost, order& order, int v) {
            graph.eliminate(v, cost, [](counted::weight w) { return w; });
            order.vertex[order.count++] = v;
        }
        static constexpr order finished(order order, counted const& cost, bool complete) {
            order.operations = cost.operations, order.time = cost.starts.time(), order.complete = complete && cost.operations <= appended_operations;
            return order;
        }

        // The vertices between inputs and outputs: those that edges lead to. The last first.
        static constexpr order backwards() {
            order result;
            for (int e = 0; e < list.count; ++e)
                if (result.count == 0 || result.vertex[result.count - 1] != list.edges[e].to) result.vertex[result.count++] = list.edges[e].to;
            return result;
        }
        static constexpr order between = backwards();

        static constexpr order in_order(order const& plan, int limit = appended_operations) {
            pattern graph(vertices, list.count);
            counted cost;
            connect(graph, cost);
            order result;
            for (int i = 0; i < plan.count && cost.operations <= limit; ++i) eliminate(graph, cost, result, plan.vertex[i]);
            return finished(result, cost, result.count == plan.count);
        }
        static constexpr order forwards() {
            order result;
            for (int i = between.count - 1; i >= 0; --i) result.vertex[result.count++] = between.vertex[i];
            return in_order(result);
        }

    public:
        static constexpr order reverse = in_order(between);

    private:
        // What is not to be followed to its end.
        static constexpr int too_many = reverse.operations * 3 / 2 + 64 < appended_operations ? reverse.operations * 3 / 2 + 64 : appended_operations;

        // Always the vertex of the least price, the last one of equals.
        static constexpr order greedily() {
            pattern graph(vertices, list.count);
            counted cost;
            connect(graph, cost);
            constexpr int gone = 1 << 30;
            int* const price = new int[static_cast<std::size_t>(vertices) + 1];
            for (int i = 0; i < vertices; ++i) price[i] = gone;
            for (int i = 0; i < between.count; ++i) price[between.vertex[i]] = graph.price(between.vertex[i]);
            order result;
            int near[64]{};
            while (result.count < between.count && cost.operations <= too_many) {
                int best = between.vertex[0];
                for (int i = 1; i < between.count; ++i) best = price[between.vertex[i]] < price[best] ? between.vertex[i] : best;
                int count = 0;
                graph.neighbours(best, [&](int v) { if (count < 64 && price[v] != gone) near[count++] = v; });
                price[best] = gone;
                eliminate(graph, cost, result, best);
                for (int i = 0; i < count; ++i) price[near[i]] = graph.price(near[i]);
            }
            delete[] price;
            return finished(result, cost, result.count == between.count);
        }

        // Backwards, but for the vertices over which all goes from before `position` to what is behind it: these are last.
        static constexpr order cut_at(int position) {
            bool* const last = new bool[static_cast<std::size_t>(vertices) + 1]{};
            for (int e = 0; e < list.count; ++e)
                if (list.edges[e].to >= position && list.edges[e].from < position) last[list.edges[e].from] = true;
            for (int y : source.outputs)
                if (y >= 0 && y < position) last[y] = true;
            order result;
            for (int i = 0; i < between.count; ++i)
                if (!last[between.vertex[i]]) result.vertex[result.count++] = between.vertex[i];
            for (int i = 0; i < between.count; ++i)
                if (last[between.vertex[i]]) result.vertex[result.count++] = between.vertex[i];
            delete[] last;
            return in_order(result, too_many);
        }
        // What the order cut there would take, without doing it: how many of the rows, or of the vertices on the cut, each
        // vertex reaches, is how many products each edge into it stands for.
        struct reach {
            std::uint64_t all = 0;   // of the rows; before the cut of the vertices on it
            std::uint64_t unit = 0;  // those with weight ±1
            int ready = 0;

            constexpr void take(reach const& to, counted::weight edge, schedule& starts) {
                int const begin = to.ready > edge.ready ? to.ready : edge.ready;
                std::uint64_t const products = edge.general ? to.all & ~to.unit : 0, sums = to.all & ~products & all;
                if ((products | sums) != 0) starts.add(begin, std::popcount(products) + std::popcount(sums));
                unit = (unit & ~to.all) | (edge.general ? 0 : to.unit & ~all);
                all |= to.all;
                ready = ready > begin + ((products | sums) != 0) ? ready : begin + ((products | sums) != 0);
            }
        };
        static constexpr int time_of_cut(int position, reach* above, reach* below) {
            for (int i = 0; i < source.node_count; ++i) above[i] = below[i] = {};
            for (int i = 0; i < source.output_count; ++i)
                if (int const y = source.outputs[i]; y >= 0) above[y].all |= 1ull << i, above[y].unit |= 1ull << i;
            schedule starts = all.starts;
            int on_cut[64]{}, count = 0;
            auto const put_on_cut = [&](int v) {
                if (v >= source.input_count && v < position && below[v].all == 0) below[v].all = below[v].unit = 1ull << count, on_cut[count++] = v;
            };
            for (int y : source.outputs)
                if (y >= 0) put_on_cut(y);
            for (int e = 0; e < list.count; ++e) {
                auto const& [from, to, rule] = list.edges[e];
                if (to >= position) above[from].take(above[to], all.of[e], starts), put_on_cut(from);
            }
            for (int e = 0; e < list.count; ++e) {
                auto const& [from, to, rule] = list.edges[e];
                if (to < position) below[from].take(below[to], all.of[e], starts);
            }
            for (int i = 0; i < source.input_count; ++i)
                for (int k = 0; k < count; ++k)
                    if (below[i].all >> k & 1)
                        starts.add(below[i].ready > above[on_cut[k]].ready ? below[i].ready : above[on_cut[k]].ready, std::popcount(above[on_cut[k]].all & ~above[on_cut[k]].unit));
            return starts.time();
        }
        // Of the narrowest cuts the best one.
        static constexpr int best_cut() {
            if (source.output_count > 64) return -1;
            auto const size = static_cast<std::size_t>(source.node_count) + 2;
            int* const width = new int[size]{};  // the vertices that are used at this position or behind it
            int* const until = new int[size]{};
            reach* const above = new reach[size]{};
            reach* const below = new reach[size]{};
            for (int e = list.count - 1; e >= 0; --e) until[list.edges[e].from] = list.edges[e].to;
            for (int y : source.outputs)
                if (y >= 0) until[y] = source.node_count;
            for (int i = 0; i < between.count; ++i) ++width[between.vertex[i] + 1], --width[until[between.vertex[i]] + 1];
            for (int i = 1; i <= source.node_count; ++i) width[i] += width[i - 1];
            int best = -1, least = 1 << 30, tried = 0;
            for (int wide = 1; wide <= 64 && tried < tried_edges; ++wide)
                for (int i = 0; i < between.count && tried < tried_edges; ++i) {
                    int const position = between.vertex[i];
                    if (width[position] != wide) continue;
                    tried += list.count;
                    if (int const time = time_of_cut(position, above, below); time < least) least = time, best = position;
                }
            delete[] width;
            delete[] until;
            delete[] above;
            delete[] below;
            return best;
        }
    public:
        static constexpr int position_of_cut = best_cut();
        static constexpr bool moderate = list.count > 0 && between.count <= eliminated_vertices;
        static constexpr order forward = forwards();
        static constexpr order greedy = greedily();
        static constexpr order narrow = position_of_cut < 0 ? order{} : cut_at(position_of_cut);

        // Another than `reverse` only if it promises a thirtieth at least: appending it is work for the compiler.
        static constexpr order const& best() {
            order const* best = &reverse;
            int least = reverse.complete ? reverse.time - reverse.time / 30 : 1 << 30;
            auto const consider = [&](order const& other) {
                if (other.complete && other.time < least) best = &other, least = other.time;
            };
            consider(narrow), consider(greedy);
            if constexpr (Selection::count <= Source::outputs) consider(forward);
            return *best;
        }
    };
}

// The Jacobian by elimination in the order that promises to take the least time. Outputs as of `reversed`.
template <class Source, class Selection, bool WithValue>
struct eliminated {
    using literal_type = typename Source::literal_type;
    using linearised = detail::linearised<Source, Selection>;
    static constexpr int inputs = Source::inputs;
    static constexpr int rows = Source::outputs;
    static constexpr int columns = Selection::count;
    static constexpr int outputs = (WithValue ? rows : 0) + rows * columns;

    static constexpr auto const& order = detail::orders<Source, Selection>::best();
    static constexpr int expected_nodes = graph::made<linearised>::graph.node_count + 3 * order.operations + rows * columns + 64;
    static constexpr int expected_literals = graph::made<linearised>::graph.literal_count * 2 + 64;

    static constexpr auto start() { return graph::builder<literal_type>(graph::made<linearised>::graph, expected_nodes); }
    static constexpr void run(graph::builder<literal_type>& builder, int* output) {
        using weight = detail::scaled<literal_type>;
        constexpr auto const& source = graph::made<Source>::graph;
        constexpr auto const& partial = graph::made<linearised>::graph.outputs;
        constexpr auto const& edges = linearised::list;
        builder.append_derivatives(true);
        detail::linear_graph<weight> graph(source.node_count + rows, edges.count);
        detail::appended<literal_type> algebra;
        for (int e = 0; e < edges.count; ++e)
            graph.connect(edges.edges[e].from, edges.edges[e].to, weight(tracer<literal_type>::of(&builder, partial[e])), algebra);
        for (int i = 0; i < rows; ++i)
            if (source.outputs[i] >= 0) graph.connect(source.outputs[i], source.node_count + i, weight(), algebra);
        for (int v = inputs; v < source.node_count; ++v) graph.hoist_scale(v);
        for (int i = 0; i < order.count; ++i) {
            bool const norm = builder[order.vertex[i]].operation == code<norm_>;
            graph.eliminate(order.vertex[i], algebra, [&](weight const& w) { return norm ? w.chosen() : w; });
        }
        if constexpr (WithValue)
            for (int i = 0; i < rows; ++i) *output++ = source.outputs[i];
        for (int i = 0; i < rows; ++i)
            for (int j = 0; j < inputs; ++j) {
                if (!Selection::contains(j)) continue;
                weight const* const entry = graph.find(j, source.node_count + i);
                *output++ = entry ? entry->get().operand_in(builder) : builder.literal(0);
            }
    }
};

namespace detail {
    template <class Source, class Selection, bool WithValue>
    constexpr auto least() {
        using by_rows = reversed<Source, Selection, WithValue>;
        if constexpr (Source::outputs == 1 || graph::made<Source>::graph.node_count > 2 * nodes_in_a_part) return std::type_identity<by_rows>{};
        else if constexpr (!orders<Source, Selection>::moderate) return std::type_identity<by_rows>{};
        else if constexpr (&orders<Source, Selection>::best() == &orders<Source, Selection>::reverse) return std::type_identity<by_rows>{};
        else {
            using mixed = eliminated<Source, Selection, WithValue>;
            constexpr bool better = estimated_time(graph::made<mixed>::graph) < estimated_time(graph::made<by_rows>::graph);
            return std::type_identity<std::conditional_t<better, mixed, by_rows>>{};
        }
    }
}

// The recipe of the Jacobian that takes the least time: of one value, or where nothing is gained, `reversed`.
template <class Source, class Selection, bool WithValue>
using jacobian = typename decltype(detail::least<Source, Selection, WithValue>())::type;

template <class Graph>
constexpr int operation_count(Graph const& graph) {
    return detail::usage<Graph>(graph).operations;
}
template <class Graph>
constexpr int estimated_time(Graph const& graph) {
    return detail::usage<Graph>(graph).starts.time();
}

}
