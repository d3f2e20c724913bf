// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Values that are known at run time only cost what an argument costs: held by with(f, value…), or slots of an expression.
#include <typegrad.hpp>

#include <array>
#include <functional>

namespace {
using table = std::array<double, 4>;
constexpr auto scaled = [](auto x, auto scale) { return scale * x * x + exp(scale * x); };
constexpr auto cubic = [](auto x, auto const& c) { return c[0] + x * (c[1] + x * (c[2] + x * c[3])); };
constexpr auto energy = [](auto const& p, auto stiffness, auto const& rest) {
    auto sum = 0 * p[0];
    for (std::size_t i = 0; i < 4; ++i) sum += stiffness * (p[i] - rest[i]) * (p[i] - rest[i]) * (1 + p[(i + 1) % 4] * p[i]);
    return sum;
};
}

// instructions: 1
extern "C" double typegrad_number(double x, double scale) { return typegrad::gradient(typegrad::with(scaled, scale))(x); }
extern "C" double hand_number(double x, double scale) { return typegrad::gradient(scaled, typegrad::wrt<0>)(x, scale); }

// instructions: 1
extern "C" void typegrad_table(double x, table const& c, double* out) {
    auto const [value, slope] = typegrad::value_and_gradient(typegrad::with(cubic, c))(x);
    out[0] = value, out[1] = slope;
}
extern "C" void hand_table(double x, table const& c, double* out) {
    auto const [value, slope] = typegrad::value_and_gradient(cubic, typegrad::wrt<0>)(x, c);
    out[0] = value, out[1] = slope;
}

// (g++ moves the held copy of an array as vectors at -O3, and takes them apart again.)
// instructions gcc: 1.2
// instructions clang: 1
extern "C" void typegrad_both(table const& p, double stiffness, table const& rest, table& out) { out = typegrad::gradient(typegrad::with(energy, stiffness, rest))(p); }
extern "C" void hand_both(table const& p, double stiffness, table const& rest, table& out) { out = typegrad::gradient(energy, typegrad::wrt<0>)(p, stiffness, rest); }

// instructions: 1
extern "C" double typegrad_product(double x, double v, double scale) { return typegrad::hvp(typegrad::with(scaled, scale))(x, v).product; }
extern "C" double hand_product(double x, double v, double scale) { return typegrad::hvp(scaled, typegrad::wrt<0>)(x, scale, v).product; }

// Many data that are referred to, by two callers: what std::apply calls was then left out of line at -O2, and the addresses of the data went
// through memory.
namespace {
using row = std::array<double, 12>;
constexpr auto misfit = [](auto const& b, auto const& features, auto y) {
    auto error = b[0] * features[0] - y;
    for (std::size_t i = 1; i < 12; ++i) error += b[i] * features[i];
    return error * error;
};
}
// instructions: 1
extern "C" void typegrad_referred(row const& b, row const& features, double y, row& out) { out = typegrad::gradient(typegrad::with(misfit, std::cref(features), y))(b); }
extern "C" void hand_referred(row const& b, row const& features, double y, row& out) { out = typegrad::gradient(misfit, typegrad::wrt<0>)(b, features, y); }
// instructions: 1
extern "C" void typegrad_referred_again(row const& b, row const& features, double y, row& out) { out[0] = typegrad::value_and_gradient(typegrad::with(misfit, std::cref(features), y))(b).value; }
extern "C" void hand_referred_again(row const& b, row const& features, double y, row& out) { out[0] = typegrad::value_and_gradient(misfit, typegrad::wrt<0>)(b, features, y).value; }

// Slots: against the hand-written function with a parameter for each.
namespace {
constexpr typegrad::variable<"x"> x;
constexpr typegrad::variable<"y"> y;

auto polynomial(double a, double b, double c) { return a * pow(x, 3) + b * pow(x, 2) + c * x; }
auto bump(double height, double width) { return height * exp(-(x * x + y * y) / (2 * width * width)); }
}

// instructions: 1.1
extern "C" void typegrad_slots(double at, double a, double b, double c, double* out) {
    auto const [value, slopes] = value_and_gradient(polynomial(a, b, c))(x = at);
    out[0] = value, out[1] = slopes[x];
}
extern "C" void hand_slots(double at, double a, double b, double c, double* out) {
    double const square = at * at, first = a * (at * square), second = b * square;
    out[0] = first + second + c * at, out[1] = 3 * a * square + 2 * b * at + c;
}

// The same formula with named parameters instead of slots.
namespace {
constexpr typegrad::variable<"height"> height;
constexpr typegrad::variable<"width"> width;
constexpr auto named = height * exp(-(x * x + y * y) / (typegrad::constant<2> * width * width));
}
// instructions: 1.1
extern "C" void typegrad_bump(double at_x, double at_y, double h, double w, double* out) {
    auto const [value, slopes] = value_and_gradient(bump(h, w))(x = at_x, y = at_y);
    out[0] = value, out[1] = slopes[x], out[2] = slopes[y];
}
extern "C" void hand_bump(double at_x, double at_y, double h, double w, double* out) {
    double const inverse = 1 / (2 * w * w), value = h * __builtin_exp(-(at_x * at_x + at_y * at_y) * inverse), slope = -2 * inverse * value;
    out[0] = value, out[1] = slope * at_x, out[2] = slope * at_y;
}
// instructions: 1.05
extern "C" void typegrad_named(double at_x, double at_y, double h, double w, double* out) {
    auto const [value, slopes] = value_and_gradient(bump(h, w))(x = at_x, y = at_y);
    out[0] = value, out[1] = slopes[x], out[2] = slopes[y];
}
extern "C" void hand_named(double at_x, double at_y, double h, double w, double* out) {
    auto const [value, slopes] = value_and_gradient(named, wrt(x, y))(x = at_x, y = at_y, height = h, width = w);
    out[0] = value, out[1] = slopes[x], out[2] = slopes[y];
}
