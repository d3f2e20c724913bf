// expect: a higher order is nested: derivative(derivative(f))(x), hessian(f)(x)
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

constexpr auto f = [](auto x) { return x * x * x; };

#ifdef TYPEGRAD_FAIL
auto const curvature = typegrad::derivative<2>(f)(2.0);
#else
auto const curvature = typegrad::derivative(typegrad::derivative(f))(2.0);
#endif
