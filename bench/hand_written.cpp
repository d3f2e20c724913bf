// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The bar must be right, and must be the same bar: every hand-written gradient against central differences of the primal in
// 100 digits, where a step of 1e-30 leaves an error near 1e-60; and every hand-written value equal to the primal's bit by bit,
// for which this file is compiled with -ffp-contract=off.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <tuple>
#include <vector>

#include <boost/multiprecision/cpp_bin_float.hpp>

#include "flatten.hpp"
#include "points.hpp"
#include "problems/black_scholes.hpp"
#include "problems/polynomial.hpp"
#include "problems/product_exponential.hpp"
#include "problems/reprojection.hpp"

namespace {

// Without expression templates: a primal stores its intermediate results in `auto`.
using precise = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<100>, boost::multiprecision::et_off>;

std::vector<precise> numbers(auto const& shape) {
    std::vector<precise> all;
    bench::flatten(shape, [&](auto const& number) { all.emplace_back(number); });
    return all;
}

// The point in the primal's argument shapes, with precise numbers.
auto precise_shape(double) { return precise(); }
template <std::size_t N>
auto precise_shape(std::array<double, N> const&) {
    return std::array<precise, N>();
}

void assign(precise& argument, precise const*& next) { argument = *next++; }
template <std::size_t N>
void assign(std::array<precise, N>& argument, precise const*& next) {
    for (auto& entry : argument) entry = *next++;
}

template <class Problem>
std::vector<precise> primal_at(std::vector<precise> const& point) {
    auto arguments = std::apply([](auto const&... parts) { return std::tuple{precise_shape(parts)...}; }, bench::point_of<Problem>());
    precise const* next = point.data();
    std::apply([&](auto&... parts) { (assign(parts, next), ...); }, arguments);
    return numbers(std::apply(Problem::primal, arguments));
}

template <class Problem>
bool check() {
    precise const step("1e-30");
    double worst = 0;
    bool same_values = true;
    for (auto const& point : bench::sample_points<Problem>()) {
        auto const [value, derivative] =
            std::apply([](auto const&... arguments) { return Problem::hand_written(arguments...); }, point);
        same_values = same_values && value == std::apply(Problem::primal, point);
        auto const at = numbers(point);
        auto const values = numbers(value);
        auto const derivatives = numbers(derivative);
        auto const expected_values = primal_at<Problem>(at);

        std::vector<precise> expected(derivatives.size());
        for (std::size_t input = 0; input < at.size(); ++input) {
            auto above = at, below = at;
            above[input] += step;
            below[input] -= step;
            auto const high = primal_at<Problem>(above);
            auto const low = primal_at<Problem>(below);
            for (std::size_t output = 0; output < values.size(); ++output) {
                expected[output * at.size() + input] = (high[output] - low[output]) / (2 * step);
            }
        }

        auto const compare = [&](std::vector<precise> const& actual, std::vector<precise> const& reference) {
            precise largest = 0;
            for (auto const& number : reference) largest = std::max<precise>(largest, abs(number));
            for (std::size_t i = 0; i < reference.size(); ++i) {
                precise const scale = abs(reference[i]) + largest / 1000;
                worst = std::max(worst, static_cast<double>(abs(actual[i] - reference[i]) / scale));
            }
        };
        compare(values, expected_values);
        compare(derivatives, expected);
    }
    std::printf("%-20s largest relative error %.1e%s\n", Problem::name, worst,
                same_values ? "" : ", and values are not the primal's");
    return same_values && worst < 1e-11;
}

}  // namespace

int main() {
    std::array const right{check<bench::polynomial>(), check<bench::product_exponential>(), check<bench::black_scholes>(),
                           check<bench::reprojection>()};
    return std::ranges::count(right, false) == 0 ? 0 : 1;
}
