// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <typegrad.hpp>
#include <typegrad/linear.hpp>
#include <typegrad/loops.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace bench {

// The energy of a sheet of triangles of a neo-Hookean material, A (μ/2 (|F|² - 2 - 2 ln J) + λ/2 (ln J)²) a triangle, in its corners' places, with slope and
// sparse Hessian: what a step of Newton's takes.
struct elastic_triangles {
    static constexpr auto name = "neo-Hookean triangles, sparse Hessian";
    using place = typegrad::vec<double, 2>;

    // The corners, the inverse of the edges at rest, and the area at rest.
    template <class T, class Index>
    struct triangle {
        Index first, second, third;
        std::array<T, 4> inverse;
        T area;
    };
    static constexpr double shear = 1, bulk = 2;

    static constexpr auto of_triangle = [](auto const& p, auto const& q, auto const& r, auto const& inverse, auto const& area) {
        auto const u = q - p, v = r - p;
        auto const xx = u[0] * inverse[0] + v[0] * inverse[2], xy = u[0] * inverse[1] + v[0] * inverse[3];
        auto const yx = u[1] * inverse[0] + v[1] * inverse[2], yy = u[1] * inverse[1] + v[1] * inverse[3];
        auto const volume = log(xx * yy - xy * yx);
        return area * (0.5 * shear * (xx * xx + xy * xy + yx * yx + yy * yy - 2 - 2 * volume) + 0.5 * bulk * volume * volume);
    };
    static constexpr auto primal = [](auto const& position, auto const& triangles) {
        return sum(triangles, [&](auto const& t) { return of_triangle(position[t.first], position[t.second], position[t.third], t.inverse, t.area); });
    };

    struct sample {
        std::vector<place> positions;
        std::vector<triangle<double, int>> triangles;
        std::vector<int> begins;  // where the blocks of a triangle's corners begin in the matrix, nine a triangle: for the loop by hand
    };

    // The Hessian of one triangle is the compiler's, here as well.
    static inline double hand_written(sample const& s, std::vector<place>& slope, typegrad::sparse_matrix_in_rows<double>& matrix) {
        constexpr auto element = [](auto const& x, auto const& inverse, auto const& area) {
            using T = std::remove_cvref_t<decltype(x[0])>;
            return of_triangle(typegrad::vec<T, 2>{x[0], x[1]}, typegrad::vec<T, 2>{x[2], x[3]}, typegrad::vec<T, 2>{x[4], x[5]}, inverse, area);
        };
        double energy = 0;
        std::fill(slope.begin(), slope.end(), place{});
        std::fill(matrix.values.begin(), matrix.values.end(), 0.0);
        int const* begin = s.begins.data();
        for (auto const& t : s.triangles) {
            std::size_t const corner[] = {static_cast<std::size_t>(t.first), static_cast<std::size_t>(t.second), static_cast<std::size_t>(t.third)};
            std::array<double, 6> x;
            for (std::size_t i = 0; i < 6; ++i) x[i] = s.positions[corner[i / 2]][i % 2];
            auto const [value, gradient, hessian] = typegrad::value_gradient_and_hessian(element, typegrad::wrt<0>)(x, t.inverse, t.area);
            energy += value;
            for (std::size_t i = 0; i < 6; ++i) slope[corner[i / 2]][i % 2] += gradient[i];
            for (std::size_t a = 0; a < 3; ++a) {
                auto const stride = matrix.pattern.row_starts[2 * corner[a] + 1] - matrix.pattern.row_starts[2 * corner[a]];
                for (std::size_t b = 0; b < 3; ++b) {
                    double* const block = matrix.values.data() + *begin++;
                    for (std::size_t k = 0; k < 2; ++k)
                        for (std::size_t l = 0; l < 2; ++l) block[static_cast<int>(k) * stride + static_cast<int>(l)] += hessian[2 * a + k][2 * b + l];
                }
            }
        }
        return energy;
    }

    // A square of so many squares by as many, each of two triangles, and a little stretched.
    static sample sheet(std::size_t edge, auto& uniform) {
        sample s;
        auto const step = 1 / static_cast<double>(edge);
        std::vector<place> rest;
        for (std::size_t i = 0; i <= edge; ++i)
            for (std::size_t j = 0; j <= edge; ++j) {
                rest.push_back({step * (static_cast<double>(i) + uniform(-0.2, 0.2)), step * (static_cast<double>(j) + uniform(-0.2, 0.2))});
                s.positions.push_back({1.1 * rest.back()[0] + step * uniform(-0.1, 0.1), 0.95 * rest.back()[1] + step * uniform(-0.1, 0.1)});
            }
        auto const add = [&](std::size_t a, std::size_t b, std::size_t c) {
            place const u = rest[b] - rest[a], v = rest[c] - rest[a];
            double const twice = u[0] * v[1] - u[1] * v[0];
            s.triangles.push_back({static_cast<int>(a), static_cast<int>(b), static_cast<int>(c), {v[1] / twice, -v[0] / twice, -u[1] / twice, u[0] / twice}, twice / 2});
        };
        for (std::size_t i = 0; i < edge; ++i)
            for (std::size_t j = 0; j < edge; ++j) {
                std::size_t const k = i * (edge + 1) + j;
                add(k, k + edge + 1, k + 1);
                add(k + 1, k + edge + 1, k + edge + 2);
            }
        return s;
    }
    static void find_blocks(sample& s, typegrad::sparse_matrix_in_rows<double> const& matrix) {
        for (auto const& t : s.triangles) {
            int const corner[] = {t.first, t.second, t.third};
            for (int const a : corner)
                for (int const b : corner) s.begins.push_back(matrix.pattern.position(2 * a, 2 * b));
        }
    }
};

}  // namespace bench
