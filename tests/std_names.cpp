// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// std:: before the names of <cmath> and <algorithm>: traced, as an expression, on the tape; and nothing changes for plain numbers.
#define BOOST_TEST_MODULE typegrad_std_names
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/special.hpp>
#include <typegrad/tape.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "verify.hpp"

namespace {

// The same sum with the names found in another way: std:: may be left out. A function is not asked for its value where it has a kink.
#define SUMMANDS(std)                                                                                                              \
    std::sin(x) * std::cos(y) + std::tan(x) + std::asin(y) + std::acos(y) + std::atan(x) + std::atan2(x, y) + std::sinh(x) + std::cosh(x) + std::tanh(x) +      \
        std::asinh(x) + std::acosh(x) + std::atanh(y) + std::exp(x) + std::exp2(x) + std::expm1(y) + std::log(x) + std::log2(x) + std::log10(x) + std::log1p(x) \
        + std::sqrt(x) + std::cbrt(x) + std::pow(x, 3) + std::pow(x, y) + std::pow(2, x) + std::pow(2.5, y) + std::hypot(x, y) + std::hypot(x, y, x)       \
        + std::hypot(x, 1.0) + std::erf(x) + std::erfc(y) + std::abs(y) + std::fabs(-x) + std::copysign(x, -1.0) + std::fmod(x, y) + std::remainder(x, y)  \
        + std::max(x, y) + std::max(x, 0.25) + std::max(0.25, x) + std::max(x, 1) + std::min(x, y) + std::min(y, 0.75f) + std::min(0, y) + std::fmax(x, 1) \
        + std::fmin(x, y) + std::fdim(x, y) + std::clamp(x, 0.0, 1.0) + std::clamp(x, y, x + 1) + std::max({x, y, x * y}) + std::min({x, y, x * y})        \
        + std::floor(x) + std::ceil(x) + std::trunc(x) + std::round(y) + std::rint(x) + std::nearbyint(x) + std::fma(x, 2, y) + std::fma(x, y, x)          \
        + std::lerp(x, y, 0.25) + std::midpoint(x, y) + std::ldexp(x, 3) + std::scalbn(x, 2) + std::scalbln(x, 2L)

constexpr auto in_std = [](auto x, auto y) { return SUMMANDS(std) + select(std::isfinite(x) && !std::isnan(x) && !std::isinf(y) && !std::signbit(y), x, y); };
constexpr auto in_typegrad = [](auto x, auto y) { return SUMMANDS(typegrad) + select(isfinite(x) && !isnan(x) && !isinf(y) && !signbit(y), x, y); };

constexpr auto special = [](auto x) { return std::lgamma(x) + std::tgamma(x) + std::beta(x, 2) + std::expint(x) + std::cyl_bessel_j(1, x); };
constexpr auto special_in_typegrad = [](auto x) { return lgamma(x) + tgamma(x) + beta(x, 2) + expint(x) + cyl_bessel_j(1, x); };

// What each of them means to plain numbers is the standard's.
static_assert(std::is_same_v<decltype(std::max(1, 2)), int const&> && std::is_same_v<decltype(std::clamp(1.0, 2.0, 3.0)), double const&>);
static_assert(std::is_same_v<decltype(std::pow(2, 3)), double> && std::is_same_v<decltype(std::abs(-2)), int> && std::is_same_v<decltype(std::sin(1.0f)), float>);
static_assert(std::is_same_v<decltype(std::midpoint(1, 4)), int> && std::is_same_v<decltype(std::max({1, 2})), int>);
template <class A, class B>
concept std_max_takes = requires(A a, B b) { std::max(a, b); };
static_assert(!std_max_takes<int, double> && std_max_takes<typegrad::tape::variable<>, double>);

}

BOOST_AUTO_TEST_CASE(traced_and_on_the_tape) {
    double const x = verify::hidden(1.25), y = verify::hidden(0.5);
    auto const [value, gradient] = typegrad::value_and_gradient(in_std)(x, y);
    auto const [same_value, same_gradient] = typegrad::value_and_gradient(in_typegrad)(x, y);
    BOOST_TEST(value == same_value);
    BOOST_TEST((gradient == same_gradient));
    auto const [taped, taped_gradient] = typegrad::tape::value_and_gradient(in_std)(x, y);
    BOOST_TEST(taped == value, boost::test_tools::tolerance(1e-15));
    BOOST_TEST(std::get<0>(taped_gradient) == std::get<0>(gradient), boost::test_tools::tolerance(1e-14));
    BOOST_TEST(std::get<1>(taped_gradient) == std::get<1>(gradient), boost::test_tools::tolerance(1e-14));
    static_assert(typegrad::derivative([](auto t) { return std::max(t, 0.5) * std::abs(-t) + std::pow(t, 2); })(2.0) == 8);
}

BOOST_AUTO_TEST_CASE(expressions) {
    constexpr typegrad::variable<"x"> x;
    constexpr typegrad::variable<"y"> y;
    static_assert(std::is_same_v<decltype(std::sin(x) * std::max(x, y)), decltype(sin(x) * max(x, y))>);
    static_assert(std::is_same_v<decltype(std::pow(x, 2) + std::hypot(x, y, 1.0)), decltype(pow(x, 2) + hypot(x, y, 1.0))>);
    static_assert(derivative(std::max(x, 0.0) * std::abs(x) + std::clamp(x, 0.0, 1.0) + std::fabs(x), x)(x = 2.0) == 5);
}

static_assert([] {
    constexpr typegrad::variable<"x"> x;
    return std::is_same_v<decltype(erf_inv(x)), decltype(erfinv(x))> && std::is_same_v<decltype(erfc_inv(x)), decltype(erfcinv(x))>;
}());

BOOST_AUTO_TEST_CASE(special_functions) {
    double const x = verify::hidden(1.25);
    auto const result = typegrad::value_and_gradient(special)(x), expected = typegrad::value_and_gradient(special_in_typegrad)(x);
    BOOST_TEST(result.value == expected.value);
    BOOST_TEST(result.gradient == expected.gradient);
    BOOST_TEST(typegrad::tape::value_and_gradient(special)(x).gradient == expected.gradient, boost::test_tools::tolerance(1e-14));
}

// A maximum of equals: half of the derivative each, on the tape as well, where std::max itself would give all of it to the first.
BOOST_AUTO_TEST_CASE(ties) {
    constexpr auto greatest = [](auto a, auto b) { return std::max(a, b) + std::min({a, b}); };
    VERIFY(typegrad::gradient(greatest), (std::tuple{1.0, 1.0}), 2.0, 2.0);
    constexpr auto first = [](auto a, auto b) { return std::max(a, b) + 0 * b; };
    BOOST_TEST(std::get<0>(typegrad::tape::gradient(first)(2.0, 2.0)) == 0.5);
}
