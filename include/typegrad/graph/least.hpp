// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What a value is nowhere less than, by its form: exp(x) is not less than 0, 1 + x² not less than 1, max(x, 1e-9) not less than that. It holds in
// floating point: exp(x) may be 0, a product of two that are not 0 too, and rounding keeps order.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/builder.hpp>
#include <typegrad/math/arithmetic.hpp>
#include <typegrad/op/compound.hpp>
#include <typegrad/op/kinked.hpp>
#include <typegrad/op/power.hpp>

namespace typegrad::inline v0_2::graph {

// The greatest such number that is found, for an operand; it is negative where none is found. The value may be NaN all the same. Of real numbers only:
// see builder::numbers_are_real.
template <class Builder>
constexpr double least(Builder& graph, int i, int depth = 8) {
    if (i < 0) return static_cast<double>(graph.literal_at(i));
    node const& n = graph[i];
    bool const is_square = n.exponent > 0 && n.exponent % 2 == 0 && graph.coefficient(i) > 0;
    double const known = n.what->least < 0 && (is_square || graph.is_not_negative(i)) ? 0 : n.what->least;
    if (depth == 0) return known;
    auto const of = [&](int k) { return least(graph, n.operand[k], depth - 1); };
    auto const lesser = [](double a, double b) { return a < b ? a : b; };
    auto const greater = [](double a, double b) { return a < b ? b : a; };
    // Nowhere negative, and where it is 0 not -0, over which 1 is minus infinity.
    auto const is_no_minus_zero = [&](int k) {
        double const bound = of(k);
        if (bound != 0 || n.operand[k] < 0) return bound > 0;
        node const& o = graph[n.operand[k]];
        return (o.what->least >= 0 && o.operation != code<sqrt_> && o.operation != code<relu_>) || (o.exponent > 0 && o.exponent % 2 == 0);
    };
    int const operation = n.operation;
    if (operation == code<add_>) {
        if (double const a = of(0); a >= 0)
            if (double const b = of(1); b >= 0) return greater(known, a + b);
    } else if (operation == code<mul_>) {
        if (double const a = of(0); a >= 0)
            if (double const b = of(1); b >= 0) return greater(known, a * b);
    } else if (operation == code<fma_>) {
        if (double const a = of(0); a >= 0)
            if (double const b = of(1); b >= 0)
                if (double const c = of(2); c >= 0) return greater(known, a * b + c);
    } else if (operation == code<div_>) {
        if (of(0) >= 0 && is_no_minus_zero(1)) return greater(known, 0);
    } else if (operation == code<sqrt_> || operation == code<norm_>) {
        if (double const a = of(0); a >= 0) return math::sqrt(a);
    } else if (operation == code<exp_> || operation == code<exp2_> || operation == code<exp10_>) {
        if (of(0) >= 0) return 1;
    } else if (operation == code<pow_>) {
        if (is_no_minus_zero(0)) return greater(known, 0);
    } else if (operation == code<hypot_>) {
        return greater(known, greater(of(0), of(1)));
    } else if (operation == code<max_> || operation == code<fmax_>) {
        // One that is NaN is no bound, but a literal is none.
        double const a = of(0), b = of(1);
        return greater(greater(known, lesser(a, b)), greater(n.operand[0] < 0 ? a : known, n.operand[1] < 0 ? b : known));
    } else if (operation == code<min_> || operation == code<fmin_>) {
        if (double const a = of(0); a > known) return greater(known, lesser(a, of(1)));
    } else if (operation == code<clamp_>) {
        if (n.operand[1] < 0) return greater(known, lesser(of(1), of(2)));
    } else if (operation == code<select_>) {
        if (double const a = of(1); a > known) return greater(known, lesser(a, of(2)));
    }
    return known;
}

// Whether a value is known not to be 0 where the results are numbers: by its form, or because the results divide by it, or take its logarithm.
template <class Builder>
constexpr bool is_never_zero(Builder& graph, int i) {
    constexpr double no_underflow = 1e-30, least_numerator = 0x1p-20;  // of any type of numbers
    if (graph.is_divisor(i)) return true;
    if (!graph.numbers_are_real()) return false;
    node const& n = graph[i];
    if (n.operation == code<div_> && n.operand[0] < 0 && graph.is_never_infinite(n.operand[1])) {
        auto const c = static_cast<double>(graph.literal_at(n.operand[0]));
        if (c >= least_numerator || c <= -least_numerator) return true;
    }
    return least(graph, i) > no_underflow;
}

}
