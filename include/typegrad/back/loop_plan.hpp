// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// From a graph with loops over rows (op/loop.hpp) to graphs without: the bodies of the loops, and what is computed before, between and
// behind them. Each is a graph as others, and becomes a program as others do.
//
// A phase is what can be computed once so many loops have run. Reductions of the same rows in the same phase are one loop. What a phase
// or a loop takes from earlier ones has a slot: the inputs of the whole graph, values that an earlier phase computed, results of loops,
// elements that were found by their index (op/gather.hpp). The inputs of each of the new graphs are all slots that are filled by then; a
// body has the number of the row after them, and the numbers in it.
//
// A body that has loops in it, or elements, or additions to rows, has a plan of its own. Loops that stand in others have a greater depth
// (op/loop.hpp); a value of a row belongs to the outermost loop in which it varies, and there to the body. Folds (op/fold.hpp) are loops too:
// back/folds.hpp.
#pragma once
#pragma GCC system_header

#include <typegrad/back/pack.hpp>
#include <typegrad/graph/build.hpp>
#include <typegrad/graph/call.hpp>
#include <typegrad/graph/fold.hpp>
#include <typegrad/op/gather.hpp>
#include <typegrad/op/loop.hpp>
#include <typegrad/graph/value.hpp>

#include <array>
#include <cstdint>
#include <limits>

namespace typegrad::inline v0_2::back {

enum class loop_mistake { none, value_of_a_row_outside, too_many };
template <loop_mistake Found, loop_mistake Other>
inline constexpr bool right = Found != Other;

template <int Nodes>
struct loop_plan {
    struct loop {
        int node = 0;
        int input = 0;  // of its rows
        int part = 0;   // the element that is the number of rows in the part that it runs over, or 0: it runs over all of them
        int phase = 0;  // before which it runs
        int condition = 0;  // what it gives is needed only where this holds; 0: always
        int first_slot = 0, results = 0, exact_results = 0;
        int additions = 0;  // to rows; they come behind the results in the body's outputs
        bool exact_additions = true;
        bool is_fold = false;
    };
    struct phase {
        int first_slot = 0, results = 0, exact_results = 0;  // what it computes for loops and for later phases
    };

    bool live[Nodes + 1]{};
    bool exact[Nodes + 1]{};    // the user's own to the last bit
    int loop_of[Nodes + 1]{};   // the outermost loop in which a node varies; 0: none. Of an addition to rows: in which it is made
    int phase_of[Nodes + 1]{};  // the first one that can compute it
    int slot[Nodes + 1]{};      // plus one; 0: none
    int fold_of[Nodes + 1]{};   // of the end of a fold, and of an addition to rows in one: the loop that computes it, plus one
    loop loops[Nodes + 1]{};
    phase phases[Nodes + 1]{};
    int elements[Nodes + 1]{};  // those outside of loops, in the order of their phases, before which they are found
    int element_count = 0;
    int additions[Nodes + 1]{};  // to rows, outside of loops: after the last phase
    int addition_count = 0;
    int loop_count = 0;
    int phase_count = 1;
    int slots = 0;
    loop_mistake mistake = loop_mistake::none;
};

namespace detail {
    // A link of a chain of arguments, a call with several results, and what names loops and places are no values. They stand wherever they
    // are needed.
    constexpr bool is_structure(graph::node const& n) {
        return n.what->components > 1 || graph::is_link(n) || n.operation == code<loop_> || n.operation == code<place_> || n.operation == code<places_> || n.operation == code<scatter_> || n.operation == code<both_> ||
               is_fold_structure(n.operation);
    }

    // Of an addition: whether it is one to a matrix, and its place, of these the k-th of two.
    template <class Graph>
    constexpr bool adds_to_matrix(Graph const& graph, int addition) {
        return graph.nodes[graph.nodes[addition].operand[1]].operation == code<places_>;
    }
    template <class Graph>
    constexpr int place_of(Graph const& graph, int addition, int k) {
        int const place = graph.nodes[addition].operand[1];
        return adds_to_matrix(graph, addition) ? graph.nodes[place].operand[k] : place;
    }
    // Elements, or places, of one row; and additions to one row, or to one block of a matrix.
    template <class Graph>
    constexpr bool are_of_one_row(Graph const& graph, int a, int b) {
        int const *const one = graph.nodes[a].operand, *const other = graph.nodes[b].operand;
        return one[0] == other[0] && one[1] == other[1];
    }
    template <class Graph>
    constexpr bool are_at_one_place(Graph const& graph, int a, int b) {
        bool same = adds_to_matrix(graph, a) == adds_to_matrix(graph, b);
        for (int side = 0; same && side < 1 + adds_to_matrix(graph, a); ++side) same = are_of_one_row(graph, place_of(graph, a, side), place_of(graph, b, side));
        return same;
    }

    // Uses the operands that a node's value is computed from.
    constexpr void each_operand(graph::node const& n, auto&& use) {
        int const arity = n.operation == code<differentiated_as_> ? 1 : n.what->arity;
        for (int k = 0; k < arity; ++k)
            if (n.operand[k] >= 0) use(n.operand[k]);
    }

