// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Names beside those of the standard library: with `using namespace`, with using-declarations, with numbers of two types.
#define BOOST_TEST_MODULE typegrad_names
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/tape.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "verify.hpp"

namespace with_typegrad {
using namespace typegrad;
double everything(double x, float y, int n) {
    return pow(2, x) + pow(x, 2) + hypot(x, 2) + exp(n) + exp(x) + static_cast<double>(exp(y)) + atan2(y, x) + fmod(x, n) + fma(x, 2, y) + erf(n) + cbrt(x) + abs(x) + fmax(x, 1) +
           sqrt(n) + lerp(x, 2.0, x) + floor(x) + static_cast<double>(round(y)) + tanh(n) + max(x, 1.0) + min(x, 2.0) + clamp(x, 0.0, 1.0);
}
}

namespace with_both {
using namespace std;
using namespace typegrad;
constexpr auto everything = [](auto x, auto y) {
    using std::abs, std::clamp, std::fma, std::fmax, std::hypot, std::lerp, std::max, std::midpoint, std::min, std::pow;
    return max(x, y) + min(x, y) + clamp(x, y, y) + hypot(x, y) + pow(x, y) + abs(x) + fmax(x, y) + fma(x, y, x) + pow(x, 2) + midpoint(x, y) + lerp(x, y, x);
};
}

BOOST_AUTO_TEST_CASE(numbers_of_several_types) {
    using std::pow, std::hypot, std::exp, std::atan2, std::fmod, std::erf, std::cbrt, std::sqrt, std::floor, std::tanh;
    double const x = verify::hidden(1.25);
    double const expected = pow(2, x) + pow(x, 2) + hypot(x, 2) + exp(3) + exp(x) + static_cast<double>(exp(0.75f)) + atan2(0.75, x) + fmod(x, 3) + x * 2 + 0.75 + erf(3) + cbrt(x) + x + x +
                            sqrt(3) + (x + x * (2 - x)) + floor(x) + 1 + tanh(3) + x + x + 1;
    BOOST_TEST(with_typegrad::everything(x, 0.75f, 3) == expected, boost::test_tools::tolerance(1e-6));
}

BOOST_AUTO_TEST_CASE(traced_values_and_the_tape) {
    double const x = verify::hidden(1.25), y = verify::hidden(0.5);
    auto const [value, partials] = typegrad::value_and_gradient(with_both::everything)(x, y);
    auto const [taped, taped_partials] = typegrad::tape::value_and_gradient(with_both::everything)(x, y);
    BOOST_TEST(value == with_both::everything(x, y), boost::test_tools::tolerance(1e-15));
    BOOST_TEST(taped == value);
    BOOST_TEST(std::get<0>(partials) == std::get<0>(taped_partials), boost::test_tools::tolerance(1e-14));
    BOOST_TEST(std::get<1>(partials) == std::get<1>(taped_partials), boost::test_tools::tolerance(1e-14));
}
