// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// How far an engine's derivatives are off, beside how long they take.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace bench {

// A number of some 106 bits as the sum of two doubles.
struct two_doubles {
    double high, low;
};

// The gradient of an output: the number nearest to each of its components.
using exact_gradient = std::vector<two_doubles>;

// The gradients of all outputs at every fourth sample point. For a problem of second order: the rows of the Hessian. accuracy.cpp, which
// is not compiled as the measured code is, computes them once in many digits.
template <class Problem>
std::vector<std::vector<exact_gradient>> const& exact_gradients();
inline constexpr std::size_t exact_stride = 4;

// The largest error of a component in units in the last place of its gradient's Euclidean norm. `all` has the numbers of an
// engine at each sample point: the values first, if there are any, and then the gradients of the outputs.
// A component that cancels is not measured by its own size: no order of summation that an engine can choose saves its digits.
inline double largest_error(std::vector<std::vector<double>> const& all, std::vector<std::vector<exact_gradient>> const& exact) {
    double worst = 0;
    for (std::size_t point = 0; point < exact.size(); ++point) {
        auto const& gradients = exact[point];
        auto const& actual = all[point * exact_stride];
        double const* number = actual.data() + actual.size() - gradients.size() * gradients.front().size();
        for (auto const& gradient : gradients) {
            double norm = 0;
            for (auto const& [high, low] : gradient) norm = std::hypot(norm, high);
            double const ulp = std::ldexp(1, std::max(std::ilogb(norm), std::numeric_limits<double>::min_exponent) - std::numeric_limits<double>::digits + 1);
            for (auto const& [high, low] : gradient) worst = std::max(worst, std::abs((*number++ - high) - low) / ulp);
        }
    }
    return worst;
}

}  // namespace bench
