// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Products with derivatives, which cost less than the derivatives themselves, and sums of them:
//
//     jvp(f)(point…, tangent…)        { value, tangent }: one forward sweep
//     vjp(f)(point…, cotangent)       { value, gradient }: one reverse sweep
//     hvp(f)(point…, tangent…)        { value, gradient, product }: a forward sweep over the reverse one
//     directional(f)(point…, tangent…)
//     evaluate(f)(point…)             the value alone, compiled as they are
//     laplacian(f)(point…), divergence(f)(point…), value_gradient_and_laplacian(f)(point…), value_and_divergence(f)(point…)
//     mixed_derivative<0, 1>(f)(x, y) d²f/dx dy, of leaves by number
//
// As gradient(f), they are callable with numbers and with traced values, so that they nest in all ways; wrt<…> and the
// policies for kinks may follow f.
#pragma once
#pragma GCC system_header

#include <typegrad/transform/gradient.hpp>

namespace typegrad::inline v0_2 {

namespace detail {
    template <class Request, class Indices, class... S>
    struct selected_shapes;
    template <class Request, std::size_t... I, class... S>
    struct selected_shapes<Request, std::index_sequence<I...>, S...> {
        template <class... T>
        static shape_list<T...> list(std::tuple<T...>);
        using type = decltype(list(std::tuple_cat(std::declval<std::conditional_t<selects<Request, I>, std::tuple<S>, std::tuple<>>>()...)));
    };
    template <class... A, class... More>
    constexpr auto with_more(shape_list<A...>, shape_list<More...>) -> shape_list<A..., More...>;
    template <class Request, class... A>
    using with_tangents = decltype(with_more(shape_list<A...>{}, typename selected_shapes<Request, std::index_sequence_for<A...>, A...>::type{}));

    // Of one row of rows; else 0.
    template <class A>
    inline constexpr int leaves_of_row = 0;
    template <class A>
        requires is_rows<A> && requires { typename A::row; }
    inline constexpr int leaves_of_row<A> = leaves<typename A::row>;

    // Rows that are differentiated: loops/products_in_rows.hpp.
    template <class Self, class T, class Buffers, class... A>
    constexpr auto products_in_rows(Buffers const& buffers, Self const& self, A const&... arguments);
    template <class Self, class... Buffer>
    struct product_into;
    // A transform of numbers in which rows are differentiated, traced with traced values.
    template <class Transform>
    struct transform_in_rows {
        using function_type = Transform;
        template <class G>
        using with_function = transform_in_rows<G>;

        [[no_unique_address]] Transform function;

        template <class... A>
        constexpr auto operator()(A const&... arguments) const {
            return function.template on_traced_in_rows<scalar_of_call<Transform, A...>>(arguments...);
        }
    };

    struct product : stanza_traced_itself {
        static constexpr bool in_rows = true;
        template <class T, class Transform, class... A>
        static constexpr auto at_rows(Transform const& self, A const&... arguments) {
            return products_in_rows<Transform, T>(new_vectors{}, self, arguments...);
        }
        template <class Transform, class... Buffer>
        static constexpr auto into(Transform const& transform, Buffer&... buffer) {
            return product_into<Transform, Buffer...>{transform, {buffer...}};
        }
    };
    // Tangents follow the point, one for each argument that is differentiated.
    struct product_along_tangents : product {
        using arguments = point_and_tangents;
        template <class Request, class... A>
        using point = first_shapes<point_arguments<Request, static_cast<int>(sizeof...(A))>(), A...>;
        static constexpr mistake what_follows = mistake::tangents;
        template <class Transform, class... A>
        using whole_call = with_tangents<typename Transform::request, A...>;

