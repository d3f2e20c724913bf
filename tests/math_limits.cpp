// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What <typegrad/math/> composes of elementary functions at zeros, infinities, NaN and the ends of their domains, in
// constant expressions and at run time; and that they take numbers of other types.
#define BOOST_TEST_MODULE typegrad_math_limits
#include <boost/test/unit_test.hpp>

#include <typegrad/math/half_turns.hpp>
#include <typegrad/math/logistic.hpp>
#include <typegrad/math/minus_one.hpp>
#include <typegrad/math/normal.hpp>
#include <typegrad/math/sinc.hpp>

#include <boost/multiprecision/cpp_bin_float.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <tuple>
#include <type_traits>

namespace {

namespace math = typegrad::math;

template <class T>
struct row {
    char const* call;
    T computed, expected;

    // Equal, and of one sign if they are zeros.
    constexpr bool exact() const {
        if (math::isnan(expected)) return math::isnan(computed);
        return computed == expected && math::signbit(computed) == math::signbit(expected);
    }
};

#define ROW(call, expected) row<T>{#call, static_cast<T>(math::call), static_cast<T>(expected)}

template <class T>
struct values {
    using limits = std::numeric_limits<T>;
    static constexpr T inf = limits::infinity(), nan = limits::quiet_NaN();
    static constexpr T max = limits::max(), least = limits::denorm_min();
    static constexpr T zero = 0, half = T(0.5), one = 1, two = 2, three = 3;

    static constexpr auto of_one() {
        return std::to_array<row<T>>({
            ROW(log1m(one), -inf), ROW(log1m(two), nan), ROW(log1m(-inf), inf), ROW(log1m(nan), nan), ROW(log1m(inf), nan),
            ROW(log1p_exp(-inf), zero), ROW(log1p_exp(inf), inf), ROW(log1p_exp(max), max), ROW(log1p_exp(-max), zero),
            ROW(log1p_exp(nan), nan),
            ROW(log1m_exp(-inf), -zero), ROW(log1m_exp(zero), -inf), ROW(log1m_exp(-zero), -inf), ROW(log1m_exp(one), nan),
            ROW(log1m_exp(inf), nan), ROW(log1m_exp(nan), nan), ROW(log1m_exp(-max), -zero),
            ROW(sigmoid(-inf), zero), ROW(sigmoid(inf), one), ROW(sigmoid(nan), nan), ROW(sigmoid(zero), half),
            ROW(sigmoid(-max), zero), ROW(sigmoid(max), one),
            ROW(log_sigmoid(inf), -zero), ROW(log_sigmoid(-inf), -inf), ROW(log_sigmoid(-max), -max), ROW(log_sigmoid(nan), nan),
            ROW(logit(zero), -inf), ROW(logit(one), inf), ROW(logit(half), zero), ROW(logit(two), nan), ROW(logit(-one), nan),
            ROW(logit(nan), nan), ROW(logit(inf), nan), ROW(logit(-inf), nan),
            ROW(sqrt1pm1(-one), -one), ROW(sqrt1pm1(-two), nan), ROW(sqrt1pm1(inf), inf), ROW(sqrt1pm1(-zero), -zero),
            ROW(sqrt1pm1(three), one), ROW(sqrt1pm1(nan), nan), ROW(sqrt1pm1(-inf), nan),
            ROW(sinc(zero), one), ROW(sinc(-zero), one), ROW(sinc(inf), zero), ROW(sinc(-inf), zero), ROW(sinc(nan), nan),
            ROW(sinc(least), one),
            ROW(spherical_bessel_quotient(0, zero), one), ROW(spherical_bessel_quotient(1, zero), one / 3),
            ROW(spherical_bessel_quotient(2, inf), zero), ROW(spherical_bessel_quotient(2, nan), nan),
            ROW(sinc_derivative(zero), -zero), ROW(sinc_derivative(-inf), zero), ROW(sinc_derivative(nan), nan),
            ROW(sinc_second_derivative(zero), -one / 3), ROW(sinc_second_derivative(inf), zero),
            ROW(sinc_second_derivative(nan), nan),
            ROW(erfcx(-inf), inf), ROW(erfcx(inf), zero), ROW(erfcx(nan), nan), ROW(erfcx(zero), one), ROW(erfcx(-zero), one),
            ROW(erfcx(-max), inf),
            ROW(norm_pdf(-inf), zero), ROW(norm_pdf(inf), zero), ROW(norm_pdf(max), zero), ROW(norm_pdf(nan), nan),
            ROW(norm_cdf(-inf), zero), ROW(norm_cdf(inf), one), ROW(norm_cdf(zero), half), ROW(norm_cdf(-zero), half),
            ROW(norm_cdf(nan), nan), ROW(norm_cdf(-max), zero), ROW(norm_cdf(max), one),
            ROW(log_norm_cdf(-inf), -inf), ROW(log_norm_cdf(inf), -zero), ROW(log_norm_cdf(nan), nan),
            ROW(log_norm_cdf(-max), -inf), ROW(log_norm_cdf(max), -zero),
        });
    }

