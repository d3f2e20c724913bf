// expect: typegrad::checkpoints: the states of this recurrence are needed more than once, as in second derivatives and in several rows of a Jacobian
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/loops.hpp>

constexpr auto f = [](auto x, auto n) { return repeat(n, x, [&](auto s) { return s * s * x; }, typegrad::checkpoints(4)); };

#ifdef TYPEGRAD_FAIL
auto const curvature = typegrad::hessian(f, typegrad::wrt<0>)(0.5, 10);
#else
auto const slope = typegrad::gradient(f, typegrad::wrt<0>)(0.5, 10);
#endif