        template <class Request, class F, class... A>
        static consteval mistake mistake_in_arguments() {
            constexpr int count = static_cast<int>(sizeof...(A)), points = point_arguments<Request, count>();
            constexpr int named = named_positions<Request>;
            if (named > 0 && !selects_arguments<Request, count - named>) return mistake::wrt_out_of_range;
            if (points == 0) return mistake::tangents;
            int const size[] = {leaves<A>...}, of_row[] = {leaves_of_row<A>...};
            int next = points;
            bool fit = true;
            [&]<std::size_t... I>(std::index_sequence<I...>) {
                ((static_cast<int>(I) < points && selects<Request, I> ? void((fit = fit && size[I] == size[next] && of_row[I] == of_row[next], ++next)) : void()), ...);
            }(std::make_index_sequence<sizeof...(A)>{});
            return fit ? mistake::none : mistake::tangents;
        }
    };

    // { value, tangent }, and { value, gradient, product }: the product is what the gradient moves by.
    template <bool SecondOrder>
    struct forward_result : product_along_tangents {
        static constexpr int results_in_rows = SecondOrder ? 2 : 0;

        template <class... A>
        using refused = std::conditional_t<SecondOrder, value_with_hessian_product<double, refused_gradient<A...>, refused_gradient<A...>>, value_with_tangent<double, double>>;
        template <class Request, class Result, class... A>
        static consteval mistake mistake_in() {
            return SecondOrder && leaves<Result> != 1 ? mistake::hvp_of_several : mistake::none;
        }

        template <class At>
        static constexpr auto leaves_at(At const& at) {
            using value = typename At::value;
            using selection = typename At::selection;
            value velocity[static_cast<std::size_t>(At::inputs) + 1];
            pass::set_to_zero(velocity);
            value const* tangent_of_leaf = at.behind_the_point();
            for (int i = 0; i < At::inputs; ++i) velocity[i] = selection::contains(i) ? *tangent_of_leaf++ : value(0);
            constexpr int moving = At::rows + (SecondOrder ? selection::count : 0), count = 2 * moving - SecondOrder;
            std::array<value, static_cast<std::size_t>(count) + 1> all{};
            for (std::size_t i = 0; i < at.y.size(); ++i) all[i] = at.y[i];
            if constexpr (SecondOrder) {
                static_assert(At::rows == 1, "typegrad::hvp: the function returns several values; return one of them");
                at.row_of(at.y[0], all.data() + 1, 1);
            }
            value tangent[static_cast<std::size_t>(moving) + 1];
            if (At::in_rows || at.is_last || !at.at.has_norms()) at.at.tangents(velocity, all.data(), moving, At::kinks, tangent, at.sweeps(0));
            else {
                for (int i = 0; i < At::rows; ++i) tangent[i] = at.at.tangent_by_reverse(velocity, at.y[static_cast<std::size_t>(i)], At::kinks);
                // The Hessian is symmetric: its product with the velocity is the gradient of the gradient's.
                if constexpr (SecondOrder) {
                    value moved(0);
                    value const* slope = all.data() + 1;
                    for (int i = 0; i < At::inputs; ++i)
                        if (selection::contains(i)) moved = moved + *slope++ * velocity[i];
                    at.row_of(moved, tangent + 1);
                }
            }
            for (int i = moving; i < count; ++i) all[static_cast<std::size_t>(i)] = tangent[i - moving + SecondOrder];
            at.substitute(all.data(), count);
            return all;
        }
        template <class Request, class Result, class... S>
        TYPEGRAD_INLINE static constexpr auto shape(auto const* leaf) {
            using scalar = std::remove_cvref_t<decltype(*leaf)>;
            if constexpr (SecondOrder) {
                using row = gradient_row<Request, scalar, S...>;
                value_with_hessian_product<scalar, typename row::type, typename row::type> product;
                product.value = leaf[0];
                row::fill(product.gradient, leaf + 1);
                row::fill(product.product, leaf + selection_with_rows<Request, S...>::count + 1);
                return product;
            } else {
                value_with_tangent<rebind<Result, scalar>, rebind<Result, scalar>> result;
                auto const take = [&](auto& entry) TYPEGRAD_INLINE_LAMBDA { entry = *leaf++; };
                each_leaf<Result>(result.value, take);
                each_leaf<Result>(result.tangent, take);
                return result;
            }
        }
    };

