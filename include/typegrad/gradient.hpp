// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The front door for functions: derivative, gradient, jacobian, and their variants with the value. (hessian.hpp, products.hpp
// and sparse.hpp have the rest.)
//
// A function is any stateless generic callable: a lambda with `auto` parameters, a function object with a template
// operator(). It is traced once, in a constant expression; what is left at run time is arithmetic. The results are
// callable objects, in constant expressions too:
//
//     static_assert(typegrad::derivative([](auto x) { return 5*x*x*x + 2*x*x + 4*x + 8; })(2.0) == 72.0);
//     auto [dx, dy] = typegrad::gradient([](auto x, auto y) { return x * y + sin(x); })(2.0, 0.5);
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/back/evaluate.hpp>
#include <typegrad/pass/eliminate.hpp>
#include <typegrad/pass/fast.hpp>
#include <typegrad/pass/nested.hpp>
#include <typegrad/pass/product_parts.hpp>
#include <typegrad/trace/asked_order.hpp>
#include <typegrad/trace/call.hpp>
#include <typegrad/trace/data.hpp>

namespace typegrad::inline v0_2 {

namespace detail {
    // What a transform makes of the values and of the Jacobian's rows, which come as consecutive leaves.
    struct derivative_result {
        static constexpr bool with_value = false;
        static constexpr bool in_rows = false;
        template <class... S>
        using refused = double;
        template <class Result, class... S>
        static consteval mistake mistake_in() {
            if constexpr (sizeof...(S) == 1) return leaves<Result> == 1 && (... && is_leaf<S>) ? mistake::none : mistake::derivative_of_several;
            else return mistake::derivative_of_several;
        }
        template <class Request, class Result, class... S>
        TYPEGRAD_INLINE static constexpr auto shape(auto const* leaf) {
            static_assert(mistake_in<Result, S...>() == mistake::none, "typegrad::derivative: the function must take one scalar and return one; for several arguments use gradient, for several "
                                                                       "results jacobian");
            return *leaf;
        }
    };
    struct gradient_result {
        static constexpr bool with_value = false;
        static constexpr bool in_rows = true;
        template <class... S>
        using refused = refused_gradient<S...>;
        template <class Result, class... S>
        static consteval mistake mistake_in() {
            return leaves<Result> == 1 ? mistake::none : mistake::gradient_of_several;
        }
        template <class Request, class Result, class... S>
        TYPEGRAD_INLINE static constexpr auto shape(auto const* leaf) {
            static_assert(leaves<Result> == 1, "typegrad::gradient: the function returns several values; use jacobian, or return one of them");
            using row = gradient_row<Request, std::remove_cvref_t<decltype(*leaf)>, S...>;
            typename row::type gradient;
            row::fill(gradient, leaf);
            return gradient;
        }
    };
    struct value_and_gradient_result {
        static constexpr bool with_value = true;
        static constexpr bool in_rows = true;
        template <class... S>
        using refused = value_with_gradient<double, refused_gradient<S...>>;
        template <class Result, class... S>
        static consteval mistake mistake_in() {
            return leaves<Result> == 1 ? mistake::none : mistake::value_and_gradient_of_several;
        }
        template <class Request, class Result, class... S>
        TYPEGRAD_INLINE static constexpr auto shape(auto const* leaf) {
            static_assert(leaves<Result> == 1, "typegrad::value_and_gradient: the function returns several values; use value_and_jacobian, or return one of them");
            using scalar = std::remove_cvref_t<decltype(*leaf)>;
            using row = gradient_row<Request, scalar, S...>;
            value_with_gradient<scalar, typename row::type> result;
            result.value = *leaf;
            row::fill(result.gradient, leaf + 1);
            return result;
        }
    };
    template <class Request, class Result, class T, class... S>
    using jacobian_matrix = std::array<std::array<T, static_cast<std::size_t>(leaf_selection<Request, S...>::count)>, static_cast<std::size_t>(leaves<Result>)>;

