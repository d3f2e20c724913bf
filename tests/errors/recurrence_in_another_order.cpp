// expect: typegrad: repeat takes the number of steps, the state before the first step, and the step: repeat(n, state, [&](auto s) { return …; })
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/loops.hpp>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x, auto n) { return typegrad::repeat(n, [&](auto s) { return s * x; }, x); };
#else
constexpr auto f = [](auto x, auto n) { return typegrad::repeat(n, x, [&](auto s) { return s * x; }); };
#endif

auto const slope = typegrad::gradient(f, typegrad::wrt<0>)(2.0, 10);
