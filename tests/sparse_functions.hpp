// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Functions of any number of variables whose Jacobians and Hessians are mostly zero.
#pragma once

#include <typegrad.hpp>

#include <cstddef>

namespace sparse_functions {

// Broyden's function: three diagonals.
constexpr auto tridiagonal = [](auto const& x) {
    auto f = x;
    for (std::size_t i = 0; i < x.size(); ++i) {
        f[i] = (3 - 2 * x[i]) * x[i] + 1;
        if (i > 0) f[i] -= x[i - 1];
        if (i + 1 < x.size()) f[i] -= 2 * x[i + 1];
    }
    return f;
};
// All that depends on the first one, and each on itself; the first value on all.
constexpr auto arrow = [](auto const& x) {
    auto f = x;
    for (std::size_t i = 1; i < x.size(); ++i) f[i] = x[0] * exp(x[i]), f[0] += x[i] * x[i];
    return f;
};
constexpr auto rosenbrock = [](auto const& x) {
    auto sum = 0 * x[0];
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
        auto const valley = x[i + 1] - x[i] * x[i];
        sum += 100 * valley * valley + (1 - x[i]) * (1 - x[i]);
    }
    return sum;
};

}
