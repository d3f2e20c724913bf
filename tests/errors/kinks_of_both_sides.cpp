// expect: kinks::left and kinks::right are two answers to one question
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

constexpr auto size = [](auto x) { return abs(x); };

#ifdef TYPEGRAD_FAIL
auto const result = typegrad::derivative(size, typegrad::kinks::left, typegrad::kinks::right)(0.0);
#else
auto const result = typegrad::derivative(size, typegrad::kinks::left)(0.0);
#endif