    template <class Graph, int Nodes>
    class loop_planner {
    public:
        constexpr loop_planner(Graph const& graph, loop_plan<Nodes>& plan) : graph_(graph), plan_(plan), computed_in_(Nodes + 1), keeps_(Nodes + 1), varies_in_(Nodes + 1) {
            for (int i = 0; i <= Nodes; ++i) computed_in_.push(-1), keeps_.push(false), varies_in_.push(0);
            find_live_and_exact();
            find_loops();
            if (plan_.mistake != loop_mistake::none) return;
            find_conditions();
            for (int p = 0; p < plan_.phase_count; ++p) find_what_is_computed_in(p);
            number_slots();
        }

    private:
        using set_of_loops = std::uint64_t;

        // Whether i is given by a loop, or found, outside of loops.
        constexpr bool is_reduced(int i) const { return graph_.nodes[i].what->reduces && varies_in_[i] == 0; }
        constexpr bool is_ended(int i) const { return graph_.nodes[i].operation == code<end_> && varies_in_[i] == 0; }
        constexpr bool is_found(int i) const { return graph_.nodes[i].operation == code<element_> && varies_in_[i] == 0; }
        constexpr bool is_addition_in_loop(int i) const { return graph_.nodes[i].operation == code<scatter_> && plan_.loop_of[i] != 0; }

