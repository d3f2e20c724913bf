// expect: typegrad: the body of a loop takes a row: as many arguments as typegrad::rows has columns, or one std::tuple of them
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/loops.hpp>

#include <array>

constexpr std::array<std::array<double, 2>, 2> numbers{{{1, 2}, {3, 4}}};

constexpr auto f = [](auto x, auto const& rows) {
#ifdef TYPEGRAD_FAIL
    return sum(rows, [&](auto a, auto b) { return a * b * x; });
#else
    return sum(rows, [&](auto const& row) { return row[0] * row[1] * x; });
#endif
};

auto const slope = typegrad::gradient(f, typegrad::wrt<0>)(2.0, typegrad::rows(numbers));
