// expect: typegrad::mixed_derivative: the leaves are named in angle brackets, mixed_derivative<0, 1>(f), and wrt<…> says nothing
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

constexpr auto f = [](auto x, auto y) { return x * x * y; };

#ifdef TYPEGRAD_FAIL
auto const mixed = typegrad::mixed_derivative<0, 1>(f, typegrad::wrt<0>)(2.0, 3.0);
#else
auto const mixed = typegrad::mixed_derivative<0, 1>(f, typegrad::kinks::right)(2.0, 3.0);
#endif