        constexpr void find_live_and_exact() {
            for (int k = 0; k < graph_.output_count; ++k)
                if (int const o = graph_.outputs[k]; o >= 0) plan_.live[o] = true, plan_.exact[o] = plan_.exact[o] || k < graph_.exact_outputs;
            for (int i = graph_.node_count - 1; i >= 0; --i) {
                if (!plan_.live[i]) continue;
                graph::node const& n = graph_.nodes[i];
                bool const exact = plan_.exact[i] || n.what->result == kind::condition;
                each_operand(n, [&](int o) { plan_.live[o] = true, plan_.exact[o] = plan_.exact[o] || exact; });
                if (is_recall(n.operation)) plan_.live[n.operand[1]] = true;
                if ((n.operation == code<element_> || n.operation == code<place_>) && n.operand[1] >= 0) plan_.exact[n.operand[1]] = true;
            }
        }
        // The loops are numbered as they come: the k-th is the bit k of a set.
        constexpr void find_loops() {
            int const size = graph_.node_count;
            int* const loop = new int[static_cast<std::size_t>(size) + 1]{};
            int* const earliest = new int[static_cast<std::size_t>(size) + 1]{};
            while (!find_phases(loop, earliest)) {}
            delete[] earliest;
            for (int k = 0; k < graph_.output_count; ++k)
                if (int const o = graph_.outputs[k]; o >= 0 && varies_in_[o] != 0) plan_.mistake = loop_mistake::value_of_a_row_outside;
            for (int phase = 1; phase < plan_.phase_count; ++phase)
                for (int i = graph_.input_count; i < size; ++i)
                    if (plan_.live[i] && plan_.phase_of[i] == phase) {
                        if (is_ended(i)) add_to_fold(i, phase);
                        else if (is_reduced(i) || is_addition_in_loop(i)) add_to_loop(i, phase);
                    }
            for (int i = graph_.input_count; i < size; ++i)
                if (plan_.live[i] && is_addition_in_loop(i) && graph_.nodes[plan_.loop_of[i]].operation == code<fold_>) {
                    plan_.fold_of[i] = plan_.fold_of[outermost_end(i)];
                    ++plan_.loops[plan_.fold_of[i] - 1].additions;
                }
            sort_elements();
            sort_additions();
            delete[] loop;
        }
        // False if it has to be done once more: a fold in whose steps something is added cannot run before that is known.
        constexpr bool find_phases(int* loop, int* earliest) {
            int const size = graph_.node_count;
            int loops = 0;
            bool complete = true;
            plan_.phase_count = 1;
            plan_.element_count = plan_.addition_count = 0;
            for (int i = graph_.input_count; i < size; ++i) {
                if (!plan_.live[i]) continue;
                graph::node const& n = graph_.nodes[i];
                set_of_loops varies = 0;
                int phase = 0;
                each_operand(n, [&](int o) {
                    // The end of the steps that an addition is made in. If these stand in a loop, so does the addition, even if no number of it varies there.
                    if (n.operation == code<scatter_> && o == n.operand[2] && varies_in_[outermost_end(i)] == 0) return;
                    phase = plan_.phase_of[o] > phase ? plan_.phase_of[o] : phase;
                    if (is_recall(n.operation) || n.operation == code<final_>) return;
                    if ((varies_in_[o] & ~varies) != 0 && varies != 0) check(varies | varies_in_[o], loop);
                    varies |= varies_in_[o];
                });
                if (n.operation == code<loop_> || n.operation == code<fold_>) {
                    if (loops == 64) plan_.mistake = loop_mistake::too_many;
                    loop[loops++ % 64] = i;
                }
                if (is_recall(n.operation)) varies = varies_in_[n.operand[1]];  // and what the states are made of varies in the fold that is recalled
                if (n.operation == code<final_>) varies = varies_in_[n.operand[0]];
                if (n.operation == code<row_> || belongs_to_step(n.operation)) varies |= bit(n.operand[0], loop, loops);
                if (n.operation == code<end_>) {
                    varies &= ~bit(graph::fold_parts(graph::node_of(graph_), i).fold(), loop, loops);
                    phase += varies == 0;
                    phase = earliest[i] > phase ? earliest[i] : phase;
                }
                if (n.operation == code<scatter_>) {
                    plan_.loop_of[i] = outermost(varies, loop);
                    phase += varies != 0;
                    varies = 0;
                    if (int const end = outermost_end(i); end >= 0 && varies_in_[end] == 0 && plan_.phase_of[end] < phase) earliest[end] = phase, complete = false;
                }
                if (n.what->reduces && n.operation != code<final_>) {
                    varies &= ~bit(n.operand[1], loop, loops);
                    if (varies != 0 && depth(deepest(varies, loop)) >= depth(n.operand[1])) plan_.mistake = loop_mistake::value_of_a_row_outside;
                    phase += varies == 0;
                }
                if (n.operation == code<element_> && varies == 0) {
                    if (n.operand[1] >= graph_.input_count) ++phase;
                    plan_.elements[plan_.element_count++] = i;
                }
                varies_in_[i] = varies;
                if (varies != 0) plan_.loop_of[i] = outermost(varies, loop);
                plan_.phase_of[i] = phase;
                if (phase >= plan_.phase_count) plan_.phase_count = phase + 1;
                if (n.operation == code<scatter_> && plan_.loop_of[i] == 0) plan_.additions[plan_.addition_count++] = i;
            }
            return complete;
        }
        // Of an addition in the steps of folds: the end of the outermost one, or -1.
        constexpr int outermost_end(int addition) const {
            int const end = graph_.nodes[addition].operand[2];
            if (end < 0) return -1;
            return graph_.nodes[end].operation == code<both_> ? graph_.nodes[end].operand[1] : end;
        }
        constexpr int depth(int loop) const { return static_cast<int>(graph_.literals[~graph_.nodes[loop].operand[1]]); }
        static constexpr set_of_loops bit(int node, int const* loop, int loops) {
            for (int k = 0; k < loops; ++k)
                if (loop[k] == node) return set_of_loops(1) << k;
            return 0;
        }
        constexpr int outermost(set_of_loops all, int const* loop) const {
            int found = 0;
            for (int k = 0; k < 64 && all >> k != 0; ++k)
                if ((all >> k) % 2 != 0 && (found == 0 || depth(loop[k]) < depth(found))) found = loop[k];
            return found;
        }
        constexpr int deepest(set_of_loops all, int const* loop) const {
            int found = 0;
            for (int k = 0; k < 64 && all >> k != 0; ++k)
                if ((all >> k) % 2 != 0 && (found == 0 || depth(loop[k]) > depth(found))) found = loop[k];
            return found;
        }
        // Of two loops of one depth neither stands in the other: a row's value has left its loop.
        constexpr void check(set_of_loops all, int const* loop) {
            set_of_loops depths = 0;
            for (int k = 0; k < 64 && all >> k != 0; ++k) {
                if ((all >> k) % 2 == 0) continue;
                set_of_loops const one = set_of_loops(1) << (depth(loop[k]) % 64);
                if ((depths & one) != 0) plan_.mistake = loop_mistake::value_of_a_row_outside;
                depths |= one;
            }
        }
        constexpr void begin_loop(int node, int phase) {
            int const rows = graph_.nodes[node].operand[0];
            bool const is_part = rows >= 0 && graph_.nodes[rows].operation == code<element_> && graph_.literals[~graph_.nodes[rows].operand[2]] < 0;
            plan_.loops[plan_.loop_count++] = {node, is_part ? graph_.nodes[rows].operand[0] : rows, is_part ? rows : 0, phase, 0};
        }
        // Folds with the same steps in the same phase are one loop, unless one state becomes this in one of them and that in another.
        constexpr void add_to_fold(int end, int phase) {
            graph::fold_parts const parts(graph::node_of(graph_), end);
            int l = 0;
            while (l < plan_.loop_count && (plan_.loops[l].node != parts.fold() || plan_.loops[l].phase != phase || !fits(parts, l))) ++l;
            if (l == plan_.loop_count) {
                begin_loop(parts.fold(), phase);
                plan_.loops[l].is_fold = true;
            }
            plan_.fold_of[end] = l + 1;
        }
        constexpr bool fits(graph::fold_parts const& parts, int loop) const {
            for (int i = parts.fold(); i < graph_.node_count; ++i) {
                if (plan_.fold_of[i] != loop + 1 || graph_.nodes[i].operation != code<end_>) continue;
                graph::fold_parts const others(graph::node_of(graph_), i);
                for (int k = 0; k < others.size(); ++k)
                    if (int const same = parts.number_of_state(others[k].state); same >= 0 && parts[same].carry != others[k].carry) return false;
            }
            return true;
        }
        constexpr void add_to_loop(int i, int phase) {
            bool const reduces = graph_.nodes[i].what->reduces;
            int const node = reduces ? graph_.nodes[i].operand[1] : plan_.loop_of[i];
            int l = 0;
            if (graph_.nodes[i].operation == code<final_>) l = plan_.fold_of[graph_.nodes[i].operand[0]] - 1;
            else if (graph_.nodes[node].operation == code<fold_>) return;  // below
            else while (l < plan_.loop_count && (plan_.loops[l].node != node || plan_.loops[l].phase != phase)) ++l;
            if (l == plan_.loop_count) begin_loop(node, phase);
            plan_.loops[l].results += reduces;
            plan_.loops[l].additions += !reduces;
            plan_.loops[l].exact_results += reduces && plan_.exact[i];
            plan_.loops[l].exact_additions = plan_.loops[l].exact_additions && (reduces || plan_.exact[i]);
        }
        constexpr void sort_elements() {
            for (int i = 1; i < plan_.element_count; ++i) {
                int const element = plan_.elements[i];
                int k = i;
                for (; k > 0 && plan_.phase_of[plan_.elements[k - 1]] > plan_.phase_of[element]; --k) plan_.elements[k] = plan_.elements[k - 1];
                plan_.elements[k] = element;
            }
        }

