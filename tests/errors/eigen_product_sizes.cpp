// expect: typegrad: a product of Eigen's matrices whose sizes do not fit; of two vectors write a.dot(b), a.transpose() * b or a.cwiseProduct(b)
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/eigen.hpp>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto const& a) { return (a * a).squaredNorm(); };
#else
constexpr auto f = [](auto const& a) { return (a.transpose() * a).squaredNorm(); };
#endif

auto const slope = typegrad::gradient(f)(Eigen::Vector3d(1, 2, 3));
