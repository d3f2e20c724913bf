// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cmath>
#include <tuple>
#include <type_traits>

#include "../results.hpp"

namespace bench {

// The pseudorange to a satellite from geodetic coordinates (WGS 84), in kilometres: latitude, longitude, height, the satellite's
// position and the clock's error. Two sines with their cosines, two roots and a division.
struct geodetic {
    static constexpr auto name = "range to a satellite";

    static constexpr double equator = 6378.137, eccentricity = 6.69437999014e-3, polar = 1 - eccentricity;
    using vector = std::array<double, 3>;

    static constexpr auto primal = [](auto const& latitude, auto const& longitude, auto const& height, auto const& satellite, auto const& clock) {
        using std::cos;
        using std::sin;
        using std::sqrt;
        using scalar = std::remove_cvref_t<decltype(latitude)>;
        scalar const sine = sin(latitude), cosine = cos(latitude);
        scalar const n = equator / sqrt(1 - eccentricity * sine * sine);
        scalar const x = (n + height) * cosine * cos(longitude) - satellite[0];
        scalar const y = (n + height) * cosine * sin(longitude) - satellite[1];
        scalar const z = (n * polar + height) * sine - satellite[2];
        return scalar(sqrt(x * x + y * y + z * z) + clock);
    };

    using result = value_with_gradient<std::tuple<double, double, double, vector, double>>;

    // Two divisions more.
    [[gnu::always_inline]] static inline result hand_written(double latitude, double longitude, double height, vector const& satellite, double clock) {
        double sine, cosine, east_sine, east_cosine;
        ::sincos(latitude, &sine, &cosine);
        ::sincos(longitude, &east_sine, &east_cosine);
        double const inside = 1 - eccentricity * sine * sine;
        double const n = equator / std::sqrt(inside);
        double const level = n + height;
        double const flat = n * polar + height;
        double const across = level * cosine;
        double const x = across * east_cosine - satellite[0];
        double const y = across * east_sine - satellite[1];
        double const z = flat * sine - satellite[2];
        double const range = std::sqrt(x * x + y * y + z * z);

        double const inverse = 1 / range;
        double const u = x * inverse, v = y * inverse, w = z * inverse;
        double const outward = u * east_cosine + v * east_sine;
        double const by_across = outward * cosine;
        double const by_flat = w * sine;
        double const by_n = by_across + by_flat * polar;
        double const slope = by_n * n * eccentricity * sine / inside;
        return {range + clock,
                {slope * cosine - outward * level * sine + w * flat * cosine,
                 across * (v * east_cosine - u * east_sine),
                 by_across + by_flat,
                 {-u, -v, -w},
                 1}};
    }

    // The reciprocals are those of the squares, which need not wait for the roots.
    [[gnu::always_inline]] static inline result hand_written_by_expert(double latitude, double longitude, double height, vector const& satellite,
                                                                       double clock) {
        double sine, cosine, east_sine, east_cosine;
        ::sincos(latitude, &sine, &cosine);
        ::sincos(longitude, &east_sine, &east_cosine);
        double const e_sine = eccentricity * sine;
        double const inside = 1 - e_sine * sine;
        double const inverse_inside = 1 / inside;
        double const n = equator * std::sqrt(inside) * inverse_inside;
        double const level = n + height;
        double const flat = n * polar + height;
        double const across = level * cosine;
        double const x = across * east_cosine - satellite[0];
        double const y = across * east_sine - satellite[1];
        double const z = flat * sine - satellite[2];
        double const square = x * x + y * y + z * z;
        double const range = std::sqrt(square);
        double const inverse = range * (1 / square);
        double const u = x * inverse, v = y * inverse, w = z * inverse;
        double const outward = u * east_cosine + v * east_sine;
        double const by_across = outward * cosine;
        double const by_flat = w * sine;
        double const slope = (n * e_sine) * inverse_inside;
        return {range + clock,
                {cosine * ((by_across + by_flat * polar) * slope + w * flat) - outward * (level * sine),
                 across * (v * east_cosine - u * east_sine),
                 by_across + by_flat,
                 {-u, -v, -w},
                 1}};
    }

    static auto sample(auto& uniform) {
        double const latitude = uniform(-1.2, 1.2), longitude = uniform(-3, 3), height = uniform(0, 4);
        vector const satellite{uniform(10000, 20000), uniform(-15000, 15000), uniform(-20000, 20000)};
        return std::tuple{latitude, longitude, height, satellite, uniform(-0.1, 0.1)};
    }
};

}  // namespace bench
