// expect: typegrad: the step of a recurrence returns a state of another shape than it takes; return the same array, tuple or Struct, with the same number of leaves
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/loops.hpp>

#include <array>

constexpr auto f = [](auto x, auto n) {
    return repeat(n, std::array{x, x}, [&](auto const& s) {
#ifdef TYPEGRAD_FAIL
        return std::array{s[0], s[1], x};
#else
        return std::array{s[0], s[1] * x};
#endif
    })[0];
};

auto const slope = typegrad::gradient(f, typegrad::wrt<0>)(2.0, 10);
