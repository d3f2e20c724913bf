// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// hessian(f)(a, b, …) and value_gradient_and_hessian(f)(a, b, …): all second derivatives of a function to a scalar.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/products.hpp>

namespace typegrad::inline v0_2 {

namespace detail {
    // What is made of the value and the gradient, if they are asked for, and of the Hessian, which come as consecutive leaves.
    struct hessian_result {
        static constexpr bool with_gradient = false;
        template <class... S>
        using refused = refused_matrix;
        template <class Result, class... S>
        static consteval mistake mistake_in() {
            return leaves<Result> == 1 ? mistake::none : mistake::hessian_of_several;
        }
        template <class Request, class T, class... S>
        TYPEGRAD_INLINE static constexpr auto shape(T const* leaf) {
            return jacobian_result::shape<Request, std::array<T, static_cast<std::size_t>(leaf_selection<Request, S...>::count)>, S...>(leaf);
        }
    };
    struct value_gradient_and_hessian_result {
        static constexpr bool with_gradient = true;
        template <class... S>
        using refused = value_with_gradient_and_hessian<double, refused_gradient<S...>, refused_matrix>;
        template <class Result, class... S>
        static consteval mistake mistake_in() {
            return leaves<Result> == 1 ? mistake::none : mistake::hessian_of_several;
        }
        template <class Request, class T, class... S>
        TYPEGRAD_INLINE static constexpr auto shape(T const* leaf) {
            using row = gradient_row<Request, T, S...>;
            using matrix = decltype(hessian_result::shape<Request, T, S...>(leaf));
            value_with_gradient_and_hessian<T, typename row::type, matrix> result;
            result.value = *leaf++;
            row::fill(result.gradient, leaf);
            leaf += leaf_selection<Request, S...>::count;
            each_leaf<matrix>(result.hessian, [&](auto& entry) TYPEGRAD_INLINE_LAMBDA { entry = *leaf++; });
            return result;
        }
    };

    // The Jacobian of the gradient, by a sweep over the sweep. Called with numbers it is a recipe of its own; with traced
    // values its nodes are appended to theirs.
    template <class Kind, class F, class Request>
    struct hessian_transform : traced_transform<hessian_transform<Kind, F, Request>, F, Request> {
        template <class G>
        using with_function = hessian_transform<Kind, G, Request>;

        template <class Literal, class... A>
        using recipe = pass::as_requested<
            Request, pass::second_derivatives<traced<F, Literal, A...>, leaf_selection<Request, A...>, Kind::with_gradient>>;
        // The same for the tape, which differentiates it.
        template <int Sweeps, class Literal, class... A>
        using differentiable_recipe = pass::as_requested<
            Request, pass::second_derivatives<traced<F, Literal, A...>, leaf_selection<Request, A...>, Kind::with_gradient, Sweeps>>;
        template <class... A>
        using of_function = shape_list<A...>;

        template <class... A>
        TYPEGRAD_INLINE constexpr auto operator()(A const&... arguments) const {
            if constexpr (constexpr mistake found = mistake_in_arguments<Request, A...>(); found != mistake::none) return refuse<found, Kind, F, A...>();
            else {
                using scalar = scalar_of_call<F, A...>;
                if constexpr (is_traced<scalar>) return on_traced<scalar>(arguments...);
                else if constexpr (captures_traced<F, scalar, A...>) return on_traced<traced_capture<F, scalar, A...>>(arguments...);
                else if constexpr (constexpr mistake found_next = mistake_in_function<F>(); found_next != mistake::none) return refuse<found_next, Kind, F, A...>();
                else {
                    using called = decltype(std::declval<callable<F, scalar> const&>()(std::declval<traced_as<A, scalar>&>()...));
                    if constexpr (!can_be_traced<F, scalar, A...>) return refuse<why_not_traced<F, called, scalar, A...>(), Kind, F, A...>();
                    else if constexpr (constexpr mistake found_last = mistake_in_result<Kind, called, scalar, A...>(); found_last != mistake::none) return refuse<found_last, Kind, F, A...>();
                    else {
                        constexpr bool traceable = is_traceable<F, scalar, A...>;
                        if constexpr (!traceable) static_assert(said_already<F, literal_for<scalar>, A...>(), TYPEGRAD_NOT_CONSTANT);
                        if constexpr (!traceable) return typename Kind::template refused<A...>{};
                        else {
                            using chosen = typename decltype(recipe_for<scalar, A...>())::type;
                            auto const leaf = evaluated<chosen, scalar, Request>(*this, arguments...);
                            auto given = Kind::template shape<Request, scalar, A...>(leaf.data());
                            back::store_lanes(leaf, given);
                            return given;
                        }
                    }
                }
            }
        }

