// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What a function, a transform or an expression costs, known to the compiler, so that a hot loop can be guarded:
//
//     static_assert(operations(gradient(f)).total() <= 4 * operations(f).total());
//     static_assert(operations<std::array<double, 15>>(jacobian(g)).divisions <= 2);
//
// The arguments are scalars, as many as the function takes, unless their shapes are named, or arguments are given: operations(g, p). What is
// counted is the program that runs: each value once, both branches of a select, and as a product what is divided by something of which there is
// the reciprocal. The numbers that an expression holds are known where it is counted: what depends on them alone is no operation.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/back/count.hpp>
#include <typegrad/expr/evaluate.hpp>
#include <typegrad/pass/rewrite.hpp>
#include <typegrad/transform/arity.hpp>
#include <typegrad/transform/call.hpp>

namespace typegrad::inline v0_2 {

namespace detail {
    // The shapes of a whole call, where those of the point are named: tangents have them as well, a cotangent the result's.
    template <class F, class... A>
    struct call_at {
        using type = shape_list<A...>;
    };
    template <class F, class... A>
    inline constexpr bool is_point_of = takes<F, tracer<literal_for<scalar_of_call<F, A...>>>, A...>;
    template <class F, class... A>
        requires requires {
            typename F::request;
            requires is_point_of<typename F::function_type, A...>;
            typename F::template whole_call<A...>;
        }
    struct call_at<F, A...> {
        using type = typename F::template whole_call<A...>;
    };

    // The point as it is, and what follows it in the call of the transform with its arguments in another order.
    template <class Transform, class Arguments, class Request, class... A>
    struct call_at<asked_in_order<Transform, Arguments, Request>, A...> {
        static constexpr auto order = asked_order<Request>::template arguments<sizeof...(A)>(static_cast<int>(sizeof...(A)));
        template <std::size_t... I>
        static constexpr auto in_order(std::index_sequence<I...>) -> typename call_at<Transform, std::tuple_element_t<order[I], std::tuple<A...>>...>::type;
        template <class... All>
        static constexpr auto followed(shape_list<All...>) {
            return []<std::size_t... I>(std::index_sequence<I...>) {
                return std::type_identity<shape_list<A..., std::tuple_element_t<sizeof...(A) + I, std::tuple<All...>>...>>{};
            }(std::make_index_sequence<sizeof...(All) - sizeof...(A)>{});
        }
        using type = typename decltype(followed(in_order(std::index_sequence_for<A...>{})))::type;
    };

