// expect gcc: `if`, `?:`, `while`, std::max and the like cannot branch on a traced value; write select(condition, a, b)
// expect clang: typegrad::traced_comparison_cannot_branch_write_select_condition_a_b<double>
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>


#ifdef TYPEGRAD_FAIL
double const slope = typegrad::derivative([](auto x) {
    while (x < 100) x = x * x;
    return x;
})(2.0);
#else
double const slope = typegrad::derivative([](auto x) {
    for (int i = 0; i < 3; ++i) x = x * x;
    return x;
})(2.0);
#endif
