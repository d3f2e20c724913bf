// expect: an unknown policy; what may follow the function is wrt
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

constexpr auto product = [](auto x, auto y) { return x * y; };

#ifdef TYPEGRAD_FAIL
auto const slope = typegrad::gradient(product, 0)(2.0, 3.0);
#else
auto const slope = typegrad::gradient(product, typegrad::wrt<0>)(2.0, 3.0);
#endif
