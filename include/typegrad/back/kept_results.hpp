// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What folds keep of their steps beside the states: results of calls that another fold, which takes the steps back, would compute once more.
//
// A step that is taken back is computed again from the state before it (pass/fold.hpp). In it a node has the twin in the step itself that is the same
// operation on the same operands, where the state that is recalled is the twin of the state. What costs more than to be stored and read, and is
// computed in each step anyway, is read instead.
#pragma once
#pragma GCC system_header

#include <typegrad/back/loop_plan.hpp>
#include <typegrad/op/gather.hpp>
#include <typegrad/op/trigonometric.hpp>

#include <cstddef>

namespace typegrad::inline v0_2::back::detail {

// In additions. Below are quotients, which take no longer than memory does.
inline constexpr int worth_keeping = 10;

template <int Nodes>
struct twins {
    int of[Nodes + 1]{};       // of a node in the steps of a fold: the node in those of another fold that has its value, and is worth keeping; 0: none
    int loop_of[Nodes + 1]{};  // and the loop that computes that one
};

template <class Source>
class twin_finder {
    static constexpr auto const& graph = Source::graph;
    static constexpr auto const& plan = loops_of<Source>::plan;
    static constexpr int size = graph.node_count;
    using numbers = graph::detail::growing<int>;

public:
    constexpr twin_finder() : first_with_(2 * size + 1), next_with_(size + 1), image_(size + 1), is_sure_(size + 1) {
        for (int k = 0; k <= 2 * size; ++k) first_with_.push(0);
        for (int i = 0; i <= size; ++i) next_with_.push(0), image_.push(0), is_sure_.push(false);
    }

    constexpr twins<size> find() {
        twins<size> found;
        for (int l = 0; l < plan.loop_count; ++l) {
            if (!plan.loops[l].is_fold || has_been_before(l)) continue;
            int const again = plan.loops[l].node, from = recalled_by(again);
            if (from < 0 || keeps_few(from)) continue;
            note_steps_of(again);
            find_sure(from);
            int const fold = plan.loops[from].node;
            for (int i = fold; i < size; ++i) {
                image_[i] = plan.live[i] && plan.loop_of[i] == fold ? image_of(i, fold, again, from) : 0;
                int const image = image_[i];
                if (image == 0 || !is_sure_[i] || graph.nodes[i].what->cost < worth_keeping || !is_value(graph.nodes[i]) || belongs_to_pair(i, image)) continue;
                found.of[image] = i, found.loop_of[image] = from;
            }
        }
        return found;
    }

private:
    static constexpr bool has_been_before(int loop) {
        for (int l = 0; l < loop; ++l)
            if (plan.loops[l].node == plan.loops[loop].node) return true;
        return false;
    }
    // The state before a step, recalled in these.
    static constexpr bool is_recall_in(int fold, int i) {
        return plan.live[i] && graph.nodes[i].operation == code<recall_<false>> && graph.nodes[i].operand[0] == fold;
    }
    // The loop whose states are recalled in those steps; -1: none.
    static constexpr int recalled_by(int fold) {
        for (int i = fold; i < size; ++i)
            if (is_recall_in(fold, i) && plan.fold_of[graph.nodes[i].operand[1]] > 0) return plan.fold_of[graph.nodes[i].operand[1]] - 1;
        return -1;
    }
    static constexpr bool keeps_few(int loop) {
        for (int i = plan.loops[loop].node; i < size; ++i)
            if (plan.fold_of[i] == loop + 1 && graph.nodes[i].operation == code<end_> && graph::fold_parts(graph::node_of(graph), i).keeps()) return true;
        return false;
    }
    static constexpr bool is_value(graph::node const& n) {
        bool const is_given = n.operation == code<element_> || n.operation == code<row_> || belongs_to_step(n.operation);
        return n.what->result == kind::value && !is_structure(n) && !n.what->reduces && !is_given;
    }

