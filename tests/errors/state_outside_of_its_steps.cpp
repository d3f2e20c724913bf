// expect: typegrad: the function uses a row, or what was computed from it, outside of its loop
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/loops.hpp>

constexpr auto f = [](auto x, auto n) {
    auto last = x;
    auto const end = repeat(n, x, [&](auto s) { return last = s * x; });
#ifdef TYPEGRAD_FAIL
    return end + last;
#else
    return end + x;
#endif
};

auto const slope = typegrad::gradient(f, typegrad::wrt<0>)(2.0, 10);
