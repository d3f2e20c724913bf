// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Stan Math: reverse. It records anew at every point, in an arena whose memory is reused.
#pragma once

#include <array>
#include <cstddef>

#include <stan/math/rev/scal.hpp>

#include "inputs.hpp"

namespace bench {

struct stan_math {
    static constexpr auto name = "Stan";
    template <class Problem>
    static constexpr bool applies = order_of<Problem> == 1;

    template <class Problem>
    static auto evaluate(auto const&... arguments) {
        using stan::math::var;
        std::array<var, inputs_of<Problem>> inputs;
        auto const outputs = primal_of<Problem>([&](std::size_t index, double number) { return inputs[index] = number; }, arguments...);
        result_of<Problem> result;
        std::size_t output = 0;
        flatten(outputs, [&](var const& number) {
            value_in<Problem>(result, output) = number.val();
            if (output > 0) stan::math::set_zero_all_adjoints();
            stan::math::grad(number.vi_);
            for (std::size_t i = 0; i < inputs.size(); ++i) row_in<Problem>(result, output)[i] = inputs[i].adj();
            ++output;
        });
        stan::math::recover_memory();
        return result;
    }
};

using peers = engine_list<stan_math>;

}  // namespace bench
