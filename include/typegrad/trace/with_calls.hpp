// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A function is traced again where the value of a folded call has entered its graph, so that its value is what the C library gives.
#pragma once
#pragma GCC system_header

#include <typegrad/pass/node_rules.hpp>
#include <typegrad/trace/trace.hpp>

namespace typegrad::inline v0_2 {

namespace detail {
    // The recipe of a function that is traced with literals that know their calls. The graph that comes of it has numbers for literals,
    // as others have, and the calls as nodes.
    template <class Recipe, class Number, bool Loose>
    struct traced_with_calls : Recipe {
        using literal_type = Number;

        static constexpr auto start() { return graph::builder<Number>(Recipe::inputs > 128 ? Recipe::expected_nodes : 256); }
        static constexpr void run(graph::builder<Number>& builder, int* output) {
            auto from = Recipe::start();
            Recipe::run(from, output);
            for (int k = 0; k < from.literal_count(); ++k) builder.literal(from.literal_at(~k).number());
            for (int i = 0; i < from.input_count(); ++i) builder.input();
            builder.numbers_from(from.first_number());
            for (int i = from.input_count(); i < from.node_count(); ++i) {
                graph::node n = from[i];
                n.what = static_cast<pass::two_rules<Number, Loose> const*>(n.what)->of_numbers;
                builder.append(n);
            }
        }
    };
}

template <class F, class Number, class... S>
    requires(std::is_same_v<Number, double> || std::is_same_v<Number, float>)
struct graph::recipe_with_calls<traced<F, Number, S...>> {
    using type = typegrad::detail::traced_with_calls<traced<F, literal_with_calls<Number>, S...>, Number, false>;
};
template <class F, class Number, class... S>
    requires(std::is_same_v<Number, double> || std::is_same_v<Number, float>)
struct graph::recipe_with_calls<traced_last<F, Number, S...>> {
    using type = typegrad::detail::traced_with_calls<traced_last<F, literal_with_calls<Number>, S...>, Number, false>;
};

}
