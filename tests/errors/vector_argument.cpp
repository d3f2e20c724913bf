// expect: an argument is a container whose size is known at run time only; pass a std::array, or a std::span of static extent; what a loop goes over, as sum does, is passed as typegrad::rows(v), of typegrad/loops.hpp
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <array>
#include <vector>

constexpr auto product = [](auto const& v) { return v[0] * v[1]; };

#ifdef TYPEGRAD_FAIL
auto const slopes = typegrad::gradient(product)(std::vector<double>{2, 3});
#else
auto const slopes = typegrad::gradient(product)(std::array<double, 2>{2, 3});
#endif
