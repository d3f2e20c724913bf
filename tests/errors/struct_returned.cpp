// expect: typegrad: what the function returns is neither a number nor a std::array
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <array>

template <class T>
struct both {
    T first, second;
};

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x) { return both<decltype(x)>{x, x * x}; };
#else
constexpr auto f = [](auto x) { return std::array{x, x * x}; };
#endif

auto const slope = typegrad::jacobian(f)(2.0);
