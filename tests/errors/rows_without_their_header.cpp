// expect: typegrad: rows is in an optional header; write #include <typegrad/loops.hpp>
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <array>

#ifndef TYPEGRAD_FAIL
#include <typegrad/loops.hpp>
#endif

constexpr std::array numbers{1.0, 2.0};
constexpr auto f = [](auto x, auto const&) { return x * x; };

auto const slope = typegrad::gradient(f, typegrad::wrt<0>)(2.0, typegrad::rows(numbers));
