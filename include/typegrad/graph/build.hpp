// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// From a recipe to a graph that outlives its constant expression.
//
// A recipe is a type with
//     literal_type, outputs                 the type of literals, the number of outputs
//     start()                               the builder to begin with
//     run(builder&, int* outputs)           appends nodes and says which operands are the outputs
//     expected_nodes, expected_literals     how large the graph is likely to be at most
//     exact_outputs                         how many outputs, the first ones, are rounded as the user wrote them
// A recipe that derives from drops_dead_code leaves nodes out that no output needs, so that nothing depends on them.
// Recipes name their source by type (`made<Source>::graph`), so that each stage is a constant expression of its own and
// no graph is ever a template argument, which would put thousands of characters into every symbol.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/builder.hpp>

#include <type_traits>

// What clang's own words do not say.
#define TYPEGRAD_TOO_LONG                                                                                                  \
    "typegrad: this program, or its derivative, takes more steps than clang allows in one constant expression (1048576 by default); compile with -fconstexpr-steps=100000000"
#define TYPEGRAD_TOO_LONG_OR_NOT_CONSTANT                                                                                  \
    "typegrad: the function is no constant expression, in which it is traced, or takes more steps than clang allows in one (1048576 by default; compile with "  \
    "-fconstexpr-steps=100000000). `constexpr auto y = f(typegrad::tracer<double>(2));` makes clang name the place"

namespace typegrad::inline v0_2::graph {

struct drops_dead_code {};

// What is made instead where the recipe's graph has folded calls: the same with nodes for them (trace/with_calls.hpp).
template <class Recipe>
struct recipe_with_calls {
    using type = Recipe;
};
namespace detail {
    template <class Recipe>
    inline constexpr bool can_have_calls = !std::is_same_v<typename recipe_with_calls<Recipe>::type, Recipe>;
}

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
    // The new numbers of the nodes that the outputs need, and of the inputs, one after the other; nobody asks for those of the others.
    class live_numbers {
    public:
        constexpr live_numbers(auto const& builder, int const* outputs, int count) : number_(new int[static_cast<std::size_t>(builder.node_count()) + 1]{}) {
            for (int i = 0; i < builder.input_count(); ++i) number_[i] = 1;
            for (int k = 0; k < count; ++k)
                if (outputs[k] >= 0) number_[outputs[k]] = 1;
            for (int i = builder.node_count() - 1; i >= builder.input_count(); --i) {
                if (number_[i] == 0) continue;
                node const& n = builder[i];
                for (int k = 0; k < n.what->arity; ++k)
                    if (n.operand[k] >= 0) number_[n.operand[k]] = 1;
                if (n.what->arity == 1 && n.operand[1] > 0) number_[n.operand[1]] = 1;  // what carries its derivative
            }
            for (int i = 0; i < builder.node_count(); ++i) number_[i] = number_[i] != 0 ? count_++ : -1;
        }
        constexpr live_numbers(live_numbers const&) = delete;
        constexpr live_numbers& operator=(live_numbers const&) = delete;
        constexpr ~live_numbers() { delete[] number_; }

        constexpr int count() const { return count_; }
        constexpr bool has(int i) const { return number_[i] >= 0; }
        constexpr int of(int operand) const { return operand < 0 ? operand : number_[operand]; }
        constexpr node of(node n, int i) const {
            int const arity = n.what->arity;
            for (int k = 0; k < arity; ++k) n.operand[k] = of(n.operand[k]);
            if (arity == 1 && n.operand[1] > 0) n.operand[1] = number_[n.operand[1]];
            if (arity == 0 && n.operation == code<input_>) n.operand[0] = number_[i];
            if (n.exponent != 0) n.base = number_[n.base];
            return n;
        }

    private:
        int* number_;
        int count_ = 0;
    };

    template <class Recipe, int Nodes, int Literals>
    constexpr auto build(bool now) {
        graph<typename Recipe::literal_type, Nodes, Literals, Recipe::outputs> result;
        auto builder = start<Recipe>(now);
        Recipe::run(builder, result.outputs);
        result.node_count = builder.node_count();
        result.literal_count = builder.literal_count();
        result.input_count = builder.input_count();
        result.first_number = builder.first_number();
        result.slot_count = builder.slot_count();
        result.numbers_are_real = builder.numbers_are_real();
        result.gathers_numbers = builder.gathers_numbers();
        result.has_gathered = builder.has_gathered();
        result.output_count = Recipe::outputs;
        result.exact_outputs = Recipe::exact_outputs;
        result.has_folded_calls = builder.has_folded_calls();
        result.has_folds = builder.has_steps();
        result.adds_to_inputs = builder.adds_to_inputs();
        if (result.node_count <= Nodes && result.literal_count <= Literals) {
            // In longer programs clang's steps are needed for tracing them. (To ask by a requires-expression for a member that is not there makes
            // clang print the type of the recipe: 2²⁴ times a part of it in tests/substitution.cpp.)
            if (std::is_base_of_v<drops_dead_code, Recipe> && result.node_count <= 1024) {
                live_numbers const live(builder, result.outputs, Recipe::outputs);
                for (int i = 0, next = 0; i < builder.node_count(); ++i)
                    if (live.has(i)) result.nodes[next++] = live.of(builder[i], i);
                for (int k = 0; k < Recipe::outputs; ++k) result.outputs[k] = live.of(result.outputs[k]);
                result.node_count = live.count();
            } else {
                node const* const nodes = builder.nodes();  // a call counts in a constant expression
                for (int i = 0; i < result.node_count; ++i) result.nodes[i] = nodes[i];
            }
            for (int i = 0; i < result.literal_count; ++i) result.literals[i] = builder.literal_at(~i);
        }
        return result;
    }

