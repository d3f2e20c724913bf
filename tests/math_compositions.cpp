// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What <typegrad/math/> composes of elementary functions, against many digits.
#define BOOST_TEST_MODULE typegrad_math_compositions
#include <boost/test/unit_test.hpp>

#include <typegrad/math/logistic.hpp>
#include <typegrad/math/minus_one.hpp>
#include <typegrad/math/sinc.hpp>

#include "math_in_many_digits.hpp"

namespace {

using namespace in_many_digits;

exact bessel_reference(int k, exact const& x) {
    if (abs(x) < 1e-4) {  // the first terms of the series, of which the third is below 1e-16 and the fifth below 1e-32
        exact term = 1, sum = 0;
        for (int i = 3; i <= 2 * k + 1; i += 2) term /= i;
        for (int m = 1; m < 12; ++m) sum += term, term *= -x * x / 2 / (m * (2 * (k + m) + 1));
        return sum;
    }
    exact before = cos(x), value = sin(x) / x;  // j_(-1) x, j_0
    for (int i = 0; i < k; ++i) {
        const exact after = i == 0 ? (value - before) / x / x : ((2 * i + 1) * value - before) / x / x;
        before = value, value = after;
    }
    return value;
}

exact inverse(exact const& x) { return 1 / (1 + abs(x)); }

CASE(log1m, 2, -1e6, 1, log1p(-x), nothing)
CASE(log1p_exp, 3, -800, 800, x > 0 ? exact(x + log1p(exp(-x))) : log1p(exp(x)), nothing)
CASE(log1m_exp, 3, -800, 0, x > -1 ? log(-expm1(x)) : log1p(-exp(x)), nothing)
CASE(sigmoid, 2, -800, 800, 1 / (1 + exp(-x)), nothing)
CASE(log_sigmoid, 3, -800, 800, x > 0 ? log1p(exp(-x)) * -1 : exact(x - log1p(exp(x))), nothing)
CASE(logit, 4, 0, 1, x == 1 ? exact(limits<exact>::infinity()) : log(x / (1 - x)), nothing)
CASE(sqrt1pm1, 3, -1, 1000, x / (1 + sqrt(1 + x)), nothing)
CASE(sinc, 2, -1000, 1000, bessel_reference(0, x), nothing)
CASE(sinc_derivative, 4, -100, 100, -x * bessel_reference(1, x), [](exact const& t) { return std::min<exact>(abs(t) / 3, inverse(t)); })
CASE(sinc_second_derivative, 5, -100, 100, x * x * bessel_reference(2, x) - bessel_reference(1, x), inverse)
CASE(rsqrt, 2, 0, 1e6, 1 / sqrt(x), nothing)
CASE(exp10, 2, -300, 300, pow(exact(10), x), nothing)
CASE(frac, 0.51, -1000, 1000, x - trunc(x), nothing)

using cases = std::tuple<log1m_case, log1p_exp_case, log1m_exp_case, sigmoid_case, log_sigmoid_case, logit_case,
                         sqrt1pm1_case, sinc_case, sinc_derivative_case, sinc_second_derivative_case, rsqrt_case,
                         exp10_case, frac_case>;

}

BOOST_AUTO_TEST_CASE_TEMPLATE(against_many_digits, Case, cases) { check_everywhere<Case>(); }

// Functions of two arguments. A logarithm of a sum is as accurate as its greater argument lets it be.
BOOST_AUTO_TEST_CASE_TEMPLATE(of_two, T, types) {
    namespace math = typegrad::math;
    std::mt19937_64 random(1);
    const auto uniform = [&](double from, double to) { return std::uniform_real_distribution<T>(static_cast<T>(from), static_cast<T>(to))(random); };
    const auto small = [&] { return std::ldexp(uniform(-1, 1), -static_cast<int>(random() % 30)); };
    const auto verify = [&](char const* name, double bound, auto function, auto reference, auto first, auto second) {
        double worst = 0;
        std::array<T, 2> where{};
        for (int i = 0; i < 400; ++i) {
            const T x = first(), y = second(x);
            const auto [value, scale] = reference(exact(x), exact(y));
            if (const double e = error(function(x, y), value, scale); e > worst) worst = e, where = {x, y};
        }
        std::ostringstream text;
        text.precision(limits<T>::max_digits10);
        text << name << " in " << limits<T>::digits << " digits: " << worst << " ulp at " << where[0] << ", " << where[1];
        BOOST_TEST_MESSAGE(text.str());
        BOOST_TEST(worst < bound, text.str());
    };
    const auto sum = [](exact const& a, exact const& b) { return std::pair{exact(std::max(a, b) + log1p(exp(-abs(a - b)))), exact(abs(std::max(a, b)))}; };
    const auto difference = [](exact const& a, exact const& b) { return std::pair{exact(a + log(-expm1(b - a))), exact(abs(a))}; };
    for (double size : {1., 30., 800.}) {
        const auto any = [=](auto...) { return uniform(-size, size); };
        verify("log_sum_exp", 3, [](T a, T b) { return math::log_sum_exp(a, b); }, sum, any, any);
        verify("log_diff_exp", 3, [](T a, T b) { return math::log_diff_exp(a, b); }, difference, any, [=](T a) { return std::min(a - std::abs(small()) * T(size), std::nextafter(a, T(-1e9))); });
    }
    verify("decay_of_difference", 1.5, [](T a, T b) { return math::decay_of_difference(a, b); },
           [](exact const& a, exact const& b) { return std::pair{exact(exp(-abs(a - b))), exact(0)}; }, [=] { return uniform(-40, 40); }, [=](T) { return small() * 40; });
    const auto any = [=](auto...) { return uniform(-30, 30); };
    verify("xlogy", 2.5, [](T x, T y) { return math::xlogy(x, y); }, [](exact const& x, exact const& y) { return std::pair{exact(x * log(y)), exact(0)}; }, any, [=](T) { return std::abs(1 + small()); });
    verify("xlog1py", 2.5, [](T x, T y) { return math::xlog1py(x, y); }, [](exact const& x, exact const& y) { return std::pair{exact(x * log1p(y)), exact(0)}; }, any, [=](T) { return small(); });
    const auto power = [](exact const& x, exact const& y) { return std::pair{exact(expm1(y * log(abs(x)))), exact(0)}; };
    verify("powm1", 5, [](T x, T y) { return math::powm1(x, y); }, power, [=] { return std::abs(1 + small()); }, [=](T) { return uniform(-4, 4); });
    verify("powm1", 5, [](T x, T y) { return math::powm1(x, y); }, power, [=] { return uniform(0, 20); }, [=](T) { return small(); });
    verify("powm1", 5, [](T x, T y) { return math::powm1(x, y); }, power, [=] { return -1 + small(); }, [=](T) { return std::trunc(uniform(-4, 4)) * 2; });
}