    // The tangent alone.
    struct directional_result : product_along_tangents {
        template <class... A>
        using refused = double;
        template <class At>
        static constexpr auto leaves_at(At const& at) {
            auto const both = forward_result<false>::leaves_at(at);
            std::array<typename At::value, static_cast<std::size_t>(At::rows) + 1> tangent{};
            for (std::size_t i = 0; i < at.y.size(); ++i) tangent[i] = both[at.y.size() + i];
            return tangent;
        }
        template <class Request, class Result, class... S>
        TYPEGRAD_INLINE static constexpr auto shape(auto const* leaf) {
            return shaped<Result, std::remove_cvref_t<decltype(*leaf)>>([&]() TYPEGRAD_INLINE_LAMBDA { return *leaf++; });
        }
    };

    // The value alone.
    struct value_result : stanza_traced_itself {
        template <class... A>
        using refused = double;
        template <class Request, class F, class... A>
        static consteval mistake mistake_in_arguments() {
            if (named_positions<Request> > 0 || has(Request::kinks, kink_policy::left | kink_policy::right | kink_policy::finite)) return mistake::policies_of_a_value;
            return mistake_in_rows<Request, true, A...>();
        }
        template <class Traced, bool InRows, class Transform, class... A>
        static constexpr auto on_traced(Transform const& self, A const&... arguments) {
            // What the function differentiates has policies of its own.
            if (auto* const graph = builder_of(flatten<Traced, A...>(arguments...))) graph->rewrite_parts();
            return self.function(with_traced_leaves<Traced>(arguments)...);
        }
        template <class Request, class Result, class... S>
        TYPEGRAD_INLINE static constexpr auto shape(auto const* leaf) {
            return directional_result::shape<Request, Result, S...>(leaf);
        }
    };

    // { value, gradient }, the gradient of the values' inner product with a cotangent, which follows the point.
    struct vjp_result : product {
        using arguments = point_and_cotangent;
        template <class Request, class... A>
        using point = first_shapes<static_cast<int>(sizeof...(A)) - 1, A...>;
        static constexpr mistake what_follows = mistake::cotangent;
        static constexpr int results_in_rows = 1;
        template <class Transform, class... A>
        using whole_call = shape_list<A..., rebind<typename traced<typename Transform::function_type, literal_for<scalar_of_call<typename Transform::function_type, A...>>, A...>::result,
                                                   scalar_of_call<typename Transform::function_type, A...>>>;

        template <class... A>
        using refused = value_with_gradient<refused_matrix, refused_gradient<A...>>;
        template <class Request, class F, class... A>
        static consteval mistake mistake_in_arguments() {
            constexpr int points = static_cast<int>(sizeof...(A)) - 1;
            return points < 1 ? mistake::cotangent : mistake_in_selection<Request, points>();
        }
        template <class Request, class Result, class... A>
        static consteval mistake mistake_in() {
            int const size[] = {leaves<A>...};
            return leaves<Result> == size[sizeof...(A) - 1] ? mistake::none : mistake::cotangent;
        }

        template <class At>
        static constexpr auto leaves_at(At const& at) {
            using selection = typename At::selection;
            std::array<typename At::value, static_cast<std::size_t>(At::rows + selection::count) + 1> all{};
            for (std::size_t i = 0; i < at.y.size(); ++i) all[i] = at.y[i];
            at.at.weighted_row(all.data(), at.behind_the_point(), At::rows, &selection::contains, At::kinks, all.data() + At::rows, at.sweeps(0));
            at.substitute(all.data(), At::rows + selection::count);
            return all;
        }
        template <class Request, class Result, class... S>
        TYPEGRAD_INLINE static constexpr auto shape(auto const* leaf) {
            using scalar = std::remove_cvref_t<decltype(*leaf)>;
            using row = gradient_row<Request, scalar, S...>;
            value_with_gradient<rebind<Result, scalar>, typename row::type> result;
            each_leaf<Result>(result.value, [&](auto& entry) TYPEGRAD_INLINE_LAMBDA { entry = *leaf++; });
            row::fill(result.gradient, leaf);
            return result;
        }
    };

