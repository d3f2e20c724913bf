// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Logarithms of densities that need the gamma function: compositions, so with all their derivatives.
#pragma once
#pragma GCC system_header

#include <typegrad/op/elsewhere.hpp>
#include <typegrad/special/beta.hpp>

namespace typegrad::inline v0_2::op {

template <class... A>
inline constexpr bool elsewhere::is_included<elsewhere::densities_header, A...> = true;

}

namespace typegrad::inline v0_2 {

// log of the probability of k events where `rate` are expected: k log λ - λ - log k!. At k = 0 it is -λ, for λ = 0 too; not by a select, which
// would have no derivative in k there.
template <class K, class Rate>
    requires op::operands_or_numbers<K, Rate>
constexpr auto poisson_log_density(K const& k, Rate const& rate) {
    auto const events = op::internal::at_run_time(k, rate);
    return xlogy(k, rate) - rate - lgamma(events + 1);
}

// log of Student's density at x, with ν degrees of freedom: -log B(½, ν/2) - ½ log ν - ½(ν + 1) log(1 + x²/ν). The beta function
// instead of a quotient of gamma functions, which cancels for large ν.
template <class X, class Freedom>
    requires op::operands_or_numbers<X, Freedom>
constexpr auto student_t_log_density(X const& x, Freedom const& freedom) {
    using std::log, std::log1p;
    auto const nu = op::internal::at_run_time(freedom, x);
    return -(lbeta(0.5, 0.5 * nu) + 0.5 * log(nu) + 0.5 * (nu + 1) * log1p(x * x / nu));
}

// The same at (x - location) / scale, as a density in x.
template <class X, class Freedom, class Location, class Scale>
    requires op::operands_or_numbers<X, Freedom, Location, Scale>
constexpr auto student_t_log_density(X const& x, Freedom const& freedom, Location const& location, Scale const& scale) {
    using std::log;
    auto const standardized = (x - location) / scale;
    auto const near = [&] {
        if constexpr (op::numbers<X, Location, Scale>) return freedom;
        else return standardized;
    }();
    return student_t_log_density(standardized, freedom) - log(op::internal::at_run_time(scale, near));
}

}
