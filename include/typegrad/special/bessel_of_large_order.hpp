// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The modified Bessel functions of large order, by Debye's expansion, https://dlmf.nist.gov/10.41: Boost counts orders down one by one, which
// takes seconds for those of some 10⁷, to find in nearly all cases that the result is 0 or infinite. With z = x/ν, r = √(1 + z²), p = 1/r
//
//     I = exp(νη)/√(2πνr) · Σ Uₖ(p)/νᵏ,  K = √(π/(2νr)) exp(-νη) · Σ (-1)ᵏ Uₖ(p)/νᵏ,  η = r + log(z/(1 + r))
//
// A relative error of x or ν costs about ν times as much in the result, whatever computes it.
#pragma once
#pragma GCC system_header

#include <typegrad/special/numbers.hpp>

#include <boost/math/constants/constants.hpp>
#include <boost/math/special_functions/sin_pi.hpp>

#include <cmath>

namespace typegrad::inline v0_2::special {

// From here on the terms below leave less than 2⁻⁶⁴.
template <number T>
bool is_large_order(T const& order) {
    return is_short<T> && order > T(1e4);
}

template <class T>
struct debye_variables {
    using wide = typename policies::evaluation<T, in_long_double>::type;
    wide order, r, exponent, even, odd;  // the sums over even and odd k

    debye_variables(T const& v, T const& x) : order(v) {
        using std::sqrt, std::log;
        wide const z = wide(x) / order;
        r = z < 1 ? sqrt(1 + z * z) : z * sqrt(1 + 1 / (z * z));
        exponent = order * (r + log(z / (1 + r)));
        wide const p = 1 / r, s = p * p, q = p / order;
        even = 1 + q * q * (81 + s * (-462 + s * 385)) / 1152;
        odd = q * ((3 - 5 * s) / 24 + q * q * (30375 + s * (-369603 + s * (765765 - s * 425425))) / 414720);
    }
};

// x > 0
template <number T>
T bessel_i_of_large_order(T const& order, T const& x) {
    using std::exp, std::sqrt;
    debye_variables<T> const v(order, x);
    return T(exp(v.exponent) / sqrt(boost::math::constants::two_pi<typename debye_variables<T>::wide>() * v.order * v.r) * (v.even + v.odd));
}
template <number T>
T bessel_k_of_large_order(T const& order, T const& x) {
    using std::exp, std::sqrt;
    debye_variables<T> const v(order, x);
    return T(sqrt(boost::math::constants::half_pi<typename debye_variables<T>::wide>() / (v.order * v.r)) * exp(-v.exponent) * (v.even - v.odd));
}
// Of the order -ν that is no integer: I + 2/π sin(νπ) K.
template <number T>
T bessel_i_of_opposite_order(T const& order, T const& x) {
    return bessel_i_of_large_order(order, x) + boost::math::constants::two_div_pi<T>() * boost::math::sin_pi(order, in_double{}) * bessel_k_of_large_order(order, x);
}

}
