// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Logarithms of densities. (Those whose normalisation is a gamma function, Poisson's and Student's, belong to where that is.)
#pragma once
#pragma GCC system_header

#include <typegrad/op/logistic.hpp>
#include <typegrad/op/normal.hpp>
#include <typegrad/op/trigonometric.hpp>

namespace typegrad::inline v0_2::op {

// log(norm_pdf(a))
struct log_norm_pdf_ : unary {
    static constexpr auto text = "log_norm_pdf";
    static constexpr int cost = 3;
    template <class T>
    static constexpr T value(T a)                                 { return math::subtract(T(math::multiply(T(a / -2), a)), internal::log_root_two_pi_::value<T>()); }
    static constexpr auto first(auto a, auto, auto w)             { return -(w * a); }
};
TYPEGRAD_UNARY(log_norm_pdf)

// log(1 / (π·(1 + a²)))
struct log_cauchy_pdf_ : unary_call {
    static constexpr auto text = "log_cauchy_pdf";
    template <class T>
    TYPEGRAD_INLINE static constexpr T value(T a) {
        using math::abs, math::log, math::log1p;
        T const size = abs(a), tail = internal::chosen(size * T(std::numeric_limits<internal::element_of<T>>::epsilon()) > T(1), [&] { return T(2 * log(size)); },
                                                                                                        [&] { return T(log1p(T(size * size))); });
        return -tail - internal::log_pi_::value<T>();
    }
    static constexpr auto first(auto a, auto, auto w)             { return -(w * 2 * inverted(a, 1)); }
};
TYPEGRAD_UNARY(log_cauchy_pdf)

template <class X, class Mean, class Deviation>
    requires operands_or_numbers<X, Mean, Deviation>
TYPEGRAD_INLINE constexpr auto normal_log_density(X const& x, Mean const& mean, Deviation const& deviation) {
    return apply<sub_>(log_norm_pdf(apply<div_>(apply<sub_>(x, mean), deviation)), log(deviation));
}

template <class X, class Location, class Scale>
    requires operands_or_numbers<X, Location, Scale>
TYPEGRAD_INLINE constexpr auto cauchy_log_density(X const& x, Location const& location, Scale const& scale) {
    return apply<sub_>(log_cauchy_pdf(apply<div_>(apply<sub_>(x, location), scale)), log(scale));
}

// k·log p + (1 - k)·log(1 - p), for k = 0, 1 or a frequency in between
template <class K, class P>
    requires operands_or_numbers<K, P>
TYPEGRAD_INLINE constexpr auto bernoulli_log_density(K const& k, P const& p) {
    return apply<add_>(xlogy(k, p), xlog1py(apply<sub_>(known<1, K>(), k), apply<neg_>(p)));
}

// The same with p = sigmoid(logit), which does not cancel on either side: minus the logistic loss, or cross entropy.
template <class K, class X>
    requires operands_or_numbers<K, X>
TYPEGRAD_INLINE constexpr auto bernoulli_logit_log_density(K const& k, X const& logit) {
    return apply<add_>(apply<mul_>(k, log_sigmoid(logit)), apply<mul_>(apply<sub_>(known<1, K>(), k), log_sigmoid(apply<neg_>(logit))));
}

using densities = operation_list<log_norm_pdf_, log_cauchy_pdf_>;

}
