// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The problems in 50 digits: central differences of the primal, where a step of 1e-13 leaves an error near 1e-26, at second order 1e-24.
#pragma once

#include <array>
#include <cstddef>
#include <tuple>
#include <vector>

#include <boost/multiprecision/cpp_bin_float.hpp>

#include "flatten.hpp"
#include "points.hpp"

namespace bench {

// Without expression templates: a primal stores its intermediate results in `auto`.
using precise = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>, boost::multiprecision::et_off>;

std::vector<precise> numbers_in_many_digits(auto const&... shapes) {
    std::vector<precise> all;
    (flatten(shapes, [&](auto const& number) { all.emplace_back(number); }), ...);
    return all;
}

// The point in the primal's argument shapes, with precise numbers.
inline auto precise_shape(double) { return precise(); }
template <class Shape, std::size_t N>
auto precise_shape(std::array<Shape, N> const&) {
    return std::array<decltype(precise_shape(Shape())), N>();
}

inline void assign(precise& argument, precise const*& next) { argument = *next++; }
template <class Shape, std::size_t N>
void assign(std::array<Shape, N>& argument, precise const*& next) {
    for (auto& part : argument) assign(part, next);
}

template <class Problem>
std::vector<precise> primal_at(std::vector<precise> const& point) {
    auto arguments = std::apply([](auto const&... parts) { return std::tuple{precise_shape(parts)...}; }, point_of<Problem>());
    precise const* next = point.data();
    std::apply([&](auto&... parts) { (assign(parts, next), ...); }, arguments);
    return numbers_in_many_digits(std::apply(Problem::primal, arguments));
}

// How many of the point's numbers are differentiated: they come first.
template <class Problem>
std::size_t input_count(point_of<Problem> const& point) {
    std::size_t count = 0, position = 0;
    std::apply([&](auto const&... parts) { ((count += position++ < differentiated<Problem> ? numbers_in_many_digits(parts).size() : 0), ...); }, point);
    return count;
}

// The derivative at the point, row by row.
template <class Problem>
std::vector<precise> differences(point_of<Problem> const& point) {
    auto const at = std::apply([](auto const&... parts) { return numbers_in_many_digits(parts...); }, point);
    std::size_t const inputs = input_count<Problem>(point);
    precise const step("1e-13");
    auto const moved = [&](std::size_t i, int by, std::size_t j = 0, int by_too = 0) {
        auto to = at;
        to[i] += by * step;
        to[j] += by_too * step;
        return primal_at<Problem>(to);
    };
    std::vector<precise> derivatives;
    if constexpr (order_of<Problem> == 2) {
        derivatives.resize(inputs * inputs);
        for (std::size_t i = 0; i < inputs; ++i) {
            for (std::size_t j = 0; j <= i; ++j) {
                precise const difference = moved(i, 1, j, 1)[0] - moved(i, 1, j, -1)[0] - moved(i, -1, j, 1)[0] + moved(i, -1, j, -1)[0];
                derivatives[i * inputs + j] = derivatives[j * inputs + i] = difference / (4 * step * step);
            }
        }
    } else {
        for (std::size_t i = 0; i < inputs; ++i) {
            auto const above = moved(i, 1), below = moved(i, -1);
            derivatives.resize(above.size() * inputs);
            for (std::size_t output = 0; output < above.size(); ++output) {
                derivatives[output * inputs + i] = (above[output] - below[output]) / (2 * step);
            }
        }
    }
    return derivatives;
}

}  // namespace bench
