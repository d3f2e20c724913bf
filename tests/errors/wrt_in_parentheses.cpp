// expect: typegrad: the positions of arguments stand in angle brackets: wrt<0>
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

constexpr auto f = [](auto x, auto y) { return x * y; };

#ifdef TYPEGRAD_FAIL
auto const slope = typegrad::gradient(f, typegrad::wrt(0))(2.0, 3.0);
#else
auto const slope = typegrad::gradient(f, typegrad::wrt<0>)(2.0, 3.0);
#endif
