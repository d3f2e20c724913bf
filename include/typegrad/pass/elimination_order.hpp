// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// In which order the vertices between inputs and outputs are eliminated: found by counting on the pattern of the edges alone.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/scratch.hpp>
#include <typegrad/pass/linear_graph.hpp>
#include <typegrad/pass/schedule.hpp>

namespace typegrad::inline v0_2::pass::detail {

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

public:
    static constexpr order reverse = in_order(between);

private:
    // What is not to be followed to its end.
    static constexpr int too_many = reverse.operations * 3 / 2 + 64 < appended_operations ? reverse.operations * 3 / 2 + 64 : appended_operations;

    static constexpr order forwards() {
        order result;
        for (int i = between.count - 1; i >= 0; --i) result.vertex[result.count++] = between.vertex[i];
        return in_order(result, too_many);
    }

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
        graph::scratch<bool> const last(vertices);
        for (int e = 0; e < list.count; ++e)
            if (list.edges[e].to >= position && list.edges[e].from < position) last[list.edges[e].from] = true;
        for (int y : source.outputs)
            if (y >= 0 && y < position) last[y] = true;
        order result;
        for (int i = 0; i < between.count; ++i)
            if (!last[between.vertex[i]]) result.vertex[result.count++] = between.vertex[i];
        for (int i = 0; i < between.count; ++i)
            if (last[between.vertex[i]]) result.vertex[result.count++] = between.vertex[i];
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
        // The edges come with the last vertex first.
        int e = 0;
        for (; e < list.count && list.edges[e].to >= position; ++e)
            above[list.edges[e].from].take(above[list.edges[e].to], all.of[e], starts), put_on_cut(list.edges[e].from);
        for (; e < list.count; ++e) below[list.edges[e].from].take(below[list.edges[e].to], all.of[e], starts);
        for (int i = 0; i < source.input_count; ++i)
            for (int k = 0; k < count; ++k)
                if (below[i].all >> k & 1)
                    starts.add(below[i].ready > above[on_cut[k]].ready ? below[i].ready : above[on_cut[k]].ready, std::popcount(above[on_cut[k]].all & ~above[on_cut[k]].unit));
        return starts.time();
    }
    // Of the narrowest cuts the best one.
    static constexpr int best_cut() {
        if (source.output_count > 64) return -1;
        graph::scratch<int> const width(source.node_count + 1);  // the vertices that are used at this position or behind it
        graph::scratch<int> const until(source.node_count);
        graph::scratch<reach> const above(source.node_count), below(source.node_count);
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
                if (int const time = time_of_cut(position, above.data, below.data); time < least) least = time, best = position;
            }
        return best;
    }
public:
    static constexpr int position_of_cut = best_cut();
    static constexpr bool moderate = list.count > 0 && between.count <= eliminated_vertices;
    static constexpr order forward = forwards();
    static constexpr order greedy = greedily();
    static constexpr order narrow = position_of_cut < 0 ? order{} : cut_at(position_of_cut);

    // Another than `reverse` only if it promises a thirtieth at least: appending it is work for the compiler.
    // 0 is the reverse one. (A number, and not the address: g++ does not compare addresses in constant expressions under its
    // sanitizers.)
    static constexpr order const& numbered(int k) { return k == 0 ? reverse : k == 1 ? narrow : k == 2 ? greedy : forward; }
    static constexpr int number_of_best() {
        int best = 0;
        for (int k = 1; k < 4; ++k)
            if (numbered(k).complete && (!numbered(best).complete || numbered(k).time < numbered(best).time)) best = k;
        return best;
    }
    static constexpr order const& best() { return numbered(number_of_best()); }
    // Whether the sweep forward is as good as the best: an order that does the same then has no name of its own.
    static constexpr bool is_forward() { return forward.complete && forward.time <= best().time && forward.operations <= best().operations; }
};

}
