// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A radar follows an aircraft by an extended Kalman filter. It measures distance and bearing once a second, with errors; the filter knows how an
// aircraft turns, and finds its place, heading, speed and rate of turn. Both models are written once, and the filter's Jacobians made of them.
//
//     extended_kalman_filter [PICTURE.svg]        draws its way, too
#include <typegrad.hpp>
#include <typegrad/linear.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>

#include "plot.hpp"

namespace {

using typegrad::mat, typegrad::vec;
constexpr double pi = 3.14159265358979323846, degree = pi / 180;

// A second later. State: x, y in m, heading in radians from the x axis, speed in m/s, rate of turn in radians/s. The chord of the arc that is
// flown is sinc of half of its angle: smooth where the aircraft flies straight on, where radius and usual formula are infinite.
constexpr auto move = [](auto const& s) {
    auto const half = 0.5 * s[4], chord = s[3] * typegrad::sinc(half);
    return vec{s[0] + chord * cos(s[2] + half), s[1] + chord * sin(s[2] + half), s[2] + s[4], s[3], s[4]};
};
// What the radar sees of it, from the origin.
constexpr auto see = [](auto const& s) { return vec{hypot(s[0], s[1]), atan2(s[1], s[0])}; };

constexpr auto move_linearised = typegrad::value_and_jacobian(move);
constexpr auto see_linearised = typegrad::value_and_jacobian(see);

template <std::size_t M, std::size_t N>
mat<double, M, N> matrix(std::array<std::array<double, N>, M> const& rows) {
    mat<double, M, N> m{};
    for (std::size_t i = 0; i < M * N; ++i) m.element[i] = rows[i / N][i % N];
    return m;
}
template <std::size_t N>
mat<double, N, N> diagonal(vec<double, N> const& squares_of) {
    mat<double, N, N> m{};
    for (std::size_t i = 0; i < N; ++i) m(i, i) = squares_of[i] * squares_of[i];
    return m;
}

struct estimate {
    vec<double, 5> state;
    mat<double, 5, 5> covariance;
};
// How exact the radar is, and how much the aircraft may change in a second.
vec<double, 2> const radar{40, 0.4 * degree};
vec<double, 5> const change{0.5, 0.5, 0.1 * degree, 0.5, 0.4 * degree};

void predict(estimate& e) {
    auto const [moved, jacobian] = move_linearised(e.state);
    auto const f = matrix(jacobian);
    e = {moved, f * e.covariance * transpose(f) + diagonal(change)};
}
// The innovation, squared and measured by its covariance: 2 on the average, if all is as the filter thinks.
double correct(estimate& e, vec<double, 2> const& measured) {
    auto const [expected, jacobian] = see_linearised(e.state);
    auto const h = matrix(jacobian);
    vec<double, 2> const innovation{measured[0] - expected[0], std::remainder(measured[1] - expected[1], 2 * pi)};
    auto const covariance_seen = h * e.covariance * transpose(h) + diagonal(radar);
    auto const gain = e.covariance * transpose(h) * inverse(covariance_seen);
    e.state += gain * innovation;
    e.covariance = (mat<double, 5, 5>::identity() - gain * h) * e.covariance;
    return dot(innovation, inverse(covariance_seen) * innovation);
}

// Normally distributed, the same on every machine.
double noise() {
    static unsigned number = 12345;
    auto const uniform = [] { return (static_cast<double>((number = number * 1664525u + 1013904223u) >> 8) + 0.5) / 16777216; };
    double const radius = std::sqrt(-2 * std::log(uniform()));
    return radius * std::cos(2 * pi * uniform());
}

}

int main(int count, char** arguments) {
    // 40 s straight on, half a turn to the left in 60 s, 40 s straight on.
    vec<double, 5> truth{-9000, 6000, -10 * degree, 120, 0};
    estimate e{{-8900, 6100, 0, 100, 0}, diagonal(vec<double, 5>{200, 200, 20 * degree, 30, 2 * degree})};
    std::printf("  time s   true place m         error m: radar  filter   heading: true  filter   turn degrees/s: true  filter\n");
    double of_radar = 0, of_filter = 0, innovation = 0;
    int const seconds = 140, settled = 20;
    plot::points way, radar_sees, filter_says;
    for (int t = 1; t <= seconds; ++t) {
        truth[4] = t > 40 && t <= 100 ? 3 * degree : 0;
        truth = move(truth);
        vec<double, 2> const exact = see(truth), measured{exact[0] + radar[0] * noise(), exact[1] + radar[1] * noise()};
        predict(e);
        innovation += correct(e, measured) / seconds;
        double const error_of_radar = std::hypot(measured[0] * std::cos(measured[1]) - truth[0], measured[0] * std::sin(measured[1]) - truth[1]);
        double const error = std::hypot(e.state[0] - truth[0], e.state[1] - truth[1]);
        if (t > settled) of_radar += error_of_radar * error_of_radar / (seconds - settled), of_filter += error * error / (seconds - settled);
        way.push_back({truth[0], truth[1]});
        radar_sees.push_back({measured[0] * std::cos(measured[1]), measured[0] * std::sin(measured[1])});
        filter_says.push_back({e.state[0], e.state[1]});
        if (t % 10 == 0)
            std::printf("  %6d   %8.0f %8.0f          %6.1f  %6.1f          %5.0f   %5.0f                   %4.1f   %5.2f\n", t, truth[0], truth[1], error_of_radar, error,
                        std::remainder(truth[2], 2 * pi) / degree, std::remainder(e.state[2], 2 * pi) / degree, truth[4] / degree, e.state[4] / degree);
    }
    if (count > 1) plot("An aircraft, seen by radar", "east m", "north m").to_scale().dots("radar", radar_sees).curve("its way", way).curve("the filter", filter_says).write(arguments[1]);
    of_radar = std::sqrt(of_radar), of_filter = std::sqrt(of_filter);
    std::printf("After %d s the radar's error is %.0f m and the filter's %.0f m, in the mean square. The filter's innovations are %.2f where about 2 is right.\n", settled, of_radar, of_filter, innovation);
    return of_filter < 0.7 * of_radar && innovation > 1.4 && innovation < 2.6 ? 0 : 1;
}