    struct jacobian_result {
        static constexpr bool with_value = false;
        static constexpr bool in_rows = false;
        template <class... S>
        using refused = refused_matrix;
        template <class Result, class... S>
        static consteval mistake mistake_in() {
            return mistake::none;
        }
        template <class Request, class Result, class... S>
        TYPEGRAD_INLINE static constexpr auto shape(auto const* leaf) {
            using matrix = jacobian_matrix<Request, Result, std::remove_cvref_t<decltype(*leaf)>, S...>;
            matrix jacobian;
            each_leaf<matrix>(jacobian, [&](auto& entry) TYPEGRAD_INLINE_LAMBDA { entry = *leaf++; });
            return jacobian;
        }
    };
    struct value_and_jacobian_result {
        static constexpr bool with_value = true;
        static constexpr bool in_rows = false;
        template <class... S>
        using refused = value_with_jacobian<refused_matrix, refused_matrix>;
        template <class Result, class... S>
        static consteval mistake mistake_in() {
            return mistake::none;
        }
        template <class Request, class Result, class... S>
        TYPEGRAD_INLINE static constexpr auto shape(auto const* leaf) {
            using scalar = std::remove_cvref_t<decltype(*leaf)>;
            using matrix = jacobian_matrix<Request, Result, scalar, S...>;
            value_with_jacobian<rebind<Result, scalar>, matrix> result;
            auto const take = [&](auto& entry) TYPEGRAD_INLINE_LAMBDA { entry = *leaf++; };
            each_leaf<Result>(result.value, take);
            each_leaf<matrix>(result.jacobian, take);
            return result;
        }
    };

    template <class Recipe, class F, class... A>
    inline constexpr bool has_loops = any({is_rows<A>..., state<F>::has_rows}) || graph::made<Recipe>::graph.has_folds;

    // The outputs of a recipe's graph for these arguments.
    template <class Recipe, class T, class Request, class F, class... A>
    TYPEGRAD_INLINE constexpr auto evaluated_from_copies(F const& function, A const&... arguments) {
        if constexpr (has_loops<Recipe, F, A...>) {
            auto const inputs = inputs_of_call<T>(function, arguments...);
            return state<F>::with_held(function, [&](auto const&... held) { return back::evaluate_loops<graph::made<Recipe>, typename Request::execution>(inputs, arguments..., held...); });
        } else {
            return back::evaluate<graph::made<Recipe>>(inputs_of_call<T>(function, arguments...));
        }
    }
    template <class Recipe, class T, class Request, class F, class... A>
    TYPEGRAD_INLINE constexpr auto evaluated(F const& function, A const&... arguments) {
#ifdef __clang__
        // Asked here, few lines from the call, so that many need not be said.
        constexpr bool can_be_made = graph::can_be_made<Recipe>;
        static_assert(can_be_made, TYPEGRAD_TOO_LONG);
        if constexpr (!can_be_made) return std::array<T, static_cast<std::size_t>(Recipe::outputs)>{};
        else
#endif
        if constexpr (has_loops<Recipe, F, A...>) {
            // So are these.
            constexpr bool is_outside = back::uses_a_row_outside<graph::made<Recipe>>(), keeps_too_few = back::keeps_too_few_states<graph::made<Recipe>>();
            static_assert(!is_outside, TYPEGRAD_ROW_OUTSIDE);
            static_assert(!keeps_too_few, TYPEGRAD_TOO_FEW_STATES);
            if constexpr (is_outside || keeps_too_few) return std::array<T, static_cast<std::size_t>(Recipe::outputs)>{};
            else return evaluated_from_copies<Recipe, T, Request>(function, arguments...);
        } else if constexpr (in_place<T, F, A...>) return back::evaluate<graph::made<Recipe>, places<F, A...>>(inputs_in_place<T>(function, arguments...));
        else return evaluated_from_copies<Recipe, T, Request>(function, arguments...);
    }

    // Where the arguments are expressions, the result is one: defined in expr/apply.hpp.
    template <class Kind, class Request, class F, class... A>
    constexpr auto applied_to_expressions(F const& function, A const&... arguments);

    // Where rows are differentiated: loops/gradient_in_rows.hpp. Buffers: where the gradients in rows go.
    template <class Kind, class Request, class T, class Buffers, class F, class... A>
    constexpr auto gradient_in_rows(Buffers const& buffers, F const& function, A const&... arguments);
    struct new_vectors {};
    // Where the function gives as many results as rows: loops/results_by_rows.hpp.
    template <class Kind, class Request, class T, class F, class... A>
    constexpr auto results_by_rows(F const& function, A const&... arguments);
    template <class Kind, class Request, class F, class... Buffer>
    struct transform_into;

