// expect: typegrad::check_gradient: after the function comes the point at which its derivatives are checked
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/check.hpp>

constexpr auto f = [](auto x, auto y) { return x * y; };

#ifdef TYPEGRAD_FAIL
auto const checked = typegrad::check_gradient(f, typegrad::wrt<0>);
#else
auto const checked = typegrad::check_gradient(f, typegrad::wrt<0>, 2.0, 3.0);
#endif
