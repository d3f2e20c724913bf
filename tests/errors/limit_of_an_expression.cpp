// expect: std::numeric_limits<T>::epsilon() of an expression, whose type says what it computes and not with which numbers; write std::numeric_limits<double>::epsilon()
// excused clang: found inside of functions of the library, which the compiler names one by one
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

constexpr typegrad::variable<"x"> x;

template <class T>
constexpr auto slope_of_square(T const& t) {
#ifdef TYPEGRAD_FAIL
    auto const h = std::numeric_limits<T>::epsilon();
#else
    auto const h = std::numeric_limits<double>::epsilon();
#endif
    return (t + h) * (t + h) - t * t;
}
auto const y = slope_of_square(x * x);