    static constexpr auto of_two() {
        return std::to_array<row<T>>({
            ROW(log_sum_exp(-inf, -inf), -inf), ROW(log_sum_exp(inf, one), inf), ROW(log_sum_exp(-inf, inf), inf),
            ROW(log_sum_exp(-inf, one), one), ROW(log_sum_exp(nan, inf), nan), ROW(log_sum_exp(one, nan), nan),
            ROW(log_sum_exp(max, -max), max), ROW(log_sum_exp(-max, -max), -max), ROW(log_sum_exp(max, max), max),
            ROW(log_diff_exp(one, one), -inf), ROW(log_diff_exp(-inf, -inf), -inf), ROW(log_diff_exp(inf, inf), nan),
            ROW(log_diff_exp(one, two), nan), ROW(log_diff_exp(inf, one), inf), ROW(log_diff_exp(one, -inf), one),
            ROW(log_diff_exp(max, -max), max), ROW(log_diff_exp(nan, one), nan), ROW(log_diff_exp(one, nan), nan),
            ROW(log_diff_exp(inf, -inf), inf), ROW(log_diff_exp(-inf, one), nan),
            ROW(xlogy(zero, zero), zero), ROW(xlogy(zero, inf), zero), ROW(xlogy(zero, -one), nan), ROW(xlogy(zero, nan), nan),
            ROW(xlogy(one, zero), -inf), ROW(xlogy(inf, one), nan), ROW(xlogy(-one, zero), inf), ROW(xlogy(two, one), zero),
            ROW(xlogy(nan, one), nan), ROW(xlogy(max, max), inf),
            ROW(xlog1py(zero, -one), zero), ROW(xlog1py(one, -one), -inf), ROW(xlog1py(zero, -two), nan),
            ROW(xlog1py(zero, inf), zero), ROW(xlog1py(two, zero), zero), ROW(xlog1py(nan, one), nan),
            ROW(powm1(two, zero), zero), ROW(powm1(nan, zero), zero), ROW(powm1(zero, one), -one), ROW(powm1(zero, zero), zero),
            ROW(powm1(zero, -one), inf), ROW(powm1(one, inf), zero), ROW(powm1(one, nan), zero), ROW(powm1(-one, two), zero),
            ROW(powm1(-one, half), nan), ROW(powm1(-two, three), -three * 3), ROW(powm1(inf, -one), -one),
            ROW(powm1(inf, one), inf), ROW(powm1(two, -inf), -one), ROW(powm1(-inf, two), inf), ROW(powm1(-two, inf), inf),
            ROW(powm1(-two, nan), nan), ROW(powm1(nan, two), nan), ROW(powm1(max, two), inf),
        });
    }
};

using types = std::tuple<float, double, long double>;

template <class Rows>
void check(Rows const& in_constant_expression, Rows const& at_run_time) {
    for (auto const& rows : {in_constant_expression, at_run_time})
        for (auto const& row : rows) BOOST_TEST(row.exact(), row.call << " is " << row.computed << ", not " << row.expected);
}

}

BOOST_AUTO_TEST_CASE_TEMPLATE(limits, T, types) {
    constexpr auto of_one = values<T>::of_one();
    check(of_one, values<T>::of_one());
    constexpr auto of_two = values<T>::of_two();
    check(of_two, values<T>::of_two());
}

// Numbers whose operators are expression templates. The result is converted at once: it must not be an expression.
#define SAME(call)                                                                                      \
    {                                                                                                   \
        const auto of_any = []([[maybe_unused]] auto const& x, [[maybe_unused]] auto const& y) {        \
            return math::call;                                                                          \
        };                                                                                              \
        const wide x = 0.375, y = -0.25;                                                                \
        static_assert(std::is_same_v<decltype(of_any(x, y)), wide>);                                    \
        BOOST_TEST(std::abs(static_cast<double>(of_any(x, y)) - of_any(0.375, -0.25)) < 1e-14, #call);   \
    }

BOOST_AUTO_TEST_CASE(of_other_numbers) {
    using wide = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>, boost::multiprecision::et_on>;
    SAME(hypot(x, y, x)) SAME(rsqrt(x)) SAME(exp10(x)) SAME(frac(x)) SAME(sinpi(x)) SAME(cospi(x)) SAME(pi_sinpi(x)) SAME(pi_cospi(x))
    SAME(log1m(x)) SAME(log1p_exp(x)) SAME(log1m_exp(y)) SAME(log_sum_exp(x, y)) SAME(log_diff_exp(x, y)) SAME(xlogy(y, x))
    SAME(xlog1py(x, y)) SAME(sigmoid(x)) SAME(log_sigmoid(x)) SAME(logit(x)) SAME(sqrt1pm1(x)) SAME(powm1(x, y)) SAME(sinc(x))
    SAME(sinc_derivative(x)) SAME(sinc_second_derivative(x)) SAME(spherical_bessel_quotient(2, x)) SAME(erfcx(x)) SAME(norm_pdf(x))
    SAME(norm_cdf(x)) SAME(log_norm_cdf(x)) SAME(inverse_mills(x)) SAME(inverse_mills(y)) SAME(decay_of_difference(x, y))
}

// There is none of them for integers.
template <class T>
concept has_sigmoid = requires(T x) { math::sigmoid(x); };
static_assert(has_sigmoid<float> && has_sigmoid<double> && has_sigmoid<long double> && !has_sigmoid<int>);
