// expect: the size of an Eigen matrix must be in its type; pass Eigen::Vector3d for instance, v.head<3>().eval()
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/eigen.hpp>

constexpr auto product = [](auto const& v) { return v[0] * v[1]; };
Eigen::VectorXd const values = Eigen::VectorXd::Ones(2);

#ifdef TYPEGRAD_FAIL
auto const slopes = typegrad::gradient(product)(values);
#else
auto const slopes = typegrad::gradient(product)(values.head<2>().eval());
#endif
