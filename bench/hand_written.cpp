// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The bar must be right, and must be the same bar: every hand-written derivative, the expert's too, against central differences
// of the primal in 100 digits, where a step of 1e-25 leaves an error near 1e-50; and every value by hand equal to the primal's
// bit by bit, for which this file is compiled with -ffp-contract=off.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include <boost/multiprecision/cpp_bin_float.hpp>

#include "flatten.hpp"
#include "points.hpp"
#include "problems.hpp"
#include "../tests/sanitized.hpp"

namespace {

// Without expression templates: a primal stores its intermediate results in `auto`.
using precise = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<100>, boost::multiprecision::et_off>;

std::vector<precise> numbers(auto const&... shapes) {
    std::vector<precise> all;
    (bench::flatten(shapes, [&](auto const& number) { all.emplace_back(number); }), ...);
    return all;
}

// The point in the primal's argument shapes, with precise numbers.
auto precise_shape(double) { return precise(); }
template <class Shape, std::size_t N>
auto precise_shape(std::array<Shape, N> const&) {
    return std::array<decltype(precise_shape(Shape())), N>();
}

void assign(precise& argument, precise const*& next) { argument = *next++; }
template <class Shape, std::size_t N>
void assign(std::array<Shape, N>& argument, precise const*& next) {
    for (auto& part : argument) assign(part, next);
}

template <class Problem>
std::vector<precise> primal_at(std::vector<precise> const& point) {
    auto arguments = std::apply([](auto const&... parts) { return std::tuple{precise_shape(parts)...}; }, bench::point_of<Problem>());
    precise const* next = point.data();
    std::apply([&](auto&... parts) { (assign(parts, next), ...); }, arguments);
    return numbers(std::apply(Problem::primal, arguments));
}

// How many of the point's numbers are differentiated: they come first.
template <class Problem>
std::size_t input_count(bench::point_of<Problem> const& point) {
    std::size_t count = 0, position = 0;
    std::apply([&](auto const&... parts) { ((count += position++ < bench::differentiated<Problem> ? numbers(parts).size() : 0), ...); }, point);
    return count;
}

template <class Problem>
std::vector<precise> differences(std::vector<precise> const& at, std::size_t inputs) {
    precise const step("1e-25");
    auto const moved = [&](std::size_t i, int by, std::size_t j = 0, int by_too = 0) {
        auto to = at;
        to[i] += by * step;
        to[j] += by_too * step;
        return primal_at<Problem>(to);
    };
    std::vector<precise> derivatives;
    if constexpr (bench::order_of<Problem> == 2) {
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

// The largest error of a number, relative to itself or, where terms cancelled, to a thousandth of the largest beside it.
double worst_error(std::vector<precise> const& actual, std::vector<precise> const& expected) {
    if (actual.size() != expected.size()) return 1;
    precise largest = 0, worst = 0;
    for (auto const& number : expected) largest = std::max<precise>(largest, abs(number));
    for (std::size_t i = 0; i < expected.size(); ++i) {
        precise const error = abs(actual[i] - expected[i]);
        if (!(error <= worst * (abs(expected[i]) + largest / 1000))) worst = error / (abs(expected[i]) + largest / 1000);
    }
    return static_cast<double>(worst);
}

// The value's and the derivative's error of what a hand-written function returns; a second-order one returns no value.
template <class Problem>
double error_of(auto const& result, std::vector<precise> const& value, std::vector<precise> const& derivative) {
    if constexpr (bench::order_of<Problem> == 2) {
        return worst_error(numbers(result), derivative);
    } else {
        auto const& [actual_value, actual_derivative] = result;
        return std::max(worst_error(numbers(actual_value), value), worst_error(numbers(actual_derivative), derivative));
    }
}

template <class Problem>
bool check() {
    constexpr auto by_hand = [](auto const&... arguments) { return Problem::hand_written(arguments...); };
    auto const points = bench::sample_points<Problem>();
    bool same_values = true;
    if constexpr (bench::order_of<Problem> == 1) {
        for (auto const& point : points) {
            auto const& [value, derivative] = std::apply(by_hand, point);
            same_values = same_values && value == std::apply(Problem::primal, point);
        }
    }
    // 100 digits are slow: 16 points do, and with sanitizers 2.
    double error = 0, error_of_expert = 0;
    for (std::size_t i = 0; i < points.size(); i += points.size() / (sanitized ? 2 : 16)) {
        auto const& point = points[i];
        auto const at = std::apply([](auto const&... parts) { return numbers(parts...); }, point);
        auto const value = primal_at<Problem>(at);
        auto const derivative = differences<Problem>(at, input_count<Problem>(point));
        error = std::max(error, error_of<Problem>(std::apply(by_hand, point), value, derivative));
        if constexpr (bench::has_expert<Problem>) {
            constexpr auto by_expert = [](auto const&... arguments) { return Problem::hand_written_by_expert(arguments...); };
            error_of_expert = std::max(error_of_expert, error_of<Problem>(std::apply(by_expert, point), value, derivative));
        }
    }
    std::printf("%-22s largest relative error %.1e", std::string(Problem::name).c_str(), error);
    if (bench::has_expert<Problem>) std::printf(", the expert's %.1e", error_of_expert);
    std::puts(same_values ? "" : ", and values are not the primal's");
    return same_values && error < 1e-11 && error_of_expert < 1e-11;
}

template <class... Problems>
bool check_group(bench::group<Problems...>) {
    return (check<Problems>() & ...);
}

}  // namespace

int main() {
    bool const right = std::apply([](auto... groups) { return (check_group(groups) & ...); }, bench::groups());
    return right ? 0 : 1;
}
