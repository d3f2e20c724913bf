// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <tuple>
#include <type_traits>

#include "../lanes.hpp"
#include "../results.hpp"
#include "../unrolled.hpp"

namespace bench {

// The squared distances of four points, turned by three angles and moved, from planes (Chen and Medioni, Image Vis. Comput. 10 (1992)
// 145), by the motion. Three sines with their cosines; the rotation is shared by the points.
struct point_to_plane {
    static constexpr auto name = "points to planes";

    static constexpr std::size_t points = 4, differentiated = 2;  // the points and the planes' normals are data
    static constexpr double offset = 0.5;
    using vector = std::array<double, 3>;
    using vectors = std::array<vector, points>;

    static constexpr auto primal = [](auto const& angle, auto const& shift, auto const& from, auto const& normal) {
        using std::cos;
        using std::sin;
        using scalar = std::remove_cvref_t<decltype(angle[0])>;
        scalar const ca = cos(angle[0]), sa = sin(angle[0]), cb = cos(angle[1]), sb = sin(angle[1]), cc = cos(angle[2]), sc = sin(angle[2]);
        scalar error(0);
        for (std::size_t i = 0; i < points; ++i) {
            auto const &p = from[i], &n = normal[i];
            scalar const x = cb * cc * p[0] + (sa * sb * cc - ca * sc) * p[1] + (ca * sb * cc + sa * sc) * p[2] + shift[0];
            scalar const y = cb * sc * p[0] + (sa * sb * sc + ca * cc) * p[1] + (ca * sb * sc - sa * cc) * p[2] + shift[1];
            scalar const z = -sb * p[0] + sa * cb * p[1] + ca * cb * p[2] + shift[2];
            scalar const distance = n[0] * x + n[1] * y + n[2] * z - offset;
            error += distance * distance;
        }
        return error;
    };

    using result = value_with_gradient<std::tuple<vector, vector>>;

    struct rotation {
        double ca, sa, cb, sb, cc, sc;
        double r[3][3];
    };
    [[gnu::always_inline]] static inline rotation turn(vector const& angle) {
        rotation t;
        ::sincos(angle[0], &t.sa, &t.ca);
        ::sincos(angle[1], &t.sb, &t.cb);
        ::sincos(angle[2], &t.sc, &t.cc);
        auto const& [ca, sa, cb, sb, cc, sc, r] = t;
        t.r[0][0] = cb * cc, t.r[0][1] = sa * sb * cc - ca * sc, t.r[0][2] = ca * sb * cc + sa * sc;
        t.r[1][0] = cb * sc, t.r[1][1] = sa * sb * sc + ca * cc, t.r[1][2] = ca * sb * sc - sa * cc;
        t.r[2][0] = -sb, t.r[2][1] = sa * cb, t.r[2][2] = ca * cb;
        return t;
    }

    // The adjoint of the matrix is summed over the points; the angles take it at the end.
    [[gnu::always_inline]] static inline result hand_written(vector const& angle, vector const& shift, vectors const& from, vectors const& normal) {
        rotation const t = turn(angle);
        auto const& [ca, sa, cb, sb, cc, sc, r] = t;
        double error = 0, by[3][3] = {}, moved[3] = {};
        for (std::size_t i = 0; i < points; ++i) {
            auto const &p = from[i], &n = normal[i];
            double const x = r[0][0] * p[0] + r[0][1] * p[1] + r[0][2] * p[2] + shift[0];
            double const y = r[1][0] * p[0] + r[1][1] * p[1] + r[1][2] * p[2] + shift[1];
            double const z = r[2][0] * p[0] + r[2][1] * p[1] + r[2][2] * p[2] + shift[2];
            double const distance = n[0] * x + n[1] * y + n[2] * z - offset;
            error += distance * distance;
            double const twice = 2 * distance;
            for (std::size_t row = 0; row < 3; ++row) {
                double const pull = twice * n[row];
                moved[row] += pull;
                for (std::size_t column = 0; column < 3; ++column) by[row][column] += pull * p[column];
            }
        }
        // By the products of two factors each, and then by the sines and cosines.
        double const first = by[0][1] * cc + by[1][1] * sc;   // of sin a sin b
        double const second = by[0][2] * cc + by[1][2] * sc;  // of cos a sin b
        double const by_sa = first * sb + by[0][2] * sc - by[1][2] * cc + by[2][1] * cb;
        double const by_ca = second * sb - by[0][1] * sc + by[1][1] * cc + by[2][2] * cb;
        double const by_sb = first * sa + second * ca - by[2][0];
        double const by_cb = by[0][0] * cc + by[1][0] * sc + by[2][1] * sa + by[2][2] * ca;
        double const sa_sb = sa * sb, ca_sb = ca * sb;
        double const by_cc = by[0][0] * cb + by[0][1] * sa_sb + by[0][2] * ca_sb + by[1][1] * ca - by[1][2] * sa;
        double const by_sc = by[1][0] * cb + by[1][1] * sa_sb + by[1][2] * ca_sb - by[0][1] * ca + by[0][2] * sa;
        return {error, {{by_sa * ca - by_ca * sa, by_sb * cb - by_cb * sb, by_sc * cc - by_cc * sc}, {moved[0], moved[1], moved[2]}}};
    }

    // The points in lanes. The adjoint of the moved points alone is needed: a turn moves a point by its cross product with the axis.
    [[gnu::always_inline]] static inline result hand_written_by_expert(vector const& angle, vector const& shift, vectors const& from, vectors const& normal) {
        rotation const t = turn(angle);
        auto const& r = t.r;
        lanes errors{}, moved[3]{}, torque[3]{};
        unrolled<points / lane_count>([&]<std::size_t v>() __attribute__((always_inline)) {
            lanes p[3], n[3], turned[3];
            unrolled<3>([&]<std::size_t axis>() __attribute__((always_inline)) {
                fill(p[axis], [&](std::size_t lane) __attribute__((always_inline)) { return from[v * lane_count + lane][axis]; });
                fill(n[axis], [&](std::size_t lane) __attribute__((always_inline)) { return normal[v * lane_count + lane][axis]; });
            });
            for (std::size_t row = 0; row < 3; ++row) turned[row] = r[row][0] * p[0] + r[row][1] * p[1] + r[row][2] * p[2];
            lanes const distance = n[0] * (turned[0] + shift[0]) + n[1] * (turned[1] + shift[1]) + n[2] * (turned[2] + shift[2]) - offset;
            errors += distance * distance;
            for (std::size_t row = 0; row < 3; ++row) n[row] *= 2 * distance, moved[row] += n[row];
            torque[0] += turned[1] * n[2] - turned[2] * n[1];
            torque[1] += turned[2] * n[0] - turned[0] * n[2];
            torque[2] += turned[0] * n[1] - turned[1] * n[0];
        });
        double const x = sum(torque[0]), y = sum(torque[1]), z = sum(torque[2]);
        return {sum(errors),
                {{r[0][0] * x + r[1][0] * y + r[2][0] * z, t.cc * y - t.sc * x, z}, {sum(moved[0]), sum(moved[1]), sum(moved[2])}}};
    }

    static auto sample(auto& uniform) {
        auto const three = [&](double size) { return vector{uniform(-size, size), uniform(-size, size), uniform(-size, size)}; };
        vector const angle = three(1), shift = three(0.5);
        vectors from, normal;
        for (vector& p : from) p = three(1);
        for (vector& n : normal) n = three(1);
        return std::tuple{angle, shift, from, normal};
    }
};

}  // namespace bench
