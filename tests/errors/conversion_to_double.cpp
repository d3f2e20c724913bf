// expect gcc: cannot convert 'typegrad::tracer<double>' to 'const double' in initialization
// expect clang: no viable conversion from 'tracer<double>' to 'const double'
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>


#ifdef TYPEGRAD_FAIL
double const slope = typegrad::derivative([](auto x) {
    double const square = x * x;
    return square;
})(2.0);
#else
double const slope = typegrad::derivative([](auto x) {
    auto const square = x * x;
    return square;
})(2.0);
#endif
