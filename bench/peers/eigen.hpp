// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Eigen's AutoDiffScalar: forward, with as many derivatives as there are inputs, of static size.
#pragma once

#include <cmath>
#include <cstddef>
#include <numbers>

#include <Eigen/Core>
#include <unsupported/Eigen/AutoDiff>

#include "../kept.hpp"
#include "inputs.hpp"

// What Eigen lacks, written as it writes the others.
namespace Eigen {

template <class Derivatives>
auto erfc(AutoDiffScalar<Derivatives> const& x) {
    return MakeAutoDiffScalar(std::erfc(x.value()), x.derivatives() * (-2 * std::numbers::inv_sqrtpi * std::exp(-x.value() * x.value())));
}

template <class Left, class Right>
auto pow(AutoDiffScalar<Left> const& x, AutoDiffScalar<Right> const& y) {
    double const power = std::pow(x.value(), y.value());
    return MakeAutoDiffScalar(power, x.derivatives() * (power * y.value() / x.value()) + y.derivatives() * (power * std::log(x.value())));
}

}  // namespace Eigen

namespace bench {

template <class Derivatives>
struct kept_as<Eigen::AutoDiffScalar<Derivatives>> {
    using type = Eigen::AutoDiffScalar<typename Eigen::internal::remove_all<Derivatives>::type::PlainObject>;
};

struct eigen {
    static constexpr auto name = "Eigen";
    template <class Problem>
    static constexpr bool applies = order_of<Problem> == 1;

    template <class Problem>
    static auto evaluate(auto const&... arguments) {
        using scalar = Eigen::AutoDiffScalar<Eigen::Matrix<double, static_cast<int>(inputs_of<Problem>), 1>>;
        auto const outputs = primal_of<Problem>(
            [](std::size_t index, double number) { return scalar(number, static_cast<int>(inputs_of<Problem>), static_cast<int>(index)); }, arguments...);
        result_of<Problem> result;
        std::size_t output = 0;
        flatten(outputs, [&](scalar const& number) {
            value_in<Problem>(result, output) = number.value();
            Eigen::Map<Eigen::Matrix<double, static_cast<int>(inputs_of<Problem>), 1>>(row_in<Problem>(result, output).data()) = number.derivatives();
            ++output;
        });
        return result;
    }
};

using peers = engine_list<eigen>;

}  // namespace bench
