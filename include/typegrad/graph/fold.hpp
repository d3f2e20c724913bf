// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Folds in a graph (op/fold.hpp): how they are appended, and what a fold consists of.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/builder.hpp>
#include <typegrad/graph/call.hpp>

namespace typegrad::inline v0_2::graph {

// The number of a node of this operation on these operands.
template <class Op, class Literal>
constexpr int append_part(builder<Literal>& graph, int a, int b = 0, int c = 0) {
    int const i = graph.append({code<Op>, what<Op, Literal>, {a, b, c}});
    if constexpr (std::is_same_v<Op, fold_>) graph.note_fold(i);
    return i;
}
namespace detail {
    // A node that is not there yet: the first one of those whose last operand is a number.
    template <class Op, class Literal>
    constexpr int append_one_more(builder<Literal>& graph, auto&& numbered) {
        int const before = graph.node_count();
        for (int number = before;; ++number)
            if (int const i = numbered(number); i >= before) return i;
    }
}
// A new fold of so many steps, in the loops that the code that is traced stands in.
template <class Literal>
constexpr int append_fold(builder<Literal>& graph, int count) {
    if (is_literal(count)) count = append_part<steps_>(graph, append_part<arguments_>(graph, 0), count);
    int const depth = graph.literal(static_cast<Literal>(graph.loop_depth()));
    return detail::append_one_more<fold_>(graph, [&](int number) { return append_part<fold_>(graph, count, depth, graph.literal(static_cast<Literal>(2 * number))); });
}
template <class Literal>
constexpr int append_state(builder<Literal>& graph, int fold) {
    return detail::append_one_more<state_>(graph, [&](int number) { return append_part<state_>(graph, fold, graph.literal(static_cast<Literal>(number))); });
}

// The node of that number, of a builder or of a graph.
constexpr auto node_of(auto const& graph) {
    return [&graph](int i) -> node const& {
        if constexpr (requires { graph.nodes[0]; }) return graph.nodes[i];
        else return graph[i];
    };
}

// What a fold carries: which number begins as what, and what a step makes of it.
struct carried {
    int carry, state, begin, next;
};
class fold_parts {
public:
    // node(i) is the node of that number, of a builder or of a graph.
    constexpr fold_parts(auto&& node, int end) : all_(8), at_(end) {
        int link = node(end).operand[0];
        for (; node(link).operation != code<fold_>; link = node(link).operand[0]) {
            auto const& n = node(link);
            if (n.operation == code<going_on_>) condition_ = n.operand[1], goes_on_ = true;
            else if (n.operation == code<keeping_>) kept_ = n.operand[1], keeps_ = true;
            else all_.push({n.operand[1], node(n.operand[1]).operand[0], node(n.operand[1]).operand[1], node(n.operand[1]).operand[2]});
        }
        steps_of_ = link;
        for (int k = 0; k < all_.size / 2; ++k) {
            carried const other = all_[k];
            all_[k] = all_[all_.size - 1 - k];
            all_[all_.size - 1 - k] = other;
        }
    }

    constexpr int fold() const { return steps_of_; }
    constexpr int end() const { return at_; }
    constexpr int size() const { return all_.size; }
    constexpr carried const& operator[](int k) const { return all_[k]; }
    constexpr bool goes_on() const { return goes_on_; }  // as long as a condition holds
    constexpr int condition() const { return condition_; }
    constexpr bool keeps() const { return keeps_; }
    constexpr int kept() const { return kept_; }
    // Which number a carry is of, or a state; -1: none.
    constexpr int number_of_carry(int carry) const {
        for (int k = 0; k < all_.size; ++k)
            if (all_[k].carry == carry) return k;
        return -1;
    }
    constexpr int number_of_state(int state) const {
        for (int k = 0; k < all_.size; ++k)
            if (all_[k].state == state) return k;
        return -1;
    }

private:
    detail::growing<carried> all_;
    int at_, steps_of_ = 0, condition_ = 0, kept_ = 0;
    bool goes_on_ = false, keeps_ = false;
};

// The fold that takes the same steps the other way round.
template <class Literal>
constexpr int append_opposite(builder<Literal>& graph, fold_parts const& parts) {
    node const n = graph[parts.fold()];
    auto const number = static_cast<long long>(graph.literal_at(n.operand[2]));
    int const count = parts.goes_on() ? append_part<final_>(graph, parts.end(), parts[0].carry) : n.operand[0];
    return append_part<fold_>(graph, count, n.operand[1], graph.literal(static_cast<Literal>(number % 2 == 0 ? number + 1 : number - 1)));
}
template <class Graph>
constexpr bool is_backward(Graph const& graph, int fold) {
    return static_cast<long long>(graph.literals[~graph.nodes[fold].operand[2]]) % 2 != 0;
}

// Whether a node is computed in the steps of a fold, or in a loop that stands in it.
template <class Literal>
constexpr bool is_in_steps(builder<Literal>& graph, std::uint64_t fold, int operand) {
    return operand >= 0 && (graph.steps_of(operand) & fold) != 0;
}

}
