// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The complex step: of an analytic function that is real for real arguments Im f(x + ih) / h is f'(x) to all digits, as nothing is
// subtracted (Squire and Trapp, SIAM Review 40, 1998). Only for functions of the operations that are known to be analytic, and
// whose complex versions keep an imaginary part of that size.
#pragma once
#pragma GCC system_header

#include <typegrad/check/differences.hpp>
#include <typegrad/complex.hpp>
#include <typegrad/transform/gradient.hpp>

#include <complex>

namespace typegrad::inline v0_2::check {

namespace detail {
    template <class... Op>
    constexpr bool is_one_of(int operation) {
        return ((operation == code<Op>) || ...);
    }

    template <class Source>
    consteval bool analytic() {
        auto const& graph = graph::made<Source>::graph;
        for (int i = 0; i < graph.node_count; ++i)
            if (!is_one_of<input_, add_, sub_, neg_, mul_, div_, sqrt_, exp_, log_, sin_, cos_, sinh_, cosh_>(graph.nodes[i].operation)) return false;
        return true;
    }
}

// The derivatives of all outputs of Source by one input. Their error is seen in what a change of the last digits of the inputs
// makes of them.
template <class Source, class T, std::size_t Inputs>
auto complex_step(std::array<T, Inputs> const& point, std::size_t by) {
    using complex = std::complex<T>;
    constexpr auto outputs = static_cast<std::size_t>(Source::outputs);
    T const step = T(1e-20) * (point[by] != 0 ? math::abs(point[by]) : T(1));
    std::array<estimate<T>, outputs> result{};
    for (int disturbed = 0; disturbed < 5; ++disturbed) {
        std::array<complex, Inputs> at{};
        for (std::size_t i = 0; i < Inputs; ++i) {
            int const ulps = disturbed == 0 ? 0 : (disturbed < 3 ? 1 : 2) * ((static_cast<int>(i) + disturbed) % 2 == 0 ? 1 : -1);
            at[i] = complex(point[i] * (1 + static_cast<T>(ulps) * std::numeric_limits<T>::epsilon()), i == by ? step : T(0));
        }
        auto const y = back::evaluate<graph::made<Source>>(at);
        for (std::size_t i = 0; i < outputs; ++i) {
            T const slope = y[i].imag() / step;
            if (disturbed == 0) result[i] = {slope, 32 * std::numeric_limits<T>::epsilon() * math::abs(slope)};
            else result[i].error = detail::largest(result[i].error, 8 * math::abs(slope - result[i].value));
        }
    }
    return result;
}

}
