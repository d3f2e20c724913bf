// expect: typegrad: wrt<…> names an argument that the call does not have; positions count from 0
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

constexpr auto f = [](auto x, auto y) { return x * y; };

#ifdef TYPEGRAD_FAIL
constexpr int position = -1;
#else
constexpr int position = 1;
#endif

auto const slope = typegrad::gradient(f, typegrad::wrt<position>)(2.0, 3.0);
