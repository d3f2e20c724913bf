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

// Two short sides: both are computed and one is kept, which costs less than a jump that is mispredicted.
// instructions: 1.1
extern "C" double typegrad_blend(double x) {
    return typegrad::derivative([](auto a) { return select(a > 0, 1 / (1 + a), a * a * a - 1); })(x);
}
extern "C" double hand_blend(double x) {
    double const inverse = 1 / (1 + x), falling = -(inverse * inverse), rising = 3 * (x * x);
    return x > 0 ? falling : rising;
}

// Two long ones: a jump, and each side has nothing of the other.
// instructions: 1.1
extern "C" void typegrad_branch(double x, double* out) {
    auto const [value, slope] = typegrad::value_and_gradient([](auto a) { return select(a > 0, (1 + a * a) / (1 + a), a / (2 - a) - 3 * a); })(x);
    out[0] = value, out[1] = slope;
}
extern "C" void hand_branch(double x, double* out) {
    if (x > 0) {
        double const divisor = 1 + x, value = (1 + x * x) / divisor;
        out[0] = value, out[1] = (2 * x - value) * (1 / divisor);
    } else {
        double const divisor = 2 - x, quotient = x / divisor, inverse = 1 / divisor;
        out[0] = quotient - 3 * x, out[1] = inverse + inverse * quotient - 3;
    }
}
