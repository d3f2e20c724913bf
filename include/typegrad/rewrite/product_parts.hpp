// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The policy `fast` before the derivative: a product of many factors as the product of parts, each of every second or fourth factor,
// and of what is left over. The parts are independent of each other, and so are their derivatives: less latency, and the back end
// can do them side by side, if there are as many as a register has lanes.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/scratch.hpp>
#include <typegrad/graph/uses.hpp>
#include <typegrad/math/target.hpp>
#include <typegrad/pass/rewrite.hpp>

namespace typegrad::inline v0_2::rewrite {

namespace detail {
    inline constexpr int product_parts = target::lane_count == 2 ? 2 : 4, enough = 4;

    // The products of a graph, and the factors of each.
    template <class Graph>
    class products_of_many {
    public:
        constexpr explicit products_of_many(Graph const& graph) : graph_(graph), uses_(graph), factors_(graph.node_count), inner_(graph.node_count) {
            for (int i = graph.input_count; i < graph.node_count; ++i)
                if (is_product(i)) factors_[i] = count(i, 0) + count(i, 1), most_ = factors_[i] > most_ ? factors_[i] : most_;
            for (int i = graph.node_count - 1; i >= graph.input_count; --i)
                for (int k = 0; k < 2 && (inner_[i] || factors_[i] >= enough); ++k)
                    if (int const operand = graph.nodes[i].operand[k]; continues(operand)) inner_[operand] = true;
        }

        constexpr bool any() const { return most_ >= enough; }

        // How many factors a product has, if these are enough for parts and it is none of a larger product; else 0.
        constexpr int factors(int i) const { return factors_[i] >= enough && !inner_[i] ? factors_[i] : 0; }

        // Whether a product is gone when the larger one that it is a factor of is in parts.
        constexpr bool is_inner(int i) const { return inner_[i]; }

        // Uses each factor, in the order in which they were computed.
        constexpr void each_factor(int product, auto&& use) const {
            graph::detail::growing<int> waiting(16), factors(16);
            waiting.push(product);
            while (waiting.size > 0) {
                int const i = waiting[--waiting.size];
                if (i == product || continues(i)) {
                    waiting.push(graph_.nodes[i].operand[0]);
                    waiting.push(graph_.nodes[i].operand[1]);
                    continue;
                }
                int at = factors.push(i);
                for (; at > 0 && factors[at - 1] > i; --at) factors[at] = factors[at - 1];
                factors[at] = i;
            }
            for (int k = 0; k < factors.size; ++k) use(factors[k]);
        }

    private:
        // Powers stay what they are.
        constexpr bool is_product(int i) const { return uses_[i] > 0 && graph_.nodes[i].operation == code<mul_> && graph_.nodes[i].exponent == 0; }
        constexpr bool continues(int operand) const { return operand >= graph_.input_count && is_product(operand) && uses_[operand] == 1; }
        constexpr int count(int i, int k) const {
            int const operand = graph_.nodes[i].operand[k];
            return continues(operand) ? factors_[operand] : 1;
        }

        Graph const& graph_;
        graph::uses<Graph> uses_;
        graph::scratch<int> factors_;
        graph::scratch<bool> inner_;
        int most_ = 0;
    };

    // The graph with its products in parts.
    template <class Graph, class Builder>
    constexpr void take_products_apart(Graph const& source, Builder& builder, int* output) {
        using value = tracer<typename Graph::literal_type>;
        products_of_many const products(source);
        pass::rewrite(source, builder, [&](int) { return value(&builder, builder.input()); }, output, [&](int i, auto const& of) {
            if (products.is_inner(i)) return value(1);  // nobody asks for it
            int const even = products.factors(i) / product_parts * product_parts;
            if (even == 0) return value::none();
            value part[product_parts], rest(1);
            int next = 0;
            products.each_factor(i, [&](int factor) {
                value& p = next < even ? part[next % product_parts] : rest;
                p = next < product_parts ? of(factor) : p * of(factor);
                ++next;
            });
            for (int parts = product_parts; parts > 1; parts /= 2)
                for (int k = 0; k < parts / 2; ++k) part[k] = part[2 * k] * part[2 * k + 1];
            return part[0] * rest;
        });
    }
}

template <class Source>
struct products_in_parts : pass::simplified<Source> {
    static constexpr void run(graph::builder<typename Source::literal_type>& builder, int* output) {
        detail::take_products_apart(graph::view(graph::made<Source>::graph), builder, output);
    }
};

// What is differentiated: with the policy `fast` these products, where there are any.
namespace detail {
    template <bool Fast, class Source>
    struct prepared {
        using type = Source;
    };
    template <class Source>
    struct prepared<true, Source> {
        static constexpr bool gains = products_of_many(graph::view(graph::made<Source>::graph)).any();
        using type = std::conditional_t<gains, products_in_parts<Source>, Source>;
    };
}
template <class Request, class Source>
using to_differentiate = typename detail::prepared<Request::fast, Source>::type;

}
