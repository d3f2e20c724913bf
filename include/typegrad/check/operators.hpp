// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The check of operators of one's own (op/custom.hpp) that are in a function, at the operands that they have there.
#pragma once
#pragma GCC system_header

#include <typegrad/check/entries.hpp>
#include <typegrad/op/custom.hpp>

#include <string_view>

namespace typegrad::inline v0_2::check::detail {

// The operators of one's own in a graph.
constexpr bool is_own(graph::node const& n) { return std::string_view(n.what->text) == "custom"; }
template <class Source>
struct own_operators {
    static consteval int count(bool operands) {
        auto const& graph = graph::made<Source>::graph;
        int sum = 0;
        for (int i = graph.input_count; i < graph.node_count; ++i)
            if (is_own(graph.nodes[i])) sum += operands ? graph.nodes[i].what->arity : 1;
        return sum;
    }
    // The node of the k-th one, and where its operands are among all of them.
    static consteval std::array<int, 2> at(int k) {
        auto const& graph = graph::made<Source>::graph;
        int i = graph.input_count, operand = 0;
        for (;; ++i) {
            if (!is_own(graph.nodes[i])) continue;
            if (k-- == 0) return {i, operand};
            operand += graph.nodes[i].what->arity;
        }
    }
    template <int K>
    using operation = operation_of<graph::made<Source>::graph.nodes[at(K)[0]].operation>;
};

// The recipe of their operands.
template <class Source>
struct operands_of_operators {
    using literal_type = typename Source::literal_type;
    static constexpr int inputs = Source::inputs;
    static constexpr int outputs = own_operators<Source>::count(true);
    static constexpr int exact_outputs = outputs;
    static constexpr int expected_nodes = graph::made<Source>::graph.node_count + 8;
    static constexpr int expected_literals = graph::made<Source>::graph.literal_count + 8;

    static constexpr auto start() { return graph::builder<literal_type>(graph::made<Source>::graph, expected_nodes); }
    static constexpr void run(graph::builder<literal_type>& builder, int* output) {
        constexpr int count = own_operators<Source>::count(false);
        for_each<count>(builder, output);
    }

private:
    template <int Count, int K = 0>
    static constexpr void for_each(graph::builder<literal_type>& builder, int* output) {
        if constexpr (K < Count) {
            graph::node const n = builder[own_operators<Source>::at(K)[0]];
            for (int operand = 0; operand < n.what->arity; ++operand) *output++ = n.operand[operand];
            for_each<Count, K + 1>(builder, output);
        }
    }
};

template <class Op>
consteval int differentiated_operands() {
    int count = 0;
    for (int k = 0; k < Op::arity; ++k) count += Op::active[k];
    return count;
}
template <class Op>
consteval int differentiated_operand(int number) {
    int k = 0;
    for (;; ++k)
        if (Op::active[k] && number-- == 0) return k;
}
template <class Op, class T, int... Selected, std::size_t... Operand>
constexpr auto entries_of_operator(T const* operand, double relative, std::integer_sequence<int, Selected...>, std::index_sequence<Operand...>) {
    return entries<request<positions<differentiated_operand<Op>(Selected)...>>>(op::operator_of<Op>{}, of_transform{}, relative, operand[Operand]...);
}

template <class Source, int K, int Count, class T>
constexpr auto check_operators([[maybe_unused]] T const* operand, [[maybe_unused]] double relative) {
    if constexpr (K == Count) return std::array<entry<T>, 0>{};
    else {
        using operation = typename own_operators<Source>::template operation<K>;
        auto const rest = check_operators<Source, K + 1, Count>(operand, relative);
        constexpr int selected = differentiated_operands<operation>();
        std::array<entry<T>, static_cast<std::size_t>(selected) + std::tuple_size_v<decltype(rest)>> all{};
        if constexpr (selected > 0) {
            auto const own = entries_of_operator<operation>(operand + own_operators<Source>::at(K)[1], relative, std::make_integer_sequence<int, selected>{},
                                                            std::make_index_sequence<static_cast<std::size_t>(operation::arity)>{});
            for (std::size_t i = 0; i < own.size(); ++i) all[i] = own[i], all[i].value = K;
        }
        for (std::size_t i = 0; i < rest.size(); ++i) all[static_cast<std::size_t>(selected) + i] = rest[i];
        return all;
    }
}
template <class F, class... S>
constexpr auto operators_in([[maybe_unused]] F const& function, [[maybe_unused]] double relative, S const&... point) {
    using T = scalar_of_call<F, S...>;
    using of = of_leaves<F, T, S...>;
    if constexpr (!of::by_graph) return std::array<entry<T>, 0>{};
    else if constexpr (own_operators<typename of::source>::count(false) == 0) return std::array<entry<T>, 0>{};
    else {
        using source = typename of::source;
        auto const operands = back::evaluate<graph::made<operands_of_operators<source>>>(inputs_of_call<T>(function, point...));
        return check_operators<source, 0, own_operators<source>::count(false)>(operands.data(), relative);
    }
}

}
