// expect: typegrad: in root(f, start) the start is known by its type, as constant<0.2> is; else it comes first in the call: root(f)(start, p…)
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/solve.hpp>

constexpr auto f = [](auto x, auto a) { return x * x - a; };

#ifdef TYPEGRAD_FAIL
auto const x = typegrad::root(f, 1.0)(2.0);
#else
auto const x = typegrad::root(f, typegrad::constant<1.0>)(2.0);
#endif
