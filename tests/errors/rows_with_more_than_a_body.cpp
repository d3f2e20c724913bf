// expect: typegrad: sum, mean, max and the like take rows and one body, sum(rows, body), and nothing else
// expect: typegrad: sum, mean, max and the like take rows and one body, sum(rows, body), and nothing else
// expect: typegrad: sum, mean, max and the like take rows and a body
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/loops.hpp>
#include <array>

constexpr std::array<double, 3> numbers{1, 2, 3};

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x, auto const& rows) { return log_sum_exp(rows, [&](auto v) { return v * x; }, 3.0); };
constexpr auto g = [](auto x, auto const& rows) { return sum(rows, [&](auto v) { return v * x; }, 3.0); };
constexpr auto h = [](auto x, auto const& each) { return typegrad::log_sum_exp(each, [&](auto v) { return v * x; }); };
#else
constexpr auto f = [](auto x, auto const& rows) { return log_sum_exp(rows, [&](auto v) { return v * x; }); };
constexpr auto g = [](auto x, auto const& rows) { return sum(rows, [&](auto v) { return v * x; }); };
constexpr auto h = [](auto x, auto const& each) { return typegrad::log_sum_exp(each[0] * x, each[1] * x); };
#endif

auto const slope = typegrad::gradient(f, typegrad::wrt<0>)(2.0, typegrad::rows(numbers));
auto const other = typegrad::gradient(g, typegrad::wrt<0>)(2.0, typegrad::rows(numbers));
auto const third = typegrad::gradient(h, typegrad::wrt<0>)(2.0, numbers);
