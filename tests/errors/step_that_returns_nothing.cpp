// expect: typegrad: the step of a recurrence returns nothing; end it with `return` and the next state
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/loops.hpp>

constexpr auto f = [](auto x, auto n) {
#ifdef TYPEGRAD_FAIL
    return typegrad::repeat(n, x, [&](auto s) { s * x; });
#else
    return typegrad::repeat(n, x, [&](auto s) { return s * x; });
#endif
};

auto const slope = typegrad::gradient(f, typegrad::wrt<0>)(2.0, 10);
