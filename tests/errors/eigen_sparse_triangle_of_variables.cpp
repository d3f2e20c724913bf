// expect: typegrad: Eigen's triangular solve of a sparse matrix leaves out derivatives where an entry is 0, and has no adjoint here; typegrad/tape/eigen.hpp lists what has
// excused clang: found inside of functions of Eigen, which the compiler names one by one
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad/eigen.hpp>

#include <Eigen/SparseCore>

using number = typegrad::tape::variable<double>;
Eigen::SparseMatrix<number> const a(2, 2);
Eigen::Matrix<number, 2, 1> b;

void solve() {
#ifdef TYPEGRAD_FAIL
    a.triangularView<Eigen::Lower>().solveInPlace(b);
#else
    b = (a * b).eval();
#endif
}
