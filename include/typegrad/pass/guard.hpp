// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Sinking: which nodes are needed always, and which only where a condition holds. A node that serves one branch of a
// select (or sits behind a gate) only belongs to that branch's block and is not computed elsewhere, provided that the
// block is worth a jump.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/builder.hpp>

namespace typegrad::inline v0_2::pass {

// The blocks of a graph: block 0 is the root; every other one is computed inside its parent, where a condition is true
// (or false). `block_of(i)` is dead (-1) for a node that no output needs.
class blocks {
public:
    static constexpr int dead = -1;

    constexpr blocks(int const* block, int const* uses) : block_of_(block), used_(uses) {}
    constexpr int block_of(int node) const { return block_of_[node]; }
    constexpr int uses(int node) const { return used_[node]; }

private:
    int const* block_of_;
    int const* used_;
};

// Finds them.
template <class Graph>
class guards : public blocks {
public:
    // Less than this, in additions, is computed on both sides and blended: a jump that is mispredicted costs more.
    static constexpr int worth_a_jump = 12;

    // Without branches all that is needed is computed.
    constexpr guards(Graph const& graph, bool branches) : guards(graph, branches, new int[room(graph)]{}, new int[room(graph)]{}) {}
    constexpr guards(guards const&) = delete;
    constexpr guards& operator=(guards const&) = delete;
    constexpr ~guards() {
        delete[] block_;
        delete[] uses_;
        delete[] child_of_;
    }

private:
    constexpr guards(Graph const& graph, bool branches, int* found, int* used)
        : blocks(found, used), graph_(graph), block_(found), uses_(used), child_of_(new int[room(graph)]{}), blocks_(16) {
        blocks_.push({});
        for (int i = 0; i < graph.node_count; ++i) block_[i] = dead;
        for (int i = 0; i < graph.output_count; ++i)
            if (graph.outputs[i] >= 0) block_[graph.outputs[i]] = 0, ++uses_[graph.outputs[i]];
        for (int i = graph.node_count - 1; i >= graph.input_count; --i)
            if (block_[i] != dead) sink_operands(i);
        if (blocks_.size > 1) dissolve_blocks(branches ? worth_a_jump : std::numeric_limits<int>::max());
    }

    struct block {
        int parent = 0;
        int depth = 0;
        int condition = 0;
        bool side = false;
        int next = 0;  // another block on the same condition
        int cost = 0;
        int becomes = 0;
    };

    static constexpr std::size_t room(Graph const& graph) { return static_cast<std::size_t>(graph.node_count) + 1; }

    constexpr void sink_operands(int i) {
        graph::node const& n = graph_.nodes[i];
        if (n.operation == code<select_> || n.operation == code<gate_>) return sink_branches(i);
        int const arity = n.what->arity;
        if (arity > 0 && n.operand[0] >= 0) need(n.operand[0], block_[i]);
        if (arity > 1 && n.operand[1] >= 0) need(n.operand[1], block_[i]);
        if (arity > 2 && n.operand[2] >= 0) need(n.operand[2], block_[i]);
    }
    constexpr void sink_branches(int i) {
        graph::node const& n = graph_.nodes[i];
        int const at = block_[i];
        if (n.operand[0] >= 0) need(n.operand[0], at);
        if (n.operand[1] >= 0) need(n.operand[1], child(at, n.operand[0], true));
        if (n.operation == code<select_> && n.operand[2] >= 0) need(n.operand[2], child(at, n.operand[0], false));
    }
    constexpr void need(int node, int where) {
        ++uses_[node], block_[node] = block_[node] == dead || block_[node] == where ? where : common(block_[node], where);
    }

    constexpr int common(int a, int b) const {
        while (a != b) (blocks_[a].depth >= blocks_[b].depth ? a : b) = blocks_[blocks_[a].depth >= blocks_[b].depth ? a : b].parent;
        return a;
    }

    // The block inside `parent` where the condition is on that side: parent itself when that is known there already.
    constexpr int child(int parent, int condition, bool side) {
        if (condition < 0) return parent;
        if (graph_.nodes[condition].operation == code<not_>) return child(parent, graph_.nodes[condition].operand[0], !side);
        if (is_rare(condition, !side)) return parent;
        // Behind a disjunction is a sum of gates on its parts, which have blocks of their own.
        if (graph_.nodes[condition].operation == (side ? code<or_> : code<and_>)) return parent;
        for (int up = parent; up != 0; up = blocks_[up].parent)
            if (blocks_[up].condition == condition && blocks_[up].side == side) return parent;
        for (int b = child_of_[condition]; b != 0; b = blocks_[b].next)
            if (blocks_[b].parent == parent && blocks_[b].side == side) return b;
        child_of_[condition] = blocks_.push({parent, blocks_[parent].depth + 1, condition, side, child_of_[condition]});
        return child_of_[condition];
    }

    // Numbers are seldom equal: the side that an equality leaves open is computed almost always, so there is nothing to
    // save by a jump, and it would take a whole chain of adjoints along.
    constexpr bool is_rare(int condition, bool side) const {
        if (condition < 0) return false;
        graph::node const& n = graph_.nodes[condition];
        return n.operation == code<equal_>       ? side
             : n.operation == code<not_equal_>   ? !side
             : n.operation == code<not_>         ? is_rare(n.operand[0], !side)
             : n.operation == code<or_> && !side ? is_rare(n.operand[0], false) || is_rare(n.operand[1], false)
             : n.operation == code<and_> && side ? is_rare(n.operand[0], true) || is_rare(n.operand[1], true)
                                                 : false;
    }

    constexpr void dissolve_blocks(int below) {
        for (int i = graph_.input_count; i < graph_.node_count; ++i)
            if (block_[i] > 0) blocks_[block_[i]].cost += graph_.nodes[i].what->cost;
        for (int b = blocks_.size - 1; b > 0; --b) blocks_[blocks_[b].parent].cost += blocks_[b].cost;
        for (int b = 1; b < blocks_.size; ++b)
            blocks_[b].becomes = blocks_[b].cost >= below ? b : blocks_[blocks_[b].parent].becomes;
        for (int i = 0; i < graph_.node_count; ++i)
            if (block_[i] > 0) block_[i] = blocks_[block_[i]].becomes;
    }

    Graph const& graph_;
    int* block_;
    int* uses_;
    int* child_of_;  // the last block made for a condition
    graph::detail::growing<block> blocks_;
};

}
