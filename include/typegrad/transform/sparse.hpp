// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Jacobians and Hessians of which most entries are zero by structure. Where they are not is known to the compiler, and only
// that is computed:
//
//     static_assert(sparsity<std::array<double, 5>>(jacobian(f)).nonzeros == 13);
//     auto const j = sparse_jacobian(f)(x);   // j.values, in compressed sparse rows; j.pattern; j(2, 3)
//     auto const h = sparse_hessian(f)(x);
//
// typegrad/eigen_sparse.hpp shows them to Eigen without a copy.
#pragma once
#pragma GCC system_header

#include <typegrad/transform/hessian.hpp>
#include <typegrad/pass/rewrite.hpp>
#include <typegrad/pass/sparse.hpp>
#include <typegrad/pass/sparsity.hpp>
#include <typegrad/transform/arity.hpp>

#include <concepts>

namespace typegrad::inline v0_2 {

template <class T>
class sparse_matrix_in_rows;  // loops/sparse_matrix_in_rows.hpp

// A matrix in compressed sparse rows: its values, and the pattern, which belongs to the type. See sparsity_pattern.
template <class T, class Compressed>
struct sparse_matrix {
    static constexpr auto const& pattern = Compressed::pattern;
    static constexpr int rows = pattern.rows;
    static constexpr int columns = pattern.columns;
    static constexpr int nonzeros = pattern.nonzeros;

    std::array<T, static_cast<std::size_t>(nonzeros)> values;

    // Row i, column j; 0 where there is no entry.
    constexpr T operator()(std::integral auto i, std::integral auto j) const {
        int const at = pattern.position(i, j);
        return at < 0 ? T(0) : values[static_cast<std::size_t>(at)];
    }
    // All entries, as jacobian(f) and hessian(f) return them.
    constexpr auto dense() const {
        std::array<std::array<T, static_cast<std::size_t>(columns)>, static_cast<std::size_t>(rows)> all{};
        for (std::size_t i = 0; i < all.size(); ++i)
            for (auto at = static_cast<std::size_t>(pattern.row_starts[i]); at < static_cast<std::size_t>(pattern.row_starts[i + 1]); ++at)
                all[i][static_cast<std::size_t>(pattern.column_indices[at])] = values[at];
        return all;
    }
};

// Its leaves are the values, so that transforms of functions that return it have a shape.
template <class S, class Compressed>
struct shape<sparse_matrix<S, Compressed>> {
    using scalar = S;
    template <class T>
    using rebind = sparse_matrix<T, Compressed>;
    static constexpr int leaves = Compressed::nonzeros;

    template <class Use>
    TYPEGRAD_INLINE static constexpr void each(auto&& value, Use&& use) {
        shape<std::array<S, static_cast<std::size_t>(leaves)>>::each(value.values, use);
    }
};

namespace detail {
    // Hessians in rows: loops/sparse_hessian_in_rows.hpp.
    template <class Kind, class Request, class T, class F, class... A>
    constexpr auto new_sparse_hessian_in_rows(F const& function, A const&... arguments);
    template <class Transform, class T, class... Buffer>
    struct sparse_into;

    // Some leading outputs, and a matrix.
    struct sparse_matrix_result : stanza {
        static constexpr bool outputs_are_leaves = false;

        template <class Request, class F, class... A>
        static consteval mistake mistake_in_arguments() {
            constexpr mistake wrong = mistake_in_call<Request, false, A...>();
            return wrong == mistake::none && differentiates_rows<Request, A...> ? mistake::rows_not_known : wrong;
        }

        template <class Transform, int Sweeps, class Literal, class... A>
        using compressed = pass::compressed<typename Transform::kind::template recipe<Transform, Sweeps, Literal, A...>>;
        template <class Transform, class T, class... A>
        TYPEGRAD_INLINE static constexpr auto result(T const* leaf) {
            return shaped_from<Transform, times_differentiated<T>, literal_for<T>, A...>(leaf);
        }
        // Where other values depend on the entries: their nodes are appended to the graph that is being made.
        template <class Traced, bool InRows, class Kind, class F, class Request, class... A>
        static constexpr auto on_traced(transform<Kind, F, Request> const&, A const&... arguments) {
            static_assert(std::is_empty_v<F>, "typegrad::sparse_jacobian, sparse_hessian: called with traced values the function must not capture anything; pass what it needs as an argument");
            using literal = typename Traced::builder::literal_type;
            using self = transform<Kind, F, Request>;
            auto const point = flatten<Traced, A...>(arguments...);
            typename Traced::builder own(16);  // for arguments that are all literals
            auto& builder = builder_of(point) ? *builder_of(point) : own;
            constexpr int sweeps = Traced::builder::many;
            constexpr auto const& graph = graph::made<typename self::template differentiable_recipe<sweeps, literal, A...>>::graph;
            int output[static_cast<std::size_t>(graph.output_count) + 1]{};
            pass::rewrite(graph, builder, [&](int i) { return point[static_cast<std::size_t>(i)]; }, output);
            Traced leaf[static_cast<std::size_t>(graph.output_count) + 1];
            for (int i = 0; i < graph.output_count; ++i) leaf[i] = Traced::of(&builder, output[i]);
            return shaped_from<self, sweeps, literal, A...>(static_cast<Traced const*>(leaf));
        }