    // The transform of one function: a callable.
    template <class Kind, class F, class Request>
    struct transform {
        using function_type = F;
        template <class G>
        using with_function = transform<Kind, G, Request>;

        [[no_unique_address]] F function;

        template <class Literal, class... A>
        using recipe = pass::as_requested<Request, pass::jacobian<pass::to_differentiate<Request, traced<F, Literal, A...>>, leaf_selection<Request, A...>, Kind::with_value>>;
        // The same for the tape, which differentiates it.
        template <int Sweeps, class Literal, class... A>
        using differentiable_recipe = pass::as_requested<Request, pass::reversed<pass::to_differentiate<Request, traced<F, Literal, A...>>, leaf_selection<Request, A...>, Kind::with_value, false, Sweeps>>;

        // The gradient in rows into the caller's memory: for each argument of rows that is differentiated a contiguous container of as many rows.
        // Its call gives a std::span of each. What is there after an exception is unspecified.
        template <class... Buffer>
        constexpr auto into(Buffer&... buffer) const {
            return transform_into<Kind, Request, F, Buffer...>{*this, {buffer...}};
        }

        template <class... A>
        TYPEGRAD_INLINE constexpr auto operator()(A const&... arguments) const {
            if constexpr (any({is_expression<A>...})) return applied_to_expressions<Kind, Request>(function, arguments...);
            else if constexpr (constexpr mistake found = mistake_in_call<Request, Kind::in_rows, A...>(); found != mistake::none) return refuse<found, Kind, F, A...>();
            else {
                using scalar = scalar_of_call<F, A...>;
                if constexpr (is_traced<scalar>) return nested<scalar>(arguments...);
                else if constexpr (captures_traced<F, scalar, A...>) return nested<traced_capture<F, scalar, A...>>(arguments...);
                else if constexpr (constexpr mistake found_next = mistake_in_function<F>(); found_next != mistake::none) return refuse<found_next, Kind, F, A...>();
                else {
                    using called = decltype(std::declval<callable<F, scalar> const&>()(std::declval<traced_as<A, scalar>&>()...));
                    if constexpr (!can_be_traced<F, scalar, A...>) return refuse<why_not_traced<F, called, scalar, A...>(), Kind, F, A...>();
                    else if constexpr (constexpr mistake found_last = mistake_in_result<Kind, called, scalar, A...>(); found_last != mistake::none) return refuse<found_last, Kind, F, A...>();
                    else {
                        constexpr bool traceable = is_traceable<F, scalar, A...>;
                        if constexpr (!traceable) static_assert(said_already<F, literal_for<scalar>, A...>(), TYPEGRAD_NOT_CONSTANT);
                        if constexpr (!traceable) return typename Kind::template refused<A...>{};
                        else if constexpr (any({is_rows<A>...}) && differentiates_rows<Request, A...>) return gradient_in_rows<Kind, Request, scalar>(new_vectors{}, function, arguments...);
                        else if constexpr (is_by_rows<std::remove_cvref_t<called>>) return results_by_rows<Kind, Request, scalar>(function, arguments...);
                        else {
                            using source = traced<F, literal_for<scalar>, A...>;
                            using chosen = typename decltype(recipe_for<scalar, A...>())::type;
                            auto const leaf = evaluated<chosen, scalar, Request>(function, arguments...);
                            auto result = Kind::template shape<Request, typename source::result, A...>(leaf.data());
                            back::store_lanes(leaf, result);
                            return result;
                        }
                    }
                }
            }
        }

    private:
        template <class Scalar, class... A>
        static constexpr auto recipe_for() {
            if constexpr (is_differentiated<Scalar>) return std::type_identity<differentiable_recipe<times_differentiated<Scalar>, literal_for<Scalar>, A...>>{};
            else return std::type_identity<recipe<literal_for<Scalar>, A...>>{};
        }

