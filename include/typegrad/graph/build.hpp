// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// From a recipe to a graph that outlives its constant expression.
//
// A recipe is a type with
//     literal_type, outputs                 the type of literals, the number of outputs
//     start()                               the builder to begin with
//     run(builder&, int* outputs)           appends nodes and says which operands are the outputs
//     expected_nodes, expected_literals     how large the graph is likely to be at most
//     exact_outputs                         how many outputs, the first ones, are rounded as the user wrote them
// Recipes name their source by type (`made<Source>::graph`), so that each stage is a constant expression of its own and
// no graph is ever a template argument, which would put thousands of characters into every symbol.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/builder.hpp>

namespace typegrad::graph {

namespace detail {
    // A variable with a constexpr destructor and an initial value that is a constant, as a builder's is, clang evaluates when it
    // first sees the function, for nothing: not where the value depends on an argument.
    template <class Recipe>
    constexpr auto start(bool) {
        return Recipe::start();
    }
    template <class Recipe, int Nodes, int Literals>
    constexpr auto build(bool now) {
        graph<typename Recipe::literal_type, Nodes, Literals, Recipe::outputs> result;
        auto builder = start<Recipe>(now);
        Recipe::run(builder, result.outputs);
        result.node_count = builder.node_count();
        result.literal_count = builder.literal_count();
        result.input_count = builder.input_count();
        result.first_number = builder.first_number();
        result.output_count = Recipe::outputs;
        result.exact_outputs = Recipe::exact_outputs;
        if (result.node_count <= Nodes && result.literal_count <= Literals) {
            for (int i = 0; i < result.node_count; ++i) result.nodes[i] = builder[i];
            for (int i = 0; i < result.literal_count; ++i) result.literals[i] = builder.literal_at(~i);
        }
        return result;
    }

    // A graph that is larger than expected is built a second time, at the size that the first attempt told.
    template <class Recipe>
    struct attempt {
        using literal_type = typename Recipe::literal_type;
        static constexpr int nodes = Recipe::expected_nodes;
        static constexpr int literals = Recipe::expected_literals;
        static constexpr auto graph = build<Recipe, nodes, literals>(true);
        static constexpr bool fits = graph.node_count <= nodes && graph.literal_count <= literals;
    };
    template <class Recipe>
    struct exact {
        using literal_type = typename Recipe::literal_type;
        static constexpr auto graph = build<Recipe, attempt<Recipe>::graph.node_count, attempt<Recipe>::graph.literal_count>(true);
    };
}

template <class Recipe>
struct made : std::conditional_t<detail::attempt<Recipe>::fits, detail::attempt<Recipe>, detail::exact<Recipe>> {};

}
