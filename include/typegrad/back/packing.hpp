// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Lanes: operations of one kind on different values, done side by side in a vector register. Packs begin at
// outputs that follow each other, then wherever values are at one level, and grow from there towards the inputs: after Larsen and
// Amarasinghe, "Exploiting superword level parallelism with multimedia instruction sets", PLDI 2000. Every lane is rounded as the
// operation alone would be, so that no result changes.
//
// The compilers do this as well, but on straight-line code not well: they must find again what the graph still knows.
#pragma once
#pragma GCC system_header

#include <typegrad/back/companions.hpp>
#include <typegrad/back/pack_table.hpp>
#include <typegrad/graph/call.hpp>

namespace typegrad::inline v0_2::back {

template <class Graph>
class packing : public pack_table {
public:
    constexpr packing(Graph const& graph, pass::blocks const& guards, back::companions<Graph> const& companions)
        : pack_table(graph.literal_count, graph.node_count), graph_(graph), guards_(guards), companions_(companions), room_(static_cast<std::size_t>(graph.node_count) + 1),
          level_(new int[room_]{}), choices_(new int[room_]{}), first_input_(new int[room_]{}), operation_(new int[room_]{}) {
        measure();
        if (!is_worth_it()) return;
        int const operations = computed();
        if (operations < vain_effort_) vain_effort_ = operations;
        begin_at_outputs();
        begin_at_levels();
        if (int const gain = total_ - extractions(0); gain < least_total || gain * least_share < operations) take_back(0);
    }
    constexpr packing(packing const&) = delete;
    constexpr packing& operator=(packing const&) = delete;
    constexpr ~packing() {
        delete[] level_;
        delete[] choices_;
        delete[] first_input_;
        delete[] operation_;
    }

    // Of so many nodes no packs are made, nor is anything measured.
    static constexpr bool is_too_long(Graph const& graph) { return graph.node_count - graph.input_count > many_nodes; }

    // Whether there is a branch, or could be one.
    constexpr bool has_choices() const { return choices_[graph_.node_count - 1] > 0; }

    // Inputs that follow each other.
    constexpr bool are_neighbours(int const* member) const {
        for (int lane = 0; lane < lane_count; ++lane)
            if (member[lane] < 0 || member[lane] >= graph_.input_count || member[lane] != member[0] + lane) return false;
        return true;
    }

    // Of the C library; or, rarely, a call of it.
    constexpr bool is_function(int i) const { return graph_.nodes[i].what->cost >= cost_of_function || graph_.nodes[i].what->branches; }
    constexpr bool is_without_functions() const { return !has_functions_; }

private:
    static constexpr int few_nodes = 6, several_nodes = 1500, many_nodes = 2400, most_effort = 600;  // constant expressions have an end
    static constexpr int deepest = 100;                      // and so have calls in them
    static constexpr int near = 16;                          // of nodes at a level
    static constexpr int farthest = 3;                       // between packs that are to be in line
    static constexpr int least_gain = lane_count - 1;         // of a pack with all that it needs
    static constexpr int least_total = 3, least_share = 8;    // of all packs, in operations and as a part of them
    static constexpr int many_uses = 4;                       // of a value
    static constexpr int cost_of_function = 9;   // a root is less

    constexpr bool is_worth_it() const {
        int const count = graph_.node_count - graph_.input_count;
        return lane_count > 1 && count >= few_nodes;
    }

    // The operations without those that are done along with others.
    constexpr int computed() const {
        int count = 0;
        for (int i = graph_.input_count; i < graph_.node_count; ++i) count += guards_.block_of(i) >= 0 && !companions_.is_fused(i);
        return count;
    }

