// expect: typegrad::root, fixed_point: the function must return as many values as it has unknowns, which are the leaves of its first argument
// excused: found inside of functions of the library, which the compiler names one by one
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/solve.hpp>
#include <array>

constexpr auto both = typegrad::root([](auto const& x, auto s, auto p) { return std::array{x[0] + x[1] - s, x[0] * x[1] - p}; });
constexpr auto sum_alone = typegrad::root([](auto const& x, auto s, auto) { return x[0] + x[1] - s; });

#ifdef TYPEGRAD_FAIL
auto const x = sum_alone(std::array{5.0, 1.0}, 5.0, 6.0);
#else
auto const x = both(std::array{5.0, 1.0}, 5.0, 6.0);
#endif
