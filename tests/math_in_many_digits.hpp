// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Functions of one argument against 80 decimal digits: at run time, in constant expressions, and of numbers of that many
// digits themselves. `--log_level=message` prints the largest error of each.
#pragma once

#include <boost/test/unit_test.hpp>

#include <boost/multiprecision/cpp_bin_float.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <sstream>
#include <tuple>
#include <vector>

#include "sanitized.hpp"

namespace in_many_digits {

namespace mp = boost::multiprecision;

template <class T>
using limits = std::numeric_limits<T>;

using exact = mp::number<mp::cpp_bin_float<80>, mp::et_off>;

// The functions with an independent formula for each in many digits, the scale beside which errors count, the greatest
// error that is allowed in units in the last place, and the interval.
inline exact nothing(exact const&) { return 0; }

#define CASE(name, most, least, greatest, reference, scale)                                     \
    struct name##_case {                                                                        \
        static constexpr auto text = #name;                                                     \
        static constexpr double bound = most, from = least, to = greatest;                      \
        template <class T>                                                                      \
        static constexpr T value(T const& x) { return typegrad::math::name(x); }                          \
        static exact in_many_digits(exact const& x) { return reference; }                       \
        static exact size(exact const& x) { return scale(x); }                                  \
    };

// Of an interval its ordinary points, those near its ends, and those near 0.
template <class T>
std::vector<T> points(double from, double to) {
    std::mt19937_64 random(1);
    std::vector<T> points;
    const T least = static_cast<T>(from), greatest = static_cast<T>(to);
    const auto uniform = [&](T a, T b) { return std::uniform_real_distribution<T>(a, b)(random); };
    for (int i = 0; i < 300; ++i) points.push_back(uniform(least, greatest));
    for (T scale : {T(0.5), T(1), T(2), T(8), T(40)})
        for (int i = 0; i < 60; ++i) points.push_back(uniform(-scale, scale));
    for (int i = 0; i < 100; ++i) {
        const T small = std::ldexp(uniform(1, 2), -1 - static_cast<int>(random() % (limits<T>::digits + 6u)));
        for (T x : {least + small, greatest - small, small, -small, 1 + small, 1 - small}) points.push_back(x);
    }
    for (T x : {limits<T>::min(), limits<T>::denorm_min(), T(1e-30), least, greatest, T(0.25), T(0.5), T(-0.6875), T(-1), T(1e3), T(-1e4)})
        for (T y : {x, -x, std::nextafter(x, T(1)), std::nextafter(x, T(-1))}) points.push_back(y);
    std::erase_if(points, [&](T x) { return !(x >= least && x <= greatest); });
    if (sanitized) std::erase_if(points, [i = 0](T) mutable { return i++ % 16 != 0; });
    return points;
}

template <class T>
double error(T computed, exact const& value, exact const& scale) {
    const T nearest = static_cast<T>(value);
    if (std::isinf(nearest) || std::isnan(computed) || std::isinf(computed))
        return computed == nearest || (std::isnan(computed) && isnan(value)) ? 0 : 1e9;
    exact size = abs(value);
    if (size < scale) size = scale;
    const int e = size == 0 ? limits<T>::min_exponent : std::max(static_cast<int>(ilogb(size)) + 1, limits<T>::min_exponent);
    return static_cast<double>(abs(exact(computed) - value) * ldexp(exact(1), limits<T>::digits - e));
}

using types = std::tuple<float, double, long double>;

template <class Case, class T>
void check_at_run_time() {
    double worst = 0;
    T where = 0;
    for (T x : points<T>(Case::from, Case::to)) {
        const exact value = Case::in_many_digits(x);
        if (const double e = error(Case::value(x), value, Case::size(x)); e > worst) worst = e, where = x;
    }
    std::ostringstream text;
    text.precision(limits<T>::max_digits10);
    text << Case::text << " in " << limits<T>::digits << " digits: " << worst << " ulp at " << where;
    BOOST_TEST_MESSAGE(text.str());
    BOOST_TEST(worst < Case::bound, text.str());
}

// The same functions in constant expressions, at points all over the interval.
template <class T>
constexpr auto few_points(double from, double to) {
    std::array<T, 24> points{};
    for (std::size_t i = 0; i < points.size(); ++i) {
        const T part = static_cast<T>(i) / 8 - T(1.4375), x = part * part * part * 8;
        points[i] = static_cast<T>(x < T(from) ? T(from) : x > T(to) ? T(to) : x);
    }
    return points;
}
template <class Case, class T>
constexpr auto values_of_constant_expressions = [] {
    auto points = few_points<T>(Case::from, Case::to);
    for (T& x : points) x = Case::value(x);
    return points;
}();

template <class Case, class T>
void check_constant_expressions() {
    constexpr auto points = few_points<T>(Case::from, Case::to);
    constexpr auto values = values_of_constant_expressions<Case, T>;
    double worst = 0;
    for (std::size_t i = 0; i < points.size(); ++i)
        worst = std::max(worst, error(values[i], Case::in_many_digits(points[i]), Case::size(points[i])));
    BOOST_TEST_MESSAGE("constexpr " << Case::text << " in " << limits<T>::digits << " digits: " << worst << " ulp at 0");
    BOOST_TEST(worst < Case::bound, Case::text << ' ' << worst);
}

// For other numbers the same formulas.
template <class Case>
void check_in_many_digits() {
    for (double x : few_points<double>(Case::from, Case::to)) {
        const exact value = Case::in_many_digits(x), computed = Case::value(exact(x));
        const exact size = std::max<exact>(abs(value), Case::size(x));
        BOOST_TEST((value == computed || abs(value - computed) < 1e-74 * size), Case::text << " at " << x);
    }
}

template <class Case>
void check_everywhere() {
    [&]<class... T>(std::tuple<T...>*) { (check_at_run_time<Case, T>(), ...); }(static_cast<types*>(nullptr));
    [&]<class... T>(std::tuple<T...>*) { (check_constant_expressions<Case, T>(), ...); }(static_cast<types*>(nullptr));
    check_in_many_digits<Case>();
}

}
