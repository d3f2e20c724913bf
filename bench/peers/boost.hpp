// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Boost.Math's autodiff: forward. Its type of several variables holds all mixed derivatives, whose number doubles with each, so
// gradients are taken input by input, and Hessians pair by pair.
#pragma once

#include <cstddef>

#include <boost/math/differentiation/autodiff.hpp>

#include "inputs.hpp"

namespace bench {

struct boost_autodiff {
    static constexpr auto name = "Boost";
    template <class Problem>
    static constexpr bool applies = true;

    template <class Problem>
    static auto evaluate(auto const&... arguments) {
        using namespace boost::math::differentiation;
        result_of<Problem> result;
        if constexpr (order_of<Problem> == 2) {
            using scalar = autodiff_fvar<double, 1, 1>;
            auto const [first, second] = make_ftuple<double, 1, 1>(0, 0);
            for (std::size_t i = 0; i < inputs_of<Problem>; ++i) {
                for (std::size_t j = 0; j <= i; ++j) {
                    auto const output = primal_of<Problem>(
                        [&](std::size_t index, double number) {
                            scalar argument = number;
                            if (index == i) argument += first;
                            if (index == j) argument += second;
                            return argument;
                        },
                        arguments...);
                    result[i][j] = result[j][i] = output.derivative(1, 1);
                }
            }
        } else {
            using scalar = autodiff_fvar<double, 1>;
            for (std::size_t i = 0; i < inputs_of<Problem>; ++i) {
                auto const outputs = primal_of<Problem>(
                    [&](std::size_t index, double number) { return index == i ? make_fvar<double, 1>(number) : scalar(number); }, arguments...);
                std::size_t output = 0;
                flatten(outputs, [&](scalar const& number) {
                    value_in<Problem>(result, output) = number.derivative(0);
                    row_in<Problem>(result, output)[i] = number.derivative(1);
                    ++output;
                });
            }
        }
        return result;
    }
};

using peers = engine_list<boost_autodiff>;

}  // namespace bench
