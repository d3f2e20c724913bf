// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A stanza of typegrad/special.hpp against Boost.Math in 100 digits: value, first and second partials, by both engines.
#pragma once

#include <boost/test/unit_test.hpp>

#include <typegrad/special/missing.hpp>

#include <typegrad.hpp>
#include <typegrad/tape.hpp>

#include <boost/multiprecision/cpp_bin_float.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "sanitized.hpp"
#include "verify.hpp"

namespace special_test {

namespace op = typegrad::op;
using precise = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<100>, boost::multiprecision::et_off>;

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

// The function of one array of operands, of which those without a derivative stay out of it.
template <class Op, std::size_t... I>
constexpr auto on_array(std::index_sequence<I...>) {
    return [](auto const& a) {
        auto const operand = [&]<std::size_t K>(std::integral_constant<std::size_t, K>) {
            if constexpr (Op::active[K] && Op::differentiable[K]) return a[K];
            else return typegrad::stop_gradient(a[K]);
        };
        return op::apply<Op>(operand(std::integral_constant<std::size_t, I>{})...);
    };
}

struct tolerance {
    double value = 8;
    double first = 16;
    double second = 64;
};

// In units of double's epsilon, relative to the number itself, or, where it is the difference of larger ones, to a hundredth of the
// largest beside it.
template <class Op, std::size_t n>
void compare_with_many_digits(std::array<double, n> const& at, double value, std::array<double, n> const& partial, std::array<std::array<double, n>, n> const& second, tolerance const& allowed) {
    auto const step = [&](std::size_t i) { return precise(at[i] == 0 ? 1 : at[i]) * precise("1e-30"); };
    auto const shifted = [&](std::size_t i, int steps_i, std::size_t j, int steps_j) {
        std::array<precise, n> a;
        std::copy(at.begin(), at.end(), a.begin());
        a[i] += steps_i * step(i);
        a[j] += steps_j * step(j);
        return std::apply([](auto const&... operand) { return precise(Op::value(operand...)); }, a);
    };
    auto const compare = [&](int order, double actual, precise const& expected, precise const& largest, double most) {
        precise const scale = std::max<precise>(abs(expected), largest / 100);
        double const error = static_cast<double>(abs(actual - expected) / scale) / std::numeric_limits<double>::epsilon();
        BOOST_TEST((error < most || (actual == 0 && expected == 0)), Op::text << ": derivative of order " << order << " is " << actual << " and not " << expected.str(20) << ", by " << error << " epsilon, at " << verify::text(at));
    };
    compare(0, value, shifted(0, 0, 0, 0), 0, allowed.value);
    std::array<precise, n> expected{};
    for (std::size_t i = 0; i < n; ++i)
        if (Op::active[i] && Op::differentiable[i]) expected[i] = (shifted(i, 1, i, 0) - shifted(i, -1, i, 0)) / (2 * step(i));
    precise largest = 0;
    for (auto const& e : expected) largest = std::max<precise>(largest, abs(e));
    std::array<std::array<precise, n>, n> expected_second{};
    precise largest_second = 0;
    for (std::size_t i = 0; i < n; ++i) {
        if (!Op::active[i] || !Op::differentiable[i]) continue;
        compare(1, partial[i], expected[i], largest, allowed.first);
        for (std::size_t j = 0; j < n; ++j) {
            if (!Op::active[j] || !Op::differentiable[j]) continue;
            expected_second[i][j] = (shifted(i, 1, j, 1) - shifted(i, 1, j, -1) - shifted(i, -1, j, 1) + shifted(i, -1, j, -1)) / (4 * step(i) * step(j));
            largest_second = std::max<precise>(largest_second, abs(expected_second[i][j]));
        }
    }
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j)
            if (Op::active[i] && Op::differentiable[i] && Op::active[j] && Op::differentiable[j]) compare(2, second[i][j], expected_second[i][j], largest_second, allowed.second);
}

template <class Op, std::size_t Points>
void check(double const (&points)[Points][static_cast<std::size_t>(Op::arity)], tolerance allowed = {}) {
    constexpr auto n = static_cast<std::size_t>(Op::arity);
    constexpr auto f = on_array<Op>(std::make_index_sequence<n>{});
    for (auto const& point : points) {
        std::array<double, n> at{};
        std::copy(std::begin(point), std::end(point), at.begin());
        at = verify::hidden(at);
        auto const [value, partial] = typegrad::value_and_gradient(f)(at);
        auto const second = typegrad::hessian(f)(at);
        auto const taped = typegrad::tape::value_and_gradient(f)(at);
        BOOST_TEST(value == taped.value, Op::text << ": the tape's value differs");
        BOOST_TEST(verify::near(partial, taped.gradient), Op::text << ": the tape's partials differ at " << verify::text(at) << ": " << verify::text(partial) << " and " << verify::text(taped.gradient));

        // With sanitizers this would take minutes, and they see the special functions in double elsewhere.
        if constexpr (!sanitized) compare_with_many_digits<Op>(at, value, partial, second, allowed);
    }
}

// Derivatives at a special point, by both engines. `expected` in parentheses if it has commas.
#define AT(f, expected, ...)                                                                                                    \
    do {                                                                                                                        \
        verify::at_run_time("gradient(" #f ")", typegrad::gradient(f), expected, __VA_ARGS__);                                  \
        verify::at_run_time("tape::gradient(" #f ")", typegrad::tape::gradient(f), expected, __VA_ARGS__);                      \
    } while (false)
// The same of the second derivative, which the tape takes from the other engine's first.
#define AT_SECOND(f, expected, ...)                                                                                             \
    do {                                                                                                                        \
        verify::at_run_time("derivative(derivative(" #f "))", typegrad::derivative(typegrad::derivative(f)), expected, __VA_ARGS__); \
        verify::at_run_time("tape::derivative(derivative(" #f "))", typegrad::tape::derivative(typegrad::derivative(f)), expected, __VA_ARGS__); \
    } while (false)
#define VALUE(f, expected, ...) verify::at_run_time(#f, special_test::value_of{f}, expected, __VA_ARGS__)

template <class F>
struct value_of {
    F function;
    auto operator()(auto... a) const { return typegrad::value_and_gradient(function)(a...).value; }
};

}
