// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Ceres Solver's Jet: forward, with as many derivatives as there are inputs, of static size.
#pragma once

#include <algorithm>
#include <cstddef>

#include <ceres/jet.h>

#include "inputs.hpp"

// A Jet meets numbers of its own type only; whole ones appear in the problems too.
namespace ceres {

template <int N> auto operator+(int a, Jet<double, N> const& b) { return static_cast<double>(a) + b; }
template <int N> auto operator-(int a, Jet<double, N> const& b) { return static_cast<double>(a) - b; }
template <int N> auto operator*(int a, Jet<double, N> const& b) { return static_cast<double>(a) * b; }
template <int N> auto operator/(int a, Jet<double, N> const& b) { return static_cast<double>(a) / b; }
template <int N> auto operator+(Jet<double, N> const& a, int b) { return a + static_cast<double>(b); }
template <int N> auto operator-(Jet<double, N> const& a, int b) { return a - static_cast<double>(b); }
template <int N> auto operator/(Jet<double, N> const& a, int b) { return a / static_cast<double>(b); }

}  // namespace ceres

namespace bench {

struct ceres_jet {
    static constexpr auto name = "Ceres";
    template <class Problem>
    static constexpr bool applies = order_of<Problem> == 1;

    template <class Problem>
    static auto evaluate(auto const&... arguments) {
        using scalar = ceres::Jet<double, static_cast<int>(inputs_of<Problem>)>;
        auto const outputs = primal_of<Problem>([](std::size_t index, double number) { return scalar(number, static_cast<int>(index)); }, arguments...);
        result_of<Problem> result;
        std::size_t output = 0;
        flatten(outputs, [&](scalar const& number) {
            value_in<Problem>(result, output) = number.a;
            std::copy_n(number.v.data(), inputs_of<Problem>, row_in<Problem>(result, output).data());
            ++output;
        });
        return result;
    }
};

using peers = engine_list<ceres_jet>;

}  // namespace bench