    // The sum over i of the derivative by leaf i of the i-th value: of the function itself, or of its gradient. `WithAll`: beside
    // the function's value and, at second order, its gradient.
    template <bool SecondOrder, bool WithAll>
    struct trace_result : stanza_traced_itself {
        template <class... A>
        using refused = std::conditional_t<!WithAll, double, std::conditional_t<SecondOrder, value_with_gradient_and_laplacian<double, refused_gradient<A...>, double>, value_with_divergence<refused_matrix, double>>>;
        template <class Request, class Result, class... A>
        static consteval mistake mistake_in() {
            if (SecondOrder) return leaves<Result> == 1 ? mistake::none : mistake::laplacian_of_several;
            return leaves<Result> == leaf_selection<Request, A...>::count ? mistake::none : mistake::divergence_of_other_size;
        }

        // The values, at second order the gradient, and the sum; or the sum alone.
        template <class At>
        static constexpr auto leaves_at(At const& at) {
            using value = typename At::value;
            using selection = typename At::selection;
            constexpr int n = selection::count, count = At::rows + (SecondOrder ? n : 0) + 1;
            std::array<value, static_cast<std::size_t>(count) + 1> all{};
            for (std::size_t i = 0; i < at.y.size(); ++i) all[i] = at.y[i];
            if constexpr (SecondOrder) {
                static_assert(At::rows == 1, "typegrad::laplacian: the function returns several values; return one of them");
                at.row_of(at.y[0], all.data() + 1, 1);
            } else {
                static_assert(At::rows == n, "typegrad::divergence: the function must return as many values as it is differentiated in");
            }
            value const* const entry = all.data() + SecondOrder;
            bool const forward = at.is_last || !at.at.has_norms();
            value sum(0);
            for (int i = 0, k = 0; i < At::inputs; ++i) {
                if (!selection::contains(i)) continue;
                value velocity[static_cast<std::size_t>(At::inputs) + 1];
                pass::set_to_zero(velocity);
                velocity[i] = value(1);
                value second;
                if (forward) at.at.tangents(velocity, entry + k, 1, At::kinks, &second, at.sweeps(0));
                else second = at.at.tangent_by_reverse(velocity, entry[k], At::kinks);
                sum = k == 0 ? second : sum + second;
                ++k;
            }
            if (!WithAll) all[0] = sum;
            else all[static_cast<std::size_t>(count) - 1] = sum;
            at.substitute(all.data(), WithAll ? count : 1);
            return all;
        }
        template <class Request, class Result, class... S>
        TYPEGRAD_INLINE static constexpr auto shape(auto const* leaf) {
            using scalar = std::remove_cvref_t<decltype(*leaf)>;
            if constexpr (!WithAll) return *leaf;
            else if constexpr (SecondOrder) {
                using row = gradient_row<Request, scalar, S...>;
                value_with_gradient_and_laplacian<scalar, typename row::type, scalar> all;
                all.value = leaf[0];
                row::fill(all.gradient, leaf + 1);
                all.laplacian = leaf[1 + leaf_selection<Request, S...>::count];
                return all;
            } else {
                value_with_divergence<rebind<Result, scalar>, scalar> all;
                each_leaf<Result>(all.value, [&](auto& entry) TYPEGRAD_INLINE_LAMBDA { entry = *leaf++; });
                all.divergence = *leaf;
                return all;
            }
        }
    };

