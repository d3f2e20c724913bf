// expect gcc: `if`, `?:`, `while`, std::max and the like cannot branch on a traced value; write select(condition, a, b)
// expect clang: typegrad::traced_comparison_cannot_branch_write_select_condition_a_b<double>
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

template <class T>
constexpr T positive_part(T x) {
#ifdef TYPEGRAD_FAIL
    if (x > 0.0) return x;
    return 0 * x;
#else
    return select(x > 0.0, x, 0 * x);
#endif
}
constexpr auto f = [](auto x) { return positive_part(x) * x; };
auto const slope = typegrad::derivative(f)(2.0);
