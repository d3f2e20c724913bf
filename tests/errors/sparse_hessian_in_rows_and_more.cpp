// expect: in typegrad::rows it is differentiated in those of one argument, and in nothing beside
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/loops.hpp>

#include <array>

constexpr std::array<double, 3> numbers{1, 2, 3};

constexpr auto f = [](auto const& rows, auto x) { return sum(rows, [&](auto v) { return x * v * v; }); };

#ifdef TYPEGRAD_FAIL
auto const curvature = typegrad::sparse_hessian(f)(typegrad::rows(numbers), 2.0);
#else
auto const curvature = typegrad::sparse_hessian(f, typegrad::wrt<0>)(typegrad::rows(numbers), 2.0);
#endif
