// expect: the function uses a row, or what was computed from it, outside of its loop
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/loops.hpp>

#include <array>

constexpr std::array<double, 3> numbers{1, 2, 3};

// Both loops run over the same rows: what was kept is a row of the first one, and not of the second one.
constexpr auto f = [](auto x, auto const& rows) {
    auto last = x;
    auto const all = sum(rows, [&](auto v) { return last = x * v; });
#ifdef TYPEGRAD_FAIL
    return all + sum(rows, [&](auto v) { return v * last; });
#else
    return all + sum(rows, [&](auto v) { return v * x; });
#endif
};

auto const slope = typegrad::gradient(f, typegrad::wrt<0>)(2.0, typegrad::rows(numbers));
