// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <typegrad.hpp>

#include <array>
#include <cstddef>
#include <vector>

#include "reprojection.hpp"

namespace bench {

// The linearisation of bundle adjustment: for each observation of a point by a camera the residual and its Jacobian, in a block by the camera and one by the
// point. Cameras and points are found by index; the loop is one's own.
struct bundle_adjustment {
    static constexpr auto name = "bundle adjustment, Jacobian in blocks";
    static constexpr std::size_t of_camera = 12, of_point = 3, inputs = of_camera + of_point;
    using camera = std::array<double, of_camera>;
    using point = std::array<double, of_point>;

    struct observation {
        int camera, point;
        std::array<double, 2> pixel;
    };
    struct sample {
        std::vector<camera> cameras;
        std::vector<point> points;
        std::vector<observation> observations;
    };
    struct block {
        std::array<double, 2> residual;
        std::array<std::array<double, of_camera>, 2> by_camera;
        std::array<std::array<double, of_point>, 2> by_point;
    };
    static double entry(block const& b, std::size_t row, std::size_t input) { return input < of_camera ? b.by_camera[row][input] : b.by_point[row][input - of_camera]; }

    static constexpr auto residual = [](auto const& camera, auto const& point, auto const& pixel) {
        std::array<std::remove_cvref_t<decltype(camera[0])>, inputs> all;
        for (std::size_t k = 0; k < of_camera; ++k) all[k] = camera[k];
        for (std::size_t k = 0; k < of_point; ++k) all[of_camera + k] = point[k];
        auto const seen = reprojection::primal(all);
        return std::array{seen[0] - pixel[0], seen[1] - pixel[1]};
    };

    // For each observation what `of_one` gives, of the camera, the point and the pixel.
    [[gnu::always_inline]] static inline void fill(sample const& s, std::vector<block>& blocks, auto const& of_one) {
        for (std::size_t i = 0; i < s.observations.size(); ++i) {
            auto const& [c, p, pixel] = s.observations[i];
            auto const both = of_one(s.cameras[static_cast<std::size_t>(c)], s.points[static_cast<std::size_t>(p)], pixel);
            for (std::size_t k = 0; k < 2; ++k) {
                blocks[i].residual[k] = both.value[k];
                for (std::size_t j = 0; j < of_camera; ++j) blocks[i].by_camera[k][j] = both.jacobian[k][j];
                for (std::size_t j = 0; j < of_point; ++j) blocks[i].by_point[k][j] = both.jacobian[k][of_camera + j];
            }
        }
    }
    [[gnu::always_inline]] static inline std::array<double, inputs> side_by_side(camera const& c, point const& p) {
        return {c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9], c[10], c[11], p[0], p[1], p[2]};
    }
    template <auto... Policies>
    [[gnu::noinline]] static void by_loop(sample const& s, std::vector<block>& blocks) {
        fill(s, blocks, [](auto const&... all) __attribute__((always_inline)) { return typegrad::value_and_jacobian(residual, typegrad::wrt<0, 1>, Policies...)(all...); });
    }
    [[gnu::noinline]] static void hand_written(sample const& s, std::vector<block>& blocks) {
        fill(s, blocks, [](camera const& c, point const& p, std::array<double, 2> const& pixel) __attribute__((always_inline)) {
            auto both = reprojection::hand_written(side_by_side(c, p));
            both.value[0] -= pixel[0], both.value[1] -= pixel[1];
            return both;
        });
    }
    [[gnu::noinline]] static void hand_written_by_expert(sample const& s, std::vector<block>& blocks) {
        fill(s, blocks, [](camera const& c, point const& p, std::array<double, 2> const& pixel) __attribute__((always_inline)) {
            auto both = reprojection::hand_written_by_expert(side_by_side(c, p));
            both.value[0] -= pixel[0], both.value[1] -= pixel[1];
            return both;
        });
    }

    // Each point is seen by ten cameras of a hundred.
    static sample scene(std::size_t count, auto& uniform) {
        sample s;
        for (std::size_t i = 0; i < 100; ++i) {
            auto const [all] = reprojection::sample(uniform);
            s.cameras.emplace_back();
            for (std::size_t k = 0; k < of_camera; ++k) s.cameras.back()[k] = all[k];
        }
        for (std::size_t i = 0; i < count; ++i) {
            if (i % 10 == 0) s.points.push_back({uniform(-1, 1), uniform(-1, 1), uniform(-1, 1)});
            s.observations.push_back({static_cast<int>(uniform(0, 100)), static_cast<int>(i / 10), {uniform(0, 640), uniform(0, 480)}});
        }
        return s;
    }
};

}  // namespace bench
