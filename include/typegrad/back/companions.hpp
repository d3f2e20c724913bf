// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What is computed along with something else: a sine with the cosine of its argument, a product with the sum that it goes into, a
// quotient with a reciprocal that is there anyway.
#pragma once
#pragma GCC system_header

#include <typegrad/back/program.hpp>
#include <typegrad/pass/guard.hpp>

#include <utility>

namespace typegrad::inline v0_2::back {

#ifdef __clang__
inline constexpr bool contracts_expressions_only = true;
#else
inline constexpr bool contracts_expressions_only = false;
#endif

class companion_table {
public:
    constexpr companion_table(int const* partner, int const* fused_into, int const* reciprocal)
        : partner_of_(partner), sum_of_(fused_into), reciprocal_of_(reciprocal) {}

    // The cosine that a sine is computed with, or the other way round; 0: none.
    constexpr int partner(int i) const { return partner_of_[i]; }

    // Whether a product is computed by the sum, or by all the sums, that use it.
    constexpr bool is_fused(int i) const { return sum_of_[i] != 0; }
    constexpr bool is_fused_into(int operand, int sum) const { return operand >= 0 && (sum_of_[operand] == sum || sum_of_[operand] == all_sums); }

    // The node 1 / b by which the quotient i = a / b is multiplied instead, where no bit of it is the user's: neither an exact output
    // nor a condition needs it, nor what jumps, as trunc does. It is in the same block, or in the root before i, so that it is there
    // wherever i is. 0: none.
    constexpr int reciprocal(int i) const { return reciprocal_of_[i]; }

protected:
    static constexpr int all_sums = -1;

private:
    int const* partner_of_;
    int const* sum_of_;
    int const* reciprocal_of_;
};

// Finds what is in that table.
template <class Graph>
class companions : public companion_table {
public:
    // With `products_of_sums`, products go into several sums.
    constexpr companions(Graph const& graph, pass::blocks const& guards, bool products_of_sums)
        : companions(graph, guards, products_of_sums, new int[room(graph)]{}, new int[room(graph)]{}, new int[room(graph)]{}) {}
    constexpr companions(companions const&) = delete;
    constexpr companions& operator=(companions const&) = delete;
    constexpr ~companions() {
        delete[] partner_;
        delete[] fused_into_;
        delete[] reciprocal_;
        delete[] depth_;
    }

    // In one statement a node, as a long program's companions outlive this one.
    constexpr void copy_to(int* partner, int* fused_into, int* reciprocal) const {
        for (int i = 0; i < graph_.node_count; ++i) partner[i] = partner_[i], fused_into[i] = fused_into_[i], reciprocal[i] = reciprocal_[i];
    }
    constexpr void compute_alone(int product) { fused_into_[product] = 0; }

    // A node's operation and operands, as they are computed.
    constexpr int operation(int i) const { return reciprocal_[i] != 0 ? code<mul_> : graph_.nodes[i].operation; }
    constexpr int operand(int i, int k) const { return reciprocal_[i] != 0 && k == 1 ? reciprocal_[i] : graph_.nodes[i].operand[k]; }

private:
    static constexpr int hidden_wait = 4;  // in additions

    static constexpr std::size_t room(Graph const& graph) { return static_cast<std::size_t>(graph.node_count) + 1; }

    constexpr companions(Graph const& graph, pass::blocks const& guards, bool products_of_sums, int* partner, int* fused_into, int* reciprocal)
        : companion_table(partner, fused_into, reciprocal), graph_(graph), guards_(guards), partner_(partner),
          fused_into_(fused_into), reciprocal_(reciprocal) {
        find_sine_and_cosine_pairs();
        find_single_use_products();
        if (contracts_expressions_only && products_of_sums) find_products_of_sums();
        find_shared_reciprocals();
    }

    constexpr void find_sine_and_cosine_pairs() {
        int sines = 0;
        for (int i = graph_.input_count; i < graph_.node_count; ++i) sines += graph_.nodes[i].operation == code<sin_>;
        if (sines == 0) return;
        int* const seen = new int[static_cast<std::size_t>(graph_.node_count) + 1]{};
        for (int i = graph_.input_count; i < graph_.node_count; ++i)
            if (graph_.nodes[i].operation == code<sin_> || graph_.nodes[i].operation == code<cos_>) find_partner(i, seen);
        delete[] seen;
    }
    constexpr void find_partner(int i, int* seen) {
        int const argument = graph_.nodes[i].operand[0];
        if (guards_.block_of(i) < 0 || argument < 0) return;
        int const other = seen[argument];
        if (other != 0 && guards_.block_of(other) == guards_.block_of(i)) partner_[i] = other, partner_[other] = i;
        seen[argument] = i;
    }

