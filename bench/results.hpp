// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cstddef>
#include <string>

namespace bench {

// What the hand-written functions return.
template <class Gradient>
struct value_with_gradient {
    double value;
    Gradient gradient;
};

template <std::size_t Rows, std::size_t Columns>
using matrix = std::array<std::array<double, Columns>, Rows>;

template <std::size_t Rows, std::size_t Columns>
struct value_with_jacobian {
    std::array<double, Rows> value;
    matrix<Rows, Columns> jacobian;
};

// The name of a problem that comes in sizes.
inline std::string sized(char const* name, std::size_t size) { return name + ('/' + std::to_string(size)); }

}  // namespace bench
