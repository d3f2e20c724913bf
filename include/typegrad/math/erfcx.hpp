// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// erfcx(x) = exp(x^2) erfc(x), which neither overflows nor underflows where its factors do.
#pragma once
#pragma GCC system_header

#include <typegrad/math.hpp>

#include <limits>
#include <type_traits>

namespace typegrad::inline v0_2::math {

namespace constant {
    // At x >= 0, from f at the greater part of x and f' = 2 x f - 2/sqrt(pi).
    template <working T>
    constexpr double_double<T> scaled_complement(double_double<T> x) {
        const double_double<T> f = scaled_complement(x.high);
        return f + (f * x.high - inverse_root_pi<T>) * (2 * x.low);
    }

    template <working T>
    constexpr T erfcx(T x) {
        if (isnan(x)) return x;
        if (x > power_of_two<T>(50)) {  // 1/(sqrt(pi) x): the next term is smaller by x^2
            if (isinf(x)) return 0;
            const int e = exponent(x);
            return scaled(inverse_root_pi<T> / double_double<T>{times_power_of_two(x, -e), 0}, -e);
        }
        if (x >= 0) return scaled_complement(x).high;
        if (x < -150) return infinity<T>;
        const auto [fraction, n] = exponential(product(x, x));
        const double_double<T> twice = (fraction + T(1)) * T(2);
        return scaled(n > 140 ? twice : twice - times_power_of_two(scaled_complement(-x), -n), n);
    }
    constexpr float erfcx(std::same_as<float> auto x) { return single(erfcx(double(x))); }
}

namespace internal {
    // erfcx(x) = (1 + v g(2 v - 1)) / (1 + 2 x) with v = x / (x + 15/4), after Shepherd and Laframboise, Mathematics of
    // Computation 36 (1981), who expand that numerator. The 1 leaves to the polynomial's rounding a fifth of the result.
    // python3 -c 'from mpmath import *; mp.prec = 400; x = lambda t: mpf(15) / 4 * (1 + t) / (1 - t)
    // g = lambda x: ((1 + 2 * x) * exp(x * x) * erfc(x) - 1) * (x + mpf(15) / 4) / x
    // for c in chebyfit(lambda t: g(x(t)), [mpf(2) ** -60 - 1, 1 - mpf(2) ** -10], 24): print(float(c).hex())'
    inline constexpr double erfcx_coefficients[] = {
        0x1.d58ff09635773p-31, -0x1.d3873fd9749eep-33, -0x1.5cb37866d5626p-27, 0x1.5e74c6e5c4752p-29,
        0x1.414b50fcdcd7cp-24, -0x1.e121b3a41dbb8p-26, -0x1.06b01f75ced72p-21, 0x1.921502f8f66dcp-22,
        0x1.a3ee1817fde4dp-19, -0x1.549c5654f38abp-18, -0x1.2ad901a825da1p-16, 0x1.067bd2778d16fp-14,
        0x1.558f6ea4182d2p-15, -0x1.459898db1b2cap-11, 0x1.3cc9e17909b2ep-10,  0x1.2dd51d9727848p-9,
        -0x1.651adfedad281p-6, 0x1.419eb9ba281e7p-4,   -0x1.9137da13fedd5p-3,  0x1.85a5f94f4cd85p-2,
        -0x1.323d48ce30d47p-1, 0x1.867da3425672ep-1,   -0x1.82d1be1953bddp-1,  0x1.e66d05aeaee14p-2,
    };

    // (1 + 2 x) erfcx(x), x >= 0.
    template <constant::ieee_double T>
    constexpr T erfcx_numerator(T x) {
        T const v = x / (x + T(3.75)), t = 2 * v - 1;
        T g = 0;
        for (double c : erfcx_coefficients) g = g * t + c;
        return 1 + v * g;
    }

    // erfcx(x), x >= 0, at run time.
    template <constant::ieee_double T>
    constexpr T erfcx_of_positive(T x) {
        if (x > 1e8) return std::numbers::inv_sqrtpi_v<T> / x;
        auto const denominator = constant::sum(T(1), 2 * x);
        T const quotient = erfcx_numerator(x) / denominator.high;
        return quotient - quotient * (denominator.low / denominator.high);
    }
    template <constant::x87_extended T>
    constexpr T erfcx_of_positive(T x) {
        return constant::erfcx(x);
    }

    // exp(x^2), with what is lost of the square in rounding it.
    template <constant::working T>
    constexpr T exp_of_square(T x) {
        auto const square = constant::product(x, x);
        T const e = exp(square.high);
        return e + e * square.low;
    }

    // Of a type of any precision. Behind the limit the asymptotic series goes on to fall until it is precise enough.
    template <class T>
    T erfcx_of_any(T const& x) {
        T const square = x * x;
        if (x < 0 || square < std::numeric_limits<T>::digits) return exp(square) * erfc(x);
        T term = 1, sum = 1;
        for (int n = 1; abs(term) > std::numeric_limits<T>::epsilon() / 4; ++n) {
            term *= -T(2 * n - 1) / (2 * square);
            sum += term;
        }
        return sum / (x * sqrt(pi_of<T>()));
    }
}

template <class T>
constexpr real<T> erfcx(T const& x) {
    if constexpr (requires { constant::erfcx(x); })
        if (std::is_constant_evaluated()) return constant::erfcx(x);
    if constexpr (std::is_same_v<T, float>) return static_cast<float>(erfcx(double(x)));
    else if constexpr (constant::working<T>) {
        if (isnan(x)) return x;
        if (x >= 0) return internal::erfcx_of_positive(x);
        if (x < -150) return std::numeric_limits<T>::infinity();
        T const e = internal::exp_of_square(x);
        return isnan(e) || isinf(e) ? std::numeric_limits<T>::infinity() : 2 * e - internal::erfcx_of_positive(-x);
    }
    else return internal::erfcx_of_any(x);
}

}
