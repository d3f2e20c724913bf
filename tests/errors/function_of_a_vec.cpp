// expect: typegrad: exp takes a number; of a vector write it for each element
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/linear.hpp>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto const& v) { return norm(exp(v)); };
#else
constexpr auto f = [](auto const& v) { return norm(typegrad::vec{exp(v[0]), exp(v[1])}); };
#endif

auto const slopes = typegrad::gradient(f)(typegrad::vec<double, 2>{1, 2});
