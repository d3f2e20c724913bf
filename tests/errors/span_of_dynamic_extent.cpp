// expect: the size of a std::span must be in its type: std::span<double const, 3>, or values.first<3>()
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/span.hpp>

double const numbers[] = {2, 3};
std::span<double const> const values(numbers);
constexpr auto product = [](auto const& v) { return v[0] * v[1]; };

#ifdef TYPEGRAD_FAIL
auto const slopes = typegrad::gradient(product)(values);
#else
auto const slopes = typegrad::gradient(product)(values.first<2>());
#endif
