// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Sparse Hessians in rows: what each element adds is added to compressed rows, in the loop over the elements. Their pattern is found once.
#pragma once
#pragma GCC system_header

#include <typegrad/loops/gradient_in_rows.hpp>
#include <typegrad/loops/sparse_matrix_in_rows.hpp>
#include <typegrad/pass/second_in_rows.hpp>
#include <typegrad/transform/sparse.hpp>

namespace typegrad::inline v0_2::detail {

// Which argument's rows are differentiated, and nothing beside.
template <class Request, class... A>
inline constexpr std::size_t rows_alone = []<std::size_t... I>(std::index_sequence<I...>) {
    std::size_t at = 0;
    ((selects<Request, I> ? void(at = I) : void()), ...);
    return at;
}(std::index_sequence_for<A...>{});

// Where additions to the gradient go, and those to the Hessian.
template <class Row, class T>
struct gradient_and_matrix {
    Row* gradient;
    matrix_filling<T, leaves<Row>>* matrix;

    TYPEGRAD_INLINE constexpr Row& operator[](std::size_t i) const { return gradient[i]; }
};

template <class Kind, class Request, class T, class F, class... A>
struct sparse_hessian_recipe {
    using type = rewrite::as_requested<Request, pass::second_derivatives_in_rows<rewrite::to_differentiate<Request, traced<F, literal_for<T>, A...>>, selection_with_rows<Request, A...>, Kind::with_gradient>>;
    using program = graph::made<type>;
    static constexpr bool is_sum = program::graph.literals[~program::graph.outputs[type::outputs - 1]] == 0 && !back::uses_a_row_outside<program>();
};

// Fills the matrix. Gradient: a span of the rows, or empty. The function's value.
template <class Kind, class Request, class T, class Row, class F, class... A>
constexpr T fill_sparse_hessian(sparse_matrix_in_rows<T>& matrix, std::span<Row> gradient, F const& function, A const&... arguments) {
    matrix_filling<T, leaves<Row>> filling(matrix, std::get<rows_alone<Request, A...>>(std::tie(arguments...)).rows_in_all());
    auto const targets = [&]<std::size_t... I>(std::index_sequence<I...>) {
        auto const of = [&]<std::size_t At>(std::integral_constant<std::size_t, At>) {
            if constexpr (selects<Request, At>) return gradient_and_matrix<Row, T>{gradient.data(), &filling};
            else return back::no_target{};
        };
        return std::tuple(of(std::integral_constant<std::size_t, I>{})...);
    }(std::index_sequence_for<A...>{});
    bool const is_known = filling.has_pattern();
    for (int turn = is_known ? 1 : 0;; ++turn) {
        for (auto& row : gradient) each_leaf<Row>(row, [](auto& entry) { entry = T(0); });
        filling.begin();
        auto const leaf = evaluated_into<typename sparse_hessian_recipe<Kind, Request, T, F, A...>::program, T, Request>(targets, function, arguments...);
        if (turn == 0) filling.make_pattern();
        else {
            filling.end();
            return leaf[0];
        }
    }
}

// Gradient: into that memory, or, without it, into a vector of the result.
template <class Kind, class Request, class T, class Matrix, class Gradient, class F, class... A>
constexpr auto sparse_hessian_in_rows(Matrix& matrix, Gradient const& gradient, F const& function, A const&... arguments) {
    static_assert(!is_differentiated<T>, TYPEGRAD_ROWS_DIFFERENTIATED);
    constexpr std::size_t at = rows_alone<Request, A...>;
    using row = rebind<typename std::tuple_element_t<at, std::tuple<A...>>::row, T>;
    auto const& argument = std::get<at>(std::tie(arguments...));
    if (!std::is_constant_evaluated() && (... || argument_overlaps(arguments, matrix.values.data(), matrix.values.data() + matrix.values.size()))) refuse_rows("into: the matrix is among the data of the arguments");
    if constexpr (!Kind::with_gradient) {
        fill_sparse_hessian<Kind, Request, T, row>(matrix, {}, function, arguments...);
    } else if constexpr (std::is_same_v<Gradient, new_vectors>) {
        auto slope = rows_of_zeros<row>(argument.rows_in_all());
        T const value = fill_sparse_hessian<Kind, Request, T, row>(matrix, slope, function, arguments...);
        return value_with_gradient<T, std::vector<row>>{value, std::move(slope)};
    } else {
        prepare_buffer<at>(gradient, argument, arguments...);
        return value_with_gradient<T, std::span<row>>{fill_sparse_hessian<Kind, Request, T, row>(matrix, gradient, function, arguments...), gradient};
    }
}
template <class Kind, class Request, class T, class F, class... A>
constexpr auto new_sparse_hessian_in_rows(F const& function, A const&... arguments) {
    // Asked here, few lines from the call, so that many need not be said.
    constexpr bool is_sum = sparse_hessian_recipe<Kind, Request, T, F, A...>::is_sum;
    static_assert(is_sum, TYPEGRAD_NO_SUM_OVER_ELEMENTS);
    sparse_matrix_in_rows<T> matrix;
    if constexpr (!is_sum) return refused_result<Kind, Request, A...>{};
    else if constexpr (!Kind::with_gradient) {
        sparse_hessian_in_rows<Kind, Request, T>(matrix, new_vectors{}, function, arguments...);
        return matrix;
    } else {
        auto first_order = sparse_hessian_in_rows<Kind, Request, T>(matrix, new_vectors{}, function, arguments...);
        return value_with_gradient_and_hessian<T, decltype(first_order.gradient), sparse_matrix_in_rows<T>>{first_order.value, std::move(first_order.gradient), std::move(matrix)};
    }
}

// What into(…) gives.
template <class Transform, class T, class... Buffer>
struct sparse_into {
    Transform transform;
    sparse_matrix_in_rows<T>& matrix;
    std::tuple<Buffer&...> buffers;

    // The matrix; with the gradient { value, gradient }.
    template <class... A>
    constexpr decltype(auto) operator()(A const&... arguments) const {
        using kind = typename Transform::kind;
        using request = typename Transform::request;
        using function = typename Transform::function_type;
        static_assert(sizeof...(Buffer) == kind::with_gradient, "typegrad: sparse_hessian(f).into takes a matrix, value_gradient_and_sparse_hessian(f).into a container for the gradient and a matrix");
        static_assert(differentiates_rows<request, A...>, "typegrad: into(…) is for derivatives in typegrad::rows, and none of the differentiated arguments is rows");
        if constexpr (!Transform::template gives_rows<A...>()) return transform(arguments...);  // that says what is wrong
        else {
            static_assert(sparse_hessian_recipe<kind, request, T, function, A...>::is_sum, TYPEGRAD_NO_SUM_OVER_ELEMENTS);
            static_assert(std::is_same_v<scalar_of_call<function, A...>, T>, "typegrad: into(…) takes a matrix of the scalar type of the call");
            if constexpr (kind::with_gradient) {
                auto& buffer = std::get<0>(buffers);
                return sparse_hessian_in_rows<kind, request, T>(matrix, std::span(buffer.data(), buffer.size()), transform.function, arguments...);
            } else {
                sparse_hessian_in_rows<kind, request, T>(matrix, new_vectors{}, transform.function, arguments...);
                return (matrix);
            }
        }
    }
};

}
