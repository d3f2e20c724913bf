// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// taylor<N>(f)(x): the coefficients of f(x + t) in t, f⁽ᵏ⁾(x) / k! for k = 0 … N, in one pass.
#pragma once
#pragma GCC system_header

#include <typegrad/pass/taylor.hpp>
#include <typegrad/products.hpp>

namespace typegrad {

namespace detail {
    // A function that is called with more arguments than it takes: the tangents, which are inputs of its graph.
    template <class F, int Arguments>
    struct ignoring_the_rest {
        using function_type = F;
        template <class G>
        using with_function = ignoring_the_rest<G, Arguments>;

        [[no_unique_address]] F function;

        template <class... A>
        constexpr auto operator()(A const&... arguments) const {
            return call(std::make_index_sequence<static_cast<std::size_t>(Arguments)>{}, std::tie(arguments...));
        }

    private:
        template <std::size_t... I>
        constexpr auto call(std::index_sequence<I...>, auto const& all) const {
            return function(std::get<I>(all)...);
        }
    };

    template <int Order, class F>
    struct taylor_transform {
        using function_type = F;
        template <class G>
        using with_function = taylor_transform<Order, G>;

        [[no_unique_address]] F function;

        // Of one argument that moves by itself, or of a point and its direction.
        template <class... A>
        using function_of = std::conditional_t<sizeof...(A) == 1, F, ignoring_the_rest<F, static_cast<int>(sizeof...(A) / 2)>>;
        template <class Literal, class... A>
        using recipe = pass::expanded<traced<function_of<A...>, Literal, A...>, Order, sizeof...(A) == 1 ? 0 : (0 + ... + leaves<A>) / 2, state<F>::leaves>;

        template <class... A>
        TYPEGRAD_INLINE constexpr auto operator()(A const&... arguments) const {
            using scalar = scalar_of_call<F, A...>;
            static_assert(state<F>::complete, "typegrad::taylor: the function captures values; write typegrad::with(f, value…), which passes them after the arguments");
            static_assert(sizeof...(A) == 1 || sizeof...(A) % 2 == 0, "typegrad::taylor: one argument, or a point and then its direction in the same shapes");
            using expanded_function = function_of<A...>;
            if constexpr (is_traced<scalar>) {
                using source = traced<expanded_function, typename scalar::builder::literal_type, A...>;
                return on_traced<recipe<typename scalar::builder::literal_type, A...>, source>(inputs_of_call<scalar>(expanded_function{function}, arguments...));
            } else if constexpr (check_call<expanded_function, scalar, A...>()) {
                using source = traced<expanded_function, literal_for<scalar>, A...>;
                auto const leaf = back::evaluate<graph::made<recipe<literal_for<scalar>, A...>>>(inputs_of_call<scalar>(expanded_function{function}, arguments...));
                scalar const* next = leaf.data();
                return shaped<coefficients<source, scalar>, scalar>([&]() TYPEGRAD_INLINE_LAMBDA { return *next++; });
            }
        }

    private:
        template <class Source, class T>
        using coefficients = std::conditional_t<Source::outputs == 1, std::array<T, Order + 1>, std::array<std::array<T, Order + 1>, static_cast<std::size_t>(Source::outputs)>>;

        // Where other values depend on the coefficients: their nodes are appended to the graph that is being made.
        template <class Recipe, class Source, class Traced, std::size_t N>
        static constexpr auto on_traced(std::array<Traced, N> const& leaf) {
            constexpr auto const& graph = graph::made<Recipe>::graph;
            typename Traced::builder own(16);
            auto& builder = builder_of(leaf) ? *builder_of(leaf) : own;
            int output[static_cast<std::size_t>(Recipe::outputs)];
            pass::rewrite(graph, builder, [&](int i) { return leaf[static_cast<std::size_t>(i)]; }, output);
            int const* next = output;
            return shaped<coefficients<Source, Traced>, Traced>([&] { return Traced::of(&builder, *next++); });
        }
    };
}

// taylor<N>(f)(x): the N + 1 coefficients of f(x + t); of a function to several values, one array for each. With a direction,
// taylor<N>(f)(point…, direction…), those of f(point + t · direction).
template <int Order, class F>
    requires(!is_operand<F> && Order >= 0)
constexpr auto taylor(F f) {
    return detail::taylor_transform<Order, F>{f};
}

}
