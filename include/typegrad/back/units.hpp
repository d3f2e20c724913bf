// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Units: what is computed in one step, and which others it takes.
#pragma once
#pragma GCC system_header

#include <typegrad/back/packing.hpp>

namespace typegrad::inline v0_2::back {

// The nodes of the root block, and the packs, which are counted on from the nodes.
template <class Graph>
class units {
public:
    // A product that a pack needs is then no longer computed along with its sums.
    constexpr units(Graph const& graph, pass::blocks const& guards, back::companions<Graph>& companions, packing<Graph> const& packs)
        : graph_(graph), guards_(guards), companions_(companions), packs_(packs), alone_(new bool[static_cast<std::size_t>(graph.node_count) + 1]{}),
          output_(new bool[static_cast<std::size_t>(graph.node_count) + 1]{}), gone_(new bool[static_cast<std::size_t>(packs.size()) + 1]{}), product_(new int[static_cast<std::size_t>(packs.size()) + 1]{}) {
        if (packs.size() == 0) return;
        for (int p = 0; p < packs.size(); ++p) find_what_it_takes(p);
        for (int p = 0; p < packs.size(); ++p) fuse(p);
        find_what_is_alone();
    }
    constexpr units(units const&) = delete;
    constexpr units& operator=(units const&) = delete;
    constexpr ~units() {
        delete[] alone_;
        delete[] output_;
        delete[] gone_;
        delete[] product_;
    }

    constexpr int count() const { return graph_.node_count + packs_.size(); }
    constexpr bool is_pack(int unit) const { return unit >= graph_.node_count; }

    // Whether a node is in the root block; in which unit it is computed.
    constexpr bool is_in_root(int node) const { return node >= graph_.input_count && guards_.block_of(node) == 0; }
    constexpr int of(int node) const {
        int const p = packs_.pack_of(node);
        return p < 0 ? node : graph_.node_count + p;
    }

    // Whether it is computed along with another one.
    constexpr bool is_fused(int unit) const { return is_pack(unit) ? gone_[unit - graph_.node_count] : companions_.is_fused(unit); }

    // Whether somebody needs a node of a pack as a value of its own.
    constexpr bool is_alone(int node) const { return alone_[node]; }

    // Whether it is an output, and nothing else needs it.
    constexpr bool is_output_alone(int node) const { return output_[node] && guards_.uses(node) == 1; }

    // Which operand of a sum of packs is the product that is computed along with it; -1: none.
    constexpr int product_of(int sum) const { return product_[sum] - 1; }

    // A pack of inputs or literals: it is there whenever it is wanted.
    constexpr bool is_loaded(int unit) const {
        if (!is_pack(unit)) return false;
        pack const& one = packs_[unit - graph_.node_count];
        for (int const m : one.member)
            if (m >= graph_.input_count) return false;
        return one.is_of_single_values();
    }

    // Those whose values a unit takes, as often as it takes them.
    constexpr void each_needed(int unit, auto&& use) const {
        auto const node = [&](int o) {
            if (is_in_root(o)) use(of(o));
        };
        if (!is_pack(unit)) {
            for (int k = 0; !companions_.is_fused(unit) && k < graph_.nodes[unit].what->arity; ++k) {
                int const o = companions_.operand(unit, k);
                if (companions_.is_fused_into(o, unit)) node(companions_.operand(o, 0)), node(companions_.operand(o, 1));
                else node(o);
            }
            return;
        }
        int const p = unit - graph_.node_count;
        pack const& one = packs_[p];
        auto const other = [&](int o) {
            if (o >= 0) use(graph_.node_count + o);
        };
        if (one.is_of_single_values())
            for (int const m : one.member) node(m);
        for (int k = 0; k < 2; ++k) {
            if (product_of(p) == k) other(packs_[one.operand[k]].operand[0]), other(packs_[one.operand[k]].operand[1]);
            else other(one.operand[k]);
        }
    }

private:
    constexpr bool is_operation(int p) const { return packs_[p].how == pack::form::operation; }
    constexpr bool is_in_pack(int operand) const { return operand >= graph_.input_count && packs_.pack_of(operand) >= 0; }

    constexpr void find_what_it_takes(int p) {
        for (int const m : packs_[p].member) {
            if (m >= graph_.input_count) companions_.compute_alone(m);
            if (m >= 0 && packs_[p].is_of_single_values()) alone_[m] = true;
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
                gone_[s.operand[k]] = true;
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
            if (graph_.outputs[k] >= 0) alone_[graph_.outputs[k]] = output_[graph_.outputs[k]] = true;
        for (int i = graph_.input_count; i < graph_.node_count; ++i)
            if (guards_.block_of(i) >= 0 && !is_in_pack(i))
                for (int k = 0; k < graph_.nodes[i].what->arity; ++k)
                    if (int const o = companions_.operand(i, k); o >= 0) alone_[o] = true;
    }

    Graph const& graph_;
    pass::blocks const& guards_;
    back::companions<Graph>& companions_;
    packing<Graph> const& packs_;
    bool* alone_;
    bool* output_;
    bool* gone_;
    int* product_;
};

}