    constexpr void measure() {
        int choices = 0;
        for (int i = 0; i < graph_.input_count; ++i) first_input_[i] = i;
        for (int i = graph_.input_count; i < graph_.node_count; ++i) {
            graph::node const& n = graph_.nodes[i];
            choices += n.operation == code<select_> || n.operation == code<gate_>;
            choices_[i] = choices;
            has_functions_ = has_functions_ || (guards_.block_of(i) >= 0 && is_function(i));
            int level = 0, first = graph_.input_count;
            for (int k = 0; k < n.what->arity; ++k) {
                int const o = n.operand[k];
                if (o < 0) continue;
                if (level_[o] > level) level = level_[o];
                if (first_input_[o] < first) first = first_input_[o];
            }
            if (int const operation = companions_.operation(i); guards_.block_of(i) == 0 && has_lanes(operation)) operation_[i] = operation;
            first_input_[i] = first;
            level_[i] = level + (companions_.reciprocal(i) != 0 ? 2 : 1);
            if (level_[i] > highest_) highest_ = level_[i];
        }
        raise_sums();
    }
    // The sums of a loop are outputs. No pack needs them, nor a product that goes into one, so that they may stand side by side wherever in the
    // graph they are.
    constexpr void raise_sums() {
        int const highest = highest_;
        for (int k = 0; graph_.adds_to_inputs && k < graph_.output_count; ++k) {
            int const i = graph_.outputs[k];
            if (!is_sum_so_far(i)) continue;
            highest_ = level_[i] = highest + 2;
            if (int const product = graph_.nodes[i].operand[1]; companions_.is_fused_into(product, i) && guards_.uses(product) == 1) level_[product] = highest + 1;
        }
    }
    constexpr bool is_sum_so_far(int i) const {
        if (!graph_.adds_to_inputs || i < graph_.input_count || guards_.uses(i) != 1 || (operation_[i] != code<add_> && operation_[i] != code<sub_>)) return false;
        int const so_far = graph_.nodes[i].operand[0];
        return so_far >= 0 && so_far < graph_.input_count && guards_.uses(so_far) == 1;
    }

    // Outputs that are next to each other.
    constexpr void begin_at_outputs() {
        for (int k = 0; k + lane_count <= graph_.output_count;) k += begin(graph_.outputs + k, 1) ? lane_count : 1;
    }

    // All others that are at one level, from the highest down: each with the next ones that fit. First those whose operands, or what
    // these are made of, stand side by side already, in the same order.
    constexpr void begin_at_levels() {
        int* const next = new int[room_]{};  // node of the same level
        int* const first = new int[room_]{};
        int* const place = new int[room_]{};  // from the end of the level, of those that have lanes or not
        int* const count_at = new int[room_]{};
        for (int i = graph_.node_count - 1; i >= graph_.input_count; --i) {
            place[i] = count_at[level_[i]]++;
            if (operation_[i] != 0) next[i] = first[level_[i]], first[level_[i]] = i;
        }
        for (int level = highest_; level > 0; --level)
            for (bool const in_line : {true, false})
                for (int i = in_line && (size() == 0 || graph_.node_count > several_nodes) ? 0 : first[level]; i > 0; i = next[i]) {
                    int member[lane_count], count = 0;
                    for (int other = i; other > 0 && place[i] - place[other] < near && count < lane_count; other = next[other]) {
                        member[count] = other;
                        count += fits(member, count) && (!in_line || lane_below(other, 0) == count);
                        if (count == 0) break;
                    }
                    if (count == lane_count) begin(member, 0);
                }
        delete[] next;
        delete[] first;
        delete[] place;
        delete[] count_at;
    }

    // The lane of the first packed node that this one is made of, or -1.
    constexpr int lane_below(int i, int depth) const {
        if (i < graph_.input_count || depth > farthest) return -1;
        if (pack_of(i) >= 0) return lane_of(i);
        int lane = -1;
        for (int k = 0; lane < 0 && k < graph_.nodes[i].what->arity; ++k) lane = lane_below(companions_.operand(i, k), depth + 1);
        return lane;
    }

