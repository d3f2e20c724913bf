// expect: typegrad: one operand is no number: a text, a container, a function that is not called, an object without such an operator
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/eigen.hpp>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x) { return (x * Eigen::Vector3d(1, 2, 3)).squaredNorm(); };
auto const slope = typegrad::derivative(f)(2.0);
#else
constexpr auto f = [](auto x, auto const& v) { return (x * v).squaredNorm(); };
auto const slope = typegrad::gradient(f, typegrad::wrt<0>)(2.0, Eigen::Vector3d(1, 2, 3));
#endif
