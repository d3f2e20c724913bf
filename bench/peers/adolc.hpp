// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// ADOL-C: the tape of each problem is recorded once; at each point it is run forward and swept back.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include <adolc/adolc.h>

#include "../kept.hpp"
#include "inputs.hpp"

// What ADOL-C lacks.
inline adouble erfc(badouble const& x) { return 1 - erf(x); }

namespace bench {

template <>
struct kept_as<adub> {
    using type = adouble;
};

struct adolc {
    static constexpr auto name = "ADOL-C";
    template <class Problem>
    static constexpr bool applies = true;

    // The number of the problem's tape. What is not differentiated are parameters, which can be set without recording again.
    template <class Problem>
    static short record(auto const&... arguments) {
        short const tape = static_cast<short>(next_tape++);
        trace_on(tape);
        std::array<adouble, inputs_of<Problem>> inputs;
        auto outputs = primal_with_data<Problem>(
            [&](std::size_t index, double number) -> adouble const& { return inputs[index] <<= number, inputs[index]; },
            [](std::size_t, double number) { return adouble(mkparam(number)); }, arguments...);
        double value;
        flatten(outputs, [&](adouble const& number) { const_cast<adouble&>(number) >>= value; });  // which marks it
        trace_off();
        return tape;
    }
    static inline int next_tape = 0;

    template <class Problem>
    static auto evaluate(auto const&... arguments) {
        constexpr std::size_t rows = outputs_of<Problem>;
        constexpr int inputs = static_cast<int>(inputs_of<Problem>), outputs = static_cast<int>(rows);
        static short const tape = record<Problem>(arguments...);

        std::array<double, inputs_of<Problem>> point;
        std::array<double, data_of<Problem>> data;
        std::size_t count = 0;
        (flatten(arguments, [&](double number) { (count < point.size() ? point[count] : data[count - point.size()]) = number, ++count; }), ...);
        if constexpr (data.size() > 0) set_param_vec(tape, data.size(), data.data());

        result_of<Problem> result;
        if constexpr (order_of<Problem> == 2) {
            std::array<double*, inputs_of<Problem>> rows_of_hessian;
            for (std::size_t i = 0; i < result.size(); ++i) rows_of_hessian[i] = result[i].data();
            hessian(tape, inputs, point.data(), rows_of_hessian.data());
            for (std::size_t i = 0; i < result.size(); ++i) {
                for (std::size_t j = 0; j < i; ++j) result[j][i] = result[i][j];  // it fills the lower triangle
            }
        } else {
            zos_forward(tape, outputs, inputs, 1, point.data(), &value_in<Problem>(result, 0));
            if constexpr (rows == 1) {
                double weight = 1;
                fos_reverse(tape, outputs, inputs, &weight, row_in<Problem>(result, 0).data());
            } else {
                matrix<rows, rows> weights{};
                std::array<double*, rows> weight_rows, result_rows;
                for (std::size_t row = 0; row < rows; ++row) {
                    weights[row][row] = 1;
                    weight_rows[row] = weights[row].data();
                    result_rows[row] = row_in<Problem>(result, row).data();
                }
                fov_reverse(tape, outputs, inputs, outputs, weight_rows.data(), result_rows.data());
            }
        }
        return result;
    }
};

using peers = engine_list<adolc>;

}  // namespace bench