    constexpr void find_single_use_products() {
        for (int i = graph_.input_count; i < graph_.node_count; ++i)
            if ((graph_.nodes[i].operation == code<add_> || graph_.nodes[i].operation == code<sub_>) && guards_.block_of(i) >= 0) fuse_product(i);
    }
    // Of two products the one that waits for more operations: the other is then ready. Other work hides a lesser difference, and for one of two
    // clang 19 moved 13 values more out of registers (Rosenbrock's function of 16). But of 5 · x and 2 · y clang had better fuse the former,
    // as the latter is an addition; g++ contracts what it likes, over statements.
    constexpr void fuse_product(int sum) {
        int const p = graph_.nodes[sum].operand[0], q = graph_.nodes[sum].operand[1];
        int later = p > q ? p : q, earlier = p > q ? q : p;
        bool const can = is_fusible(later, sum), both = can && is_fusible(earlier, sum);
        if (both && contracts_expressions_only && depth(earlier) > depth(later) + hidden_wait) std::swap(earlier, later);
        if (can && !(is_doubling(later) && both && graph_.nodes[earlier].operand[0] < 0)) fused_into_[later] = sum;
        else if (can || is_fusible(earlier, sum)) fused_into_[earlier] = sum;
    }
    // How many operations a node waits for, one after the other; found where two products are to be compared.
    constexpr int depth(int node) {
        if (depth_ == nullptr) depth_ = new int[room(graph_)]{};
        for (; depths_ <= node; ++depths_) {
            graph::node const& n = graph_.nodes[depths_];
            int deepest = 0;
            for (int k = 0; k < n.what->arity; ++k)
                if (n.operand[k] >= 0 && depth_[n.operand[k]] > deepest) deepest = depth_[n.operand[k]];
            depth_[depths_] = deepest + n.what->cost;
        }
        return depth_[node];
    }
    // A product that only sums use goes into each of them, where they have no other: a fused operation in place of an addition, and
    // no product. (Where nothing is fused, the compiler computes it once all the same. g++ does this by itself.)
    constexpr void find_products_of_sums() {
        int* const sums = new int[room(graph_)]{};  // that could take the product
        graph::detail::growing<int> all(64);
        for (int i = graph_.input_count; i < graph_.node_count; ++i)
            if ((graph_.nodes[i].operation == code<add_> || graph_.nodes[i].operation == code<sub_>) && guards_.block_of(i) >= 0) all.push(i);
        for (int pass = 0; pass < 2; ++pass)
            for (int k = 0; k < all.size; ++k) {
                int const i = all[k], p = graph_.nodes[i].operand[0], q = graph_.nodes[i].operand[1];
                if (p == q || is_fused_into(p, i) || is_fused_into(q, i)) continue;
                if (pass == 0) count_sum(sums, p, i), count_sum(sums, q, i);
                else if (goes_into_sums(sums, p) && goes_into_sums(sums, q)) sums[p < q ? p : q] = 0;
            }
        for (int i = graph_.input_count; i < graph_.node_count; ++i)
            if (sums[i] > 1 && sums[i] == guards_.uses(i)) fused_into_[i] = all_sums;
        delete[] sums;
    }
    constexpr void count_sum(int* sums, int product, int sum) const {
        if (product >= 0 && graph_.nodes[product].operation == code<mul_> && guards_.block_of(product) == guards_.block_of(sum)) ++sums[product];
    }
    constexpr bool goes_into_sums(int const* sums, int product) const { return product >= 0 && sums[product] > 1 && sums[product] == guards_.uses(product); }

    constexpr bool is_doubling(int product) const {
        if (!contracts_expressions_only) return false;
        int const factor = graph_.nodes[product].operand[0];
        return factor < 0 && graph_.literals[~factor] == 2;
    }
    constexpr bool is_fusible(int operand, int sum) const {
        return operand >= 0 && graph_.nodes[operand].operation == code<mul_> && guards_.uses(operand) == 1 && guards_.block_of(operand) == guards_.block_of(sum);
    }

    // What is asked of every node is asked without a call first: with a call for each, clang has no steps for 10,000 operations.
    constexpr void find_shared_reciprocals() {
        bool any = false;
        for (int i = graph_.input_count; i < graph_.node_count; ++i) any = any || (graph_.nodes[i].operation == code<div_> && is_reciprocal(i));
        if (!any) return;
        auto const size = static_cast<std::size_t>(graph_.node_count) + 1;
        bool* const exact = new bool[size]{};
        int* const reciprocal_of = new int[size]{};
        for (int i = 0; i < graph_.exact_outputs; ++i)
            if (graph_.outputs[i] >= 0) exact[graph_.outputs[i]] = true;
        for (int i = graph_.node_count - 1; i >= graph_.input_count; --i) {
            graph::node const& n = graph_.nodes[i];
            if (n.operation == code<div_> && is_reciprocal(i)) reciprocal_of[n.operand[1]] = i;
            bool const may_jump = !n.what->active[0] || n.what->result == kind::condition || n.operation == code<fmod_> || n.operation == code<remainder_>;
            if ((exact[i] || (may_jump && jumps(n))) && guards_.block_of(i) >= 0)
                for (int k = 0; k < n.what->arity; ++k)
                    if (n.operand[k] >= 0) exact[n.operand[k]] = true;
        }
        for (int i = graph_.input_count; i < graph_.node_count; ++i)
            if (graph_.nodes[i].operation == code<div_> && graph_.nodes[i].operand[1] >= 0 && !exact[i])
                if (int const r = reciprocal_of[graph_.nodes[i].operand[1]]; r != 0 && r != i && (guards_.block_of(r) == guards_.block_of(i) || (guards_.block_of(r) == 0 && r < i))) reciprocal_[i] = r;
        delete[] exact;
        delete[] reciprocal_of;
    }
    // Where an operand in which some roundings are missing can change the whole result.
    static constexpr bool jumps(graph::node const& n) {
        facts const& f = *n.what;
        bool const is_constant_in_pieces = f.arity > 0 && !f.active[0] && !f.active[1] && !f.active[2] && f.cost > 0;
        return f.result == kind::condition || is_constant_in_pieces || n.operation == code<fmod_> || n.operation == code<remainder_>;
    }
    constexpr bool is_reciprocal(int i) const {
        graph::node const& n = graph_.nodes[i];
        return n.operation == code<div_> && n.operand[0] < 0 && n.operand[1] >= 0 && graph_.literals[~n.operand[0]] == 1 && guards_.block_of(i) >= 0;
    }

    Graph const& graph_;
    pass::blocks const& guards_;
    int* partner_;
    int* fused_into_;  // a sum, or all of them
    int* reciprocal_;
    int* depth_ = nullptr;
    int depths_ = 0;  // of the nodes before that one
};

}
