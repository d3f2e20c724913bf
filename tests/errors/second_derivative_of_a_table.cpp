// expect: typegrad::custom: a second derivative needs the derivative of a partial derivative; beside a table give that as an operator too
// excused: found inside of functions of the library, which the compiler names one by one
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

constexpr auto lookup = typegrad::custom([](auto t, auto const& c) { return c[static_cast<int>(t)] * t; }, [](auto t, auto const& c, auto) { return c[static_cast<int>(t)]; }, typegrad::passive);
constexpr auto product = [](auto t, auto const& c) { return lookup(t, c) * t; };
#ifdef TYPEGRAD_FAIL
double const second = typegrad::derivative(typegrad::derivative(typegrad::with(product, std::array{1.0, 2.0})))(0.5);
#else
double const first = typegrad::derivative(typegrad::with(product, std::array{1.0, 2.0}))(0.5);
#endif
