// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What no walk over the table finds: the exact simplifications and their limits, kinks with every policy, structural zeros,
// functions that are compositions, and functions of arrays.
#define BOOST_TEST_MODULE typegrad_operators_elementary
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/tape.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <tuple>

#include "domains.hpp"
#include "verify.hpp"

namespace {

namespace kinks = typegrad::kinks;
using typegrad::derivative, typegrad::gradient, typegrad::hessian, typegrad::jacobian, typegrad::value_and_gradient;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

// A gradient in a constant expression, at run time, and by the tape.
#define SPECIAL(f, expected, ...) SPECIAL_AS(#f, f, expected, __VA_ARGS__)
#define SPECIAL_AS(text, f, expected, ...)                                                                   \
    do {                                                                                                     \
        constexpr auto special = f;                                                                          \
        VERIFY_AS("gradient: " text, gradient(special), expected, __VA_ARGS__);                              \
        verify::at_run_time("tape::gradient: " text, typegrad::tape::gradient(special), expected, __VA_ARGS__); \
    } while (false)

// By default, kinks::left and kinks::right.
#define KINK(f, least, from_left, from_right, ...)                                                           \
    do {                                                                                                     \
        constexpr auto kinked = f;                                                                           \
        SPECIAL_AS(#f, kinked, least, __VA_ARGS__);                                                          \
        VERIFY_AS("left: " #f, gradient(kinked, kinks::left), from_left, __VA_ARGS__);                       \
        VERIFY_AS("right: " #f, gradient(kinked, kinks::right), from_right, __VA_ARGS__);                    \
    } while (false)

constexpr auto value_of = [](auto f) { return [f](auto... x) { return value_and_gradient(f)(x...).value; }; };

using pair = std::tuple<double, double>;
using triple = std::tuple<double, double, double>;

}

BOOST_AUTO_TEST_CASE(kinks_and_policies) {
    constexpr auto rectified = [](auto x) { return relu(x); };
    KINK(rectified, 0.0, 0.0, 1.0, 0.0);
    KINK(rectified, 0.0, 0.0, 1.0, -0.0);
    KINK(rectified, 1.0, 1.0, 1.0, 2.0);
    KINK(rectified, 0.0, 0.0, 0.0, -2.0);

    constexpr auto clamped = [](auto x, auto low, auto high) { return clamp(x, low, high); };
    KINK(clamped, (triple{1, 0, 0}), (triple{0, 1, 0}), (triple{1, 0, 0}), -1.0, -1.0, 1.0);
    KINK(clamped, (triple{1, 0, 0}), (triple{1, 0, 0}), (triple{0, 0, 1}), 1.0, -1.0, 1.0);
    SPECIAL(clamped, (triple{1, 0, 0}), 0.5, -1.0, 1.0);
    SPECIAL(clamped, (triple{0, 1, 0}), -3.0, -1.0, 1.0);
    SPECIAL(clamped, (triple{0, 0, 1}), infinity, -1.0, 1.0);
    // The branch not taken contributes nothing.
    SPECIAL([](auto x) { return clamp(sqrt(x), 1.0, 2.0); }, 0.0, 0.0);

    constexpr auto larger = [](auto x, auto y) { return fmax(x, y); };
    constexpr auto smaller = [](auto x, auto y) { return fmin(x, y); };
    KINK(larger, (pair{0.5, 0.5}), (pair{0, 1}), (pair{1, 0}), 2.0, 2.0);
    KINK(smaller, (pair{0.5, 0.5}), (pair{1, 0}), (pair{0, 1}), 2.0, 2.0);
    SPECIAL(larger, (pair{0, 1}), no_number, 2.0);
    SPECIAL(larger, (pair{1, 0}), 2.0, no_number);
    SPECIAL(smaller, (pair{0, 1}), no_number, 2.0);
    SPECIAL(larger, (pair{1, 0}), no_number, no_number);

    constexpr auto above = [](auto x, auto y) { return fdim(x, y); };
    KINK(above, (pair{0, 0}), (pair{0, 0}), (pair{1, -1}), 1.0, 1.0);
    SPECIAL(above, (pair{1, -1}), 2.0, 1.0);

    constexpr auto with_sign = [](auto x, auto y) { return copysign(x, y); };
    KINK(with_sign, (pair{0, 0}), (pair{-1, 0}), (pair{1, 0}), 0.0, 1.0);
    KINK(with_sign, (pair{0, 0}), (pair{1, 0}), (pair{-1, 0}), 0.0, -1.0);
    SPECIAL(with_sign, (pair{-1, 0}), 2.0, -0.0);
    SPECIAL(with_sign, (pair{1, 0}), -2.0, -1.0);

    // Roots, and poles at the end of a domain.
    VERIFY(gradient([](auto x) { return sqrt1pm1(x); }), infinity, -1.0);
    VERIFY(gradient([](auto x) { return sqrt1pm1(x); }, kinks::finite), 0.0, -1.0);
    VERIFY(gradient([](auto x) { return rsqrt(x); }, kinks::finite), 0.0, 0.0);
    SPECIAL([](auto x, auto y, auto z) { return hypot(x, y, z); }, (triple{0, 0, 0}), 0.0, 0.0, 0.0);
    SPECIAL([](auto x, auto y, auto z) { return hypot(x, y, z); }, (triple{2.0 / 7, 3.0 / 7, 6.0 / 7}), 2.0, 3.0, 6.0);
    SPECIAL([](auto x, auto y) { return xlogy(x, y); }, (pair{0, 0}), 0.0, 0.0);
    SPECIAL([](auto x, auto y) { return xlog1py(x, y); }, (pair{0, 0}), 0.0, -1.0);
    SPECIAL([](auto x, auto y) { return xlogy(x, y); }, (pair{0, 0}), 0.0, 1.0);
    static_assert(hessian([](auto x, auto y) { return xlogy(x, y); })(0.0, 2.0)[0][1] == 0.5);
    // A gate closes where both are zero, not where one is.
    VERIFY(gradient([](auto x, auto y) { return xlogy(x, y); }), (pair{std::numbers::ln2, 0}), 0.0, 2.0);
    VERIFY(gradient([](auto x, auto y) { return xlog1py(x, y); }), (pair{std::numbers::ln2, 0}), 0.0, 1.0);
}

BOOST_AUTO_TEST_CASE(structural_zeros) {
    // sqrt(0) would contribute an infinity.
    SPECIAL([](auto x) { return floor(sqrt(x)) + ceil(sqrt(x)) + trunc(sqrt(x)); }, 0.0, 0.0);
    SPECIAL([](auto x) { return round(sqrt(x)) + rint(sqrt(x)) + nearbyint(sqrt(x)); }, 0.0, 0.0);
    SPECIAL([](auto x) { return sign(sqrt(x)) + step(sqrt(x)) + copysign(1.0, sqrt(x)); }, 0.0, 0.0);
    VERIFY(derivative(derivative([](auto x) { return x * x * floor(x); })), 4.0, 2.5);
    SPECIAL([](auto x) { return frac(x) * x; }, 2.5, 1.75);
    // Conditions.
    SPECIAL([](auto x) { return select(isnan(x), 0, x * x); }, 6.0, 3.0);
    SPECIAL([](auto x) { return select(isfinite(1 / x), sqrt(x), 0); }, 0.0, 0.0);
    SPECIAL([](auto x) { return select(signbit(x), -x, x); }, -1.0, -0.0);
    SPECIAL([](auto x) { return select(isinf(x), 0, 2 * x); }, 0.0, infinity);
    VERIFY(value_of([](auto x) { return sign(x) + step(x); }), 1.0, 0.0);
    VERIFY(value_of([](auto x) { return sign(x) + step(x); }), -1.0, -1e-300);
    VERIFY(value_of([](auto x) { return sign(x) + step(x); }), no_number, no_number);
}

// y / y is 1, and y times its reciprocal, which a derivative may take, need not be.
BOOST_AUTO_TEST_CASE(quotients_before_a_jump) {
    constexpr auto truncated = [](auto x, auto y) { auto const t = y / y; return trunc(t) * t * x; };
    constexpr auto periodic = [](auto x, auto y) { auto const t = (3 * y) / y; return fmod(t, 1.0) * x + floor(t) * x * x; };
    for (int i = 1; i < 200; ++i) {
        double const y = verify::hidden(0.001 * i + 1e-9);
        BOOST_TEST(std::get<0>(typegrad::gradient(truncated)(1.0, y)) == 1);
        BOOST_TEST(std::abs(std::get<0>(typegrad::gradient(periodic)(1.0, y)) - std::fmod(3 * y / y, 1.0) - 2 * std::floor(3 * y / y)) < 1e-12);
    }
}

BOOST_AUTO_TEST_CASE(remainders) {
    constexpr auto truncated = [](auto x, auto y) { return fmod(x, y); };
    constexpr auto nearest = [](auto x, auto y) { return remainder(x, y); };
    SPECIAL(truncated, (pair{1, -3}), 7.5, 2.0);
    SPECIAL(truncated, (pair{1, 3}), -7.5, 2.0);
    SPECIAL(truncated, (pair{1, -3}), 3.0, 1.0);
    SPECIAL(truncated, (pair{1, -0.0}), 3.0, infinity);
    SPECIAL(nearest, (pair{1, -4}), 7.5, 2.0);
    SPECIAL(nearest, (pair{1, -2}), 2.5, 1.0);
    // 1 / 0.2 rounds to 5, but five times the double 0.2 is greater than 1.
    SPECIAL(truncated, (pair{1, -4}), 1.0, 0.2);
    SPECIAL(nearest, (pair{1, -5}), 1.0, 0.2);
    // So does 0.015 / 0.01 to 1.5.
    SPECIAL(nearest, (pair{1, -1}), 0.015, 0.01);
}

BOOST_AUTO_TEST_CASE(exact_simplifications) {
    // fma with a factor ±1, or + (-0), is a sum or product: also for infinities, NaN and zeros of either sign.
    for (double x : {0.0, -0.0, 1.5, infinity, no_number, 5e-324}) {
        for (double y : {0.0, -0.0, -1.5, infinity, 1e308}) {
            auto const same = [&](auto f, double expected) {
                double const actual = value_of(f)(x, y);
                BOOST_TEST((actual == expected ? std::signbit(actual) == std::signbit(expected) : actual != actual && expected != expected));
            };
            same([](auto a, auto b) { return fma(a, 1, b); }, std::fma(x, 1, y));
            same([](auto a, auto b) { return fma(-1, a, b); }, std::fma(-1, x, y));
            same([](auto a, auto b) { return fma(a, b, -0.0); }, std::fma(x, y, -0.0));
            same([](auto a, auto b) { return fma(a, b, 0.0); }, std::fma(x, y, 0.0));  // just outside: -0 + 0
            same([](auto a, auto b) { return ldexp(a, 3) + ldexp(b, -1022); }, std::ldexp(x, 3) + std::ldexp(y, -1022));
            same([](auto a, auto b) { return ldexp(a, -1074) + ldexp(b, 1024); }, std::ldexp(x, -1074) + std::ldexp(y, 1024));  // no normal powers
        }
    }
    SPECIAL([](auto x) { return ldexp(x, 3); }, 8.0, 1.0);
    VERIFY(gradient([](auto x) { return scalbn(x, -1080) * 0x1p1000; }), 0x1p-80, 0x1p10);  // the partial alone is no double
    VERIFY(gradient([](auto x, auto n) { return ldexp(sqrt(x), n); }, typegrad::wrt<0>), 2.0, 4.0, 3.0);
    VERIFY(gradient([](auto x, auto n) { return select(x > 0, ldexp(sqrt(x), n), 0); }, typegrad::wrt<0>), 0.0, 0.0, 3.0);
}

// Bit for bit, between ends of one sign or two, equal or next to each other, and outside of them; of numbers of any size.
BOOST_AUTO_TEST_CASE(as_the_standard_library) {
    domains::uniform random(1);
    auto const same = [](double actual, double expected) { return actual == expected ? std::signbit(actual) == std::signbit(expected) : actual != actual && expected != expected; };
    for (int i = 0; i < 20000; ++i) {
        auto const exponent = [&] { return i % 4 == 0 ? 1022 + random(2) : i % 4 == 1 ? random(4) - 1024 : random(2098) - 1074; };
        double const a = random({-2, 2}), t = i % 7 == 0 ? i % 3 % 2 : random({-1, 2}), far = std::ldexp(a, exponent()), low = std::ldexp(random({-2, 2}), exponent());
        double const b = i % 5 == 0 ? a * (1 + (random(5) - 2) * std::numeric_limits<double>::epsilon()) : i % 11 == 0 ? low : random({-2, 2});
        double const between = value_of([](auto x, auto y, auto z) { return lerp(x, y, z); })(a, b, t), middle = value_of([](auto x, auto y) { return midpoint(x, y); })(far, low);
        BOOST_TEST(same(between, std::lerp(a, b, t)), "lerp of " << a << ", " << b << ", " << t);
        BOOST_TEST(same(middle, std::midpoint(far, low)), "midpoint of " << far << ", " << low);
    }
}

// 1 / (1 + |a|)², though 1 + |a| is rounded: that rounding is made up for.
BOOST_AUTO_TEST_CASE(slope_of_softsign) {
    double worst = 0;
    for (double a = -20; a < 20; a += 0.00137) {
        long double const sum = 1 + std::abs(static_cast<long double>(a));
        worst = std::max(worst, static_cast<double>(std::abs(derivative([](auto x) { return softsign(x); })(a) * sum * sum - 1)));
    }
    BOOST_TEST(worst < 1.25 * std::numeric_limits<double>::epsilon());
}

BOOST_AUTO_TEST_CASE(compositions) {
    SPECIAL([](auto x) { return typegrad::inv(x) + typegrad::square(x) + typegrad::cube(x); }, -0.25 + 4 + 12, 2.0);
    static_assert(typegrad::inv(4) == 0.25 && typegrad::square(3) == 9 && typegrad::cube(2.0f) == 8);
    static_assert(std::is_same_v<decltype(typegrad::cube(2.0f)), float> && typegrad::softplus(0) == typegrad::log1p_exp(0.0));
    SPECIAL([](auto x) { return log1m(x); }, -2.0, 0.5);
    SPECIAL([](auto x) { return log_sigmoid(x); }, 0.5, 0.0);
    SPECIAL([](auto x) { return gelu(x) + silu(x); }, 1.0, 0.0);
    SPECIAL([](auto x) { return elu(x); }, 1.0, 0.0);
    SPECIAL([](auto x) { return elu(x, 0.5); }, 0.5, 0.0);
    SPECIAL([](auto x) { return elu(x, 0.5); }, 1.0, 1.0);
    SPECIAL([](auto x) { return elu(x); }, 1.0, 1000.0);
    SPECIAL([](auto x) { return smooth_abs(x, 0.5); }, 0.0, 0.0);
    VERIFY(derivative(derivative([](auto x) { return smooth_abs(x, 0.5); })), 2.0, 0.0);
    SPECIAL([](auto x, auto y) { return smooth_max(x, y, 0.25) + smooth_min(x, y, 0.25); }, (pair{1, 1}), 3.0, 3.0);
    SPECIAL([](auto x, auto y) { return smooth_max(x, y, 0.25); }, (pair{1, 0}), 1e4, -1e4);
    SPECIAL([](auto x, auto y) { return log_diff_exp(x, y); }, (pair{2, -1}), 0.69314718055994530942, 0.0);
    SPECIAL([](auto x, auto y) { return log_diff_exp(x, y); }, (pair{1, -0.0}), 800.0, -800.0);

    // As expressions, the numbers inside are known by their types.
    constexpr typegrad::variable<"x"> x;
    constexpr auto y = typegrad::inv(x) + elu(x) + typegrad::square(x) + log_sigmoid(x) + clamp(x, typegrad::constant<-1>, typegrad::constant<1>);
    static_assert(decltype(y)::slots == 0);
    static_assert(gradient(typegrad::inv(x) + typegrad::square(x) + typegrad::cube(x))(x = 2.0)[x] == -0.25 + 4 + 12);

    // After a using-declaration of the standard function of that name.
    constexpr auto all = [](auto a, auto b) {
        using std::clamp, std::copysign, std::fdim, std::fma, std::fmax, std::fmin, std::fmod, std::hypot, std::lerp, std::midpoint, std::remainder;
        return clamp(a, b, b) * 0 + copysign(a, a) + fdim(a, b) + fma(a, b, b) + fmax(a, a) + fmin(b, b) + fmod(a, b) + hypot(a, a, a) * 0 + lerp(a, b, a * 0) + midpoint(a, b) + remainder(a, a);
    };
    SPECIAL(all, (pair{1 + 1 + 2 + 1 + 1 + 1 + 0.5, -1 + 6 + 1 - 2 + 0.5}), 5.0, 2.0);
}

BOOST_AUTO_TEST_CASE(logistic_family_far_out) {
    constexpr auto soft = [](auto x) { return softplus(x); };
    SPECIAL(soft, 1.0, 700.0);
    SPECIAL(soft, 9.8596765437597708e-305, -700.0);
    SPECIAL(soft, 0.0, -1000.0);
    SPECIAL(soft, 1.0, infinity);
    SPECIAL(soft, 0.0, -infinity);
    constexpr auto slope = [](auto x) { return sigmoid(x); };
    SPECIAL(slope, 9.8596765437597708e-305, 700.0);
    SPECIAL(slope, 9.8596765437597708e-305, -700.0);
    VERIFY(derivative(derivative(slope)), -9.8596765437597708e-305, 700.0);
    VERIFY(derivative(derivative(slope)), 0.0, 0.0);
    VERIFY(derivative(derivative(slope)), -1.25e-11, 1e-10);
    VERIFY(derivative(derivative(derivative(slope))), -0.125, 0.0);
    SPECIAL([](auto x, auto y) { return log_sum_exp(x, y); }, (pair{1, 0}), 1000.0, -1000.0);
    SPECIAL([](auto x, auto y) { return log_sum_exp(x, y); }, (pair{0.5, 0.5}), 1000.0, 1000.0);
    SPECIAL([](auto x, auto y) { return log_sum_exp(x, y); }, (pair{0, 1}), -infinity, 1.0);
    VERIFY(derivative(derivative([](auto x) { return log_sum_exp(x, 0.0); })), 0.25, 0.0);
    // log(1 - exp(x)): -1/x near 0, and -exp(x) far out, at second order as well.
    SPECIAL([](auto x) { return log1m_exp(x); }, -1e300, -1e-300);
    VERIFY(derivative(derivative([](auto x) { return log1m_exp(x); })), -9.8596765437597708e-305, -700.0);
    SPECIAL([](auto x) { return log1m_exp(x); }, 0.0, -infinity);
}

BOOST_AUTO_TEST_CASE(second_order_at_special_points) {
    // A cone has none at its apex; kinks::finite makes it 0.
    static_assert(std::isnan(hessian([](auto x, auto y) { return hypot(x, y); })(0.0, 0.0)[0][0]));
    static_assert(hessian([](auto x, auto y) { return hypot(x, y); }, kinks::finite)(0.0, 0.0) == std::array{std::array{0.0, 0.0}, std::array{0.0, 0.0}});
    // ∂²/∂x² is y²/r³, and no difference: to all digits for y much smaller than x.
    VERIFY(hessian([](auto x, auto y) { return hypot(x, y); }), (std::array{std::array{1e-20, -1e-10}, std::array{-1e-10, 1.0}}), 1.0, 1e-10);
    VERIFY(derivative(derivative([](auto x) { return sinc(x); })), -1.0 / 3, 0.0);
    VERIFY(derivative(derivative(derivative(derivative([](auto x) { return sinc(x); })))), 0.2, 0.0);
    VERIFY(derivative([](auto x) { return sinc(x); }), -1e-9 / 3, 1e-9);
    // Neither overflow nor underflow inside.
    SPECIAL([](auto x, auto y) { return atan2(x, y); }, (pair{0.5e200, -0.5e200}), 1e-200, 1e-200);
    SPECIAL([](auto x, auto y) { return atan2(x, y); }, (pair{0.5e-200, -0.5e-200}), 1e200, 1e200);
    VERIFY(hessian([](auto x, auto y) { return atan2(x, y); }), (std::array{std::array{-1.6e299, -1.2e299}, std::array{-1.2e299, 1.6e299}}), 1e-150, 2e-150);
    SPECIAL([](auto x) { return asinh(x); }, 1e-200, 1e200);
    SPECIAL([](auto x) { return acosh(x); }, 1e-200, 1e200);
    SPECIAL([](auto x) { return acosh(x); }, infinity, 1.0);
    SPECIAL([](auto x) { return atanh(x); }, infinity, 1.0);
    // Where 1 - y² has no digits left: 4 exp(-2x).
    SPECIAL([](auto x) { return tanh(x); }, 1.6993417021166355e-17, 20.0);
    VERIFY(derivative(derivative([](auto x) { return tanh(x); })), -2 * 1.6993417021166355e-17, 20.0);
    SPECIAL([](auto x) { return tanh(x); }, 0.0, 1000.0);
    // exp(-x²), whose exponent rounding would change by 2e-14.
    // Of the normal distribution's logarithm: nearly -x, and nearly -1.
    SPECIAL([](auto x) { return log_norm_cdf(x); }, 100.00999800099926, -100.0);
    VERIFY(derivative(derivative([](auto x) { return log_norm_cdf(x); })), -0.99990005995005174, -100.0);
    SPECIAL([](auto x) { return log_norm_cdf(x); }, 0.0, 100.0);
    SPECIAL([](auto x) { return erfcx(x); }, -5.6418958354691e-13, 1e6);
    VERIFY(derivative(derivative([](auto x) { return erfcx(x); })), 1.1283791670921274e-18, 1e6);
}

BOOST_AUTO_TEST_CASE(functions_of_arrays) {
    constexpr auto total = [](auto const& a) { return log_sum_exp(a); };
    using three = std::array<double, 3>;
    VERIFY(gradient(total), (three{1.0 / 4, 1.0 / 4, 1.0 / 2}), (three{0, 0, 0.69314718055994530942}));
    SPECIAL(total, (three{0, 0.5, 0.5}), (three{-1000, 1000, 1000}));
    SPECIAL(total, (three{0, 1, 0}), (three{-infinity, 2, -infinity}));
    VERIFY(value_of(total), -infinity, (three{-infinity, -infinity, -infinity}));
    BOOST_TEST(verify::near(typegrad::log_sum_exp(three{1, 2, 3}), 3.4076059644443806));
    VERIFY(hessian(total), (std::array{three{2.0 / 9, -1.0 / 9, -1.0 / 9}, three{-1.0 / 9, 2.0 / 9, -1.0 / 9}, three{-1.0 / 9, -1.0 / 9, 2.0 / 9}}), (three{5, 5, 5}));
    constexpr auto probabilities = [](auto const& a) { return softmax(a); };
    VERIFY(jacobian(probabilities), (std::array{three{2.0 / 9, -1.0 / 9, -1.0 / 9}, three{-1.0 / 9, 2.0 / 9, -1.0 / 9}, three{-1.0 / 9, -1.0 / 9, 2.0 / 9}}), (three{7, 7, 7}));
    constexpr auto logarithms = [](auto const& a) { return log_softmax(a); };
    VERIFY(jacobian(logarithms), (std::array{three{1, -1, 0}, three{0, 0, 0}, three{0, -1, 1}}), (three{-800, 0, -900}));
}

BOOST_AUTO_TEST_CASE(log_densities) {
    constexpr auto normal = [](auto x, auto m, auto s) { return normal_log_density(x, m, s); };
    SPECIAL(normal, (triple{-0.25, 0.25, -0.375}), 3.0, 2.0, 2.0);
    VERIFY(value_of(normal), -0.918938533204672742 - 0.69314718055994530942 - 0.125, 3.0, 2.0, 2.0);
    constexpr auto cauchy = [](auto x, auto m, auto s) { return cauchy_log_density(x, m, s); };
    SPECIAL(cauchy, (triple{-0.5, 0.5, 0.0}), 4.0, 2.0, 2.0);
    SPECIAL([](auto x) { return cauchy_log_density(x, 0.0, 1.0); }, -2e-200, 1e200);
    VERIFY(value_of([](auto x) { return cauchy_log_density(x, 0.0, 1.0); }), -922.178767083468, 1e200);
    constexpr auto bernoulli = [](auto k, auto p) { return bernoulli_log_density(k, p); };
    VERIFY(gradient(bernoulli, typegrad::wrt<1>), 4.0, 1.0, 0.25);
    VERIFY(gradient(bernoulli, typegrad::wrt<1>), -4.0 / 3, 0.0, 0.25);
    VERIFY(gradient(bernoulli, typegrad::wrt<1>), -1.0, 0.0, 0.0);
    constexpr auto logistic_loss = [](auto k, auto x) { return -bernoulli_logit_log_density(k, x); };
    VERIFY(value_and_gradient(logistic_loss, typegrad::wrt<1>), (typegrad::value_with_gradient<double, double>{700, 1}), 0.0, 700.0);
    VERIFY(value_and_gradient(logistic_loss, typegrad::wrt<1>), (typegrad::value_with_gradient<double, double>{9.8596765437597708e-305, -9.8596765437597708e-305}), 1.0, 700.0);
    VERIFY(value_and_gradient(logistic_loss, typegrad::wrt<1>), (typegrad::value_with_gradient<double, double>{1000, -1}), 1.0, -1000.0);
}
