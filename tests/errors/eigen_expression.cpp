// expect: include <typegrad/eigen.hpp>, and pass a matrix or vector: of an expression, its .eval()
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/eigen.hpp>

constexpr auto product = [](auto const& v) { return v[0] * v[1]; };
Eigen::Vector2d const values{1, 2};

#ifdef TYPEGRAD_FAIL
auto const slopes = typegrad::gradient(product)(2 * values);
#else
auto const slopes = typegrad::gradient(product)((2 * values).eval());
#endif
