// expect gcc: typegrad: a traced value is no number yet, so it cannot be cast to double or int
// expect clang: cannot convert 'typegrad::traced_value_declare_it_auto_branch_by_select<double>' to 'int'
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x) { return x * static_cast<int>(x); };
#else
constexpr auto f = [](auto x) { return x * floor(x); };
#endif

auto const slope = typegrad::derivative(f)(2.0);