    // Whether a pack of these pays, with all that it needs; then it is kept. `used` is how often they are wanted as a pack. What must
    // be taken out of it counts half: it may find its place in packs to come. In the end all must pay, or there are none.
    constexpr bool begin(int const* member, int used) {
        if (effort_ >= (total_ > 0 ? most_effort : vain_effort_) || !fit_one_operation(member)) return false;
        int const mark = size();
        gain_ = used > 0 ? gain_at_output(member[0]) : 0;
        int const p = find_or_make(member, 0, used > 0);
        use(p, used);
        if (2 * gain_ - extractions(mark) >= 2 * least_gain) return total_ += gain_, true;
        use(p, -used);
        take_back(mark);
        return false;
    }
    // An output is stored. A sum of a loop is loaded as well, where a product goes into it, but two operands that must be gathered are not worth it. Where none
    // goes into it and what is added must be gathered, the compiler had better do it, which has masks for gates: k means took 1.7 of the time with clang 19.
    constexpr int gain_at_output(int i) const {
        if (!is_sum_so_far(i)) return lane_count - 1;
        return companions_.is_fused_into(graph_.nodes[i].operand[1], i) ? lane_count - 1 + lane_count - 2 : 0;
    }
    constexpr int extractions(int mark) const {
        int count = 0;
        for (int p = mark; p < size(); ++p)
            if (packs_[p].how == pack::form::operation)
                for (int lane = 1; lane < lane_count; ++lane) {
                    int const m = packs_[p].member[lane];
                    count += m != packs_[p].member[lane - 1] && guards_.uses(m) > uses_inside(m);
                }
        return count;
    }
    constexpr int find_or_make(int const* member, int depth, bool in_place = false) {
        if (int const there = find(member); there >= 0) return there;
        if (int sorted[lane_count]; !in_place && depth < deepest && fit_one_operation(member) && sort_by_inputs(member, sorted)) find_or_make(sorted, depth);
        ++effort_;
        int const p = add(member);
        if (packs_[p].is_of_one_value()) packs_[p].how = pack::form::broadcast, gain_ -= is_computed(member[0]);
        else if (!compute_if_it_pays(p, member, depth) && !permute(p) && !compute_again(p, depth)) gather(p);
        return p;
    }
    // Side by side, unless inputs must be gathered for it, which cost nothing where they are used alone, and that costs more than gathering the results.
    // For A x side by side columns of A are gathered; for Aᵀ y rows of A are loaded, and A x may be wanted as one register there.
    constexpr bool compute_if_it_pays(int p, int const* member, int depth) {
        if (depth >= deepest || !fit_one_operation(member)) return false;
        int const gain = gain_, inputs = gathered_inputs_;
        compute(p, depth);
        if (depth == 0 || gathered_inputs_ == inputs) return true;
        use(p, 1);
        int products = 0;  // that would be operations of their own if they did not go into sums
        for (int lane = 0; lane < lane_count; ++lane) products += target::has_fused_operations && companions_.is_fused(member[lane]);
        bool const pays = 2 * (gain_ - gain) - extractions(p) >= -2 * (cost_of_gathering(member) + products);
        use(p, -1);
        if (pays) return true;
        gain_ = gain, gathered_inputs_ = inputs;
        take_back(p);
        add(member);
        return false;
    }
    // The order of the inputs that they come from, where that is another one: then these are next to each other.
    constexpr bool sort_by_inputs(int const* member, int* sorted) const {
        bool in_order = true;
        for (int lane = 0; lane < lane_count; ++lane) {
            int at = lane;
            for (; at > 0 && input_of(sorted[at - 1]) > input_of(member[lane]); --at) sorted[at] = sorted[at - 1];
            if (at > 0 && input_of(sorted[at - 1]) == input_of(member[lane])) return false;
            sorted[at] = member[lane];
            in_order = in_order && at == lane;
        }
        return !in_order;
    }
    // An operand, or else the first that a node depends on.
    constexpr int input_of(int m) const {
        for (int k = 0; k < graph_.nodes[m].what->arity; ++k)
            if (int const o = companions_.operand(m, k); o >= 0 && o < graph_.input_count) return o;
        return first_input_[m];
    }
    constexpr bool is_computed(int operand) const { return operand >= graph_.input_count; }

