// expect: typegrad: ^ is no power in C++; write pow(x, 2)
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

#ifdef TYPEGRAD_FAIL
constexpr auto square = [](auto x) { return x ^ 2; };
#else
constexpr auto square = [](auto x) { return pow(x, 2); };
#endif

auto const slope = typegrad::derivative(square)(2.0);
