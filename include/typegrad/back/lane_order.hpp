// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// In which order packs and the nodes beside them are computed, and what is taken out of packs.
#pragma once
#pragma GCC system_header

#include <typegrad/back/lanes.hpp>

namespace typegrad::back {

// The order of the nodes is kept as far as the packs let: each node of the root block, and each pack at the first of its members,
// after what it needs.
template <class Graph>
class lane_order {
    template <class T>
    using growing = graph::detail::growing<T>;

public:
    // `fused_into[i]` is the sum that computes the product i along with itself, all_sums, or 0; of a product that a pack needs it
    // becomes 0.
    constexpr lane_order(Graph const& graph, pass::guards<Graph> const& guards, packing<Graph> const& packs, int* fused_into, int all_sums)
        : graph_(graph), guards_(guards), packs_(packs), fused_into_(fused_into), all_sums_(all_sums), units_(graph.node_count + 1), waiting_(64),
          alone_(new bool[static_cast<std::size_t>(graph.node_count) + 1]{}), done_(new bool[static_cast<std::size_t>(graph.node_count + packs.size()) + 1]{}),
          product_(new int[static_cast<std::size_t>(packs.size()) + 1]{}) {
        for (int p = 0; p < packs.size(); ++p) find_what_it_takes(p);
        for (int p = 0; p < packs.size(); ++p) fuse(p);
        find_what_is_alone();
        for (int i = graph.input_count; i < graph.node_count; ++i) {
            if (guards_.block_of(i) == 0) need(unit_of(i));
            while (waiting_.size > 0) visit(waiting_[waiting_.size - 1]);
        }
        if (!packs.has_choices()) shorten_lives();
    }
    constexpr lane_order(lane_order const&) = delete;
    constexpr lane_order& operator=(lane_order const&) = delete;
    constexpr ~lane_order() {
        delete[] alone_;
        delete[] done_;
        delete[] product_;
    }

    // Nodes, and packs, which are counted on from the nodes.
    constexpr int size() const { return units_.size; }
    constexpr int operator[](int i) const { return units_[i]; }

    // Whether somebody needs a node of a pack as a value of its own.
    constexpr bool is_alone(int node) const { return alone_[node]; }

    // Which operand of a sum of packs is the product that is computed along with it; -1: none.
    constexpr int product_of(int sum) const { return product_[sum] - 1; }

private:
    constexpr bool is_operation(int p) const { return packs_[p].how == pack::form::operation; }
    constexpr bool is_in_pack(int operand) const { return operand >= graph_.input_count && packs_.pack_of(operand) >= 0; }
    constexpr bool is_fused(int operand, int sum) const { return operand >= 0 && (fused_into_[operand] == sum || fused_into_[operand] == all_sums_); }

    constexpr void find_what_it_takes(int p) {
        for (int const m : packs_[p].member) {
            if (m >= graph_.input_count) fused_into_[m] = 0;
            if (m >= 0 && (packs_[p].how == pack::form::gathered || packs_[p].how == pack::form::broadcast)) alone_[m] = true;
        }
    }
    // A product that serves one sum only goes into it, as of single values: of two the later one.
    constexpr void fuse(int sum) {
        pack const& s = packs_[sum];
        if (!is_operation(sum) || (s.operation != code<add_> && s.operation != code<sub_>) || s.operand[0] == s.operand[1]) return;
        int const later = packs_[s.operand[0]].member[0] < packs_[s.operand[1]].member[0] ? 1 : 0;
        for (int const k : {later, 1 - later})
            if (serves_once(s.operand[k])) {
                product_[sum] = k + 1;
                done_[graph_.node_count + s.operand[k]] = true;
                return;
            }
    }
    constexpr bool serves_once(int p) const {
        if (!is_operation(p) || packs_[p].operation != code<mul_>) return false;
        for (int const m : packs_[p].member)
            if (guards_.uses(m) != 1) return false;
        return true;
    }
    constexpr void find_what_is_alone() {
        for (int k = 0; k < graph_.output_count; ++k)
            if (graph_.outputs[k] >= 0) alone_[graph_.outputs[k]] = true;
        for (int i = graph_.input_count; i < graph_.node_count; ++i)
            if (guards_.block_of(i) >= 0 && !is_in_pack(i))
                for (int k = 0; k < graph_.nodes[i].what->arity; ++k)
                    if (int const o = packs_.operand(i, k); o >= 0) alone_[o] = true;
    }

