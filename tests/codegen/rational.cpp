// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A rational function of two arguments: one division for the value and both partials.
#include <typegrad.hpp>

namespace {
struct result {
    double value, dx, dy;
};
}

// instructions: 1.1
extern "C" void typegrad_rational(double x, double y, result& out) {
    auto const [value, gradient] = typegrad::value_and_gradient([](auto a, auto b) { return (a * a + 3 * b) / (1 + a * a + b * b); })(x, y);
    auto const [dx, dy] = gradient;
    out = {value, dx, dy};
}
extern "C" void hand_rational(double x, double y, result& out) {
    double const square = x * x;
    double const numerator = square + 3 * y, denominator = 1 + square + y * y;
    double const value = numerator / denominator, inverse = 1 / denominator;
    double const down = inverse * value;
    out = {value, 2 * x * (inverse - down), 3 * inverse - 2 * y * down};
}

// A branch: both sides, and nothing but them.
// instructions gcc: 1.1
// instructions clang: 1.3
extern "C" double typegrad_branch(double x) {
    return typegrad::derivative([](auto a) { return select(a > 0, 1 / (1 + a), a * a * a - 1); })(x);
}
extern "C" double hand_branch(double x) {
    if (x > 0) {
        double const inverse = 1 / (1 + x);
        return -(inverse * inverse);
    }
    return 3 * (x * x);
}
