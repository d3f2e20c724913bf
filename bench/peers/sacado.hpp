// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Sacado of Trilinos: forward (SFad, with as many derivatives as there are inputs, of static size) and reverse (Rad, which
// records anew at every point and reuses its memory).
#pragma once

#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

// Sacado alone: the package's configuration binds it to Kokkos, Teuchos and MPI. The design that it makes the default, it says.
#define TRILINOS_NO_CONFIG_H
#define SACADO_NEW_FAD_DESIGN_IS_DEFAULT
#include <Sacado_No_Kokkos.hpp>

#include "../kept.hpp"
#include "inputs.hpp"

// What Sacado lacks, by the chain rule, as its users add functions.
namespace Sacado {

inline double slope_of_erfc(double x) { return -2 * std::numbers::inv_sqrtpi * std::exp(-x * x); }

template <class Expression>
    requires IsExpr<Expression>::value
auto erfc(Expression const& expression) {
    typename BaseExprType<Expression>::type x(expression);
    double const slope = slope_of_erfc(x.val());
    for (int i = 0; i < x.size(); ++i) x.fastAccessDx(i) *= slope;
    x.val() = std::erfc(x.val());
    return x;
}
namespace ELRCacheFad { using Sacado::erfc; }

namespace Rad {

    template <class Number>
    ADvari<Number>& erfc(ADvari<Number> const& x) {
        return ADf1(std::erfc(x.Val), slope_of_erfc(x.Val), x);
    }
    template <class Number>
    ADvari<Number>& erfc(Base<ADvari<Number>> const& x) {
        return erfc(x.derived());
    }

}  // namespace Rad
}  // namespace Sacado

namespace bench {

template <class Expression>
    requires Sacado::IsExpr<Expression>::value
struct kept_as<Expression> {
    using type = typename Sacado::BaseExprType<Expression>::type;
};
template <class Number>
struct kept_as<Sacado::Rad::ADvari<Number>> {
    using type = Sacado::Rad::ADvar<Number>;
};

// Derivatives are propagated backward within an expression and its subexpressions' values are kept, of Sacado's forward types
// the fastest on most problems.
struct sacado_forward {
    static constexpr auto name = "Sacado SFad";
    template <class Problem>
    static constexpr bool applies = order_of<Problem> == 1;

    template <class Problem>
    static auto evaluate(auto const&... arguments) {
        constexpr int inputs = static_cast<int>(inputs_of<Problem>);
        using scalar = Sacado::ELRCacheFad::SFad<double, inputs>;
        auto const outputs = primal_of<Problem>([](std::size_t index, double number) { return scalar(inputs, static_cast<int>(index), number); }, arguments...);
        result_of<Problem> result;
        std::size_t output = 0;
        flatten(outputs, [&](scalar const& number) {
            value_in<Problem>(result, output) = number.val();
            for (int i = 0; i < inputs; ++i) row_in<Problem>(result, output)[static_cast<std::size_t>(i)] = number.fastAccessDx(i);
            ++output;
        });
        return result;
    }
};

struct sacado_reverse {
    static constexpr auto name = "Sacado Rad";
    template <class Problem>
    static constexpr bool applies = order_of<Problem> == 1;

    template <class Problem>
    static auto evaluate(auto const&... arguments) {
        using scalar = Sacado::Rad::ADvar<double>;
        std::array<scalar, inputs_of<Problem>> inputs;
        auto outputs = primal_of<Problem>([&](std::size_t index, double number) { return inputs[index] = number; }, arguments...);
        std::array<scalar*, outputs_of<Problem>> all;
        std::size_t count = 0;
        flatten(outputs, [&](scalar const& number) { all[count++] = const_cast<scalar*>(&number); });  // copies would be recorded

        result_of<Problem> result;
        for (std::size_t output = 0; output < all.size(); ++output) {
            std::array<double, outputs_of<Problem>> weights{};
            weights[output] = 1;
            value_in<Problem>(result, output) = all[output]->val();
            scalar::Weighted_Gradcomp(all.size(), all.data(), weights.data());
            for (std::size_t i = 0; i < inputs.size(); ++i) row_in<Problem>(result, output)[i] = inputs[i].adj();
        }
        return result;
    }
};

using peers = engine_list<sacado_forward, sacado_reverse>;

}  // namespace bench
