// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// From a graph with loops over rows (op/loop.hpp) to graphs without: the bodies of the loops, and what is computed before, between and
// behind them. Each is a graph as others, and becomes a program as others do.
//
// A phase is what can be computed once so many loops have run. Reductions of the same rows in the same phase are one loop. What a phase
// or a loop takes from earlier ones has a slot: the inputs of the whole graph, values that an earlier phase computed, results of loops.
// The inputs of each of the new graphs are all slots that are filled by then; a body has the number of the row after them, and
// the numbers in it.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/build.hpp>
#include <typegrad/graph/call.hpp>
#include <typegrad/op/loop.hpp>
#include <typegrad/graph/value.hpp>

namespace typegrad::back {

enum class loop_mistake { none, nested, value_of_a_row_outside };
template <loop_mistake Found, loop_mistake Other>
inline constexpr bool right = Found != Other;

template <int Nodes>
struct loop_plan {
    struct loop {
        int node = 0;
        int input = 0;  // the number of its rows
        int phase = 0;  // before which it runs
        int first_slot = 0, results = 0, exact_results = 0;
    };
    struct phase {
        int first_slot = 0, results = 0, exact_results = 0;  // what it computes for loops and for later phases
    };

    bool live[Nodes + 1]{};
    bool exact[Nodes + 1]{};    // the user's own to the last bit
    int loop_of[Nodes + 1]{};   // the loop in which a node is computed; 0: outside of loops
    int phase_of[Nodes + 1]{};  // the first one that can compute it
    int slot[Nodes + 1]{};      // plus one; 0: none
    loop loops[Nodes + 1]{};
    phase phases[Nodes + 1]{};
    int loop_count = 0;
    int phase_count = 1;
    int slots = 0;
    loop_mistake mistake = loop_mistake::none;
};

namespace detail {
    // A link of a chain of arguments and a call with several results are no values. They are computed wherever they are needed.
    constexpr bool is_structure(graph::node const& n) { return n.what->components > 1 || graph::is_link(n); }

    // Uses the operands that a node's value is computed from: of a reduction and of a row's number the loop is none.
    constexpr void each_operand(graph::node const& n, auto&& use) {
        int const arity = n.operation == code<row_> || n.operation == code<loop_> ? 0 : n.what->reduces || n.operation == code<differentiated_as_> ? 1 : n.what->arity;
        for (int k = 0; k < arity; ++k)
            if (n.operand[k] >= 0) use(n.operand[k]);
    }

    template <class Graph, int Nodes>
    class loop_planner {
    public:
        constexpr loop_planner(Graph const& graph, loop_plan<Nodes>& plan) : graph_(graph), plan_(plan), computed_in_(Nodes + 1), keeps_(Nodes + 1) {
            for (int i = 0; i <= Nodes; ++i) computed_in_.push(-1), keeps_.push(false);
            find_live_and_exact();
            find_loops();
            if (plan_.mistake != loop_mistake::none) return;
            for (int p = 0; p < plan_.phase_count; ++p) find_what_is_computed_in(p);
            number_slots();
        }