        // Additions to one row, or to one block of a matrix, stand together, in the order of the numbers.
        constexpr void sort_additions() {
            for (int i = 1; i < plan_.addition_count; ++i) {
                int const addition = plan_.additions[i];
                int first = 0;  // of the same row or block, if there is one
                while (first < i && !are_at_one_place(graph_, plan_.additions[first], addition)) ++first;
                if (first == i) continue;
                int k = i;
                for (; k > first && (!are_at_one_place(graph_, plan_.additions[k - 1], addition) || adds_before(addition, plan_.additions[k - 1])); --k) plan_.additions[k] = plan_.additions[k - 1];
                plan_.additions[k] = addition;
            }
        }
        constexpr bool adds_before(int a, int b) const {
            for (int side = 0; side < 1 + adds_to_matrix(graph_, a); ++side) {
                auto const number_of = [&](int addition) { return graph_.literals[~graph_.nodes[place_of(graph_, addition, side)].operand[2]]; };
                if (number_of(a) != number_of(b)) return number_of(a) < number_of(b);
            }
            return false;
        }

        // Steps are not taken back where nothing is owed for them: all that they give stands behind a gate, of an option that is worth nothing for instance.
        constexpr void find_conditions() {
            constexpr int always = -1;
            graph::detail::growing<int> needed_if(Nodes + 1);  // the condition; 0: not needed so far
            for (int i = 0; i <= Nodes; ++i) needed_if.push(0);
            auto const need = [&](int o, int condition) {
                if (o >= 0) needed_if[o] = needed_if[o] == 0 || needed_if[o] == condition ? condition : always;
            };
            for (int k = 0; k < graph_.output_count; ++k) need(graph_.outputs[k], always);
            for (int i = graph_.node_count - 1; i >= graph_.input_count; --i) {
                if (!plan_.live[i]) continue;
                graph::node const& n = graph_.nodes[i];
                int const condition = needed_if[i] == 0 ? always : needed_if[i];
                for (int k = 0; k < n.what->arity; ++k) need(n.operand[k], n.operation == code<gate_> && k == 1 && n.operand[0] >= 0 ? n.operand[0] : condition);
            }
            for (int i = graph_.input_count; i < graph_.node_count; ++i) {
                if (!plan_.live[i] || graph_.nodes[i].operation != code<end_> || plan_.fold_of[i] == 0) continue;
                auto& loop = plan_.loops[plan_.fold_of[i] - 1];
                int const condition = needed_if[i];
                bool const is_known = condition > 0 && varies_in_[condition] == 0 && plan_.phase_of[condition] < loop.phase && loop.additions == 0 && is_backward(loop.node);
                loop.condition = is_known && (loop.condition == 0 || loop.condition == condition) ? condition : always;
            }
            for (int l = 0; l < plan_.loop_count; ++l)
                if (plan_.loops[l].condition == always) plan_.loops[l].condition = 0;
        }
        constexpr bool is_backward(int fold) const { return static_cast<long long>(graph_.literals[~graph_.nodes[fold].operand[2]]) % 2 != 0; }

