// expect: typegrad: the index of std::get is out of range; the elements of an array of N have the indices 0 to N - 1
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <array>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto const& v) { return std::get<0>(v) * std::get<3>(v); };
#else
constexpr auto f = [](auto const& v) { return std::get<0>(v) * std::get<2>(v); };
#endif

auto const slopes = typegrad::gradient(f)(std::array{1.0, 2.0, 3.0});
