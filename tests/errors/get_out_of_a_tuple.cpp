// expect: typegrad: the index of std::get is out of range; the elements of a tuple of N have the indices 0 to N - 1
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <tuple>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto const& t) { return std::get<0>(t) * std::get<2>(t); };
#else
constexpr auto f = [](auto const& t) { return std::get<0>(t) * std::get<1>(t); };
#endif

auto const slopes = typegrad::gradient(f)(std::tuple{1.0, 2.0});
