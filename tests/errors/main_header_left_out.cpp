// expect: typegrad: gradient is in the main header; write #include <typegrad.hpp>
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// without the precompiled header
#ifdef TYPEGRAD_FAIL
#include <typegrad/eigen.hpp>
#else
#include <typegrad.hpp>
#include <typegrad/eigen.hpp>
#endif

constexpr auto f = [](auto const& v) { return v.squaredNorm(); };
auto const slope = typegrad::gradient(f)(Eigen::Vector2d(1, 2));
