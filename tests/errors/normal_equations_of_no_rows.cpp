// expect: typegrad::normal_equations: the call takes the parameters, in one shape, and typegrad::rows
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/normal_equations.hpp>

#include <array>

constexpr std::array<double, 3> numbers{1, 2, 3};

constexpr auto residual = [](auto a, auto x) { return a * x - 1; };

#ifdef TYPEGRAD_FAIL
auto const equations = typegrad::normal_equations(residual)(2.0, numbers);
#else
auto const equations = typegrad::normal_equations(residual)(2.0, typegrad::rows(numbers));
#endif
