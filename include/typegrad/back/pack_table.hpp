// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The packs that there are: found by their members, and by the nodes that they compute.
#pragma once
#pragma GCC system_header

#include <typegrad/back/pack.hpp>
#include <typegrad/graph/builder.hpp>

namespace typegrad::inline v0_2::back {

class pack_table {
public:
    constexpr pack_table(int literals, int nodes)
        : packs_(16), literals_(literals), pack_(new int[static_cast<std::size_t>(nodes) + 1]{}), inside_(new int[static_cast<std::size_t>(nodes) + 1]{}),
          first_with_(new int[static_cast<std::size_t>(literals + nodes) + 1]{}) {}
    constexpr pack_table(pack_table const&) = delete;
    constexpr pack_table& operator=(pack_table const&) = delete;
    constexpr ~pack_table() {
        delete[] pack_;
        delete[] inside_;
        delete[] first_with_;
    }

    constexpr int size() const { return packs_.size; }
    constexpr pack const& operator[](int p) const { return packs_.data[p]; }

    // The pack that computes a node, or -1; in which lane.
    constexpr int pack_of(int node) const { return pack_[node] - 1; }
    constexpr int lane_of(int node) const {
        int lane = 0;
        while (packs_[pack_of(node)].member[lane] != node) ++lane;
        return lane;
    }

protected:
    // The pack of these, in this order, or -1.
    constexpr int find(int const* member) const {
        for (int p = first_with(member[0]) - 1; p >= 0; p = packs_[p].previous)
            if (packs_[p].is_of(member)) return p;
        return -1;
    }
    constexpr int add(int const* member) {
        pack made;
        for (int lane = 0; lane < lane_count; ++lane) made.member[lane] = member[lane];
        made.previous = first_with(member[0]) - 1;
        int const p = packs_.push(made);
        first_with(member[0]) = p + 1;
        return p;
    }
    constexpr void compute_in(int p) {
        for (int const m : packs_[p].member) pack_[m] = p + 1;
    }

    // How often a node is used as part of a pack. What a pack is made of does not count where it is wanted as single values.
    constexpr int uses_inside(int node) const { return inside_[node]; }
    constexpr void use(int p, int times) {
        if (packs_[p].is_of_single_values()) return;
        for (int const m : packs_[p].member)
            if (m >= 0) inside_[m] += times;
    }

    // All but the first `mark` packs go.
    constexpr void take_back(int mark) {
        while (packs_.size > mark) {
            pack const& last = packs_[packs_.size - 1];
            first_with(last.member[0]) = last.previous + 1;
            if (last.how == pack::form::operation) {
                for (int const m : last.member) pack_[m] = 0;
                for (int const o : last.operand)
                    if (o >= 0) use(o, -1);
            }
            --packs_.size;
        }
    }

    graph::detail::growing<pack> packs_;

private:
    constexpr int& first_with(int operand) { return first_with_[literals_ + operand]; }
    constexpr int first_with(int operand) const { return first_with_[literals_ + operand]; }

    int literals_;
    int* pack_;    // that computes a node, plus one
    int* inside_;
    int* first_with_;  // an operand, plus one
};

}