    // It must be possible to ask without an error whether a recipe can be run in a constant expression: a user's function may be none, and
    // a long program takes more steps than the compiler allows. That is asked of something that may be initialised with what is not
    // constant, and is usable in constant expressions if it is. For clang a reference is, so that a recipe runs once. For g++ only a number
    // is; there a user's function runs twice (about 5 % more for g++ 12, -fsyntax-only, at 1,000 operations), and of other recipes nothing is
    // asked: g++ says by itself which option to give.
#ifdef __clang__
    template <class Recipe, int Nodes, int Literals>
    struct built {
        static inline typegrad::graph::graph<typename Recipe::literal_type, Nodes, Literals, Recipe::outputs> const& graph = build<Recipe, Nodes, Literals>(true);
    };
#else
    template <class Recipe, int Nodes, int Literals>
    struct built {
        static constexpr auto graph = build<Recipe, Nodes, Literals>(true);
    };
    template <class Recipe>
    struct trial {
        static inline bool const can_call = Recipe::call_alone(typename Recipe::positions{});
    };
#endif

    // A graph that is larger than expected is built a second time, at the size that the first attempt told.
    template <class Recipe>
    struct attempt : built<Recipe, Recipe::expected_nodes, Recipe::expected_literals> {
        using literal_type = typename Recipe::literal_type;
        static constexpr int nodes = Recipe::expected_nodes;
        static constexpr int literals = Recipe::expected_literals;
        static constexpr bool fits = attempt::graph.node_count <= nodes && attempt::graph.literal_count <= literals;
    };
    template <class Recipe>
    struct exact : built<Recipe, attempt<Recipe>::graph.node_count, attempt<Recipe>::graph.literal_count> {
        using literal_type = typename Recipe::literal_type;
    };
}

// Whether the recipe can be run in a constant expression.
template <class Recipe>
#ifdef __clang__
concept is_constant = requires { typename std::bool_constant<(detail::attempt<Recipe>::graph.node_count >= 0)>; };
#else
concept is_constant = requires { typename std::bool_constant<(detail::trial<Recipe>::can_call)>; };
#endif

namespace detail {
    // (g++ 12 cannot evaluate some code with objects that have destructors: there the calls stay folded.)
    template <class Recipe>
    concept needs_calls = can_have_calls<Recipe> && attempt<Recipe>::graph.has_folded_calls && is_constant<typename recipe_with_calls<Recipe>::type>;
#ifdef __clang__
    // Not of the recipe: one line for all parts of a program.
    template <class Literal, bool OfUsers = false>
    consteval void too_long() {
        static_assert(sizeof(Literal) == 0 || OfUsers, TYPEGRAD_TOO_LONG);
        static_assert(sizeof(Literal) == 0 || !OfUsers, TYPEGRAD_TOO_LONG_OR_NOT_CONSTANT);
    }
    // Stands for the graph of a program that is too long, so that this line remains the only one.
    template <class Recipe>
    struct nothing_made {
        using literal_type = typename Recipe::literal_type;
        static constexpr auto graph = [] {
            typegrad::graph::graph<literal_type, Recipe::inputs, 1, Recipe::outputs> zero;
            for (int i = 0; i < Recipe::inputs; ++i) zero.nodes[i] = {code<input_>, what<input_, literal_type>, {i, 0, 0}};
            for (int& output : zero.outputs) output = ~0;
            zero.node_count = zero.input_count = Recipe::inputs;
            zero.literal_count = 1;
            zero.output_count = Recipe::outputs;
            return zero;
        }();
    };
    template <class Made>
    concept has_graph = requires { typename std::bool_constant<(Made::graph.node_count >= 0)>; };
    template <class Recipe>
    consteval auto made_of() {
        if constexpr (!has_graph<attempt<Recipe>>) return too_long<typename Recipe::literal_type, runs_code_of_users<Recipe>>(), std::type_identity<nothing_made<Recipe>>{};
        else if constexpr (needs_calls<Recipe>) return made_of<typename recipe_with_calls<Recipe>::type>();
        else if constexpr (attempt<Recipe>::fits) return std::type_identity<attempt<Recipe>>{};
        else if constexpr (!has_graph<exact<Recipe>>) return too_long<typename Recipe::literal_type>(), std::type_identity<nothing_made<Recipe>>{};
        else return std::type_identity<exact<Recipe>>{};
    }
#endif
}

#ifdef __clang__
// Whether clang's steps are enough for that.
template <class Recipe>
inline constexpr bool can_be_made = detail::has_graph<detail::attempt<Recipe>>;
template <class Recipe>
struct made : decltype(detail::made_of<Recipe>())::type {};
#else
namespace detail {
    template <class Recipe>
    struct made_of : std::conditional_t<attempt<Recipe>::fits, attempt<Recipe>, exact<Recipe>> {};
    template <class Recipe>
        requires needs_calls<Recipe>
    struct made_of<Recipe> : made_of<typename recipe_with_calls<Recipe>::type> {};
}
template <class Recipe>
struct made : detail::made_of<Recipe> {};
#endif

}
