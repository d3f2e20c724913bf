// expect: typegrad: what the function returns is neither a number nor a std::array
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

template <class T>
struct both {
#ifdef TYPEGRAD_FAIL
    constexpr both(T a, T b) : first(a), second(b) {}
#endif
    T first, second;
};

constexpr auto f = [](auto x) { return both<decltype(x)>{x, x * x}; };
auto const slope = typegrad::jacobian(f)(2.0);
