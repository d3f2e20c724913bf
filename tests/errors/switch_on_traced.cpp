// expect gcc: switch_cannot_branch_on_a_traced_value_write_select_condition_a_b
// expect clang: statement requires expression of integer type ('typegrad::traced_value_declare_it_auto_branch_by_select<double>' invalid)
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x) {
    switch (x) {
    case 0: return x;
    case 1: return 2 * x;
    default: return 3 * x;
    }
};
#else
constexpr auto f = [](auto x) { return select(x == 0, x, select(x == 1, 2 * x, 3 * x)); };
#endif

auto const slope = typegrad::derivative(f)(2.0);