    private:
        constexpr void find_live_and_exact() {
            for (int k = 0; k < graph_.output_count; ++k)
                if (int const o = graph_.outputs[k]; o >= 0) plan_.live[o] = true, plan_.exact[o] = plan_.exact[o] || k < graph_.exact_outputs;
            for (int i = graph_.node_count - 1; i >= 0; --i) {
                if (!plan_.live[i]) continue;
                graph::node const& n = graph_.nodes[i];
                bool const exact = plan_.exact[i] || n.what->result == kind::condition;
                each_operand(n, [&](int o) { plan_.live[o] = true, plan_.exact[o] = plan_.exact[o] || exact; });
            }
        }
        constexpr void find_loops() {
            for (int i = graph_.input_count; i < graph_.node_count; ++i) {
                if (!plan_.live[i]) continue;
                graph::node const& n = graph_.nodes[i];
                int loop = n.operation == code<row_> ? n.operand[0] : 0, phase = 0;
                each_operand(n, [&](int o) {
                    phase = plan_.phase_of[o] > phase ? plan_.phase_of[o] : phase;
                    if (plan_.loop_of[o] == 0) return;
                    if (loop != 0 && loop != plan_.loop_of[o]) plan_.mistake = loop_mistake::nested;
                    loop = plan_.loop_of[o];
                });
                if (n.what->reduces) {
                    if (loop != 0 && loop != n.operand[1]) plan_.mistake = loop_mistake::nested;
                    loop = 0;
                    if (++phase == plan_.phase_count) ++plan_.phase_count;
                }
                plan_.loop_of[i] = loop;
                plan_.phase_of[i] = phase;
            }
            for (int k = 0; k < graph_.output_count; ++k)
                if (int const o = graph_.outputs[k]; o >= 0 && plan_.loop_of[o] != 0 && plan_.mistake == loop_mistake::none) plan_.mistake = loop_mistake::value_of_a_row_outside;
            for (int phase = 1; phase < plan_.phase_count; ++phase)
                for (int i = graph_.input_count; i < graph_.node_count; ++i)
                    if (plan_.live[i] && graph_.nodes[i].what->reduces && plan_.phase_of[i] == phase) add_to_loop(i, phase);
        }
        constexpr void add_to_loop(int i, int phase) {
            int const node = graph_.nodes[i].operand[1];
            int l = 0;
            while (l < plan_.loop_count && (plan_.loops[l].node != node || plan_.loops[l].phase != phase)) ++l;
            if (l == plan_.loop_count) plan_.loops[plan_.loop_count++] = {node, graph_.nodes[node].operand[0], phase};
            ++plan_.loops[l].results;
            plan_.loops[l].exact_results += plan_.exact[i];
        }

        // What phase p computes: what the loops behind it take, or the outputs need. What it takes of an earlier phase, that one keeps.
        constexpr void find_what_is_computed_in(int p) {
            bool* const needed = new bool[static_cast<std::size_t>(graph_.node_count) + 1]{};
            if (p + 1 == plan_.phase_count) {
                for (int k = 0; k < graph_.output_count; ++k)
                    if (graph_.outputs[k] >= 0) needed[graph_.outputs[k]] = true;
            } else {
                take_what_loops_take(p + 1, needed);
            }
            for (int i = graph_.node_count - 1; i >= graph_.input_count; --i) {
                graph::node const& n = graph_.nodes[i];
                if (!needed[i] || n.what->reduces) continue;
                if (!is_structure(n)) {
                    if (computed_in_[i] >= 0) {
                        keeps_[i] = true;
                        continue;
                    }
                    computed_in_[i] = p;
                }
                each_operand(n, [&](int o) { needed[o] = true; });
            }
            delete[] needed;
        }
        constexpr void take_what_loops_take(int phase, bool* needed) {
            bool* const in_body = new bool[static_cast<std::size_t>(graph_.node_count) + 1]{};
            auto const take = [&](int o) {
                if (plan_.loop_of[o] != 0 || is_structure(graph_.nodes[o])) in_body[o] = true;
                else needed[o] = keeps_[o] = true;
            };
            for (int i = graph_.node_count - 1; i >= graph_.input_count; --i) {
                graph::node const& n = graph_.nodes[i];
                if (in_body[i] || (plan_.live[i] && n.what->reduces && plan_.phase_of[i] == phase)) each_operand(n, take);
            }
            delete[] in_body;
        }

