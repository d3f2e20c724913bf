// expect: traced_value_declare_it_auto_branch_by_select<double>
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
