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

// A recipe that calls a function of the user's. (Not a member: to ask for one that is not there makes clang print the recipe's type.)
template <class Recipe>
inline constexpr bool runs_code_of_users = false;

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
    // Where a user's function is run it may fail, and it must be possible to ask whether it does without an error: by something that may
    // be initialised with what is not constant, and is usable in constant expressions if it is. For clang a reference to the graph is,
    // so that the function runs once. For g++ only a number is; there the function runs twice, for one or two percent of a compilation.
#ifdef __clang__
    template <class Recipe>
        requires runs_code_of_users<Recipe>
    struct attempt<Recipe> {
        using literal_type = typename Recipe::literal_type;
        static constexpr int nodes = Recipe::expected_nodes;
        static constexpr int literals = Recipe::expected_literals;
        static inline typegrad::graph::graph<literal_type, nodes, literals, Recipe::outputs> const& graph = build<Recipe, nodes, literals>(true);
        static constexpr bool fits = graph.node_count <= nodes && graph.literal_count <= literals;
    };
#else
    template <class Recipe>
    struct trial {
        static inline int const node_count = build<Recipe, Recipe::expected_nodes, Recipe::expected_literals>(true).node_count;
    };
#endif

    template <class Recipe>
    struct exact {
        using literal_type = typename Recipe::literal_type;
        static constexpr auto graph = build<Recipe, attempt<Recipe>::graph.node_count, attempt<Recipe>::graph.literal_count>(true);
    };
}

// Whether the recipe can be run in a constant expression.
template <class Recipe>
#ifdef __clang__
concept is_constant = requires { typename std::bool_constant<(detail::attempt<Recipe>::graph.node_count >= 0)>; };
#else
concept is_constant = requires { typename std::bool_constant<(detail::trial<Recipe>::node_count >= 0)>; };
#endif

template <class Recipe>
struct made : std::conditional_t<detail::attempt<Recipe>::fits, detail::attempt<Recipe>, detail::exact<Recipe>> {};

}
