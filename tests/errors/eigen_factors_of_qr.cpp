// expect: typegrad::tape: matrixQR() and householderQ() have no adjoint here; with r = (a.transpose() * a).llt().matrixU() it is a = q * r up to signs
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad/eigen.hpp>

#include <Eigen/Cholesky>
#include <Eigen/QR>

using matrix = Eigen::Matrix<typegrad::tape::variable<double>, 2, 2>;

#ifdef TYPEGRAD_FAIL
auto corner(matrix const& a) { return a.householderQr().matrixQR()(0, 0); }
#else
auto corner(matrix const& a) { return matrix((a.transpose() * a).eval().llt().matrixU())(0, 0); }
#endif
