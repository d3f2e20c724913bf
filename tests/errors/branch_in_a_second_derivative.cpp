// expect gcc: `if`, `?:`, `while`, std::max and the like cannot branch on a traced value; write select(condition, a, b)
// expect clang: typegrad::traced_comparison_cannot_branch_write_select_condition_a_b<double>
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x) { return x > 0 ? x * x : -x; };
#else
constexpr auto f = [](auto x) { return select(x > 0, x * x, -x); };
#endif

double const curvature = typegrad::derivative(typegrad::derivative(f))(2.0);
