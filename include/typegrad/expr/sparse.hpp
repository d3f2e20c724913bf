// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Jacobians and Hessians of expressions without their zeros, by variable:
//
//     sparse_hessian(y)(x = 2.0, z = 1.0)[x][z], and its values, in compressed sparse rows
#pragma once
#pragma GCC system_header

#include <typegrad/expr/derivatives.hpp>
#include <typegrad/transform/sparse.hpp>

namespace typegrad::inline v0_2::expr {

// One row of a sparse matrix: the entry of a variable's column, 0 where there is none. It holds the matrix by value, so that it
// may outlive the one that it is a row of.
template <class Matrix, class Variables>
struct sparse_row_by_variable {
    Matrix matrix;
    int row;

    template <name Name>
    constexpr auto operator[](variable<Name>) const {
        if constexpr (!Variables::template contain<variable<Name>>) return (void)sizeof(error::variable_does_not_occur_in_the_expression<Name>), 0.0;
        else return matrix(row, Variables::template position_of<variable<Name>>());
    }
};

// A sparse matrix with a column a variable, and a row a variable as well, or an expression: h[x][z], j[0][z].
template <class T, class Compressed, class Variables>
struct sparse_by_variable : sparse_matrix<T, Compressed> {
    using row = sparse_row_by_variable<sparse_matrix<T, Compressed>, Variables>;

    constexpr row operator[](std::size_t expression) const { return {*this, static_cast<int>(expression)}; }
    template <name Name>
    constexpr row operator[](variable<Name>) const {
        static_assert(Variables::template contain<variable<Name>>, "typegrad: no row of the Hessian is that variable's");
        return {*this, Variables::template position_of<variable<Name>>()};
    }
};

namespace detail {
    template <class Wrt, class T, class Compressed>
    TYPEGRAD_INLINE constexpr auto sparse_by(sparse_matrix<T, Compressed> const& matrix) {
        return sparse_by_variable<T, Compressed, Wrt>{matrix};
    }

    template <class Stanza>
    struct sparse_matrix_kind : no_more {
        using transforms = typegrad::detail::kind<Stanza>;
        static constexpr bool may_share = false;
        template <class Wrt, class T>
        TYPEGRAD_INLINE static constexpr auto result(auto const& matrix) { return sparse_by<Wrt>(matrix); }
    };
    struct sparse_jacobian_kind : sparse_matrix_kind<typegrad::detail::sparse_jacobian_result> {};
    struct sparse_hessian_kind : sparse_matrix_kind<typegrad::detail::sparse_hessian_result> {};
    struct value_and_sparse_jacobian_kind : no_more {
        using transforms = typegrad::detail::kind<typegrad::detail::value_and_sparse_jacobian_result>;
        static constexpr bool may_share = false;
        template <class Wrt, class T>
        TYPEGRAD_INLINE static constexpr auto result(auto const& all) {
            auto const matrix = sparse_by<Wrt>(all.jacobian);
            return value_with_jacobian<std::remove_cvref_t<decltype(all.value)>, std::remove_const_t<decltype(matrix)>>{all.value, matrix};
        }
    };
    struct value_gradient_and_sparse_hessian_kind : no_more {
        using transforms = typegrad::detail::kind<typegrad::detail::value_gradient_and_sparse_hessian_result>;
        static constexpr bool may_share = false;
        template <class Wrt, class T>
        TYPEGRAD_INLINE static constexpr auto result(auto const& all) {
            auto const matrix = sparse_by<Wrt>(all.hessian);
            return value_with_gradient_and_hessian<T, gradient_by_variable<T, Wrt>, std::remove_const_t<decltype(matrix)>>{all.value, by_variable<Wrt, T>(all.gradient), matrix};
        }
    };
}

}

namespace typegrad::inline v0_2 {

// sparse_jacobian(u, v, …)(x = 2.0, z = 1.0): jacobian(u, v, …) without its zeros, a sparse_matrix; j[0][z] finds an entry.
template <expr::expression E, class... More>
constexpr auto sparse_jacobian(E e, More... more) {
    return expr::detail::transformed_together<expr::detail::sparse_jacobian_kind>(e, more...);
}

// value_and_sparse_jacobian(u, v, …)(x = 2.0, z = 1.0): { value, jacobian }, from one evaluation.
template <expr::expression E, class... More>
constexpr auto value_and_sparse_jacobian(E e, More... more) {
    return expr::detail::transformed_together<expr::detail::value_and_sparse_jacobian_kind>(e, more...);
}

// sparse_hessian(y)(x = 2.0, z = 1.0): hessian(y) without its zeros, a sparse_matrix; h[x][z] finds an entry.
template <expr::expression E, class... Policies>
constexpr auto sparse_hessian(E e, Policies...) {
    return expr::detail::transformed<expr::detail::sparse_hessian_kind>(expr::list<E>(e), expr::term_list<Policies...>{});
}

// value_gradient_and_sparse_hessian(y)(x = 2.0, z = 1.0): { value, gradient, hessian }, from one evaluation.
template <expr::expression E, class... Policies>
constexpr auto value_gradient_and_sparse_hessian(E e, Policies...) {
    return expr::detail::transformed<expr::detail::value_gradient_and_sparse_hessian_kind>(expr::list<E>(e), expr::term_list<Policies...>{});
}

}
