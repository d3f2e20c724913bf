// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

namespace bench {

// log(Σ exp(b + t·x)) and its derivatives in t and b: two loops, for the greatest and for the rest.
struct log_sum_exp_of_rows {
    static constexpr auto name = "log-sum-exp";
    using row = double;
    using point = std::array<double, 2>;
    using result = point;

    static constexpr auto primal = [](auto const& w, auto const& rows) { return log_sum_exp(rows, [&](auto const& x) { return w[0] * x + w[1]; }); };

    static inline double hand_written(point const& w, std::vector<row> const& rows, point& gradient) {
        double greatest = -INFINITY, total = 0, moment = 0;
        for (double const x : rows) {
            double const y = w[0] * x + w[1];
            greatest = y > greatest ? y : greatest;
        }
        for (double const x : rows) {
            double const e = std::exp(w[0] * x + w[1] - greatest);
            total += e;
            moment += e * x;
        }
        gradient = {moment / total, 1};
        return greatest + std::log(total);
    }

    static point where(auto& uniform) {
        point w;
        for (double& entry : w) entry = uniform(-1, 1);
        return w;
    }
    static std::vector<row> sample(std::size_t n, auto& uniform) {
        std::vector<row> rows(n);
        for (double& x : rows) x = uniform(-20, 20);
        return rows;
    }
};

}  // namespace bench
