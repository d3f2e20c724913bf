// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Derivatives at kinks, poles and ends of domains, stated by hand: PyTorch's documented order, and what the policies choose
// instead. docs/operators.md is generated; this file is what it has to agree with. A new operator takes a line or two.
#define BOOST_TEST_MODULE typegrad_kinks
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <tuple>

#include "orders.hpp"

namespace {

using typegrad::derivative, typegrad::gradient, typegrad::hessian;
namespace kinks = typegrad::kinks;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

#define LIST(...) {{__VA_ARGS__}}

// A derivative by function door, in a constant expression and at run time, and by the tape; for several arguments as well.
#define SPECIAL(f, expected, ...)                                                                   \
    do {                                                                                                     \
        constexpr auto special = f;                                                                          \
        VERIFY_AS("gradient: " #f, gradient(special), expected, __VA_ARGS__);                              \
        verify::at_run_time("tape::gradient: " #f, typegrad::tape::gradient(special), expected, __VA_ARGS__); \
    } while (false)

}

// The sign of a product is that of the factors that change theirs: of -y x² + 2 x² y² here.
BOOST_AUTO_TEST_CASE(signs_of_products) {
    constexpr auto f = [](auto x, auto y) { return abs(y * (x * x)) + abs(-2 * (y * y) * (x * x)); };
    constexpr auto h = hessian(f)(1.0, -3.0);
    static_assert(h[0][0] == 42 && h[0][1] == -26 && h[1][1] == 4);
    // Whichever operand is the 0.
    static_assert(hessian([](auto x, auto y) { return max(0.0, y * (x * x)) + 3 * max(y * (x * x), 0.0) - 5 * min(0.0, -y * (x * x)); })(0.0, 3.0)[0][0] == 54);
}

BOOST_AUTO_TEST_CASE(absolute_value) {
    constexpr auto f = [](auto a) { return abs(a); };
    DERIVATIVES(f, 0.0, 0.0, 0.0);
    DERIVATIVES(f, 0.0, 0.0, -0.0);
    DERIVATIVES(f, -1.0, 0.0, 0.0, kinks::left);
    DERIVATIVES(f, 1.0, 0.0, 0.0, kinks::right);
    DERIVATIVES(f, 0.0, 0.0, 0.0, kinks::finite);
    DERIVATIVES(f, -1.0, 0.0, -2.0);
    DERIVATIVES(f, -1.0, 0.0, -2.0, kinks::right);
    DERIVATIVES(f, 1.0, 0.0, 2.0, kinks::left);
    SPECIAL(f, 1.0, infinity);
    SPECIAL(f, -1.0, -infinity);
}

BOOST_AUTO_TEST_CASE(ties) {
    constexpr auto larger = [](auto a, auto b) { return max(a, b); };
    constexpr auto smaller = [](auto a, auto b) { return min(a, b); };
    GRADIENT_OF_TWO(larger, LIST(0.5, 0.5), 2.0, 2.0);
    GRADIENT_OF_TWO(larger, LIST(0.0, 1.0), 2.0, 2.0, kinks::left);
    GRADIENT_OF_TWO(larger, LIST(1.0, 0.0), 2.0, 2.0, kinks::right);
    GRADIENT_OF_TWO(larger, LIST(1.0, 0.0), 3.0, 2.0);
    GRADIENT_OF_TWO(larger, LIST(0.0, 1.0), 2.0, 3.0);
    GRADIENT_OF_TWO(larger, LIST(0.5, 0.5), 0.0, -0.0);
    GRADIENT_OF_TWO(larger, LIST(0.0, 1.0), -infinity, 3.0);
    HESSIAN_OF_TWO(larger, LIST(0.0, 0.0, 0.0), 2.0, 2.0);
    GRADIENT_OF_TWO(smaller, LIST(0.5, 0.5), 2.0, 2.0);
    GRADIENT_OF_TWO(smaller, LIST(1.0, 0.0), 2.0, 2.0, kinks::left);
    GRADIENT_OF_TWO(smaller, LIST(0.0, 1.0), 2.0, 2.0, kinks::right);
    GRADIENT_OF_TWO(smaller, LIST(0.0, 1.0), 3.0, 2.0);
    GRADIENT_OF_TWO(smaller, LIST(1.0, 0.0), 2.0, 3.0);
    HESSIAN_OF_TWO(smaller, LIST(0.0, 0.0, 0.0), 2.0, 2.0);
    SPECIAL([](auto a) { return max(a, a); }, 1.0, 2.0);
    SPECIAL([](auto a) { return max(a, 0.0); }, 0.0, -1.0);
    SPECIAL([](auto a) { return max(0.0, a); }, 1.0, 1.0);

    constexpr auto difference = [](auto a, auto b) { return fdim(a, b); };
    GRADIENT_OF_TWO(difference, LIST(0.0, 0.0), 2.0, 2.0);
    GRADIENT_OF_TWO(difference, LIST(1.0, -1.0), 2.0, 2.0, kinks::right);
    GRADIENT_OF_TWO(difference, LIST(1.0, -1.0), 3.0, 2.0);
    constexpr auto number = [](auto a, auto b) { return fmax(a, b); };
    GRADIENT_OF_TWO(number, LIST(0.5, 0.5), 2.0, 2.0);
    GRADIENT_OF_TWO(number, LIST(1.0, 0.0), 2.0, 1.0);
}

// The sign of an adjoint goes through what a NaN passes by.
BOOST_AUTO_TEST_CASE(negative_adjoints) {
    constexpr auto f = [](auto const& p) { return -(abs(p[0]) * p[1]) - max(p[0], p[2]) * p[1] - relu(p[0]) * p[2]; };
    VERIFY(gradient(f), (std::array{3.0, -7.0, -3.0}), (std::array{-2.0, 3.0, 5.0}));
    VERIFY(gradient(f), (std::array{-8.0, -7.0, -5.0}), (std::array{2.0, 3.0, 5.0}));
}

BOOST_AUTO_TEST_CASE(rectifier) {
    constexpr auto f = [](auto a) { return relu(a); };
    DERIVATIVES(f, 0.0, 0.0, 0.0);
    DERIVATIVES(f, 0.0, 0.0, 0.0, kinks::left);
    DERIVATIVES(f, 1.0, 0.0, 0.0, kinks::right);
    DERIVATIVES(f, 1.0, 0.0, 2.0);
    DERIVATIVES(f, 0.0, 0.0, -2.0);
    constexpr auto bounded = [](auto a) { return clamp(a, -1.0, 1.0); };
    // With crossed bounds the value is the lower one where the number is less than that; nothing else has a derivative then.
    constexpr auto crossed = [](auto a) { return clamp(a[0], a[1], a[2]); };
    VERIFY(gradient(crossed), (std::array{0.0, 1.0, 0.0}), (std::array{1.5, 2.0, 0.5}));
    VERIFY(gradient(crossed), (std::array{0.0, 0.0, 1.0}), (std::array{1.5, 1.0, 0.5}));
    // As torch.clamp: within the bounds, ends included, the number itself passes.
    DERIVATIVES(bounded, 1.0, 0.0, 1.0);
    DERIVATIVES(bounded, 1.0, 0.0, -1.0);
    DERIVATIVES(bounded, 0.0, 0.0, 2.0);
}

BOOST_AUTO_TEST_CASE(piecewise_constant) {
    constexpr auto all = [](auto a) { return floor(a) + ceil(a) + trunc(a) + round(a) + rint(a) + sign(a) + step(a); };
    DERIVATIVES(all, 0.0, 0.0, 2.0);
    DERIVATIVES(all, 0.0, 0.0, 0.5);
    DERIVATIVES(all, 0.0, 0.0, 0.0);
    // fmod(a, b) = a - trunc(a / b) · b.
    constexpr auto modulo = [](auto a, auto b) { return fmod(a, b); };
    GRADIENT_OF_TWO(modulo, LIST(1.0, -3.0), 7.0, 2.0);
    GRADIENT_OF_TWO(modulo, LIST(1.0, 3.0), -7.0, 2.0);
    GRADIENT_OF_TWO(modulo, LIST(1.0, -3.0), 6.0, 2.0);
    HESSIAN_OF_TWO(modulo, LIST(0.0, 0.0, 0.0), 7.0, 2.0);
}

BOOST_AUTO_TEST_CASE(roots) {
    constexpr auto root = [](auto a) { return sqrt(a); };
    DERIVATIVES(root, infinity, -infinity, 0.0);
    DERIVATIVES(root, 0.0, 0.0, 0.0, kinks::finite);
    DERIVATIVES(root, 0.25, -0.03125, 4.0);
    DERIVATIVES(root, 0.25, -0.03125, 4.0, kinks::finite);
    SPECIAL(root, 0.0, infinity);
    SPECIAL(root, no_number, -1.0);
    constexpr auto cubic = [](auto a) { return cbrt(a); };
    SPECIAL(cubic, infinity, 0.0);
    VERIFY(gradient(cubic, kinks::finite), 0.0, 0.0);
    VERIFY(gradient([](auto a, auto b, auto c) { return sqrt(a * a + b * b + c * c); }), (std::tuple{0.0, 0.0, 0.0}), 0.0, 0.0, 0.0);
    VERIFY(gradient([](auto a, auto b) { return sqrt(a * a + b * b); }), (std::tuple{0.6, 0.8}), 3.0, 4.0);
    constexpr auto norm = [](auto a, auto b) { return hypot(a, b); };
    GRADIENT_OF_TWO(norm, LIST(0.0, 0.0), 0.0, 0.0);
    GRADIENT_OF_TWO(norm, LIST(0.0, -1.0), 0.0, -2.0);
    HESSIAN_OF_TWO(norm, LIST(no_number, no_number, no_number), 0.0, 0.0);
}

BOOST_AUTO_TEST_CASE(powers) {
    // An integer exponent.
    constexpr auto inverse = [](auto a) { return pow(a, -1); };
    DERIVATIVES(inverse, -infinity, infinity, 0.0);
    DERIVATIVES([](auto a) { return pow(a, 3); }, 12.0, -12.0, -2.0);
    DERIVATIVES([](auto a) { return pow(a, -2); }, 0.25, 0.375, -2.0);
    // A real one that the function knows.
    DERIVATIVES([](auto a) { return pow(a, 3.0); }, 12.0, -12.0, -2.0);
    DERIVATIVES([](auto a) { return pow(a, 1.0); }, 1.0, 0.0, 0.0);
    DERIVATIVES([](auto a) { return pow(a, 0.0); }, 0.0, 0.0, 0.0);
    SPECIAL([](auto a) { return pow(a, 0.5); }, infinity, 0.0);
    VERIFY(gradient([](auto a) { return pow(a, 0.5); }, kinks::finite), 0.0, 0.0);
    // One that is an argument, with both partials: (p·0^(p−1), 0 for p >= 0).
    constexpr auto power = [](auto a, auto p) { return pow(a, p); };
    GRADIENT_OF_TWO(power, LIST(0.0, 0.0), 0.0, 2.0);
    GRADIENT_OF_TWO(power, LIST(1.0, 0.0), 0.0, 1.0);
    GRADIENT_OF_TWO(power, LIST(infinity, 0.0), 0.0, 0.5);
    GRADIENT_OF_TWO(power, LIST(0.0, 0.0), 0.0, 0.5, kinks::finite);
    GRADIENT_OF_TWO(power, LIST(0.0, 0.0), 0.0, 0.0);
    GRADIENT_OF_TWO(power, LIST(-infinity, -infinity), 0.0, -1.0);
    GRADIENT_OF_TWO(power, LIST(12.0, 8 * 0.69314718055994530942), 2.0, 3.0);
    GRADIENT_OF_TWO(power, LIST(12.0, no_number), -2.0, 3.0);  // the logarithm of a negative number
    GRADIENT_OF_TWO(power, LIST(0.0, 0.0), 1.0, 0.0);
    // Neither overflow nor underflow of the result spoils the partial: 2·a at a = 1e-200, 1e200.
    GRADIENT_OF_TWO(power, LIST(2e-200, -0.0), 1e-200, 2.0);
    BOOST_TEST(std::get<0>(gradient(power)(verify::hidden(1e200), 2.0)) == 2e200, boost::test_tools::tolerance(1e-13));
}

// Where the function ends no factor, infinite or none, brings back what counts as 0; and what else there is stays.
BOOST_AUTO_TEST_CASE(ends_of_domains) {
    DERIVATIVES([](auto a) { return asin(a); }, 0.0, 0.0, 1.0, kinks::finite);
    DERIVATIVES([](auto a) { return acos(a); }, 0.0, 0.0, -1.0, kinks::finite);
    DERIVATIVES([](auto a) { return acosh(a); }, 0.0, 0.0, 1.0, kinks::finite);
    DERIVATIVES([](auto a) { return log(a) * log(a); }, 0.0, 0.0, 0.0, kinks::finite);
    VERIFY(gradient([](auto a) { return a * asin(a); }, kinks::finite), 1.5707963267948966, 1.0);
    VERIFY(hessian([](auto a) { return a * asin(a); }, kinks::finite), (verify::one_by_one{}), 1.0);
    DERIVATIVES([](auto a) { return sin(log1p(a)) + 3 * a; }, 3.0, 0.0, -1.0, kinks::finite);
    DERIVATIVES([](auto a) { return sqrt(a) * sqrt(a) + a * a; }, 0.0, 2.0, 0.0, kinks::finite);
    DERIVATIVES([](auto a) { return acos(a) * acos(a); }, 0.0, 0.0, 1.0, kinks::finite);
    // The squared angle between a vector and itself.
    VERIFY(gradient([](auto a, auto b) { auto const angle = acos(cos(a) * cos(b) + sin(a) * sin(b)); return angle * angle; }, kinks::finite), (std::tuple{0.0, 0.0}), 0.0, 0.0);
    // Outside of the domain there is nothing, and inside nothing changes.
    DERIVATIVES([](auto a) { return acos(a); }, no_number, no_number, 1.5, kinks::finite);
    DERIVATIVES([](auto a) { return log(a); }, 0.5, -0.25, 2.0, kinks::finite);
    VERIFY(gradient([](auto a, auto b) { return atan2(a, b); }, kinks::finite), (std::tuple{0.0, 0.0}), 0.0, 0.0);
    VERIFY(gradient([](auto a, auto b) { return atan2(a, b); }, kinks::finite), (std::tuple{0.5, 0.0}), 0.0, 2.0);
    VERIFY(gradient([](auto a, auto b) { return atan2(a, b); }, kinks::finite), (std::tuple{0.0, -0.5}), 2.0, 0.0);
    VERIFY(gradient([](auto a, auto b) { return xlogy(a, b); }, kinks::finite), (std::tuple{0.0, 0.0}), 2.0, 0.0);
    // Where one operand is 0 the other one's derivative has one.
    static_assert(hessian([](auto a, auto b) { return xlogy(a, b); })(0.0, 2.0)[1][0] == 0.5);
    static_assert(hessian([](auto a, auto b) { return xlog1py(a, b); })(0.0, 1.0)[1][0] == 0.5);
    static_assert(std::get<1>(gradient([](auto a, auto b) { return xlogy(a, b) + xlog1py(a, b - 1); })(1.0, 0.0)) == infinity);
    static_assert(std::get<1>(gradient([](auto a, auto b) { return xlogy(a, b) + xlog1py(a, b - 1); })(0.0, 0.0)) == 0);
}

// A NaN argument has NaN derivatives at kinks too: of what is multiplied with it as well, and whichever operand it is.
BOOST_AUTO_TEST_CASE(arguments_that_are_no_numbers) {
    SPECIAL([](auto a) { return 3 * abs(a); }, no_number, no_number);
    SPECIAL([](auto a) { return 3 * relu(a) - a; }, no_number, no_number);
    SPECIAL([](auto a) { return max(a, 1.0); }, no_number, no_number);
    SPECIAL([](auto a) { return max(1.0, a); }, no_number, no_number);
    SPECIAL([](auto a) { return min(a, 1.0) * 2; }, no_number, no_number);
    SPECIAL([](auto a) { return min(1.0, a); }, no_number, no_number);
    SPECIAL([](auto a) { return clamp(a, -1.0, 1.0); }, no_number, no_number);
    SPECIAL([](auto a) { return clamp(0.5, a, 1.0); }, no_number, no_number);
    SPECIAL([](auto a) { return clamp(0.5, -1.0, a); }, no_number, no_number);
    SPECIAL([](auto a) { return fdim(1.0, a); }, no_number, no_number);
    SPECIAL([](auto a) { return copysign(a, -1.0); }, no_number, no_number);
    SPECIAL([](auto a) { return elu(a) + softsign(a); }, no_number, no_number);
    SPECIAL([](auto a) { return fmod(a, 2.0); }, no_number, no_number);
    SPECIAL([](auto a) { return fmax(a, 1.0) + floor(a) + sign(a); }, 0.0, no_number);
    SPECIAL([](auto a) { return abs(2 * a - 1); }, no_number, no_number);
    // A branch that is not taken contributes nothing.
    SPECIAL([](auto a) { return select(a > 0, abs(a), 0); }, 0.0, no_number);
    // Infinity is a number.
    SPECIAL([](auto a) { return max(a, 1.0) + relu(a) + clamp(a, 0.0, infinity) + min(a, infinity); }, 3.5, infinity);
    GRADIENT_OF_TWO([](auto a, auto b) { return max(a, b); }, LIST(no_number, no_number), no_number, 1.0);
    GRADIENT_OF_TWO([](auto a, auto b) { return max(a, b); }, LIST(no_number, no_number), 1.0, no_number);
    for (auto const policy : {0, 1}) {
        constexpr auto f = [](auto a) { return abs(a) + max(a, 0.5) + relu(a); };
        BOOST_TEST(std::isnan(policy == 0 ? gradient(f, kinks::left)(verify::hidden(no_number)) : gradient(f, kinks::right)(verify::hidden(no_number))));
    }
}

BOOST_AUTO_TEST_CASE(poles_and_limits) {
    DERIVATIVES([](auto a) { return log(a); }, infinity, -infinity, 0.0);
    DERIVATIVES([](auto a) { return log1p(a); }, infinity, -infinity, -1.0);
    SPECIAL([](auto a) { return asin(a); }, infinity, 1.0);
    SPECIAL([](auto a) { return acos(a); }, -infinity, -1.0);
    VERIFY(hessian([](auto a) { return asin(a); }), (verify::one_by_one{{{infinity}}}), 1.0);
    VERIFY(hessian([](auto a) { return acos(a); }), (verify::one_by_one{{{infinity}}}), -1.0);
    DERIVATIVES([](auto a) { return 1 / a; }, -infinity, infinity, 0.0);
    // A pole at the end of the domain is not finite either; one inside of the domain stays.
    VERIFY(gradient([](auto a) { return log(a); }, kinks::finite), 0.0, 0.0);
    VERIFY(gradient([](auto a) { return 1 / a; }, kinks::finite), -infinity, 0.0);
    constexpr auto angle = [](auto a, auto b) { return atan2(a, b); };
    GRADIENT_OF_TWO(angle, LIST(no_number, no_number), 0.0, 0.0);
    GRADIENT_OF_TWO(angle, LIST(1.0, 0.0), 0.0, 1.0);
    DERIVATIVES([](auto a) { return tanh(a); }, 0.0, 0.0, 700.0);
    SPECIAL([](auto a) { return exp(a); }, 0.0, -infinity);
    DERIVATIVES([](auto a) { return erf(a); }, 0.0, 0.0, 50.0);
    SPECIAL([](auto a) { return atan(a); }, 0.0, infinity);
    SPECIAL([](auto a) { return expm1(a); }, 1e-5, -11.512925464970229);
    SPECIAL([](auto a) { return log1p(a); }, 1.0, 1e-300);
}
