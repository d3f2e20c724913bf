// expect: typegrad: a matrix is multiplied by a vector of another size; the vector has as many elements as the matrix has columns
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/linear.hpp>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto const& a, auto const& v) { return norm(a * v); };
#else
constexpr auto f = [](auto const& a, auto const& v) { return norm(transpose(a) * v); };
#endif

auto const slopes = typegrad::gradient(f)(typegrad::mat<double, 2, 3>{}, typegrad::vec<double, 2>{1, 2});
