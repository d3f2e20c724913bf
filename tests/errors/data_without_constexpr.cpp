// expect: typegrad: the function is no constant expression, in which it is traced. Usual causes
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

double weights[] = {0.5, 2};

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x) { return x * weights[1]; };
#else
constexpr auto f = [](auto x) { return x * 2.0; };
#endif

auto const slope = typegrad::derivative(f)(2.0);