    template <class F, class... A>
    consteval operation_counts operations_of_call(shape_list<A...>) {
        return back::count(graph::made<recipe_of<F, literal_for<scalar_of_call<F, A...>>, A...>>::graph);
    }
    // The inputs of a graph, and for an expression's numbers these themselves. (By the template's parameter: of double clang would instantiate all
    // of a builder where the header is included.)
    template <class Graph, class Builder>
    constexpr auto with_numbers(Graph const& graph, Builder& builder, double const* numbers) {
        using value = tracer<typename Graph::literal_type>;
        return [&graph, &builder, numbers](int i) {
            value const input(&builder, builder.input());
            int const slot = i - graph.first_number;
            return slot < 0 || slot >= graph.slot_count ? input : value(numbers[slot]);
        };
    }
    // A graph with an expression's numbers in it, as it is where a compiler knows them: a factor of 1 is none, and nothing chooses by a
    // condition that is known. (Of a long one the graph itself: that costs compilers less.)
    template <class Graph>
    constexpr operation_counts count_with_numbers(Graph const& graph, double const* numbers) {
        if (graph.slot_count == 0 || graph.node_count > 2000) return back::count(graph);
        typename tracer<typename Graph::literal_type>::builder builder;
        int* const output = new int[static_cast<std::size_t>(graph.output_count) + 1]{};
        pass::rewrite(graph, builder, with_numbers(graph, builder, numbers), output);
        builder.slots_from(graph.first_number, graph.slot_count);
        graph::view known(builder, output, graph.output_count);
        known.exact_outputs = graph.exact_outputs;
        operation_counts const counts = back::count(known);
        delete[] output;
        return counts;
    }
    // The calls that a graph makes with these numbers: each for itself, and none in a branch that the numbers close.
    template <class Graph>
    constexpr int calls_with_numbers(Graph const& graph, double const* numbers) {
        auto const chooses = [](graph::node const& n) { return (n.operation == code<select_> || n.operation == code<gate_>) && n.operand[0] >= 0; };
        graph::detail::growing<int> condition(64);
        for (int i = 0; i < graph.node_count; ++i)
            if (chooses(graph.nodes[i])) condition.push(graph.nodes[i].operand[0]);
        graph::view conditions(graph);
        conditions.outputs = condition.data, conditions.output_count = condition.size;
        typename tracer<typename Graph::literal_type>::builder builder;
        graph::detail::growing<int> known(condition.size + 1);
        known.size = condition.size;
        pass::rewrite(conditions, builder, with_numbers(conditions, builder, numbers), known.data);

        graph::detail::growing<bool> needed(graph.node_count + 1);
        auto const need = [&](int i) { if (i >= 0) needed[i] = true; };
        for (int k = 0; k < graph.output_count; ++k) need(graph.outputs[k]);
        back::nodes_of_numbers<Graph> const constant(graph);
        operation_counts counts = back::count(graph), closed;
        graph::uses const uses(graph);
        for (int i = graph.node_count - 1, next = condition.size; i >= graph.input_count; --i) {
            graph::node const& n = graph.nodes[i];
            int const c = chooses(n) ? known[--next] : 0;
            if (!needed[i]) {
                if (uses[i] > 0 && !constant.has(i) && n.what->arity > 0 && n.what->cost > 0) closed.add(*n.what);
                continue;
            }
            bool const is_closed = c < 0 && builder.literal_at(c) == 0, is_open = c < 0 && !is_closed;
            for (int k = 0; k < n.what->arity; ++k)
                if (c >= 0 || (k == 1 && is_open) || (k == 2 && is_closed && n.operation == code<select_>)) need(n.operand[k]);
        }
        auto const calls = [](operation_counts const& of) {
            int all = of.calls;
            for (operation_count const& kind : of) all -= kind.code == code<powi_> ? kind.count : 0;
            return all;
        };
        return calls(counts) - calls(closed);
    }
    // Of the program that runs with these numbers: expr/point.hpp. Compilers compute no function of the C library once for two, but where the program does.
    template <class Recipes, std::size_t N>
    constexpr operation_counts operations_with_numbers(std::array<double, N> const& numbers) {
        auto const shared = Recipes::sharing_with(numbers);
        return expr::detail::with_sharing(shared, [&](auto s) {
            constexpr auto const& graph = graph::made<typename Recipes::template recipe<double, 0, s.value>>::graph;
            operation_counts counts = count_with_numbers(graph, numbers.data());
            if (s.value == expr::sharing::none)
                if (int const calls = calls_with_numbers(graph, numbers.data()); counts.calls < calls) counts.calls = calls;
            return counts;
        });
    }
    template <class F, class... A>
    consteval operation_counts operations_with() {
        using call = typename call_at<F, A...>::type;
        if constexpr (!check_program<F>(call{})) return {};
        else return operations_of_call<F>(call{});
    }
}

// The operations of f(a, b, …), or of a transform of a function, for arguments of these shapes. Where a direction or a
// cotangent follows the point, as for hvp(f), the shapes of the point are enough.
template <class... A, class F>
    requires(!is_operand<F> && !requires { typename F::expression_type; })
consteval operation_counts operations(F f) {
    if constexpr (sizeof...(A) > 0) return detail::operations_with<F, A...>();
    else {
        // With one scalar it is called here, where few lines lead to an error in its body; then nothing more is said.
        using function = decltype(detail::innermost(f));
        using called = decltype(std::declval<detail::callable<function, double> const&>()(std::declval<tracer<double>&>()));
        if constexpr (!requires { typename std::type_identity<called>; }) return {};
        else if constexpr (!std::is_same_v<called, detail::not_callable> && !detail::takes_scalars<function, std::index_sequence<0>>) return {};
        // Of a function that takes no scalars a call with one says why.
        else if constexpr (constexpr std::size_t scalars = detail::arity_or_none<function>(); scalars == 0) return detail::operations_with<function, double>();
        else return []<std::size_t... I>(std::index_sequence<I...>) { return detail::operations_with<F, detail::always<double, I>...>(); }
                    (std::make_index_sequence<scalars>{});
    }
}

// The same, with arguments that give the shapes.
template <class F, class First, class... A>
    requires(!is_operand<F> && !requires { typename F::expression_type; })
constexpr operation_counts operations(F, First const&, A const&...) {
    constexpr operation_counts counts = detail::operations_with<F, First, A...>();
    return counts;
}

// Of an expression, and of gradient(y) and value_and_gradient(y).
template <expr::expression E>
consteval operation_counts operations(E e) {
    return detail::operations_with_numbers<expr::detail::values_of<E>>(expr::detail::numbers_held(e));
}
template <class G>
    requires requires { typename G::expression_type; }
consteval operation_counts operations(G g) {
    if constexpr (G::may_share) return detail::operations_with_numbers<G>(g.numbers());
    else return back::count(graph::made<typename G::template recipe<double>>::graph);
}

}

#include <typegrad/macros/restore.hpp>
