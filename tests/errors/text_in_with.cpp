// expect: typegrad::with: a value is a pointer, an array of C or a text in quotes; pass numbers, a std::array, a std::vector or a std::span
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

constexpr auto f = [](auto x, auto k) { return k * x; };

#ifdef TYPEGRAD_FAIL
auto const slope = typegrad::gradient(typegrad::with(f, "3"))(2.0);
#else
auto const slope = typegrad::gradient(typegrad::with(f, 3))(2.0);
#endif
