// expect gcc: no_operation_has_that_name
// expect clang: static assertion expression is not an integral constant expression
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// (clang names the function in the note that follows.)
#include <typegrad.hpp>

constexpr auto f = [](auto x) { return exp(x) * x; };

#ifdef TYPEGRAD_FAIL
static_assert(typegrad::operations(f)["epx"] == 1);
#else
static_assert(typegrad::operations(f)["exp"] == 1);
#endif
