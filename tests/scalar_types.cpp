// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// One function, every type of number: the built-in ones, Boost.Multiprecision's, std::complex.
#define BOOST_TEST_MODULE typegrad_scalar_types
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/complex.hpp>
#include <typegrad/tape.hpp>

#include <boost/multiprecision/cpp_bin_float.hpp>

#include <array>
#include <cmath>
#include <complex>
#include <limits>
#include <tuple>

#include "verify.hpp"

namespace {

using typegrad::derivative, typegrad::gradient, typegrad::hessian, typegrad::value_and_gradient;
namespace multiprecision = boost::multiprecision;
using fifty_digits = multiprecision::cpp_bin_float_50;
using with_templates = multiprecision::number<multiprecision::cpp_bin_float<60>, multiprecision::et_on>;
using wide = multiprecision::number<multiprecision::cpp_bin_float<100>, multiprecision::et_off>;
using complex = std::complex<double>;

constexpr auto everything = [](auto x, auto y) {
    return erf(x) * sin(y) + pow(x, 3) / y + sqrt(x) * log(x + y) + cbrt(x) + select(x < y, atan(x * y), exp(x) * cosh(y)) + max(x, y) * hypot(x, y);
};

// By the definition, in 100 digits.
template <class T>
std::array<wide, 2> slopes(T const& x, T const& y) {
    wide const step("1e-33"), at_x(x), at_y(y);
    auto const value = [](wide const& a, wide const& b) -> wide {
        wide const chosen = a < b ? wide(atan(a * b)) : wide(exp(a) * cosh(b));
        return erf(a) * sin(b) + a * a * a / b + sqrt(a) * log(a + b) + cbrt(a) + chosen + (a < b ? b : a) * sqrt(a * a + b * b);
    };
    return {(value(at_x + step, at_y) - value(at_x - step, at_y)) / (2 * step), (value(at_x, at_y + step) - value(at_x, at_y - step)) / (2 * step)};
}

template <class T>
void check(double roundings) {
    for (auto [px, py] : {std::pair{0.25, 0.75}, std::pair{1.5, 0.625}, std::pair{2.0, 3.5}}) {
        T const x = T(px) / 3 * 3, y = T(py);
        auto const [dx, dy] = gradient(everything)(x, y);
        static_assert(std::is_same_v<std::remove_cvref_t<decltype(dx)>, T>);
        auto const exact = slopes(x, y);
        wide const unit = roundings * wide(std::numeric_limits<T>::epsilon());
        BOOST_TEST((abs(wide(dx) - exact[0]) <= unit * abs(exact[0])));
        BOOST_TEST((abs(wide(dy) - exact[1]) <= unit * abs(exact[1])));
    }
}

}

BOOST_AUTO_TEST_CASE(built_in_types) {
    check<float>(8);
    check<double>(8);
    check<long double>(8);
}

// All the digits of the type: the constants inside of the rules have them too.
BOOST_AUTO_TEST_CASE(many_digits) {
    check<fifty_digits>(64);
    check<with_templates>(64);
    fifty_digits const third = fifty_digits(1) / 3;
    fifty_digits const second = hessian([](auto x) { return erf(x); })(third)[0][0];
    fifty_digits const pi = acos(fifty_digits(-1));
    BOOST_TEST((abs(second + 4 * third * exp(-third * third) / sqrt(pi)) < fifty_digits("1e-48")));
    auto const power = [](auto x, auto y) { return pow(x, y); };
    BOOST_TEST((abs(std::get<0>(typegrad::gradient(power)(fifty_digits(2), fifty_digits(3))) - 12) < fifty_digits("1e-47")));
}