        // What phase p computes: what loops and elements behind it take, or the outputs need. What it takes of an earlier phase, that one keeps.
        constexpr void find_what_is_computed_in(int p) {
            bool* const needed = new bool[static_cast<std::size_t>(graph_.node_count) + 1]{};
            if (p + 1 == plan_.phase_count) {
                for (int k = 0; k < graph_.output_count; ++k)
                    if (int const o = graph_.outputs[k]; o >= 0 && !is_structure(graph_.nodes[o])) needed[o] = true;
                for (int k = 0; k < plan_.addition_count; ++k) each_operand_of_addition(plan_.additions[k], [&](int o) { needed[o] = true; });
            } else {
                take_what_is_taken_in(p + 1, needed);
            }
            for (int i = graph_.node_count - 1; i >= graph_.input_count; --i) {
                graph::node const& n = graph_.nodes[i];
                if (!needed[i] || is_reduced(i) || is_found(i)) continue;
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
        // What is added, and at which row, or at which two.
        constexpr void each_operand_of_addition(int i, auto&& use) const {
            if (int const value = graph_.nodes[i].operand[0]; value >= 0) use(value);
            for (int k = 0; k < 1 + adds_to_matrix(graph_, i); ++k)
                if (int const index = graph_.nodes[place_of(graph_, i, k)].operand[1]; index >= 0) use(index);
        }
        constexpr bool is_taken_by_loop(int i, int phase) const {
            if (!plan_.live[i]) return false;
            if (plan_.fold_of[i] > 0) return plan_.loops[plan_.fold_of[i] - 1].phase == phase;
            return plan_.phase_of[i] == phase && (is_reduced(i) || is_addition_in_loop(i));
        }
        constexpr void take_what_is_taken_in(int phase, bool* needed) {
            bool* const in_body = new bool[static_cast<std::size_t>(graph_.node_count) + 1]{};
            auto const take = [&](int o) {
                if (varies_in_[o] != 0 || is_structure(graph_.nodes[o])) in_body[o] = true;
                else needed[o] = keeps_[o] = true;
            };
            for (int l = 0; l < plan_.loop_count; ++l)
                if (plan_.loops[l].phase == phase && plan_.loops[l].condition > 0) take(plan_.loops[l].condition);
            for (int i = graph_.node_count - 1; i >= graph_.input_count; --i) {
                if (is_recall(graph_.nodes[i].operation) && varies_in_[graph_.nodes[i].operand[1]] == 0) continue;  // what is kept of that fold
                if (in_body[i] || is_taken_by_loop(i, phase)) each_operand(graph_.nodes[i], take);
                else if (plan_.live[i] && plan_.phase_of[i] == phase && is_found(i)) each_operand(graph_.nodes[i], take);
            }
            delete[] in_body;
        }

        // Of a phase those come first that are exact.
        constexpr void number_slots() {
            for (int i = 0; i < graph_.input_count; ++i) plan_.slot[i] = ++plan_.slots;
            number_elements(0);
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
                number_elements(p + 1);
            }
        }
        constexpr void number_elements(int phase) {
            for (int k = 0; k < plan_.element_count; ++k)
                if (plan_.phase_of[plan_.elements[k]] == phase) plan_.slot[plan_.elements[k]] = ++plan_.slots;
        }
        // Derivatives first: there are more of them, and often four or eight that compilers compute side by side.
        constexpr void number_results(auto& loop) {
            loop.first_slot = plan_.slots;
            graph::detail::growing<int> results(16);
            for (int pass = 0; pass < 2; ++pass) {
                results.size = 0;
                for (int i = graph_.input_count; i < graph_.node_count; ++i)
                    if (is_result(loop, i) && plan_.exact[i] == (pass == 1)) results.push(i);
                number_products_side_by_side(results);
                for (int k = 0; k < results.size; ++k)
                    if (int& slot = plan_.slot[results[k]]; slot == 0) slot = ++plan_.slots;
            }
        }
        // Four sums of products with one factor in common, and of one sign, stand side by side: a register times a number.
        constexpr void number_products_side_by_side(graph::detail::growing<int> const& results) {
            for (int k = 0; k < results.size; ++k) {
                sum_of_products const first = products_in(results[k]);
                for (int side = 0; first.is_one && side < 2 && plan_.slot[results[k]] == 0; ++side) {
                    int alike[lane_count]{results[k]}, count = 1;
                    for (int other = k + 1; other < results.size && other < k + 64 && count < lane_count; ++other)
                        if (plan_.slot[results[other]] == 0 && products_in(results[other]).has(first.factor[side], first.is_negative)) alike[count++] = results[other];
                    if (count == lane_count)
                        for (int const i : alike) plan_.slot[i] = ++plan_.slots;
                }
            }
        }
        struct sum_of_products {
            bool is_one = false, is_negative = false;
            int factor[2]{};

            constexpr bool has(int one, bool negative) const { return is_one && is_negative == negative && (factor[0] == one || factor[1] == one); }
        };
        constexpr sum_of_products products_in(int result) const {
            int value = graph_.nodes[result].operand[0];
            bool const is_negative = value >= 0 && graph_.nodes[value].operation == code<neg_>;
            if (is_negative) value = graph_.nodes[value].operand[0];
            if (graph_.nodes[result].operation != code<sum_over_> || value < 0 || graph_.nodes[value].operation != code<mul_>) return {};
            return {true, is_negative, {graph_.nodes[value].operand[0], graph_.nodes[value].operand[1]}};
        }
        constexpr bool is_result(auto const& loop, int i) const {
            if (!plan_.live[i] || !is_reduced(i)) return false;
            if (graph_.nodes[i].operation == code<final_>) return &loop == &plan_.loops[plan_.fold_of[graph_.nodes[i].operand[0]] - 1];
            return graph_.nodes[i].operand[1] == loop.node && plan_.phase_of[i] == loop.phase;
        }

        Graph const& graph_;
        loop_plan<Nodes>& plan_;
        graph::detail::growing<int> computed_in_;  // the phase; -1: none yet
        graph::detail::growing<bool> keeps_;
        graph::detail::growing<set_of_loops> varies_in_;
    };