        template <class Traced, class... S>
        constexpr auto on_traced(S const&... arguments) const {
            using result = std::remove_cvref_t<std::invoke_result_t<F const&, rebind<S, Traced>&...>>;
            using selection = leaf_selection<Request, S...>;
            constexpr int inputs = (0 + ... + leaves<S>), n = selection::count, before = Kind::with_gradient ? 1 + n : 0;
            check_result<leaves<result>>();
            auto const leaf = flatten<Traced, S...>(arguments...);
            linearisation<Traced, inputs, first_slot_of<F>> const at(leaf, this->graph_of_capture(shape_list<S...>{}, leaf));
            auto placeholders = at.template placeholders<S...>();

            Traced all[static_cast<std::size_t>(before + n * n) + 1], slope[static_cast<std::size_t>(n) + 1];
            Traced* const gradient = Kind::with_gradient ? all + 1 : slope;
            Traced* const matrix = all + before;
            Traced const y = rows_of<result, Traced>(std::apply(this->function, placeholders))[0];
            if constexpr (Kind::with_gradient) all[0] = y;
            at.at.row(y, &selection::contains, selection::kinks, gradient);
            // Each row up to its diagonal; the rest is its mirror image.
            for (int k = 0, input = 0; k < n; ++input) {
                if (!selection::contains(input)) continue;
                at.at.row(gradient[k], [=](int i) { return i <= input && selection::contains(i); }, selection::kinks, matrix + k * n);
                ++k;
            }
            for (int i = 0; i < n; ++i)
                for (int j = i + 1; j < n; ++j) matrix[i * n + j] = matrix[j * n + i];
            at.substitute(all, before + n * n, selection::kinks);
            return Kind::template shape<Request, Traced, S...>(all);
        }

    private:
        template <class Scalar, class... A>
        static constexpr auto recipe_for() {
            if constexpr (is_differentiated<Scalar>) return std::type_identity<differentiable_recipe<times_differentiated<Scalar>, literal_for<Scalar>, A...>>{};
            else return std::type_identity<recipe<literal_for<Scalar>, A...>>{};
        }
        template <int Outputs>
        static consteval void check_result() {
            static_assert(Outputs == 1, "typegrad::hessian: the function returns several values; return one of them");
        }
    };
    template <class Kind>
    struct second_order {
        template <class F, class Request>
        using transform = hessian_transform<Kind, F, Request>;
    };
}

// hessian(f)(a, b, …): the second derivatives of a function to a scalar, row-major, one row and one column a leaf of the
// differentiated arguments. Each entry off the diagonal is computed once.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto hessian(F f, Policies...) {
    return detail::as_asked<detail::second_order<detail::hessian_result>::template transform, detail::point_alone, F, detail::request_of<Policies...>>{{f}};
}

// value_gradient_and_hessian(f)(a, b, …): { value, gradient, hessian }, from one evaluation.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto value_gradient_and_hessian(F f, Policies...) {
    return detail::as_asked<detail::second_order<detail::value_gradient_and_hessian_result>::template transform, detail::point_alone, F, detail::request_of<Policies...>>{{f}};
}

}

#include <typegrad/macros/restore.hpp>
