// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cmath>
#include <tuple>

#include "../kept.hpp"
#include "../results.hpp"

namespace bench {

// The brightness of a galaxy by Sersic's profile with elliptic isophotes, in its nine inputs. A sine with its cosine, a root, a power,
// an exponential and three divisions; the derivative of the power takes a logarithm.
struct sersic {
    static constexpr auto name = "Sersic profile";

    static constexpr auto primal = [](auto x, auto y, auto x0, auto y0, auto peak, auto radius, auto n, auto ratio, auto angle) {
        using std::cos;
        using std::exp;
        using std::pow;
        using std::sin;
        using std::sqrt;
        auto const u = kept((x - x0) * cos(angle) + (y - y0) * sin(angle));
        auto const v = kept(((y - y0) * cos(angle) - (x - x0) * sin(angle)) / ratio);
        auto const power = kept(pow(sqrt(u * u + v * v) / radius, 1 / n));
        return kept(peak * exp(-(2 * n - 1.0 / 3) * (power - 1)));
    };

    using result = value_with_gradient<std::array<double, 9>>;

    // The adjoints of the power's base and of the radius are wanted times their own variable. Three divisions more.
    [[gnu::always_inline]] static inline result hand_written(double x, double y, double x0, double y0, double peak, double radius, double n, double ratio,
                                                             double angle) {
        double sine, cosine;
        ::sincos(angle, &sine, &cosine);
        double const a = x - x0, b = y - y0;
        double const u = a * cosine + b * sine;
        double const across = b * cosine - a * sine;
        double const v = across / ratio;
        double const square = u * u + v * v;
        double const distance = std::sqrt(square) / radius;
        double const exponent = 1 / n;
        double const power = std::pow(distance, exponent);
        double const steepness = 2 * n - 1.0 / 3;
        double const rest = power - 1;
        double const decay = std::exp(-steepness * rest);
        double const value = peak * decay;

        double const power_by_power = -value * steepness * power;
        double const by_logarithm = power_by_power * exponent;
        double const by_square = by_logarithm / square;
        double const by_u = by_square * u;
        double const by_v = by_square * v;
        double const by_across = by_v / ratio;
        double const by_x = by_u * cosine - by_across * sine;
        double const by_y = by_u * sine + by_across * cosine;
        return {value,
                {by_x, by_y, -by_x, -by_y, decay, -by_logarithm / radius,
                 -2 * value * rest - by_logarithm * std::log(distance) * exponent, -by_across * v, by_u * across - by_across * u}};
    }

    // The power through the logarithm that its derivative takes anyway, of the square: no root. Two divisions.
    [[gnu::always_inline]] static inline result hand_written_by_expert(double x, double y, double x0, double y0, double peak, double radius, double n,
                                                                       double ratio, double angle) {
        double sine, cosine;
        ::sincos(angle, &sine, &cosine);
        double const radius_n = radius * n;
        double const inverse = 1 / (radius_n * ratio);
        double const inverse_ratio = inverse * radius_n;
        double const of_both = inverse * ratio;
        double const inverse_radius = of_both * n;
        double const exponent = of_both * radius;
        double const a = x - x0, b = y - y0;
        double const u = a * cosine + b * sine;
        double const across = b * cosine - a * sine;
        double const v = across * inverse_ratio;
        double const square = u * u + v * v;
        double const half = 0.5 * exponent;
        double const logarithm = half * std::log(square * (inverse_radius * inverse_radius));
        double const power = std::exp(logarithm);
        double const steepness = 2 * n - 1.0 / 3;
        double const rest = 1 - power;
        double const decay = std::exp(steepness * rest);
        double const value = peak * decay;
        double const by_logarithm = -value * steepness * power * exponent;
        double const by_square = by_logarithm / square;
        double const by_u = by_square * u;
        double const by_across = by_square * v * inverse_ratio;
        double const by_x = by_u * cosine - by_across * sine;
        double const by_y = by_u * sine + by_across * cosine;
        return {value,
                {by_x, by_y, -by_x, -by_y, decay, -by_logarithm * inverse_radius, 2 * value * rest - by_logarithm * logarithm, -by_across * v,
                 by_u * across - by_across * u}};
    }

    static auto sample(auto& uniform) {
        return std::tuple{uniform(0.3, 1),  uniform(0.3, 1), uniform(-0.2, 0.2), uniform(-0.2, 0.2), uniform(1, 3),
                          uniform(0.8, 2), uniform(1, 4),   uniform(0.5, 0.9),  uniform(-1.5, 1.5)};
    }
};

}  // namespace bench
