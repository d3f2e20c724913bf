// expect: typegrad: what transform or scan gives has as many elements as there are rows, and no operators; compute in the body
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/loops.hpp>
#include <array>

constexpr std::array<double, 3> numbers{1, 2, 3};

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x, auto const& rows) { return 2 * typegrad::scan(rows, x, [](auto s, auto v) { return s * v; }); };
#else
constexpr auto f = [](auto x, auto const& rows) { return typegrad::scan(rows, 2 * x, [](auto s, auto v) { return s * v; }); };
#endif

auto const slopes = typegrad::jacobian(f, typegrad::wrt<0>)(2.0, typegrad::rows(numbers));
