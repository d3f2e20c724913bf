// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What the values of special functions are computed with: Boost.Math under a policy that gives IEEE results.
//
// Errors are infinities and NaN: no exceptions, and errno is left alone. By default Boost computes a double's function in
// long double: 0.5 to 0.8 ulp, and 5 to 20 times the time of computing in double. `in_double` is used where that is accurate to
// about 5 ulp, `in_long_double` elsewhere; the files say what was measured. (float is computed in double by both.)
#pragma once
#pragma GCC system_header

#include <typegrad/op/operand.hpp>

#include <boost/math/policies/policy.hpp>

#include <cmath>
#include <limits>

namespace typegrad::inline v0_2::special {

namespace policies = boost::math::policies;
using in_long_double =
    policies::policy<policies::domain_error<policies::ignore_error>, policies::pole_error<policies::ignore_error>, policies::overflow_error<policies::ignore_error>,
                     policies::underflow_error<policies::ignore_error>, policies::denorm_error<policies::ignore_error>, policies::evaluation_error<policies::ignore_error>,
                     policies::rounding_error<policies::ignore_error>, policies::indeterminate_result_error<policies::ignore_error>>;
using in_double = policies::normalise<in_long_double, policies::promote_double<false>>::type;

// A real number: built in, or of Boost.Multiprecision.
template <class T>
concept number = !op::is_operand<T> && std::numeric_limits<T>::is_specialized && !std::numeric_limits<T>::is_integer;

// 64 digits or less: series with fixed numbers of terms are enough for it.
template <class T>
inline constexpr bool is_short = std::numeric_limits<T>::digits <= 64;

template <class T>
inline T const infinity = std::numeric_limits<T>::infinity();
template <class T>
inline T const no_number = std::numeric_limits<T>::quiet_NaN();

template <number... T>
bool any_nan(T const&... x) {
    return (... || (x != x));
}
template <number T>
bool is_infinite(T const& x) {
    return x == infinity<T> || x == -infinity<T>;
}
template <number T>
bool is_integer(T const& x) {
    using std::floor;
    return x == T(floor(x));
}
// A pole of the gamma function other than 0. (A number so large that it can only be an integer counts as one.)
template <number T>
bool is_negative_integer(T const& x) {
    return x < 0 && is_integer(x);
}

// An order that an int holds.
template <number T>
bool is_order(T const& x) {
    return x > -1e9 && x < 1e9 && is_integer(x);
}

// x² and what rounding took from it.
template <number T>
T square_error([[maybe_unused]] T const& x, [[maybe_unused]] T const& squared) {
    if constexpr (std::floating_point<T>) return std::fma(x, x, -squared);
    else return T(0);
}

}