    template <class Source>
    constexpr auto plan_loops() {
        constexpr auto const& graph = Source::graph;
        loop_plan<graph.node_count> plan;
        graph::view const all(graph);
        loop_planner<graph::view<typename Source::literal_type>, graph.node_count> const planned(all, plan);
        return plan;
    }

    // Tables of a plan. They are made once, since they are asked for every addition.
    template <int Count>
    struct table_of_additions {
        int first[Count + 1]{};  // at the same place
        int index[Count + 1]{};  // which of the operands is the number of its row
        int operand[3 * Count + 1]{};
        int operand_count = Count;
    };
    template <int Count>
    constexpr auto additions_in_order(auto const& graph, auto const& plan) {
        table_of_additions<Count> table;
        for (int a = 0; a < Count; ++a) {
            int const addition = plan.additions[a];
            table.operand[a] = graph.nodes[addition].operand[0];
            table.first[a] = a > 0 && are_at_one_place(graph, plan.additions[a - 1], addition) ? table.first[a - 1] : a;
            if (table.first[a] != a) continue;
            table.index[a] = table.operand_count;
            for (int side = 0; side < 1 + adds_to_matrix(graph, addition); ++side) table.operand[table.operand_count++] = graph.nodes[place_of(graph, addition, side)].operand[1];
        }
        return table;
    }
    // The additions to rows in loops, those of one loop after those of another.
    template <int Loops, int Count>
    struct table_of_additions_in_loops {
        int first[Loops + 1]{};
        int node[Count + 1]{};
    };
    constexpr int count_additions_in_loops(auto const& plan) {
        int count = 0;
        for (int l = 0; l < plan.loop_count; ++l) count += plan.loops[l].additions;
        return count;
    }
    template <int Loops, int Count>
    constexpr auto additions_in_loops(auto const& graph, auto const& plan) {
        table_of_additions_in_loops<Loops, Count> table;
        for (int l = 0, next = 0; l < Loops; ++l) {
            auto const& loop = plan.loops[l];
            table.first[l] = next;
            for (int i = 0; loop.additions > 0 && i < graph.node_count; ++i)
                if (plan.live[i] && graph.nodes[i].operation == code<scatter_> && (loop.is_fold ? plan.fold_of[i] == l + 1 : plan.loop_of[i] == loop.node && plan.phase_of[i] == loop.phase)) table.node[next++] = i;
        }
        return table;
    }
    template <int Slots>
    constexpr auto nodes_in_slots(auto const& graph, auto const& plan) {
        std::array<int, static_cast<std::size_t>(Slots) + 1> node;
        node.fill(-1);
        for (int i = graph.node_count - 1; i >= 0; --i)
            if (plan.slot[i] > 0) node[static_cast<std::size_t>(plan.slot[i] - 1)] = i;
        return node;
    }
}

// The plan of a graph.
template <class Source>
struct loops_of {
    static constexpr auto plan = detail::plan_loops<Source>();
    static constexpr auto additions = detail::additions_in_order<plan.addition_count>(Source::graph, plan);
    static constexpr auto in_loops = detail::additions_in_loops<plan.loop_count, detail::count_additions_in_loops(plan)>(Source::graph, plan);
    static constexpr auto node_in_slot = detail::nodes_in_slots<plan.slots>(Source::graph, plan);

    // The node in a slot.
    static constexpr int node_in(int slot) { return node_in_slot[static_cast<std::size_t>(slot)]; }
    static constexpr int reduced_by(int slot) { return Source::graph.nodes[node_in(slot)].operation; }
    // The node of the k-th addition to rows in a loop.
    static constexpr int addition_in(int loop, int k) { return in_loops.node[in_loops.first[loop] + k]; }
    // The index of an element or place, and which of the row's numbers it is.
    static constexpr int index_operand(int node) { return Source::graph.nodes[node].operand[1]; }
    static constexpr int leaf_of(int node) { return static_cast<int>(Source::graph.literals[~Source::graph.nodes[node].operand[2]]); }
    static constexpr int table_of(int node) { return Source::graph.nodes[node].operand[0]; }
    static constexpr bool adds_to_matrix(int addition) { return detail::adds_to_matrix(Source::graph, addition); }
    static constexpr int place_of(int addition, int k = 0) { return detail::place_of(Source::graph, addition, k); }
    // The outputs of the last phase: those of the graph; then what is added outside of loops, by one addition after the other, so that the numbers of a row
    // stand side by side; then, of each first addition to a row, the number of that row, or, to a block of a matrix, the numbers of both.
    static constexpr int output_of(int addition) { return Source::graph.output_count + addition; }
    static constexpr int output_of_index(int addition) { return output_of(additions.index[addition]); }
    static constexpr int last_outputs = Source::graph.output_count + additions.operand_count;
    // The operand of such an output behind those of the graph.
    static constexpr int operand_of_addition(int output) { return additions.operand[output - Source::graph.output_count]; }
    // Of those at the place of an addition, which stand together, the first one.
    static constexpr int first_addition_there(int addition) { return additions.first[addition]; }
};

namespace detail {
    // Copies what some nodes need into the builder of a recipe. The first inputs are the slots before `filled`. In the body of that loop
    // the row's number and its numbers follow; 0: outside of loops.
    template <class Source>
    class slice {
        using literal_type = typename Source::literal_type;
        using value = tracer<literal_type>;