    private:
        template <class Transform, int Sweeps, class Literal, class... A, class T>
        TYPEGRAD_INLINE static constexpr auto shaped_from(T const* leaf) {
            using entries = compressed<Transform, Sweeps, Literal, A...>;
            auto const matrix = [&]<std::size_t... I>(std::index_sequence<I...>) TYPEGRAD_INLINE_LAMBDA {
                return sparse_matrix<T, entries>{{leaf[std::integral_constant<int, entries::made.output[I]>::value]...}};
            }(std::make_index_sequence<static_cast<std::size_t>(entries::nonzeros)>{});
            return Transform::kind::template shape<typename Transform::request, typename traced<typename Transform::function_type, Literal, A...>::result, A...>(leaf, matrix);
        }
    };

    struct sparse_jacobian_result : sparse_matrix_result {
        using sparse = sparse_jacobian_result;
        template <class... S>
        using refused = refused_matrix;
        template <class Transform, int Sweeps, class Literal, class... A>
        using recipe = pass::sparse_jacobian<traced<typename Transform::function_type, Literal, A...>, leaf_selection<typename Transform::request, A...>, false, Sweeps>;
        template <class Request, class Result, class... S>
        TYPEGRAD_INLINE static constexpr auto shape(auto const*, auto const& matrix) {
            return matrix;
        }
    };
    struct value_and_sparse_jacobian_result : sparse_matrix_result {
        using sparse = value_and_sparse_jacobian_result;
        template <class... S>
        using refused = value_with_jacobian<refused_matrix, refused_matrix>;
        template <class Transform, int Sweeps, class Literal, class... A>
        using recipe = pass::sparse_jacobian<traced<typename Transform::function_type, Literal, A...>, leaf_selection<typename Transform::request, A...>, true, Sweeps>;
        template <class Request, class Result, class... S>
        TYPEGRAD_INLINE static constexpr auto shape(auto const* leaf, auto const& matrix) {
            using scalar = std::remove_cvref_t<decltype(*leaf)>;
            value_with_jacobian<rebind<Result, scalar>, std::remove_cvref_t<decltype(matrix)>> result{{}, matrix};
            each_leaf<Result>(result.value, [&](auto& entry) TYPEGRAD_INLINE_LAMBDA { entry = *leaf++; });
            return result;
        }
    };

    template <bool WithGradient>
    struct sparse_second_derivatives_of_one : sparse_matrix_result {
        static constexpr bool in_rows = true;
        static constexpr bool with_gradient = WithGradient;

        template <class Request, class F, class... A>
        static consteval mistake mistake_in_arguments() {
            constexpr mistake wrong = mistake_in_call<Request, true, A...>();
            if constexpr (wrong != mistake::none || !any({state<F>::has_rows, is_rows<A>...})) return wrong;
            else if constexpr (!differentiates_rows<Request, A...>) return mistake::rows_not_known;
            else return selection_with_rows<Request, A...>::count == 1 ? mistake::none : mistake::sparse_in_rows;
        }
        template <class Request, class Result, class... S>
        static consteval mistake mistake_in() {
            return leaves<Result> == 1 ? mistake::none : mistake::sparse_hessian_of_several;
        }

        template <class Source, class Selection, int Sweeps>
        struct checked {
            static_assert(Source::outputs == 1, "typegrad::sparse_hessian: the function returns several values; return one of them");
            using type = pass::sparse_second_derivatives<Source, Selection, WithGradient, Sweeps>;
        };
        template <class Transform, int Sweeps, class Literal, class... A>
        using recipe = typename checked<traced<typename Transform::function_type, Literal, A...>, leaf_selection<typename Transform::request, A...>, Sweeps>::type;

