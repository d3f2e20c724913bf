// expect gcc: cannot convert 'typegrad::traced_value_declare_it_auto_branch_by_select<double>' to 'double'
// expect clang: no matching function for call to 'note'
// (clang names the traced value in the note that follows.)
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

#ifdef TYPEGRAD_FAIL
constexpr void note(double) {}
#else
constexpr void note(auto) {}
#endif

constexpr auto f = [](auto x) {
    note(x);
    return x * x;
};
auto const slope = typegrad::derivative(f)(2.0);
