// expect: a matrix of numbers cannot be used: make it of the function's scalar
// excused: found inside of functions of the library, which the compiler names one by one
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/eigen.hpp>

#ifdef TYPEGRAD_FAIL
constexpr auto distance = [](auto const& v) { return (v - Eigen::Vector2d(1, 2)).norm(); };
#else
constexpr auto distance = [](auto const& v) { return (v - std::remove_cvref_t<decltype(v)>(1, 2)).norm(); };
#endif
Eigen::Vector2d const values{1, 2};
auto const slopes = typegrad::gradient(distance)(values);
