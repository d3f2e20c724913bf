// expect: in typegrad::rows gradient, jvp, vjp, hvp, directional, sparse_hessian and those with the value alone take derivatives
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/loops.hpp>

#include <array>

constexpr std::array<double, 3> numbers{1, 2, 3};

constexpr auto f = [](auto x, auto const& rows) { return sum(rows, [&](auto v) { return x * v; }); };

#ifdef TYPEGRAD_FAIL
auto const slope = typegrad::hessian(f)(2.0, typegrad::rows(numbers));
#else
auto const slope = typegrad::hessian(f, typegrad::wrt<0>)(2.0, typegrad::rows(numbers));
#endif
