// expect: typegrad: Eigen's matrices of different sizes are added
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/eigen.hpp>

#ifdef TYPEGRAD_FAIL
constexpr auto sums = [](auto const& v, auto const& m) { return (v + m).sum(); };
#else
constexpr auto sums = [](auto const& v, auto const& m) { return v.sum() + m.sum(); };
#endif
auto const slopes = typegrad::gradient(sums)(Eigen::Vector4d(1, 2, 3, 4), Eigen::Matrix2d{{1, 2}, {3, 4}});
