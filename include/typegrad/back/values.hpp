// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The value of every node of a graph at a point, at run time: for who asks where infinity began, and for pictures.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/build.hpp>
#include <typegrad/graph/call.hpp>
#include <typegrad/op/loop.hpp>
#include <typegrad/pass/rewrite.hpp>

#include <array>
#include <cstddef>
#include <utility>
#include <vector>

namespace typegrad::inline v0_2::detail {

// The nodes of a graph that are calls, which alone cannot be folded by their node's rules.
template <class Source>
struct calls_in {
    static constexpr auto nodes = [] {
        constexpr auto const& graph = graph::made<Source>::graph;
        constexpr int count = [] {
            int sum = 0;
            for (int i = graph.input_count; i < graph.node_count; ++i) sum += graph.nodes[i].what->components > 0;
            return sum;
        }();
        std::array<int, static_cast<std::size_t>(count)> found{};
        std::size_t next = 0;
        for (int i = graph.input_count; i < graph.node_count; ++i)
            if (graph.nodes[i].what->components > 0) found[next++] = i;
        return found;
    }();

    // The results of the call that is node i.
    template <class T>
    static std::vector<T> results(int i, std::vector<T> const& arguments) {
        std::vector<T> all;
        [&]<std::size_t... K>(std::index_sequence<K...>) { ((nodes[K] == i ? results_of<operation_of<graph::made<Source>::graph.nodes[nodes[K]].operation>>(arguments, all) : void()), ...); }(
            std::make_index_sequence<nodes.size()>{});
        return all;
    }

private:
    template <class Op, class T>
    static void results_of(std::vector<T> const& arguments, std::vector<T>& all) {
        std::array<T, static_cast<std::size_t>(Op::arguments)> known{};
        for (std::size_t j = 0; j < known.size(); ++j) known[j] = arguments[j];
        auto const y = Op::value(known);
        all.assign(y.begin(), y.end());
    }
};

// The values of a graph's nodes, each when it is needed: of a branch that is not taken none is.
template <class Source, class T>
class node_values {
public:
    static constexpr bool knows_its_parts = !graph::has_loops(graph::made<Source>::graph);
    static_assert(knows_its_parts, TYPEGRAD_NO_ROWS_HERE);

    explicit node_values(std::vector<T> const& inputs) : value_(inputs), is_known_(static_cast<std::size_t>(graph().node_count) + 1), of_call_(is_known_.size()) {
        value_.resize(is_known_.size());
        for (std::size_t i = 0; i < static_cast<std::size_t>(graph().input_count); ++i) is_known_[i] = true;
    }

    bool is_known(int node) const { return is_known_[static_cast<std::size_t>(node)]; }
    T operator[](int operand) const { return operand < 0 ? graph().literals[~operand] : value_[static_cast<std::size_t>(operand)]; }

    // Computes an operand with all that it needs. Not by recursion: programs are long.
    void need(int operand) {
        std::vector<int> waiting{operand};
        while (!waiting.empty()) {
            int const i = waiting.back();
            if (i < 0 || is_known(i)) waiting.pop_back();
            else if (auto const next = unknown_operand(i); next >= 0) waiting.push_back(next);
            else compute(i), waiting.pop_back();
        }
    }

private:
    static constexpr auto const& graph() { return graph::made<Source>::graph; }
    bool is_ready(int operand) const { return operand < 0 || is_known(operand); }

    // An operand of the node that has to be computed first; -1: none.
    int unknown_operand(int i) const {
        graph::node const& n = graph().nodes[i];
        int unknown = -1;
        auto const look = [&](int operand) { unknown = unknown < 0 && !is_ready(operand) ? operand : unknown; };
        if (n.what->components > 0) {
            graph::each_argument([](int k) -> graph::node const& { return graph().nodes[k]; }, i, look);
        } else if (n.operation == code<select_> || n.operation == code<gate_>) {
            look(n.operand[0]);
            if (unknown >= 0) return unknown;
            if ((*this)[n.operand[0]] != 0) look(n.operand[1]);
            else if (n.operation == code<select_>) look(n.operand[2]);
        } else {
            for (int k = 0; k < n.what->arity; ++k) look(n.operand[k]);
        }
        return unknown;
    }
    void compute(int i) {
        graph::node const& n = graph().nodes[i];
        auto const at = static_cast<std::size_t>(i);
        T& y = value_[at];
        is_known_[at] = true;
        if (n.what->components > 0) {
            std::vector<T> arguments;
            graph::each_argument([](int k) -> graph::node const& { return graph().nodes[k]; }, i, [&](int a) { arguments.insert(arguments.begin(), (*this)[a]); });
            of_call_[at] = calls_in<Source>::results(i, arguments);
            y = of_call_[at][0];
        } else if (int const k = component_number(n.operation); k >= 0) {
            y = of_call_[static_cast<std::size_t>(n.operand[0])][static_cast<std::size_t>(k)];
        } else if (n.operation == code<select_>) {
            y = (*this)[n.operand[(*this)[n.operand[0]] != 0 ? 1 : 2]];
        } else if (n.operation == code<gate_>) {
            y = (*this)[n.operand[0]] != 0 ? (*this)[n.operand[1]] : T(0);
        } else {
            tracer<T> operand[3];
            for (int j = 0; j < n.what->arity; ++j) operand[j] = tracer<T>((*this)[n.operand[j]]);
            y = pass::reapply<T>(n, operand[0], operand[1], operand[2]).literal();
        }
    }

    std::vector<T> value_;
    std::vector<bool> is_known_;
    std::vector<std::vector<T>> of_call_;
};

}