        template <class Traced, class... A>
        constexpr auto nested(A const&... arguments) const {
            static_assert(!any({is_known_rows<A>...}), TYPEGRAD_KNOWN_ROWS);
            using result = std::remove_cvref_t<std::invoke_result_t<F const&, rebind<A, Traced>&...>>;
            using selection = leaf_selection<Request, A...>;
            constexpr int rows = leaves<result>, values = Kind::with_value ? rows : 0;
            auto const point = flatten<Traced, A...>(arguments...);
            Traced leaf[static_cast<std::size_t>(values + rows * selection::count) + 1];
            typename Traced::builder own(16);  // for arguments that are all literals
            auto* builder = builder_of(point);
            if (!builder) builder = graph_of_capture<Traced, result>(arguments...);

            pass::nested_derivative<typename Traced::builder::literal_type> const derivative(builder ? *builder : own, static_cast<int>(point.size()));
            int next = 0;
            std::tuple<rebind<A, Traced>...> placeholders{shaped<A, Traced>([&] { return derivative.placeholder(next++); })...};
            auto const y = std::apply(function, placeholders);
            Traced row[static_cast<std::size_t>(rows)];
            next = 0;
            each_leaf<result>(y, [&](auto const& v) { row[next++] = Traced(v); });
            for (int i = 0; i < values; ++i) leaf[i] = row[i];
            Traced* entry = leaf + values;
            for (auto const& value : row) entry = derivative.row(value, &selection::contains, selection::kinks, entry);
            derivative.substitute(point.data(), leaf, values + rows * selection::count, selection::kinks);
            return Kind::template shape<Request, result, A...>(leaf);
        }

        // The builder that the captured values of the function belong to, where its arguments are plain numbers.
        template <class Traced, class Result, class... A>
        constexpr auto graph_of_capture(A const&... arguments) const {
            typename Traced::builder* builder = builder_of_state<Traced>(function);
            if constexpr (!state<F>::complete && is_traced<scalar_of<Result>>)
                each_leaf<Result>(function(arguments...), [&](auto const& leaf) { builder = leaf.graph() ? leaf.graph() : builder; });
            return builder;
        }
    };
    template <class Kind>
    struct kind {
        template <class F, class Request>
        using transform = detail::transform<Kind, F, Request>;
    };
}

// derivative(f)(x): df/dx of a function of one scalar.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto derivative(F f, Policies...) {
    return detail::as_asked<detail::kind<detail::derivative_result>::template transform, detail::point_alone, F, detail::request_of<Policies...>>{f};
}

// Only says so.
TYPEGRAD_UNAVAILABLE("typegrad: of an expression derivative names the variable, derivative(y, x); of a value there is none: write a function, derivative([](auto x) { return x * x; })(a)")
constexpr auto derivative(operand const&) {
    return [](auto const&...) { return 0.0; };
}

// gradient(f)(a, b, …): the partial derivatives of a function to a scalar. One differentiated argument: in that
// argument's own shape; several: a std::tuple of shapes. gradient(f, wrt<0, 2>) selects arguments, gradient(f, kinks::right)
// the derivative at kinks (op/policy.hpp); so for all that follow.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto gradient(F f, Policies...) {
    return detail::as_asked<detail::kind<detail::gradient_result>::template transform, detail::point_alone, F, detail::request_of<Policies...>>{f};
}

// value_and_gradient(f)(a, b, …): { value, gradient }, from one evaluation.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto value_and_gradient(F f, Policies...) {
    return detail::as_asked<detail::kind<detail::value_and_gradient_result>::template transform, detail::point_alone, F, detail::request_of<Policies...>>{f};
}

// jacobian(f)(a, b, …): row-major, one row a leaf of the result, one column a leaf of the differentiated arguments.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto jacobian(F f, Policies...) {
    return detail::as_asked<detail::kind<detail::jacobian_result>::template transform, detail::point_alone, F, detail::request_of<Policies...>>{f};
}

// value_and_jacobian(f)(a, b, …): { value, jacobian }, from one evaluation.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto value_and_jacobian(F f, Policies...) {
    return detail::as_asked<detail::kind<detail::value_and_jacobian_result>::template transform, detail::point_alone, F, detail::request_of<Policies...>>{f};
}

}

#include <typegrad/macros/restore.hpp>
