// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <tuple>
#include <type_traits>

#include "../results.hpp"

namespace bench {

// The squared error of a network of four inputs, eight hidden units with tanh and one linear output, in its 49 parameters.
// Eight calls of tanh decide; tanh' = 1 - tanh² needs no other.
struct network {
    static constexpr auto name = "network 4-8-1";

    static constexpr std::size_t inputs = 4, units = 8;
    // Order of the parameters: the rows of the hidden weights, their biases, the output's weights, its bias.
    static constexpr std::size_t hidden_bias = units * inputs, output_weight = hidden_bias + units, output_bias = output_weight + units,
                                 size = output_bias + 1;
    static constexpr std::size_t differentiated = 1;  // of the arguments: the rest is data

    static constexpr auto primal = [](auto const& parameter, auto const& input, auto target) {
        using std::tanh;
        using scalar = std::remove_cvref_t<decltype(parameter[0])>;
        scalar output = parameter[output_bias];
        for (std::size_t unit = 0; unit < units; ++unit) {
            scalar sum = parameter[hidden_bias + unit];
            for (std::size_t i = 0; i < inputs; ++i) sum += parameter[unit * inputs + i] * input[i];
            output += parameter[output_weight + unit] * tanh(sum);
        }
        scalar const error = output - target;
        return scalar(0.5 * error * error);
    };

    using result = value_with_gradient<std::array<double, size>>;

    // The expert has nothing to add: beside the calls there are some forty multiplications, all independent.
    [[gnu::always_inline]] static inline result hand_written(std::array<double, size> const& parameter, std::array<double, inputs> const& input, double target) {
        std::array<double, units> activation;
        double output = parameter[output_bias];
        for (std::size_t unit = 0; unit < units; ++unit) {
            double sum = parameter[hidden_bias + unit];
            for (std::size_t i = 0; i < inputs; ++i) sum += parameter[unit * inputs + i] * input[i];
            activation[unit] = std::tanh(sum);
            output += parameter[output_weight + unit] * activation[unit];
        }
        double const error = output - target;

        result out;
        out.value = 0.5 * error * error;
        for (std::size_t unit = 0; unit < units; ++unit) {
            double const y = activation[unit];
            double const sum_adjoint = error * parameter[output_weight + unit] * (1 - y * y);
            for (std::size_t i = 0; i < inputs; ++i) out.gradient[unit * inputs + i] = sum_adjoint * input[i];
            out.gradient[hidden_bias + unit] = sum_adjoint;
            out.gradient[output_weight + unit] = error * y;
        }
        out.gradient[output_bias] = error;
        return out;
    }

    static auto sample(auto& uniform) {
        std::array<double, size> parameter;
        std::array<double, inputs> input;
        for (double& entry : parameter) entry = uniform(-1, 1);
        for (double& entry : input) entry = uniform(-1, 1);
        return std::tuple{parameter, input, uniform(-1, 1)};
    }
};

}  // namespace bench
