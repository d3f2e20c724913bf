// expect gcc: cannot convert 'typegrad::traced_value_declare_it_auto_branch_by_select<double>::tracer'
// expect clang: (aka 'typegrad::traced_value_declare_it_auto_branch_by_select<double>') to function return type 'double'
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x) -> double { return x * x; };
#else
constexpr auto f = [](auto x) { return x * x; };
#endif

auto const slope = typegrad::derivative(f)(2.0);
