// expect: typegrad: wrt<…> names an argument twice
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

constexpr auto product = [](auto x, auto y) { return x * y; };
#ifdef TYPEGRAD_FAIL
auto const slopes = typegrad::gradient(product, typegrad::wrt<1, 0, 1>)(2.0, 3.0);
#else
auto const slopes = typegrad::gradient(product, typegrad::wrt<1, 0>)(2.0, 3.0);
#endif
