// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Is the gradient right? Three that are not, and what check_gradient says of them: a sign that was lost in a gradient written by
// hand, an operator of one's own whose derivative belongs to another function, and a point where there is no derivative.
#include <typegrad.hpp>
#include <typegrad/check.hpp>

#include <array>
#include <cstdlib>
#include <iostream>

// Rosenbrock's valley.
constexpr auto valley = [](auto const& p) { return (1 - p[0]) * (1 - p[0]) + 100 * (p[1] - p[0] * p[0]) * (p[1] - p[0] * p[0]); };

constexpr auto by_hand = [](std::array<double, 2> const& p) {
    double const across = p[1] - p[0] * p[0];
    return std::array{-2 * (1 - p[0]) - 400 * across * p[0], 200 * across};
};
constexpr auto sign_lost = [](std::array<double, 2> const& p) {
    double const across = p[1] - p[0] * p[0];
    return std::array{-2 * (1 - p[0]) + 400 * across * p[0], 200 * across};
};

// A cubic in a table's place, and the derivative of a square.
constexpr auto table = typegrad::custom([](auto t) { return t * t * t; }, [](auto t, auto) { return 2 * t; });
constexpr auto through_table = [](auto t, auto scale) { return scale * table(t + 1) + t; };

constexpr auto larger = [](auto a, auto b) { return max(a, b); };

// The check is a constant expression, where the function is.
constexpr std::array point{-1.2, 1.0};
static_assert(typegrad::check_gradient(valley, point));
static_assert(!typegrad::check_gradient(valley, sign_lost, point));

int main() {
    auto const ours = typegrad::check_gradient(valley, point), hand = typegrad::check_gradient(valley, by_hand, point);
    auto const lost = typegrad::check_gradient(valley, sign_lost, point);
    auto const custom = typegrad::check_gradient(through_table, 0.5, 2.0);
    auto const kink = typegrad::check_gradient(larger, 2.0, 2.0);
    std::cout << ours.text() << hand.text() << '\n' << lost.text() << '\n' << custom.text() << '\n' << kink.text();

    bool const right = ours && hand && !lost && lost.wrong() == 1 && !custom && custom.wrong() == 1 && custom.of_operators[0].verdict == typegrad::check::verdict::wrong && !kink &&
                       kink.wrong() == 0 && kink.not_checkable() == 2;
    return right ? EXIT_SUCCESS : EXIT_FAILURE;
}
