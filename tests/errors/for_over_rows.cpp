// expect: a for loop cannot run over them; write sum(rows, body), mean, max, fold(rows, state, step)
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/loops.hpp>

#include <array>

constexpr std::array<double, 3> numbers{1, 2, 3};

constexpr auto f = [](auto x, auto const& rows) {
#ifdef TYPEGRAD_FAIL
    auto s = 0 * x;
    for (auto const& row : rows) s += row * x;
    return s;
#else
    return sum(rows, [&](auto row) { return row * x; });
#endif
};

auto const slope = typegrad::gradient(f, typegrad::wrt<0>)(2.0, typegrad::rows(numbers));
