// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The normal distribution: its density, its distribution function, and the logarithm of that. In the tail a relative error
// of x grows by x^2, which is 1400 before the result vanishes; hence what is lost of x^2 and of x/sqrt(2) is made up for.
#pragma once
#pragma GCC system_header

#include <typegrad/math/erfcx.hpp>

#include <limits>
#include <type_traits>

namespace typegrad::inline v0_2::math {

namespace constant {
    // exp(-x^2/2) erfcx(|x|/sqrt(2)) = 2 norm_cdf(-|x|), times 2^-exponent.
    template <working T>
    struct normal_tail {
        double_double<T> value;
        int exponent;
    };
    template <working T>
    constexpr normal_tail<T> twice_normal_tail(T x) {
        const auto [fraction, n] = exponential(product(x, x) * T(-0.5));
        return {(fraction + T(1)) * scaled_complement(root_half<T> * abs(x)), n};
    }

    template <working T>
    constexpr T norm_pdf(T x) {
        if (isnan(x)) return x;
        if (abs(x) > 200) return 0;
        const auto [fraction, n] = exponential(product(x, x) * T(-0.5));
        return scaled((fraction + T(1)) * inverse_root_pi<T> * root_half<T>, n);
    }

    template <working T>
    constexpr T norm_cdf(T x) {
        if (isnan(x)) return x;
        if (abs(x) > 15) {
            if (x > 0) return 1;
            if (x < -200) return 0;
        }
        const auto [value, n] = twice_normal_tail(x);
        return x < 0 ? scaled(value, n - 1) : (-times_power_of_two(value, n - 1) + T(1)).high;
    }

    template <working T>
    constexpr T log_norm_cdf(T x) {
        if (isnan(x)) return x;
        if (x > 15) return -norm_cdf(-x);
        if (x < -power_of_two<T>(50)) {  // beside -x^2/2 the rest is nothing
            if (isinf(x)) return x;
            const int e = exponent(x);
            const T m = times_power_of_two(x, -e);
            return scaled(-product(m, m), e > bias<T> / 2 ? 2 * bias<T> : 2 * e - 1);
        }
        if (x < -1) return (product(x, x) * T(-0.5) + logarithm(scaled_complement(root_half<T> * -x) * T(0.5))).high;
        const auto [value, n] = twice_normal_tail(x);
        const double_double<T> tail = times_power_of_two(value, n - 1);
        return (x < 0 ? logarithm(tail) : logarithm_of_one_plus(-tail)).high;
    }

    template <working T>
    constexpr T inverse_mills_of_negative(T x) {
        return (root_half<T> * inverse_root_pi<T> * T(2) / scaled_complement(root_half<T> * -x)).high;
    }

    constexpr float norm_pdf(std::same_as<float> auto x)     { return single(norm_pdf(double(x))); }
    constexpr float norm_cdf(std::same_as<float> auto x)     { return single(norm_cdf(double(x))); }
    constexpr float log_norm_cdf(std::same_as<float> auto x) { return single(log_norm_cdf(double(x))); }
}

namespace internal {
    // erfcx(x/sqrt(2)), x >= 0, by the derivative of erfcx at x/sqrt(2) rounded.
    template <constant::working T>
    constexpr T erfcx_of_half(T x) {
        auto const argument = constant::root_half<T> * x;
        T const value = erfcx_of_positive(argument.high);
        return value + 2 * argument.low * (argument.high * value - std::numbers::inv_sqrtpi_v<T>);
    }

    // Where an exponential alone would lose digits, being subnormal, it is taken of a number that is greater by 64, exactly.
    template <class T>
    inline constexpr T least_exponent = T(std::numeric_limits<T>::min_exponent) * T(0.69) + 16;

    // factor exp(-x^2/2), |x| <= 200.
    template <constant::working T>
    constexpr T times_gaussian(T factor, T x) {
        auto const square = constant::product(x, x);
        T const y = square.high / -2, corrected = factor - factor * square.low / 2;
        if (y < least_exponent<T>) return exp(y + 64) * corrected * constant::exp(T(-64));
        return exp(y) * corrected;
    }

