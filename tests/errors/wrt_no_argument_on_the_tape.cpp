// expect: typegrad: wrt<…> names an argument that the call does not have; positions count from 0
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad/tape.hpp>

constexpr auto product = [](auto x, auto y) { return x * y; };

#ifdef TYPEGRAD_FAIL
auto const slope = typegrad::tape::gradient(product, typegrad::wrt<2>)(2.0, 3.0);
#else
auto const slope = typegrad::tape::gradient(product, typegrad::wrt<1>)(2.0, 3.0);
#endif