        // Of a phase those come first that are exact.
        constexpr void number_slots() {
            for (int i = 0; i < graph_.input_count; ++i) plan_.slot[i] = ++plan_.slots;
            for (int p = 0; p < plan_.phase_count; ++p) {
                auto& phase = plan_.phases[p];
                phase.first_slot = plan_.slots;
                for (int pass = 0; pass < 2; ++pass)
                    for (int i = graph_.input_count; i < graph_.node_count; ++i)
                        if (keeps_[i] && computed_in_[i] == p && plan_.exact[i] == (pass == 0)) {
                            plan_.slot[i] = ++plan_.slots;
                            ++phase.results;
                            phase.exact_results += plan_.exact[i];
                        }
                for (int l = 0; l < plan_.loop_count; ++l)
                    if (plan_.loops[l].phase == p + 1) number_results(plan_.loops[l]);
            }
        }
        // Derivatives first: there are more of them, and often four or eight that compilers compute side by side.
        constexpr void number_results(auto& loop) {
            loop.first_slot = plan_.slots;
            for (int pass = 0; pass < 2; ++pass)
                for (int i = graph_.input_count; i < graph_.node_count; ++i)
                    if (is_result(loop, i) && plan_.exact[i] == (pass == 1)) plan_.slot[i] = ++plan_.slots;
        }
        constexpr bool is_result(auto const& loop, int i) const {
            return plan_.live[i] && graph_.nodes[i].what->reduces && graph_.nodes[i].operand[1] == loop.node && plan_.phase_of[i] == loop.phase;
        }

        Graph const& graph_;
        loop_plan<Nodes>& plan_;
        graph::detail::growing<int> computed_in_;  // the phase; -1: none yet
        graph::detail::growing<bool> keeps_;
    };

    template <class Source>
    constexpr auto plan_loops() {
        constexpr auto const& graph = Source::graph;
        loop_plan<graph.node_count> plan;
        graph::view const all(graph);
        loop_planner<graph::view<typename Source::literal_type>, graph.node_count> const planned(all, plan);
        return plan;
    }
}

// The plan of a graph.
template <class Source>
struct loops_of {
    static constexpr auto plan = detail::plan_loops<Source>();

    // The node in a slot.
    static constexpr int node_in(int slot) {
        for (int i = 0; i < Source::graph.node_count; ++i)
            if (plan.slot[i] == slot + 1) return i;
        return -1;
    }
    static constexpr int reduced_by(int slot) { return Source::graph.nodes[node_in(slot)].operation; }
};

namespace detail {
    // Copies what some nodes need into the builder of a recipe. The first inputs are the slots before `filled`.
    template <class Source>
    class slice {
        using literal_type = typename Source::literal_type;
        using value = tracer<literal_type>;

    public:
        constexpr slice(graph::builder<literal_type>& builder, int filled)
            : builder_(builder), filled_(filled), needed_(new bool[room]{}), image_(new int[room]{}) {}
        constexpr slice(slice const&) = delete;
        constexpr slice& operator=(slice const&) = delete;
        constexpr ~slice() {
            delete[] needed_;
            delete[] image_;
        }

        constexpr void need(int operand) {
            if (operand >= 0) needed_[operand] = true;
        }
        constexpr void copy() {
            auto const& graph = Source::graph;
            for (int i = graph.node_count - 1; i >= 0; --i)
                if (needed_[i] && !is_given(i)) each_operand(graph.nodes[i], [&](int o) { needed_[o] = true; });
            for (int i = 0; i < graph.node_count; ++i)
                if (needed_[i]) image_[i] = copied(i);
        }
        // As a value: a condition is 1 or 0.
        constexpr int output(int operand) const {
            return operand < 0 ? of(operand) : tracing<literal_type>::in_kind(kind::value, value(&builder_, of(operand))).operand_in(builder_);
        }

    private:
        static constexpr std::size_t room = static_cast<std::size_t>(Source::graph.node_count) + 1;