    public:
        constexpr slice(graph::builder<literal_type>& builder, int filled, int loop = 0)
            : builder_(builder), filled_(filled), loop_(loop), needed_(new bool[room]{}), image_(new int[room]{}), input_of_(new int[room]{}) {}
        constexpr slice(slice const&) = delete;
        constexpr slice& operator=(slice const&) = delete;
        constexpr ~slice() {
            delete[] needed_;
            delete[] image_;
            delete[] input_of_;
        }

        // This node is that input.
        constexpr void give(int node, int input) { input_of_[node] = input + 1; }
        constexpr void need(int operand) {
            if (operand >= 0) needed_[operand] = true;
        }
        constexpr void copy() {
            auto const& graph = Source::graph;
            for (int i = graph.node_count - 1; i >= 0; --i)
                if (needed_[i] && !is_given(i) && !is_of_row(graph.nodes[i])) each_operand(graph.nodes[i], [&](int o) {
                    if (int const taken = operand_in_steps(i, o); taken >= 0) needed_[taken] = true;
                });
            for (int i = 0; i < graph.node_count; ++i)
                if (needed_[i]) image_[i] = copied(i);
        }
        // As a value: a condition is 1 or 0.
        constexpr int output(int operand) const {
            return operand < 0 ? of(operand) : tracing<literal_type>::in_kind(kind::value, value(&builder_, of(operand))).operand_in(builder_);
        }

        constexpr int structure(int operand) const { return image_[operand]; }

    private:
        static constexpr int no_end = std::numeric_limits<int>::min();
        static constexpr std::size_t room = static_cast<std::size_t>(Source::graph.node_count) + 1;

        constexpr bool is_given(int i) const { return input_of_[i] > 0 || (loops_of<Source>::plan.slot[i] > 0 && loops_of<Source>::plan.slot[i] <= filled_); }
        // Of an addition in the steps that are copied the end of these is left out.
        static constexpr int operand_in_steps(int i, int operand) {
            if (operand < 0 || loops_of<Source>::plan.fold_of[i] == 0 || Source::graph.nodes[i].operation != code<scatter_> || operand != Source::graph.nodes[i].operand[2]) return operand;
            return Source::graph.nodes[operand].operation == code<both_> ? Source::graph.nodes[operand].operand[0] : no_end;
        }
        constexpr bool is_of_row(graph::node const& n) const { return n.operation == code<row_> && n.operand[0] == loop_; }
        constexpr int of(int operand) const {
            if (operand == no_end) return builder_.literal(0);
            return operand < 0 ? builder_.literal(Source::graph.literals[~operand]) : image_[operand];
        }
        constexpr int copied(int i) {
            graph::node const& n = Source::graph.nodes[i];
            if (is_given(i)) {
                int const input = (input_of_[i] > 0 ? input_of_[i] : loops_of<Source>::plan.slot[i]) - 1;
                return n.what->result == kind::condition ? tracing<literal_type>::in_kind(kind::condition, value(&builder_, input)).id() : input;
            }
            if (is_of_row(n)) return filled_ + 1 + static_cast<int>(Source::graph.literals[~n.operand[1]]);
            if (n.operation == code<differentiated_as_> || n.operation == code<count_>) return of(n.operand[0]);
            if (n.operation == code<steps_>) return of(n.operand[1]);
            // What a product is a power of only derivatives ask.
            graph::node same{n.operation, n.what, {0, 0, 0}};
            for (int k = 0; k < n.what->arity; ++k) same.operand[k] = of(operand_in_steps(i, n.operand[k]));
            int const copy = builder_.append(same);
            if (n.operation == code<fold_>) builder_.note_fold(copy);
            return copy;
        }

