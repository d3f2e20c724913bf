// expect: while a function is traced, sizes are in types: write x.head<3>
// excused: found inside of functions of the library, which the compiler names one by one
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/eigen.hpp>

#ifdef TYPEGRAD_FAIL
constexpr auto of_two = [](auto const& v) { return v.head(2).norm(); };
#else
constexpr auto of_two = [](auto const& v) { return v.template head<2>().norm(); };
#endif
Eigen::Vector3d const values{1, 2, 3};
auto const slopes = typegrad::gradient(of_two)(values);