        constexpr bool is_given(int i) const { return loops_of<Source>::plan.slot[i] > 0 && loops_of<Source>::plan.slot[i] <= filled_; }
        constexpr int of(int operand) const { return operand < 0 ? builder_.literal(Source::graph.literals[~operand]) : image_[operand]; }
        constexpr int copied(int i) {
            graph::node const& n = Source::graph.nodes[i];
            if (is_given(i)) {
                int const input = loops_of<Source>::plan.slot[i] - 1;
                return n.what->result == kind::condition ? tracing<literal_type>::in_kind(kind::condition, value(&builder_, input)).id() : input;
            }
            if (n.operation == code<row_>) return filled_ + 1 + static_cast<int>(Source::graph.literals[~n.operand[1]]);
            if (n.operation == code<differentiated_as_>) return of(n.operand[0]);
            // What a product is a power of only derivatives ask.
            graph::node same{n.operation, n.what, {0, 0, 0}};
            for (int k = 0; k < n.what->arity; ++k) same.operand[k] = of(n.operand[k]);
            return builder_.append(same);
        }

        graph::builder<literal_type>& builder_;
        int filled_;
        bool* needed_;
        int* image_;
    };

    template <class Source, int Inputs, int Outputs, int Exact>
    struct slice_recipe {
        using literal_type = typename Source::literal_type;
        static constexpr int inputs = Inputs;
        static constexpr int outputs = Outputs;
        static constexpr int exact_outputs = Exact;
        static constexpr int expected_nodes = Source::graph.node_count + Inputs + 64;
        static constexpr int expected_literals = Source::graph.literal_count + 8;

        static constexpr auto start() { return graph::builder<literal_type>(expected_nodes); }
    };
}

// The recipe of a phase. Outputs: what it keeps for what comes behind it; of the last one those of the graph.
template <class Source, int Phase, int Filled = loops_of<Source>::plan.phases[Phase].first_slot, bool Last = Phase + 1 == loops_of<Source>::plan.phase_count>
struct phase_of_graph : detail::slice_recipe<Source, Filled, Last ? Source::graph.output_count : loops_of<Source>::plan.phases[Phase].results,
                                             Last ? Source::graph.exact_outputs : loops_of<Source>::plan.phases[Phase].exact_results> {
    static constexpr void run(graph::builder<typename Source::literal_type>& builder, int* output) {
        for (int i = 0; i < Filled; ++i) builder.input();
        detail::slice<Source> part(builder, Filled);
        auto const result = [](int k) { return Last ? Source::graph.outputs[k] : loops_of<Source>::node_in(Filled + k); };
        for (int k = 0; k < phase_of_graph::outputs; ++k) part.need(result(k));
        part.copy();
        for (int k = 0; k < phase_of_graph::outputs; ++k) output[k] = part.output(result(k));
    }
};

// The recipe of the body of a loop over rows of so many numbers. Outputs: what is reduced, as it has its slots, but with those first that
// are exact.
template <class Source, int Loop, int RowLeaves, int Filled = loops_of<Source>::plan.loops[Loop].first_slot>
struct body_of_loop : detail::slice_recipe<Source, Filled + 1 + RowLeaves, loops_of<Source>::plan.loops[Loop].results, loops_of<Source>::plan.loops[Loop].exact_results> {
    // The place of the k-th output among the slots of the loop, and the other way round.
    static constexpr int slot_of(int k) { return k < body_of_loop::exact_outputs ? body_of_loop::outputs - body_of_loop::exact_outputs + k : k - body_of_loop::exact_outputs; }
    static constexpr std::size_t output_of(int slot) {
        int const derivatives = body_of_loop::outputs - body_of_loop::exact_outputs;
        return static_cast<std::size_t>(slot < derivatives ? slot + body_of_loop::exact_outputs : slot - derivatives);
    }

    static constexpr void run(graph::builder<typename Source::literal_type>& builder, int* output) {
        for (int i = 0; i < body_of_loop::inputs; ++i) builder.input();
        detail::slice<Source> part(builder, Filled);
        auto const reduced = [](int k) { return Source::graph.nodes[loops_of<Source>::node_in(Filled + slot_of(k))].operand[0]; };
        for (int k = 0; k < body_of_loop::outputs; ++k) part.need(reduced(k));
        part.copy();
        for (int k = 0; k < body_of_loop::outputs; ++k) output[k] = part.output(reduced(k));
    }
};

}
