// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Derivatives at kinks, poles and ends of domains.
#define BOOST_TEST_MODULE typegrad_kinks
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/tape.hpp>

#include <limits>
#include <tuple>

#include "verify.hpp"

namespace {

using typegrad::derivative, typegrad::gradient, typegrad::hessian;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

}

namespace {

// A derivative at a special point: in a constant expression, at run time, and by the tape.
#define SPECIAL(f, expected, ...)                                                                            \
    do {                                                                                                     \
        VERIFY(gradient(f), expected, __VA_ARGS__);                                                          \
        verify::at_run_time("tape::gradient(" #f ")", typegrad::tape::gradient(f), expected, __VA_ARGS__);   \
    } while (false)

}

BOOST_AUTO_TEST_CASE(kinks) {
    constexpr auto absolute = [](auto x) { return abs(x); };
    SPECIAL(absolute, 0.0, 0.0);
    SPECIAL(absolute, 0.0, -0.0);
    SPECIAL(absolute, -1.0, -2.0);
    SPECIAL(absolute, 1.0, 2.0);
    SPECIAL(absolute, 1.0, infinity);
    SPECIAL(absolute, -1.0, -infinity);
    VERIFY(derivative(derivative(absolute)), 0.0, 0.0);

    constexpr auto larger = [](auto x, auto y) { return max(x, y); };
    constexpr auto smaller = [](auto x, auto y) { return min(x, y); };
    SPECIAL(larger, (std::tuple{0.5, 0.5}), 2.0, 2.0);
    SPECIAL(larger, (std::tuple{1.0, 0.0}), 3.0, 2.0);
    SPECIAL(larger, (std::tuple{0.0, 1.0}), 2.0, 3.0);
    SPECIAL(larger, (std::tuple{0.5, 0.5}), 0.0, -0.0);
    SPECIAL(larger, (std::tuple{0.0, 1.0}), -infinity, 3.0);
    SPECIAL(smaller, (std::tuple{0.5, 0.5}), 2.0, 2.0);
    SPECIAL(smaller, (std::tuple{0.0, 1.0}), 3.0, 2.0);
    SPECIAL(smaller, (std::tuple{1.0, 0.0}), 2.0, 3.0);
    SPECIAL([](auto x) { return max(x, x); }, 1.0, 2.0);
    SPECIAL([](auto x) { return max(x, 0.0); }, 0.0, -1.0);
    SPECIAL([](auto x) { return max(0.0, x); }, 1.0, 1.0);
    // A closed side contributes nothing: no 0 · infinity.
    SPECIAL([](auto x) { return max(sqrt(x), 1.0); }, 0.0, 0.0);
    SPECIAL([](auto x) { return sqrt(max(x, 0.0)); }, 0.0, -1.0);
}

BOOST_AUTO_TEST_CASE(roots) {
    constexpr auto root = [](auto x) { return sqrt(x); };
    SPECIAL(root, infinity, 0.0);
    SPECIAL(root, 0.25, 4.0);
    SPECIAL(root, 0.0, infinity);
    SPECIAL(root, no_number, -1.0);
    SPECIAL([](auto x) { return cbrt(x); }, infinity, 0.0);

    // A norm, however it is spelled: its derivative at 0 is 0, in every direction and at second order. (The tape sees one operation at a
    // time and not the sum: there this is 0 · inf, as in PyTorch, and hypot is what to write.)
    VERIFY(gradient([](auto x) { return sqrt(x * x); }), 0.0, 0.0);
    VERIFY(gradient([](auto x) { return sqrt(x * x); }), -1.0, -3.0);
    VERIFY(gradient([](auto x) { return sqrt(pow(x, 2)); }), 0.0, 0.0);
    VERIFY(gradient([](auto x) { return sqrt(pow(x, 2.0)); }), 0.0, 0.0);
    VERIFY(gradient([](auto x, auto y) { return sqrt(x * x + y * y); }), (std::tuple{0.0, 0.0}), 0.0, 0.0);
    VERIFY(gradient([](auto x, auto y) { return sqrt(x * x + y * y); }), (std::tuple{0.6, 0.8}), 3.0, 4.0);
    VERIFY(gradient([](auto x, auto y, auto z) { return sqrt(x * x + y * y + z * z); }), (std::tuple{0.0, 0.0, 0.0}), 0.0, 0.0, 0.0);
    SPECIAL([](auto x, auto y) { return hypot(x, y); }, (std::tuple{0.0, 0.0}), 0.0, 0.0);
    SPECIAL([](auto x, auto y) { return hypot(x, y); }, (std::tuple{0.0, -1.0}), 0.0, -2.0);
    // The distance of coinciding points.
    SPECIAL([](auto x, auto y) { return hypot(x - y, 2 * x - 2 * y); }, (std::tuple{0.0, 0.0}), 1.5, 1.5);
    static_assert(hessian([](auto x) { return sqrt(x * x); })(0.0)[0][0] == 0);
    BOOST_TEST(hessian([](auto x) { return sqrt(x * x); })(verify::hidden(0.0))[0][0] == 0);
}

BOOST_AUTO_TEST_CASE(powers) {
    // An integer exponent.
    SPECIAL([](auto x) { return pow(x, 2); }, 0.0, 0.0);
    SPECIAL([](auto x) { return pow(x, 1); }, 1.0, 0.0);
    SPECIAL([](auto x) { return pow(x, 0); }, 0.0, 0.0);
    SPECIAL([](auto x) { return pow(x, -1); }, -infinity, 0.0);
    SPECIAL([](auto x) { return pow(x, 3); }, 12.0, -2.0);
    SPECIAL([](auto x) { return pow(x, -2); }, 0.25, -2.0);
    // A real one that the function knows.
    SPECIAL([](auto x) { return pow(x, 2.0); }, 0.0, 0.0);
    SPECIAL([](auto x) { return pow(x, 3.0); }, 12.0, -2.0);
    SPECIAL([](auto x) { return pow(x, 1.875); }, 0.0, 0.0);
    SPECIAL([](auto x) { return pow(x, 1.0); }, 1.0, 0.0);
    SPECIAL([](auto x) { return pow(x, 0.5); }, infinity, 0.0);
    SPECIAL([](auto x) { return pow(x, 0.0); }, 0.0, 0.0);
    // One that is an argument, with both partials: (p·0^(p−1), 0 for p >= 0).
    constexpr auto power = [](auto x, auto p) { return pow(x, p); };
    SPECIAL(power, (std::tuple{0.0, 0.0}), 0.0, 2.0);
    SPECIAL(power, (std::tuple{1.0, 0.0}), 0.0, 1.0);
    SPECIAL(power, (std::tuple{infinity, 0.0}), 0.0, 0.5);
    SPECIAL(power, (std::tuple{0.0, 0.0}), 0.0, 0.0);
    SPECIAL(power, (std::tuple{-infinity, -infinity}), 0.0, -1.0);
    SPECIAL(power, (std::tuple{12.0, 8 * 0.69314718055994530942}), 2.0, 3.0);
    SPECIAL(power, (std::tuple{12.0, no_number}), -2.0, 3.0);  // the logarithm of a negative number
    SPECIAL(power, (std::tuple{0.0, 0.0}), 1.0, 0.0);
    // Neither overflow nor underflow of the result spoils the partial: 2·x at x = 1e-200, 1e200.
    SPECIAL(power, (std::tuple{2e-200, -0.0}), 1e-200, 2.0);
    BOOST_TEST(std::get<0>(gradient(power)(verify::hidden(1e200), 2.0)) == 2e200, boost::test_tools::tolerance(1e-13));
    constexpr auto two_to_the = [](auto x) { return pow(2, x); };
    SPECIAL(two_to_the, 5.5451774444795624753, 3.0);
    // To high order at 0: x² has a third derivative, 0.
    constexpr auto square = [](auto x) { return pow(x, 2); };
    VERIFY(derivative(derivative(square)), 2.0, 0.0);
    VERIFY(derivative(derivative(derivative(square))), 0.0, 0.0);
    VERIFY(derivative(derivative([](auto x) { return pow(x, 2.0); })), 2.0, 0.0);
    VERIFY(derivative(derivative([](auto x) { return pow(x, 3.0); })), 0.0, 0.0);
}

BOOST_AUTO_TEST_CASE(poles_and_limits) {
    SPECIAL([](auto x) { return log(x); }, infinity, 0.0);
    SPECIAL([](auto x) { return log1p(x); }, infinity, -1.0);
    SPECIAL([](auto x) { return asin(x); }, infinity, 1.0);
    SPECIAL([](auto x) { return acos(x); }, -infinity, -1.0);
    SPECIAL([](auto x) { return 1 / x; }, -infinity, 0.0);
    SPECIAL([](auto x, auto y) { return atan2(x, y); }, (std::tuple{no_number, no_number}), 0.0, 0.0);
    SPECIAL([](auto x, auto y) { return atan2(x, y); }, (std::tuple{1.0, 0.0}), 0.0, 1.0);
    SPECIAL([](auto x) { return tanh(x); }, 0.0, 700.0);
    SPECIAL([](auto x) { return exp(x); }, 0.0, -infinity);
    SPECIAL([](auto x) { return erf(x); }, 0.0, 50.0);
    SPECIAL([](auto x) { return atan(x); }, 0.0, infinity);
    SPECIAL([](auto x) { return expm1(x); }, 1e-5, -11.512925464970229);
    SPECIAL([](auto x) { return log1p(x); }, 1.0, 1e-300);
    // Softplus and log-sum-exp far out, as they should be written.
    constexpr auto softplus = [](auto x) { return max(x, 0.0) + log1p(exp(-abs(x))); };
    SPECIAL(softplus, 1.0, 700.0);
    SPECIAL(softplus, 9.8596765437597708e-305, -700.0);
    SPECIAL(softplus, 0.0, -1000.0);
    SPECIAL(softplus, 0.5, 0.0);
    constexpr auto log_sum_exp = [](auto x, auto y) {
        auto const largest = max(x, y);
        return largest + log(exp(x - largest) + exp(y - largest));
    };
    SPECIAL(log_sum_exp, (std::tuple{1.0, 0.0}), 700.0, -700.0);
    SPECIAL(log_sum_exp, (std::tuple{0.5, 0.5}), 1000.0, 1000.0);
}
