// expect: an argument is a pointer or an array of C; pass a std::array, or a std::span of static extent
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/span.hpp>

double const numbers[] = {2, 3};
constexpr auto product = [](auto const& v, auto s) { return s * v[0] * v[1]; };

#ifdef TYPEGRAD_FAIL
auto const slopes = typegrad::gradient(product)(&numbers[0], 2.0);
#else
auto const slopes = typegrad::gradient(product)(std::span<double const, 2>(numbers), 2.0);
#endif