    template <int... Leaf>
    struct mixed_result : stanza_traced_itself {
        template <class... A>
        using refused = double;
        template <class Request, class F, class... A>
        static consteval mistake mistake_in_arguments() {
            if (named_positions<Request> > 0) return mistake::wrt_beside_leaves;
            if (!((0 <= Leaf && Leaf < (0 + ... + leaves<A>)) && ...)) return mistake::no_such_leaf;
            int first = 0;
            bool in_rows = false;
            (static_cast<void>((in_rows = in_rows || (is_rows<A> && (... || (Leaf == first))), first += leaves<A>)), ...);
            return in_rows ? mistake::rows_differentiated : mistake_in_rows<Request, true, A...>();
        }
        template <class Request, class Result, class... A>
        static consteval mistake mistake_in() {
            return leaves<Result> == 1 ? mistake::none : mistake::mixed_derivative_of_several;
        }

        template <class At>
        static constexpr auto leaves_at(At const& at) {
            static_assert(At::rows == 1, "typegrad::mixed_derivative: the function returns several values; return one of them");
            static_assert(((0 <= Leaf && Leaf < At::inputs) && ...), "typegrad::mixed_derivative: there is no argument of that number; all leaves count, from 0");
            std::array<typename At::value, 1> y{at.y[0]};
            int to_come = sizeof...(Leaf);
            (at.at.row(y[0], [](int i) { return i == Leaf; }, At::kinks, y.data(), at.sweeps(--to_come)), ...);
            at.substitute(y.data(), 1);
            return y;
        }
        template <class Request, class Result, class... S>
        TYPEGRAD_INLINE static constexpr auto shape(auto const* leaf) {
            return *leaf;
        }
    };
}

// jvp(f)(point…, tangent…): the value and its derivative along the tangent. The tangents have the shapes of the
// differentiated arguments.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto jvp(F f, Policies...) {
    return detail::asked<detail::forward_result<false>, F, Policies...>{f};
}

// evaluate(f)(a, b, …): the value alone, compiled as derivatives are: what f computes twice is computed once, and derivatives inside of f are part
// of one program. (Called by itself, f computes what it says.) `fast` reassociates.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto evaluate(F f, Policies...) {
    return detail::asked<detail::value_result, F, Policies...>{f};
}

// directional(f)(point…, tangent…): the derivative along the tangent alone.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto directional(F f, Policies...) {
    return detail::asked<detail::directional_result, F, Policies...>{f};
}

// vjp(f)(point…, cotangent): the value, and the gradient of its inner product with the cotangent, which has its shape.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto vjp(F f, Policies...) {
    return detail::asked<detail::vjp_result, F, Policies...>{f};
}

// hvp(f)(point…, tangent…): value, gradient, and the Hessian times the tangent, from one evaluation.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto hvp(F f, Policies...) {
    return detail::asked<detail::forward_result<true>, F, Policies...>{f};
}

// laplacian(f)(point…): the sum of the second derivatives, each by one leaf.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto laplacian(F f, Policies...) {
    return detail::asked<detail::trace_result<true, false>, F, Policies...>{f};
}

// divergence(f)(point…): the sum over i of the derivative of f's i-th value by the i-th leaf.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto divergence(F f, Policies...) {
    return detail::asked<detail::trace_result<false, false>, F, Policies...>{f};
}

// value_gradient_and_laplacian(f)(point…): { value, gradient, laplacian }, from one evaluation.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto value_gradient_and_laplacian(F f, Policies...) {
    return detail::asked<detail::trace_result<true, true>, F, Policies...>{f};
}

// value_and_divergence(f)(point…): { value, divergence }, from one evaluation.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto value_and_divergence(F f, Policies...) {
    return detail::asked<detail::trace_result<false, true>, F, Policies...>{f};
}

// mixed_derivative<0, 0, 1>(f)(x, y): d³f / dx² dy. The numbers are those of the leaves of all arguments, in order.
template <int... Leaf, class F, class... Policies>
    requires(!is_operand<F> && sizeof...(Leaf) > 0)
constexpr auto mixed_derivative(F f, Policies...) {
    return detail::transform<detail::mixed_result<Leaf...>, F, detail::request_of<Policies...>>{f};
}

}