    // Nodes by what they are.
    static constexpr std::size_t place(graph::node const& n) {
        auto hash = static_cast<unsigned>(n.operation);
        for (int k = 0; k < n.what->arity; ++k) hash = hash * 31 + static_cast<unsigned>(n.operand[k]);
        return hash % static_cast<unsigned>(2 * size + 1);
    }
    constexpr void note_steps_of(int fold) {
        for (int k = 0; k <= 2 * size; ++k) first_with_[k] = 0;
        for (int i = fold; i < size; ++i)
            if (plan.live[i] && plan.loop_of[i] == fold) {
                auto const at = static_cast<int>(place(graph.nodes[i]));
                next_with_[i] = first_with_[at], first_with_[at] = i;
            }
    }
    constexpr int noted(graph::node const& n) const {
        for (int i = first_with_[static_cast<int>(place(n))]; i != 0; i = next_with_[i]) {
            graph::node const& other = graph.nodes[i];
            bool same = other.operation == n.operation;
            for (int k = 0; k < n.what->arity; ++k) same = same && other.operand[k] == n.operand[k];
            if (same) return i;
        }
        return 0;
    }

    // What is computed in each step, and not in a branch.
    constexpr void find_sure(int loop) {
        int const fold = plan.loops[loop].node;
        for (int i = fold; i < size; ++i) is_sure_[i] = false;
        for (int i = size - 1; i > fold; --i) {
            graph::node const& n = graph.nodes[i];
            if (plan.fold_of[i] == loop + 1 && n.operation == code<end_>) {
                graph::fold_parts const parts(graph::node_of(graph), i);
                for (int k = 0; k < parts.size(); ++k) be_sure(parts[k].next);
            }
            if (!is_sure_[i]) continue;
            bool const branches = n.operation == code<select_> || n.operation == code<gate_>;
            for (int k = 0; k < (branches ? 1 : n.what->arity); ++k) be_sure(n.operand[k]);
        }
    }
    constexpr void be_sure(int operand) {
        if (operand >= 0) is_sure_[operand] = true;
    }

    constexpr int image_of(int i, int fold, int again, int from) const {
        graph::node const& n = graph.nodes[i];
        if (n.operation == code<state_> && n.operand[0] == fold) {
            for (int r = again; r < size; ++r)
                if (int const* const of = graph.nodes[r].operand; is_recall_in(again, r) && plan.fold_of[of[1]] == from + 1 && graph.nodes[of[2]].operand[0] == i)
                    return r;
            return 0;
        }
        graph::node image = n;
        bool const given = (n.operation == code<row_> || is_recall(n.operation)) && n.operand[0] == fold;
        if (given) image.operand[0] = again;
        else if (!is_value(n) && n.what->result != kind::condition) return 0;
        for (int k = 0; k < n.what->arity && !given; ++k) {
            int const o = n.operand[k];
            if (o < 0 || plan.loop_of[o] == 0) continue;
            if (plan.loop_of[o] != fold || image_[o] == 0) return 0;
            image.operand[k] = image_[o];
        }
        if (int const found = noted(image); found != 0 || (n.operation != code<add_> && n.operation != code<mul_>)) return found;
        int const first = image.operand[0];
        image.operand[0] = image.operand[1], image.operand[1] = first;
        return noted(image);
    }
    // A sine or cosine whose partner is computed in the other steps only: both cost what one costs.
    constexpr bool belongs_to_pair(int i, int image) const {
        graph::node partner = graph.nodes[image];
        if (partner.operation == code<sin_>) partner.operation = code<cos_>, partner.what = &facts_of<cos_>;
        else if (partner.operation == code<cos_>) partner.operation = code<sin_>, partner.what = &facts_of<sin_>;
        else return false;
        int const other = noted(partner);
        if (other == 0) return false;
        for (int k = graph.input_count; k < size; ++k)
            if (graph.nodes[k].operation == partner.operation && graph.nodes[k].operand[0] == graph.nodes[i].operand[0] && is_sure_[k]) return false;
        return true;
    }

    numbers first_with_, next_with_, image_;
    graph::detail::growing<bool> is_sure_;
};

template <class Source>
struct twins_in {
    static constexpr auto all = twin_finder<Source>().find();
};

}
