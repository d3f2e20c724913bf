// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A robot goes twice round a ramp that winds upwards, and knows of its way what its wheels say: how it moved from each pose to the next, with
// an error that grows from step to step. In the second round it recognises places above which it has been before. Which poses fit to all of
// that? Gauss–Newton, by derivatives in the tangent spaces of the poses: no quaternion has to be kept at norm 1, and no angle jumps.
#include <typegrad.hpp>
#include <typegrad/lie.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <vector>

namespace {

using pose = typegrad::se3<double>;
using twist = typegrad::vec<double, 6>;

// What was measured of the way from one pose to another.
struct measurement {
    std::size_t from, to;
    pose way;
    double metres, radians;  // how exact it is

    double weight(std::size_t coordinate) const { return coordinate < 3 ? 1 / (metres * metres) : 1 / (radians * radians); }
};

// The error: 0 where the way from a to b is as measured. No derivative is taken in the measurement.
constexpr auto error = [](auto const& a, auto const& b, auto const& way) { return between(way, between(a, b)).log(); };
constexpr auto linearise = typegrad::value_and_tangent_jacobian(error, typegrad::wrt<0, 1>);

constexpr std::size_t per_round = 12, poses = 2 * per_round + 1;

// From -1 to 1, the same on every machine.
double noise() {
    static unsigned state = 1;
    state = state * 1664525u + 1013904223u;
    return static_cast<double>(state >> 8) / 8388608.0 - 1;
}

// Cholesky's decomposition of a symmetric matrix, by rows; and the solution, in the place of b.
void solve(std::vector<double>& a, std::vector<double>& b) {
    std::size_t const n = b.size();
    for (std::size_t j = 0; j < n; ++j)
        for (std::size_t i = j; i < n; ++i) {
            for (std::size_t k = 0; k < j; ++k) a[i * n + j] -= a[i * n + k] * a[j * n + k];
            a[i * n + j] = i == j ? std::sqrt(a[i * n + j]) : a[i * n + j] / a[j * n + j];
        }
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k < i; ++k) b[i] -= a[i * n + k] * b[k];
        b[i] /= a[i * n + i];
    }
    for (std::size_t i = n; i-- > 0;) {
        for (std::size_t k = i + 1; k < n; ++k) b[i] -= a[k * n + i] * b[k];
        b[i] /= a[i * n + i];
    }
}

double sum_of_squares(std::vector<pose> const& at, std::vector<measurement> const& measured) {
    double sum = 0;
    for (auto const& m : measured) {
        auto const value = error(at[m.from], at[m.to], m.way);
        for (std::size_t i = 0; i < 6; ++i) sum += m.weight(i) * value[i] * value[i];
    }
    return sum;
}

// A step for all poses but the first, which stays where it is.
void improve(std::vector<pose>& at, std::vector<measurement> const& measured) {
    std::size_t const n = 6 * (poses - 1);
    std::vector<double> matrix(n * n), step(n);
    for (auto const& m : measured) {
        auto const [value, jacobian] = linearise(at[m.from], at[m.to], m.way);
        // Column j of the Jacobian belongs to coordinate j of `from`, or j - 6 of `to`.
        auto const place = [&](std::size_t j) { return 6 * (j < 6 ? m.from : m.to) + j % 6; };
        for (std::size_t j = 0; j < 12; ++j) {
            if (place(j) < 6) continue;
            for (std::size_t i = 0; i < 6; ++i) step[place(j) - 6] -= m.weight(i) * jacobian[i][j] * value[i];
            for (std::size_t k = 0; k < 12; ++k)
                if (place(k) >= 6)
                    for (std::size_t i = 0; i < 6; ++i) matrix[(place(j) - 6) * n + place(k) - 6] += m.weight(i) * jacobian[i][j] * jacobian[i][k];
        }
    }
    solve(matrix, step);
    for (std::size_t i = 1; i < poses; ++i) {
        double const* const d = &step[6 * (i - 1)];
        at[i] = retract(at[i], twist{d[0], d[1], d[2], d[3], d[4], d[5]});
    }
}

double farthest_from(std::vector<pose> const& truth, std::vector<pose> const& at) {
    double farthest = 0;
    for (std::size_t i = 0; i < poses; ++i) farthest = std::max(farthest, norm(at[i].translation - truth[i].translation));
    return farthest;
}

}

int main() {
    // Each step is 5 m long, turns by 30° to the left, and climbs by 0.5 m while the robot pitches a little.
    pose const step = pose::exp({5, 0, 0.5, 0, -0.03, 2 * 3.14159265358979 / static_cast<double>(per_round)});
    std::vector<pose> truth(1, pose::identity()), at = truth;
    for (std::size_t i = 1; i < poses; ++i) truth.push_back(truth.back() * step);

    std::vector<measurement> measured;
    auto const measure = [&](std::size_t from, std::size_t to, double metres, double radians) {
        twist const d{metres * noise(), metres * noise(), metres * noise(), radians * noise(), radians * noise(), radians * noise()};
        measured.push_back({from, to, retract(between(truth[from], truth[to]), d), metres, radians});
    };
    for (std::size_t i = 1; i < poses; ++i) {
        measure(i - 1, i, 0.15, 0.05);
        at.push_back(at.back() * measured.back().way);
    }
    for (std::size_t i = per_round; i < poses; i += 3) measure(i - per_round, i, 0.05, 0.01);

    double const by_wheels = farthest_from(truth, at);
    std::printf("%zu poses, %zu measured ways. By the wheels alone the robot is up to %.2f m from where it is.\n", poses, measured.size(), by_wheels);
    std::printf("  iteration   weighted squared error   farthest from the truth\n");
    double before = sum_of_squares(at, measured), now = before;
    for (int iteration = 0; iteration < 10; ++iteration) {
        std::printf("  %9d   %22.6f   %21.3f m\n", iteration, now, farthest_from(truth, at));
        improve(at, measured);
        before = now;
        now = sum_of_squares(at, measured);
        if (before - now < 1e-9 * before) break;
    }
    std::printf("Seen from above, the true way (.) and the found one (o; * where both are):\n");
    for (int row = 6; row >= 0; --row) {
        char line[32] = "                             ";
        for (std::size_t i = 0; i < poses; ++i)
            for (auto const* x : {&truth[i], &at[i]}) {
                auto const column = static_cast<std::size_t>(std::lround(x->translation[0] / 1.5) + 12);
                if (std::lround(x->translation[1] / 3.2) != row || column >= sizeof line - 3) continue;
                bool const is_truth = x == &truth[i];
                line[column] = line[column] == ' ' || line[column] == (is_truth ? '.' : 'o') ? (is_truth ? '.' : 'o') : '*';
            }
        std::printf("  %s\n", line);
    }
    bool const found = before - now < 1e-9 * before && farthest_from(truth, at) < by_wheels / 3;
    std::printf("%s\n", found ? "Found: all measurements fit as well as they can." : "Not found.");
    return found ? 0 : 1;
}