    // exp(-x^2/2 - log sqrt(2 pi)), |x| <= 200: the constant as a factor would be two roundings more.
    template <constant::working T>
    constexpr T density(T x) {
        constexpr auto logarithm = constant::log_root_two_pi<T>;
        auto const square = constant::product(x, x), y = constant::sum(square.high / -2, -logarithm.high, square.low / -2 - logarithm.low);
        if (y.high < least_exponent<T>) {
            T const e = exp(y.high + 64);
            return (e + e * y.low) * constant::exp(T(-64));
        }
        T const e = exp(y.high);
        return e + e * y.low;
    }

    // norm_pdf(x) / norm_cdf(x), x <= 0, at run time: of double, by the two parts of erfcx(-x/sqrt(2)), the greater of which is known to twice
    // the precision.
    template <constant::ieee_double T>
    constexpr T inverse_mills_of_negative(T x) {
        constexpr auto root_two_over_pi = constant::root_half<T> * constant::inverse_root_pi<T> * T(2);
        auto const z = constant::root_half<T> * -x, part = root_two_over_pi * constant::sum(T(1), 2 * z.high, 2 * z.low);
        return part.high / erfcx_numerator(z.high);
    }
    template <constant::x87_extended T>
    constexpr T inverse_mills_of_negative(T x) {
        return constant::inverse_mills_of_negative(x);
    }
}

template <class T>
constexpr real<T> norm_pdf(T const& x) {
    if constexpr (requires { constant::norm_pdf(x); })
        if (std::is_constant_evaluated()) return constant::norm_pdf(x);
    if constexpr (std::is_same_v<T, float>) return static_cast<float>(norm_pdf(double(x)));
    else if constexpr (constant::working<T>) {
        return abs(x) > 200 ? T(0) : internal::density(x);
    }
    else return exp(T(-x * x / 2)) / sqrt(T(2 * pi_of<T>()));
}

template <class T>
constexpr real<T> norm_cdf(T const& x) {
    if constexpr (requires { constant::norm_cdf(x); })
        if (std::is_constant_evaluated()) return constant::norm_cdf(x);
    if constexpr (std::is_same_v<T, float>) return static_cast<float>(norm_cdf(double(x)));
    else if constexpr (constant::working<T>) {
        T const a = abs(x);
        if (a > 200) return x > 0 ? T(1) : T(0);
        if (x > 0 && x < 1) return T(0.5) + T(0.5) * erf(T(constant::root_half<T>.high * x));  // 1 - tail is off by what the tail is
        T const tail = internal::times_gaussian(T(internal::erfcx_of_half(a) / 2), a);
        return x < 0 ? tail : 1 - tail;
    }
    else return erfc(T(-x / sqrt(T(2)))) / 2;
}

template <class T>
constexpr real<T> log_norm_cdf(T const& x) {
    if constexpr (requires { constant::log_norm_cdf(x); })
        if (std::is_constant_evaluated()) return constant::log_norm_cdf(x);
    if constexpr (std::is_same_v<T, float>) return static_cast<float>(log_norm_cdf(double(x)));
    else {
        if (x < -1) {
            if constexpr (constant::working<T>) {
                if (x < -constant::power_of_two<T>(50)) return x * (x / -2);
                auto const square = constant::product(x, x);
                return log(internal::erfcx_of_half(-x) / 2) - square.low / 2 - square.high / 2;
            }
            else return log(T(erfcx(T(-x / sqrt(T(2)))) / 2)) - x * x / 2;
        }
        if (x > 0) {
            T const tail = norm_cdf(T(-x));
            return log1p(T(-tail));
        }
        T const value = norm_cdf(x);
        return log(value);
    }
}

// norm_pdf(x) / norm_cdf(x), the derivative of log_norm_cdf, where both vanish too.
template <class T>
constexpr real<T> inverse_mills(T const& x) {
    if (x > T(0)) return divide(T(norm_pdf(x)), T(norm_cdf(x)));
    if constexpr (constant::working<T>) {
        if (isnan(x)) return x;
        if (x < -constant::power_of_two<T>(std::numeric_limits<T>::digits)) return -x;
        return std::is_constant_evaluated() ? constant::inverse_mills_of_negative(x) : internal::inverse_mills_of_negative(x);
    }
    else if constexpr (std::is_same_v<T, float>) return static_cast<float>(inverse_mills(double(x)));
    else return sqrt(T(2 / pi_of<T>())) / erfcx(T(-x / sqrt(T(2))));
}

}
