// expect: a loop over typegrad::rows inside of another one, whose values it uses
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/loops.hpp>

#include <array>

constexpr std::array<double, 3> numbers{1, 2, 3};

constexpr auto f = [](auto x, auto const& rows) {
#ifdef TYPEGRAD_FAIL
    return sum(rows, [&](auto v) { return sum(rows, [&](auto w) { return exp(x * v * w); }); });
#else
    return sum(rows, [&](auto v) { return exp(x * v); });
#endif
};

auto const slope = typegrad::gradient(f, typegrad::wrt<0>)(2.0, typegrad::rows(numbers));
