// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The bar must be right, and must be the same bar: every hand-written derivative, the expert's too, against many digits
// (many_digits.hpp); and every value by hand equal to the primal's bit by bit, for which this file is compiled with
// -ffp-contract=off.

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <string>
#include <tuple>
#include <vector>

#include "many_digits.hpp"
#include "points.hpp"
#include "problems.hpp"
#include "../tests/sanitized.hpp"

namespace {

using bench::precise;

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
        return worst_error(bench::numbers_in_many_digits(result), derivative);
    } else {
        auto const& [actual_value, actual_derivative] = result;
        return std::max(worst_error(bench::numbers_in_many_digits(actual_value), value), worst_error(bench::numbers_in_many_digits(actual_derivative), derivative));
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
    // Many digits are slow: 16 points do, and with sanitizers 2.
    double error = 0, error_of_expert = 0;
    for (std::size_t i = 0; i < points.size(); i += points.size() / (sanitized ? 2 : 16)) {
        auto const& point = points[i];
        auto const at = std::apply([](auto const&... parts) { return bench::numbers_in_many_digits(parts...); }, point);
        auto const value = bench::primal_at<Problem>(at);
        auto const derivative = bench::differences<Problem>(point);
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
