// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// First and second derivatives of operators, by the sweep in reverse, against differences. tests/operators compares them with many digits, by
// every engine and at every kink, but takes minutes and is left to `tests/run --all`; nobody who breaks a rule should have to wait for that.
#pragma once

#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>

#include "domains.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

namespace every_derivative {

namespace op = typegrad::op;

using point = std::array<double, 3>;
struct derivatives {
    double value = 0;
    point first{};
    std::array<point, 3> second{};
};

// A rule is linear in what it is given to pass on. With a factor, which is known at run time only, a rule that loses it is noticed.
template <class Op>
constexpr auto with_factor = [](auto const& a, auto const& factor) { return factor * domains::on_array<Op>(std::make_index_sequence<Op::arity>{})(a); };

template <class Op>
derivatives derivatives_at(point const& at) {
    std::array<double, Op::arity> a{};
    for (std::size_t k = 0; k < a.size(); ++k) a[k] = at[k];
    auto const [value, gradient, hessian] = typegrad::value_gradient_and_hessian(with_factor<Op>, typegrad::wrt<0>)(a, 1.75);
    derivatives d{value};
    for (std::size_t k = 0; k < a.size(); ++k) {
        d.first[k] = gradient[k];
        for (std::size_t j = 0; j < a.size(); ++j) d.second[k][j] = hessian[k][j];
    }
    return d;
}

inline constexpr double step = 1.0 / 4096;

// Of the fourth order.
template <class F>
double difference(F f, point const& at, std::size_t k) {
    auto const beside = [&](double d) {
        point there = at;
        there[k] += d;
        return f(there);
    };
    return (8 * (beside(step) - beside(-step)) - (beside(2 * step) - beside(-2 * step))) / (12 * step);
}

inline void check(char const* name, derivatives (*f)(point const&), point const& at, std::array<bool, 3> const& differentiable) {
    auto const look_at = [&](char const* what, double by_rule, double by_difference) {
        BOOST_TEST(std::abs(by_rule - by_difference) <= 1e-7 * (1 + std::abs(by_rule)), name << " at " << at[0] << ", " << at[1] << ", " << at[2] << ": " << what << " is " << by_rule << ", and a difference " << by_difference);
    };
    derivatives const here = f(at);
    for (std::size_t k = 0; k < 3; ++k) {
        if (!differentiable[k]) continue;
        look_at("a first derivative", here.first[k], difference([&](point const& there) { return f(there).value; }, at, k));
        for (std::size_t j = 0; j < 3; ++j) look_at("a second derivative", here.second[j][k], difference([&](point const& there) { return f(there).first[j]; }, at, k));
    }
}

template <class Op>
void check() {
    if constexpr (domains::is_function<Op>) {
        std::array<bool, 3> differentiable{};
        for (std::size_t k = 0; k < static_cast<std::size_t>(Op::arity); ++k) differentiable[k] = (Op::differentiable[k] || !Op::active[k]) && !Op::integer[k];
        // (At these points there is no jump of fmod near.)
        for (int number = 11; number <= 20; ++number) {
            domains::uniform random(static_cast<std::uint64_t>(number));
            point at{};
            for (std::size_t k = 0; k < static_cast<std::size_t>(Op::arity); ++k) at[k] = domains::tame_operand<Op>(k, random);
            check(Op::text, &derivatives_at<Op>, at, differentiable);
        }
    }
}
template <class... Op>
void check_all(op::operation_list<Op...>) {
    (check<Op>(), ...);
}

}
