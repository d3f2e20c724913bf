// expect: the function is not generic; pass a lambda with auto parameters, not a pointer to a function of double
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

template <class T>
constexpr T square(T x) {
    return x * x;
}

#ifdef TYPEGRAD_FAIL
double const slope = typegrad::derivative(&square<double>)(2.0);
#else
double const slope = typegrad::derivative([](auto x) { return square(x); })(2.0);
#endif
