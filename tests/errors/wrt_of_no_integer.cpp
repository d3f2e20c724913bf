// expect: typegrad: wrt<…> takes the positions of arguments, which are integers from 0 on
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

constexpr auto product = [](auto x, auto y) { return x * y; };

#ifdef TYPEGRAD_FAIL
auto const slope = typegrad::gradient(product, typegrad::wrt<0.5>)(2.0, 3.0);
#else
auto const slope = typegrad::gradient(product, typegrad::wrt<0>)(2.0, 3.0);
#endif