    constexpr int unit_of(int operand) const {
        int const p = packs_.pack_of(operand);
        return p < 0 ? operand : graph_.node_count + p;
    }
    // The units of the root block whose values a unit takes.
    constexpr void each_needed(int unit, auto&& use) const {
        auto const node = [&](int o) {
            if (o >= graph_.input_count && guards_.block_of(o) == 0) use(unit_of(o));
        };
        if (unit < graph_.node_count) {
            for (int k = 0; fused_into_[unit] == 0 && k < graph_.nodes[unit].what->arity; ++k) {
                int const o = packs_.operand(unit, k);
                if (is_fused(o, unit)) node(packs_.operand(o, 0)), node(packs_.operand(o, 1));
                else node(o);
            }
            return;
        }
        int const p = unit - graph_.node_count;
        pack const& one = packs_[p];
        auto const other = [&](int o) {
            if (o >= 0) use(graph_.node_count + o);
        };
        if (one.how == pack::form::gathered || one.how == pack::form::broadcast)
            for (int const m : one.member) node(m);
        for (int k = 0; k < 2; ++k) {
            if (product_of(p) == k) other(packs_[one.operand[k]].operand[0]), other(packs_[one.operand[k]].operand[1]);
            else other(one.operand[k]);
        }
    }

    constexpr void need(int unit) {
        if (!done_[unit]) waiting_.push(unit);
    }
    constexpr void visit(int unit) {
        int const before = waiting_.size;
        if (!done_[unit]) each_needed(unit, [&](int other) { need(other); });
        if (waiting_.size > before) return;
        --waiting_.size;
        if (done_[unit]) return;
        done_[unit] = true;
        if (unit >= graph_.node_count || fused_into_[unit] == 0) units_.push(unit);
    }

    // From inputs and literals: there whenever it is wanted.
    constexpr bool is_loaded(int unit) const {
        if (unit < graph_.node_count) return false;
        pack const& one = packs_[unit - graph_.node_count];
        for (int const m : one.member)
            if (m >= graph_.input_count) return false;
        return one.how == pack::form::gathered || one.how == pack::form::broadcast;
    }

    // What ends as many values as it begins is computed as soon as it can be: fewer wait for their last use in registers.
    constexpr void shorten_lives() {
        auto const room = static_cast<std::size_t>(graph_.node_count + packs_.size()) + 2;
        int* const uses = new int[room]{};     // to come
        int* const missing = new int[room]{};  // operands
        int* const first_user = new int[room]{};
        growing<int> users(4 * units_.size + 1), order(units_.size + 1);
        bool* const emitted = new bool[room]{};
        for (int u = 0; u < units_.size; ++u) each_needed(units_[u], [&](int o) { ++first_user[o + 1]; });
        for (std::size_t i = 1; i < room; ++i) uses[i - 1] = first_user[i], first_user[i] += first_user[i - 1];
        for (int i = 0; i < first_user[room - 1]; ++i) users.push(-1);
        for (int u = 0; u < units_.size; ++u)
            each_needed(units_[u], [&](int o) {
                int at = first_user[o];
                while (users[at] >= 0) ++at;
                users[at] = units_[u];
                missing[units_[u]] += !is_loaded(o);
            });
        auto const each_user = [&](int unit, auto&& use) {
            for (int k = first_user[unit]; k < first_user[unit + 1]; ++k) use(users[k]);
        };
        auto const pays = [&](int unit) {
            if (emitted[unit] || missing[unit] > 0) return false;
            int ended = 0, last = -1;
            each_needed(unit, [&](int o) {
                int times = 0;
                each_needed(unit, [&](int other) { times += other == o; });
                ended += o != last && !is_loaded(o) && uses[o] == times;
                last = o;
            });
            return ended >= (first_user[unit] < first_user[unit + 1] ? 1 : 0);
        };
        for (int u = 0; u < units_.size; ++u) {
            if (emitted[units_[u]]) continue;
            waiting_.push(units_[u]);
            while (waiting_.size > 0) {
                int const unit = waiting_[--waiting_.size];
                if (emitted[unit]) continue;
                each_needed(unit, [&](int o) {
                    if (is_loaded(o) && !emitted[o]) emitted[o] = true, order.push(o);
                });
                emitted[unit] = true;
                order.push(unit);
                if (is_loaded(unit)) continue;
                each_user(unit, [&](int user) { --missing[user]; });
                each_needed(unit, [&](int o) { --uses[o]; });
                each_user(unit, [&](int user) { if (pays(user)) waiting_.push(user); });
                each_needed(unit, [&](int o) { each_user(o, [&](int user) { if (pays(user)) waiting_.push(user); }); });
            }
        }
        for (int u = 0; u < units_.size; ++u) units_[u] = order[u];
        delete[] uses;
        delete[] missing;
        delete[] first_user;
        delete[] emitted;
    }

    Graph const& graph_;
    pass::guards<Graph> const& guards_;
    packing<Graph> const& packs_;
    int* fused_into_;
    int all_sums_;
    growing<int> units_;
    growing<int> waiting_;
    bool* alone_;
    bool* done_;
    int* product_;
};

}