    // Nodes of one operation, none of which waits for another: all are at one level, so that packs need each other in no circle.
    // No choice lies between them: what comes behind a choice needs all that was before it.
    constexpr bool fit_one_operation(int const* member) const {
        for (int lane = 0; lane < lane_count; ++lane)
            if (!fits(member, lane)) return false;
        return true;
    }
    constexpr bool fits(int const* member, int lane) const {
        int const m = member[lane], first = member[0];
        if (m < graph_.input_count || operation_[m] == 0 || pack_of(m) >= 0) return false;
        if (operation_[m] != operation_[first] || level_[m] != level_[first] || choices_[m] != choices_[first]) return false;
        for (int other = 0; other < lane; ++other)
            if (member[other] == m) return false;
        return true;
    }
    constexpr void compute(int p, int depth, int distinct = lane_count) {
        pack made = packs_[p];
        made.how = pack::form::operation;
        made.operation = companions_.operation(made.member[0]);
        packs_[p] = made;
        compute_in(p);
        bool fused = made.operation == code<mul_>;
        for (int const m : made.member) fused = fused && companions_.is_fused(m);
        if (!fused || !target::has_fused_operations) gain_ += (distinct - 1) * (made.operation == code<div_> ? 4 : 1);
        int a[lane_count]{}, b[lane_count]{};
        int const arity = made.operation == code<neg_> ? 1 : 2;
        for (int lane = 0; lane < lane_count; ++lane) {
            a[lane] = companions_.operand(made.member[lane], 0);
            if (arity == 1) continue;
            b[lane] = companions_.operand(made.member[lane], 1);
            bool const commutes = made.operation == code<add_> || made.operation == code<mul_>;
            if (commutes && lane > 0 && likeness(a[0], b[lane]) + likeness(b[0], a[lane]) > likeness(a[0], a[lane]) + likeness(b[0], b[lane])) {
                int const other = a[lane];
                a[lane] = b[lane], b[lane] = other;
            }
        }
        // The operand that takes longer is not to be rearranged, the other one may be; but one that has values twice is made of others.
        bool const second_first = arity == 2 && (has_repetition(a) != has_repetition(b) ? has_repetition(a) : level(b[0]) > level(a[0]));
        if (second_first) need(p, 1, b, depth);
        need(p, 0, a, depth);
        if (arity == 2 && !second_first) need(p, 1, b, depth);
    }
    static constexpr bool has_repetition(int const* member) {
        for (int lane = 1; lane < lane_count; ++lane)
            for (int other = 0; other < lane; ++other)
                if (member[lane] == member[other]) return true;
        return false;
    }
    constexpr int level(int operand) const { return operand < 0 ? 0 : level_[operand]; }
    constexpr void need(int p, int k, int const* member, int depth) {
        int const o = find_or_make(member, depth + 1);
        packs_[p].operand[k] = o;
        use(o, 1);
    }
    // How well two operands would stand side by side.
    constexpr int likeness(int a, int b) const {
        if (a < 0 || b < 0) return a < 0 && b < 0 ? 4 : 0;
        if (a == b) return 5;
        if (a < graph_.input_count || b < graph_.input_count) return b == a + 1 ? 4 : a < graph_.input_count && b < graph_.input_count ? 2 : 0;
        return companions_.operation(a) != companions_.operation(b) ? 0 : level_[a] == level_[b] ? 4 : 1;
    }

