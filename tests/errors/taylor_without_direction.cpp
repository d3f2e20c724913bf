// expect: typegrad::taylor: the point in which one number moves, or a point and then its direction, in the shapes of the arguments that move
// excused: found inside of functions of the library, which the compiler names one by one
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad/series.hpp>

#include <array>

constexpr auto product = [](auto const& v) { return v[0] * v[1]; };

#ifdef TYPEGRAD_FAIL
auto const coefficients = typegrad::taylor<2>(product)(std::array{2.0, 3.0});
#else
auto const coefficients = typegrad::taylor<2>(product)(std::array{2.0, 3.0}, std::array{1.0, 0.0});
#endif