        template <class T, class Kind, class F, class Request, class... A>
        static constexpr auto at_rows(transform<Kind, F, Request> const& self, A const&... arguments) {
            return new_sparse_hessian_in_rows<Kind, Request, T>(self.function, arguments...);
        }
        // The Hessian in rows into that matrix: its pattern is found where it has none, else the values alone are computed again, and nothing is
        // allocated. With the gradient: into(gradient, matrix), as gradient(f).into. std::invalid_argument where the elements are not those
        // for which the matrix was made.
        template <class Transform, class T>
        static constexpr auto into(Transform const& transform, sparse_matrix_in_rows<T>& matrix) {
            return sparse_into<Transform, T>{transform, matrix, {}};
        }
        template <class Transform, class Buffer, class T>
        static constexpr auto into(Transform const& transform, Buffer& gradient, sparse_matrix_in_rows<T>& matrix) {
            return sparse_into<Transform, T, Buffer>{transform, matrix, {gradient}};
        }
    };
    struct sparse_hessian_result : sparse_second_derivatives_of_one<false> {
        using sparse = sparse_hessian_result;
        template <class... S>
        using refused = refused_matrix;
        template <class Request, class Result, class... S>
        TYPEGRAD_INLINE static constexpr auto shape(auto const*, auto const& matrix) {
            return matrix;
        }
    };
    struct value_gradient_and_sparse_hessian_result : sparse_second_derivatives_of_one<true> {
        using sparse = value_gradient_and_sparse_hessian_result;
        template <class... S>
        using refused = value_with_gradient_and_hessian<double, refused_gradient<S...>, refused_matrix>;
        template <class Request, class Result, class... S>
        TYPEGRAD_INLINE static constexpr auto shape(auto const* leaf, auto const& matrix) {
            using scalar = std::remove_cvref_t<decltype(*leaf)>;
            using row = gradient_row<Request, scalar, S...>;
            value_with_gradient_and_hessian<scalar, typename row::type, std::remove_cvref_t<decltype(matrix)>> result{*leaf, {}, matrix};
            row::fill(result.gradient, leaf + 1);
            return result;
        }
    };

    // The sparse transform whose pattern is that of another transform.
    template <class Transform>
    struct sparse_twin;
    template <class Kind, class F, class Request>
        requires requires { typename Kind::sparse; }
    struct sparse_twin<transform<Kind, F, Request>> {
        using type = transform<typename Kind::sparse, F, Request>;
    };
    template <class Transform, class Arguments, class Request>
    struct sparse_twin<asked_in_order<Transform, Arguments, Request>> : sparse_twin<Transform> {};

    template <class Transform, class... A>
    struct sparse_pattern {
        using twin = typename sparse_twin<Transform>::type;
        static constexpr auto value = sparse_matrix_result::compressed<twin, 0, literal_for<scalar_of_call<typename Transform::function_type, A...>>, A...>::pattern;
    };
    template <class Transform, class Arguments, class Request, class... A>
    struct sparse_pattern<asked_in_order<Transform, Arguments, Request>, A...> : asked_in_order<Transform, Arguments, Request>::template property_for<sparse_pattern, A...> {};

    template <class Transform, class... A>
    consteval auto sparsity_with() {
        return sparse_pattern<Transform, A...>::value;
    }
}

// sparsity(jacobian(f)), sparsity(hessian(f)), sparsity(gradient(f)): the pattern of what the transform returns, for scalar
// arguments, or for arguments of these shapes: sparsity<std::array<double, 5>>(jacobian(f)).
template <class... A, class Transform>
    requires requires { typename detail::sparse_twin<Transform>::type; }
consteval auto sparsity(Transform transform) {
    if constexpr (sizeof...(A) > 0) return detail::sparsity_with<Transform, A...>();
    else return []<std::size_t... I>(std::index_sequence<I...>) { return detail::sparsity_with<Transform, detail::always<double, I>...>(); }
                (std::make_index_sequence<detail::arity<decltype(detail::innermost(transform))>()>{});
}

// sparsity(jacobian(u, v)), sparsity(hessian(y)) of expressions: one column a variable, in the order in which they occur.
template <class Transform>
    requires requires { typename Transform::expression_type; typename detail::sparse_twin<typename Transform::function>::type; }
consteval auto sparsity(Transform) {
    return []<std::size_t... I>(std::index_sequence<I...>) { return detail::sparsity_with<typename Transform::function, detail::always<double, I>...>(); }
           (std::make_index_sequence<Transform::inputs>{});
}

// sparse_jacobian(f)(a, b, …): jacobian(f)(a, b, …) without its zeros, a sparse_matrix.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto sparse_jacobian(F f, Policies...) {
    return detail::asked<detail::sparse_jacobian_result, F, Policies...>{f};
}

// value_and_sparse_jacobian(f)(a, b, …): { value, jacobian }, from one evaluation.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto value_and_sparse_jacobian(F f, Policies...) {
    return detail::asked<detail::value_and_sparse_jacobian_result, F, Policies...>{f};
}

// sparse_hessian(f)(a, b, …): hessian(f)(a, b, …) without its zeros, both halves; each entry is computed once. In typegrad::rows, sparse_hessian(f,
// wrt<0>)(rows(x), rows(elements)), a sparse_matrix_in_rows, of a sum over elements; sparse_hessian(f, wrt<0>).into(matrix) fills it in again.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto sparse_hessian(F f, Policies...) {
    return detail::asked<detail::sparse_hessian_result, F, Policies...>{f};
}

// value_gradient_and_sparse_hessian(f)(a, b, …): { value, gradient, hessian }, from one evaluation.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto value_gradient_and_sparse_hessian(F f, Policies...) {
    return detail::asked<detail::value_gradient_and_sparse_hessian_result, F, Policies...>{f};
}

}
