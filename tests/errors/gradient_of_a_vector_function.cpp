// expect: typegrad::gradient: the function returns several values; use jacobian, or return one of them
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <array>

constexpr auto polar = [](auto r, auto phi) { return std::array{r * cos(phi), r * sin(phi)}; };

#ifdef TYPEGRAD_FAIL
auto const slopes = typegrad::gradient(polar)(2.0, 3.0);
#else
auto const slopes = typegrad::jacobian(polar)(2.0, 3.0);
#endif
