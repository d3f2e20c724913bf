// expect: in typegrad::rows the Hessian is sparse of a sum over elements
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/loops.hpp>

#include <array>

constexpr std::array<double, 3> numbers{1, 2, 3};

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto const& rows) { return typegrad::square(sum(rows, [](auto v) { return v * v; })); };
#else
constexpr auto f = [](auto const& rows) { return sum(rows, [](auto v) { return typegrad::square(v * v); }); };
#endif
auto const curvature = typegrad::sparse_hessian(f)(typegrad::rows(numbers));
