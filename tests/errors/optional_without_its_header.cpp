// expect: typegrad::with: a value is a std::optional; include <typegrad/optional.hpp>
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

#include <optional>

#ifndef TYPEGRAD_FAIL
#include <typegrad/optional.hpp>
#endif

constexpr auto scaled = [](auto x, auto const& factor) { return x * factor.value_or(1.0); };
auto const slope = typegrad::derivative(typegrad::with(scaled, std::optional<double>{3.0}))(2.0);
