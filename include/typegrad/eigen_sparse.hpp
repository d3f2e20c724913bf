// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Sparse Jacobians and Hessians for Eigen, without a copy: needs Eigen 3.3 or later.
//
//     auto const j = typegrad::sparse_jacobian(f)(x);
//     Eigen::VectorXd const y = typegrad::as_eigen(j) * v;
//     Eigen::SparseMatrix<double> const a = typegrad::as_eigen(j);    // a copy by columns, as Eigen's solvers take it
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/loops/sparse_matrix_in_rows.hpp>
#include <typegrad/transform/sparse.hpp>

#include <Eigen/SparseCore>

namespace typegrad::inline v0_2 {

// The matrix as Eigen sees it: an Eigen::Map by rows, which reads the values where they are and the pattern where the compiler
// has put it. It must not outlive the matrix.
template <class T, class Compressed>
auto as_eigen(sparse_matrix<T, Compressed> const& matrix) {
    using view = Eigen::Map<Eigen::SparseMatrix<T, Eigen::RowMajor, int> const>;
    return view(matrix.rows, matrix.columns, matrix.nonzeros, matrix.pattern.row_starts.data(), matrix.pattern.column_indices.data(), matrix.values.data());
}
template <class T, class Compressed>
void as_eigen(sparse_matrix<T, Compressed> const&&) = delete;  // would be gone: give it a name first

// The same of a Hessian in typegrad::rows, whose pattern is the matrix's own.
template <class T>
auto as_eigen(sparse_matrix_in_rows<T> const& matrix) {
    using view = Eigen::Map<Eigen::SparseMatrix<T, Eigen::RowMajor, int> const>;
    return view(matrix.rows, matrix.columns, matrix.nonzeros, matrix.pattern.row_starts.data(), matrix.pattern.column_indices.data(), matrix.values.data());
}
template <class T>
void as_eigen(sparse_matrix_in_rows<T> const&&) = delete;

}

#include <typegrad/macros/restore.hpp>