        graph::builder<literal_type>& builder_;
        int filled_, loop_;
        bool* needed_;
        int* image_;
        int* input_of_;
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

// The recipe of a phase. Outputs: what it keeps for what comes behind it; of the last one those of the graph, and then what is added to
// rows, and the numbers of the rows. (Sets of additions to rows are 0.)
template <class Source, int Phase, int Filled = loops_of<Source>::plan.phases[Phase].first_slot, bool Last = Phase + 1 == loops_of<Source>::plan.phase_count>
struct phase_of_graph : detail::slice_recipe<Source, Filled, Last ? loops_of<Source>::last_outputs : loops_of<Source>::plan.phases[Phase].results,
                                             Last ? Source::graph.exact_outputs : loops_of<Source>::plan.phases[Phase].exact_results> {
    static constexpr void run(graph::builder<typename Source::literal_type>& builder, int* output) {
        for (int i = 0; i < Filled; ++i) builder.input();
        detail::slice<Source> part(builder, Filled);
        int const zero = builder.literal(0);
        auto const operand = [](int k) {
            if (!Last) return loops_of<Source>::node_in(Filled + k);
            if (k < Source::graph.output_count) {
                // What is added, so that it is exact if the addition is.
                int const o = Source::graph.outputs[k];
                return o >= 0 && Source::graph.nodes[o].operation == code<scatter_> && loops_of<Source>::plan.loop_of[o] == 0 ? Source::graph.nodes[o].operand[0] : o;
            }
            return loops_of<Source>::operand_of_addition(k);
        };
        auto const is_number = [](int k) { return k < 0 || !detail::is_structure(Source::graph.nodes[k]); };
        for (int k = 0; k < phase_of_graph::outputs; ++k)
            if (is_number(operand(k))) part.need(operand(k));
        part.copy();
        for (int k = 0; k < phase_of_graph::outputs; ++k) output[k] = is_number(operand(k)) ? part.output(operand(k)) : zero;
    }
};

// The recipe of the body of a loop over rows of so many numbers. Outputs: what is reduced, as it has its slots, but with those first that
// are exact; and additions to rows, behind these if they are exact as well, else last.
template <class Source, int Loop, int RowLeaves, int Filled = loops_of<Source>::plan.loops[Loop].first_slot>
struct body_of_loop : detail::slice_recipe<Source, Filled + 1 + RowLeaves, loops_of<Source>::plan.loops[Loop].results + loops_of<Source>::plan.loops[Loop].additions,
                                           loops_of<Source>::plan.loops[Loop].exact_results + (loops_of<Source>::plan.loops[Loop].exact_additions ? loops_of<Source>::plan.loops[Loop].additions : 0)> {
    static constexpr auto const& loop = loops_of<Source>::plan.loops[Loop];
    static constexpr int derivatives = loop.results - loop.exact_results, first_addition = loop.exact_additions ? loop.exact_results : loop.results;
    static constexpr bool is_addition(int k) { return k >= first_addition && k < first_addition + loop.additions; }
    // The place of the k-th output among the slots of the loop, and the other way round.
    static constexpr int slot_of(int k) {
        k -= k < first_addition ? 0 : loop.additions;
        return k < loop.exact_results ? derivatives + k : k - loop.exact_results;
    }
    static constexpr std::size_t output_of(int slot) {
        int const k = slot < derivatives ? slot + loop.exact_results : slot - derivatives;
        return static_cast<std::size_t>(k < first_addition ? k : k + loop.additions);
    }

    static constexpr void run(graph::builder<typename Source::literal_type>& builder, int* output) {
        for (int i = 0; i < body_of_loop::inputs; ++i) builder.input();
        append(builder, output);
    }
    static constexpr void append(graph::builder<typename Source::literal_type>& builder, int* output) {
        detail::slice<Source> part(builder, Filled, loop.node);
        auto const operand = [](int k) { return is_addition(k) ? loops_of<Source>::addition_in(Loop, k - first_addition) : Source::graph.nodes[loops_of<Source>::node_in(Filled + slot_of(k))].operand[0]; };
        for (int k = 0; k < body_of_loop::outputs; ++k) part.need(operand(k));
        part.copy();
        for (int k = 0; k < body_of_loop::outputs; ++k) output[k] = is_addition(k) ? part.structure(operand(k)) : part.output(operand(k));
    }
};

// The recipe of the body together with its sums. The results so far are inputs, behind those of the body, and the output of a sum is its next result: clang
// contracts within an expression only, and packs begin at outputs. The outputs of other reductions are those of the body.
template <class Source, int Loop, int RowLeaves>
struct body_with_sums : body_of_loop<Source, Loop, RowLeaves> {
    using literal_type = typename Source::literal_type;
    using body = body_of_loop<Source, Loop, RowLeaves>;
    static constexpr int first_result = body::inputs, inputs = body::inputs + body::loop.results;
    static constexpr bool is_sum(int slot) { return loops_of<Source>::reduced_by(body::loop.first_slot + slot) == code<sum_over_>; }

    static constexpr void run(graph::builder<literal_type>& builder, int* output) {
        for (int i = 0; i < inputs; ++i) builder.input();
        builder.add_to_inputs();
        body::append(builder, output);
        for (int k = 0; k < body::outputs; ++k)
            if (!body::is_addition(k) && is_sum(body::slot_of(k))) output[k] = sum(builder, first_result + body::slot_of(k), output[k]);
    }

private:
    // Nothing is rearranged: lanes add the same numbers. (a + -b is a - b to the last bit. So it is behind a gate: if that is closed, a is left, since no sum
    // that began with 0 is -0.)
    static constexpr int sum(graph::builder<literal_type>& builder, int so_far, int value) {
        auto const is = [&](int node, int operation) { return node >= builder.input_count() && builder[node].operation == operation; };
        auto const subtracted = [&](int other) { return builder.append({code<sub_>, graph::what<sub_, literal_type>, {so_far, other, 0}}); };
        if (is(value, code<neg_>)) return subtracted(builder[value].operand[0]);
        if (is(value, code<gate_>) && is(builder[value].operand[1], code<neg_>)) {
            graph::node gated = builder[value];
            gated.operand[1] = builder[gated.operand[1]].operand[0];
            return subtracted(builder.append(gated));
        }
        return builder.append({code<add_>, graph::what<add_, literal_type>, {so_far, value, 0}});
    }
};

}
