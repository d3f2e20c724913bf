// expect gcc: inconsistent types 'double' and 'typegrad::traced_value_declare_it_auto_branch_by_select<double>'
// expect clang: (aka 'typegrad::traced_value_declare_it_auto_branch_by_select<double>') here but deduced as 'double' in earlier return statement
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x) {
    if (sizeof(x) == 1) return 0.0;
    return x * x;
};
#else
constexpr auto f = [](auto x) {
    if (sizeof(x) == 1) return 0 * x;
    return x * x;
};
#endif

auto const slope = typegrad::derivative(f)(2.0);
