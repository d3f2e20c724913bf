// expect: branch on traced values; write max and min, `m = max(m, v[i])`, or select
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <algorithm>


#ifdef TYPEGRAD_FAIL
double const slope = typegrad::derivative([](auto x) { return std::minmax(x, 2 * x).second; })(2.0);
#else
double const slope = typegrad::derivative([](auto x) { return std::max(x, 2 * x); })(2.0);
#endif
