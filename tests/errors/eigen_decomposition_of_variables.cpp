// expect: typegrad: Eigen's RealSchur leaves out derivatives where an entry is 0, and has no adjoint here; typegrad/tape/eigen.hpp lists what has
// excused clang: found inside of functions of Eigen, which the compiler names one by one
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad/eigen.hpp>

#include <Eigen/Eigenvalues>

using matrix = Eigen::Matrix<typegrad::tape::variable<double>, 2, 2>;
matrix const a = matrix::Identity();

#ifdef TYPEGRAD_FAIL
Eigen::RealSchur<matrix> const decomposed(a);
#else
Eigen::SelfAdjointEigenSolver<matrix> const decomposed(a);
#endif
