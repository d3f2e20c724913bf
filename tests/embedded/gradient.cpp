// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// For a processor of 32 bits without an operating system: an accelerometer is calibrated by the squares of what its readings lack to
// 1 g. check.py reads how much the gradients may take.
#include <typegrad.hpp>

#include <typegrad/linear.hpp>
#include <typegrad/print.hpp>
#include <typegrad/series.hpp>
#include <typegrad/solve.hpp>
#include <typegrad/tape.hpp>

constexpr auto calibration = [](auto const& reading, auto const& offset) {
    auto error = -1 + 0 * offset[0];
    for (int i = 0; i < 3; ++i) error += (reading[i] - offset[i]) * (reading[i] - offset[i]);
    return error * error;
};

// bytes: 136
extern "C" void calibrate(std::array<float, 3> const& reading, std::array<float, 3>& offset, float rate) {
    auto const slope = typegrad::gradient(calibration, typegrad::wrt<1>)(reading, offset);
    for (std::size_t i = 0; i < 3; ++i) offset[i] -= rate * slope[i];
}

// What is a loop in the primal, a quotient and a square root: instructions of the processor, no functions.
constexpr auto potential = [](auto const& p) {
    auto const square = (p[0] - p[3]) * (p[0] - p[3]) + (p[1] - p[4]) * (p[1] - p[4]) + (p[2] - p[5]) * (p[2] - p[5]);
    return 1 / sqrt(square) + 1 / (square * square * square);
};

// bytes: 224
extern "C" void forces(std::array<float, 6> const& p, std::array<float, 6>& force) { force = typegrad::gradient(potential)(p); }

// What the compiler computes needs no integers of 128 bits.
static_assert(typegrad::derivative([](auto x) { return sin(x); })(1e22) == 0.523214785395139);
static_assert(typegrad::math::fmod(1e300, 7.0) == 1);
static_assert(typegrad::derivative([](auto x) { return exp(x) * sin(x); })(0.5f) == typegrad::math::exp(0.5f) * (typegrad::math::sin(0.5f) + typegrad::math::cos(0.5f)));
