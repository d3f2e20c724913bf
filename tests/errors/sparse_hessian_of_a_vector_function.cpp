// expect: typegrad::sparse_hessian: the function returns several values; return one of them
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <array>

constexpr auto polar = [](auto r, auto phi) { return std::array{r * cos(phi), r * sin(phi)}; };

#ifdef TYPEGRAD_FAIL
auto const matrix = typegrad::sparse_hessian(polar)(2.0, 3.0);
#else
auto const matrix = typegrad::sparse_jacobian(polar)(2.0, 3.0);
#endif
