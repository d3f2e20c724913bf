// expect: this transform does not know loops over typegrad::rows
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/loops.hpp>

#include <array>

constexpr std::array<double, 3> numbers{1, 2, 3};

constexpr auto f = [](auto const& x, auto const& rows) { return sum(rows, [&](auto v) { return exp(x[0] * v); }) * x[1]; };

#ifdef TYPEGRAD_FAIL
auto const slope = typegrad::sparse_hessian(f, typegrad::wrt<0>)(std::array{1.0, 2.0}, typegrad::rows(numbers));
#else
auto const slope = typegrad::hessian(f, typegrad::wrt<0>)(std::array{1.0, 2.0}, typegrad::rows(numbers));
#endif