BOOST_AUTO_TEST_CASE(mixed_types) {
    static_assert(std::is_same_v<decltype(derivative([](auto x) { return x * x; })(2.0f)), float>);
    static_assert(std::is_same_v<decltype(gradient([](auto x, auto y) { return x * y; })(2.0f, 3.0)), std::tuple<double, double>>);
    static_assert(std::is_same_v<decltype(derivative([](auto x) { return x * x; })(3)), double>);
    auto const [dx, dy] = gradient([](auto x, auto y) { return x * y; })(fifty_digits(2), 3.0);
    BOOST_TEST((dx == 3 && dy == 2));
    double volatile x = 2;
    int volatile const y = 3;
    auto const of_volatile = hessian([](auto a, auto b) { return a * a * b; })(x, y);
    static_assert(std::is_same_v<decltype(of_volatile), decltype(hessian([](auto a, auto b) { return a * b; })(2.0, 3.0)) const>);
    BOOST_TEST((of_volatile[0][0] == 6 && of_volatile[0][1] == 4 && of_volatile[1][1] == 0));
    std::array<double volatile, 2> const elements{2, 3};
    auto const of_elements = hessian([](auto const& v) { return v[0] * v[0] * v[1]; })(elements);
    static_assert(std::is_same_v<decltype(of_elements), std::array<std::array<double, 2>, 2> const>);
    BOOST_TEST((of_elements[0][0] == 6 && of_elements[0][1] == 4 && of_elements[1][1] == 0));
}

// The derivative of an analytic function, in any direction of the plane.
BOOST_AUTO_TEST_CASE(complex_numbers) {
    constexpr auto analytic = [](auto x, auto y) {
        return exp(x) * sin(y) + pow(x, 3) / y + pow(x, 2.5) + sqrt(x) * log(x / y) + asin(x) * tanh(y) + cosh(x) / tan(y) + 3.5 * x - atan(y) * sinh(x * y) + cos(x) +
               asinh(x) * acosh(y) + pow(x, y) * acos(y) - atanh(x);
    };
    complex const x{1, 0.5}, y{2, -1};
    auto const [value, partials] = value_and_gradient(analytic)(x, y);
    auto const [dx, dy] = partials;
    BOOST_TEST(std::abs(value - analytic(x, y)) < 1e-14 * std::abs(value));
    for (complex const step : {complex(1e-5, 0), complex(0, 1e-5)}) {
        complex const by_x = (analytic(x + step, y) - analytic(x - step, y)) / (2. * step), by_y = (analytic(x, y + step) - analytic(x, y - step)) / (2. * step);
        BOOST_TEST(std::abs(dx - by_x) < 1e-8 * std::abs(dx));
        BOOST_TEST(std::abs(dy - by_y) < 1e-8 * std::abs(dy));
    }
    BOOST_TEST(std::abs(value_and_gradient([](auto a, auto b) { return fma(a, b, 2 * a); })(x, y).value - (x * y + 2. * x)) < 1e-14);
    BOOST_TEST(std::abs(value_and_gradient([](auto a, auto b) { return log(a) + log(b); }, typegrad::fast)(x, y).value - std::log(x) - std::log(y)) < 1e-14);
    // What is a norm of real numbers, the root of a² + 1.
    BOOST_TEST(std::abs(hessian([](auto z) { return asinh(z); })(x)[0][0] + x / std::pow(1. + x * x, 1.5)) < 1e-14);
    // The real axis is the real derivative's.
    BOOST_TEST(std::abs(derivative([](auto z) { return exp(z) * log(z); })(complex(2, 0)) - derivative([](auto z) { return exp(z) * log(z); })(2.0)) < 1e-14);
    // A second derivative.
    auto const second = hessian([](auto z) { return sin(z) * z; })(x)[0][0];
    BOOST_TEST(std::abs(second - (2. * std::cos(x) - x * std::sin(x))) < 1e-14);
    constexpr auto square = [](auto a, auto b) { return a * a * b; };
    BOOST_TEST((std::get<0>(typegrad::hvp(square)(x, y, complex(1), complex(0)).product) == 2. * y));
    BOOST_TEST((std::get<1>(typegrad::vjp(square)(x, y, complex(0, 1)).gradient) == complex(0, 1) * (x * x)));
}
