// One function under both engines, seen by two translation units: whatever the headers instantiate for it is defined in both.
#pragma once

#include <typegrad.hpp>
#include <typegrad/tape.hpp>

#include <array>
#include <tuple>

inline constexpr auto product = [](auto x, auto y) { return x * y + sin(x); };

inline std::array<double, 4> gradients(double x, double y) {
    auto [dx, dy] = typegrad::gradient(product)(x, y);
    auto [tape_dx, tape_dy] = typegrad::tape::gradient(product)(x, y);
    return {dx, dy, tape_dx, tape_dy};
}

using pointer_to_gradients = std::array<double, 4> (*)(double, double);

std::array<double, 4> gradients_of_two(double x, double y);
pointer_to_gradients address_in_two();