    // Values that are wanted in several lanes each, of which each is made of what is in one pack: computing them in all these lanes is
    // less than taking that pack apart.
    constexpr bool compute_again(int p, int depth) {
        if (!has_repetition(packs_[p].member) || depth >= deepest) return false;
        int once[lane_count], distinct = 0;
        for (int const m : packs_[p].member) {
            bool repeated = false;
            for (int other = 0; other < distinct; ++other) repeated = repeated || once[other] == m;
            if (!repeated) once[distinct++] = m;
        }
        for (int lane = 0; lane < distinct; ++lane)
            if (!fits(once, lane) || companions_.operation(once[lane]) == code<neg_>) return false;
        for (int k = 0; k < 2; ++k) {
            int member[lane_count];
            for (int lane = 0; lane < lane_count; ++lane) member[lane] = companions_.operand(packs_[p].member[lane], k);
            if (!is_of_one_pack(member)) return false;
        }
        compute(p, depth, distinct);
        return true;
    }
    constexpr bool is_of_one_pack(int const* member) const {
        int low = member[0], high = member[0];
        for (int lane = 1; lane < lane_count; ++lane) low = member[lane] < low ? member[lane] : low, high = member[lane] > high ? member[lane] : high;
        if (high < graph_.input_count) return window_of(low, high) >= 0;
        if (low < graph_.input_count) return false;
        for (int lane = 0; lane < lane_count; ++lane)
            if (pack_of(member[lane]) < 0 || pack_of(member[lane]) != pack_of(member[0])) return false;
        return true;
    }
    // The first of the inputs that a register can be loaded with, these among them; -1: too far from each other.
    constexpr int window_of(int low, int high) const {
        int const last = graph_.input_count - lane_count, first = low < last ? low : last;
        return low >= 0 && high - first < lane_count ? first : -1;
    }
    constexpr bool permute_inputs(int p) {
        pack made = packs_[p];
        int low = made.member[0], high = low;
        for (int const m : made.member) low = m < low ? m : low, high = m > high ? m : high;
        int const first = window_of(low, high);
        if (high >= graph_.input_count || first < 0) return false;
        int window[lane_count];
        for (int lane = 0; lane < lane_count; ++lane) window[lane] = first + lane;
        if (made.is_of(window)) return false;
        made.operand[0] = made.operand[1] = find_or_make(window, 0);
        for (int lane = lane_count - 1; lane >= 0; --lane) made.selector = with_lane(made.selector, made.member[lane] - first);
        made.how = pack::form::permuted;
        gain_ -= 1;
        packs_[p] = made;
        return true;
    }

    // From two packs that there are, or from one and a value beside it.
    constexpr bool permute(int p) {
        if (permute_inputs(p)) return true;
        pack made = packs_[p];
        int source[2] = {-1, -1}, alone = -1;
        for (int lane = 0; lane < lane_count; ++lane) {
            int const m = made.member[lane];
            if (m < 0) return false;
            int const from = pack_of(m);
            if (from < 0 && alone >= 0 && alone != m) return false;
            if (from < 0) alone = m;
            else if (source[0] < 0 || source[0] == from) source[0] = from;
            else if (source[1] < 0 || source[1] == from) source[1] = from;
            else return false;
        }
        if (source[0] < 0 || (alone >= 0 && source[1] >= 0)) return false;
        if (alone >= 0) {
            int all[lane_count];
            for (int& m : all) m = alone;
            source[1] = find_or_make(all, 0);
        }
        for (int lane = lane_count - 1; lane >= 0; --lane) {
            int const m = made.member[lane];
            bool const second = pack_of(m) != source[0];
            made.selector = with_lane(made.selector, (second ? lane_count : 0) + (m == alone ? 0 : lane_of(m)));
        }
        made.how = pack::form::permuted;
        made.operand[0] = source[0], made.operand[1] = source[1] < 0 ? source[0] : source[1];
        gain_ -= source[1] < 0 ? 1 : 2;
        packs_[p] = made;
        return true;
    }
    // What is used often, as the values of a layer in the slope of the next one's weights, is gathered once for all of that.
    constexpr int cost_of_gathering(int const* member) const {
        if (are_neighbours(member)) return 0;
        bool often = true, literals = true;
        for (int lane = 0; lane < lane_count; ++lane) {
            literals = literals && member[lane] < 0;
            often = often && is_computed(member[lane]) && guards_.uses(member[lane]) >= many_uses;
        }
        return literals ? 0 : often ? 1 : lane_count - 1;
    }
    constexpr void gather(int p) {
        int const cost = cost_of_gathering(packs_[p].member);
        gain_ -= cost;
        gathered_inputs_ += cost > 1 && !is_computed(packs_[p].member[0]) && !is_computed(packs_[p].member[lane_count - 1]);
    }

    Graph const& graph_;
    pass::blocks const& guards_;
    back::companions<Graph> const& companions_;
    std::size_t room_;
    int* level_;    // the longest way from the inputs
    int* choices_;  // how many there are up to a node
    int* first_input_;  // that a node depends on
    int* operation_;    // if it can be done in lanes, else 0
    int highest_ = 0;
    bool has_functions_ = false;
    int gain_ = 0, total_ = 0;  // in operations
    int gathered_inputs_ = 0;    // packs of inputs that are no neighbours
    int effort_ = 0;  // in packs, those that did not pay among them
    int vain_effort_ = 60;  // until one pays
};

}
