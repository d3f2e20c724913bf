// expect: typegrad: Eigen's JacobiRotation leaves out derivatives where its angle is 0; combine the two rows yourself: p = c * x - s * y, q = s * x + c * y
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad/eigen.hpp>

#include <Eigen/Jacobi>

#ifdef TYPEGRAD_FAIL
Eigen::JacobiRotation<typegrad::tape::variable<double>> const rotation;
#else
Eigen::JacobiRotation<double> const rotation;
#endif
