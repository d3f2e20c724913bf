// expect: typegrad: two vectors have no product `*`; write dot(a, b), cross(a, b) or outer(a, b), or multiply the elements
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/linear.hpp>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto const& a) { return a * a; };
#else
constexpr auto f = [](auto const& a) { return dot(a, a); };
#endif

auto const slope = typegrad::gradient(f)(typegrad::vec{1.0, 2.0});
