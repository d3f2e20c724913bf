// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Traced values and the tape's variables answer what generic code asks of numbers as the number inside of them does.
#define BOOST_TEST_MODULE typegrad_numbers
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/tape.hpp>

#include <cmath>
#include <limits>

#include "verify.hpp"

namespace {

template <class T, class Number, class Inside>
constexpr bool has_limits_of(Inside inside) {
    using limits = std::numeric_limits<T>;
    using expected = std::numeric_limits<Number>;
    static_assert(limits::is_specialized && limits::is_signed && !limits::is_integer && !limits::is_exact && limits::has_infinity && limits::has_quiet_NaN);
    static_assert(limits::has_signaling_NaN == expected::has_signaling_NaN && limits::is_iec559 == expected::is_iec559 && limits::is_bounded && !limits::is_modulo);
    static_assert(limits::digits == expected::digits && limits::digits10 == expected::digits10 && limits::max_digits10 == expected::max_digits10);
    static_assert(limits::radix == expected::radix && limits::min_exponent == expected::min_exponent && limits::max_exponent == expected::max_exponent);
    static_assert(limits::min_exponent10 == expected::min_exponent10 && limits::max_exponent10 == expected::max_exponent10);
    static_assert(limits::traps == expected::traps && limits::tinyness_before == expected::tinyness_before && limits::round_style == expected::round_style);
    static_assert(std::is_same_v<decltype(limits::max()), T>);
    return inside(limits::min()) == expected::min() && inside(limits::max()) == expected::max() && inside(limits::lowest()) == expected::lowest() &&
           inside(limits::epsilon()) == expected::epsilon() && inside(limits::round_error()) == expected::round_error() &&
           inside(limits::infinity()) == expected::infinity() && inside(limits::denorm_min()) == expected::denorm_min() &&
           inside(limits::quiet_NaN()) != inside(limits::quiet_NaN());
}
constexpr auto literal = [](auto const& t) { return t.literal(); };
constexpr auto value = [](auto const& t) { return t.value(); };
static_assert(has_limits_of<typegrad::tracer<double>, double>(literal));
static_assert(has_limits_of<typegrad::tracer<float>, float>(literal));
static_assert(has_limits_of<typegrad::tape::variable<double>, double>(value));
static_assert(has_limits_of<typegrad::tape::variable<float>, float>(value));
static_assert(std::numeric_limits<typegrad::tape::variable<float> const>::digits == 24);

constexpr typegrad::variable<"u"> u;
static_assert(!std::numeric_limits<decltype(u * u)>::is_specialized);

template <class T, class Number>
constexpr bool is_number_of = std::is_same_v<typegrad::number_type_t<T>, Number> && typegrad::is_floating_point_v<T> && typegrad::is_floating_point<T const>::value &&
                              std::is_same_v<std::common_type_t<T, double>, T> && std::is_same_v<std::common_type_t<int, T>, T> && std::is_same_v<std::common_type_t<T, T>, T> &&
                              std::is_same_v<std::common_type_t<float, T, int>, T>;
static_assert(is_number_of<typegrad::tracer<double>, double> && is_number_of<typegrad::tracer<float>, float>);
static_assert(is_number_of<typegrad::tape::variable<>, double> && is_number_of<typegrad::tape::variable<float>, float> && is_number_of<double, double>);
static_assert(!typegrad::is_floating_point_v<int> && !typegrad::is_floating_point_v<decltype(u * u)> && !typegrad::is_floating_point_v<std::array<double, 2>>);

constexpr auto smallest = [](auto const& v) {
    using T = std::remove_cvref_t<decltype(v[0])>;
    T best = std::numeric_limits<T>::max();
    for (auto const& x : v) best = typegrad::min(best, x);
    return best * 2;
};
constexpr auto largest = [](auto const& v) {
    using T = std::remove_cvref_t<decltype(v[0])>;
    T best = -std::numeric_limits<T>::infinity();
    for (auto const& x : v) best = typegrad::max(best, x);
    return best * 2;
};
constexpr auto difference = [](auto x) {
    using T = decltype(x);
    static_assert(typegrad::is_floating_point_v<T>);
    std::common_type_t<T, int> const h = std::numeric_limits<T>::epsilon();
    return (x * (1 + h) - x) / h;
};

}

BOOST_AUTO_TEST_CASE(searches_that_begin_at_a_limit) {
    using vector = std::array<double, 3>;
    VERIFY(typegrad::value_and_gradient(smallest), (typegrad::value_with_gradient<double, vector>{6.0, {0, 2, 0}}), vector({4, 3, 5}));
    VERIFY(typegrad::value_and_gradient(largest), (typegrad::value_with_gradient<double, vector>{-6.0, {0, 2, 0}}), vector({-4, -3, -5}));
    auto const taped = typegrad::tape::value_and_gradient(smallest)(vector{4, 3, 5});
    BOOST_TEST(taped.value == 6);
    BOOST_TEST(taped.gradient[0] == 0);
    BOOST_TEST(taped.gradient[1] == 2);
    BOOST_TEST(typegrad::tape::value_and_gradient(largest)(vector{-4, -3, -5}).value == -6);
}

BOOST_AUTO_TEST_CASE(a_step_of_one_epsilon) {
    VERIFY(typegrad::value_and_gradient(difference), (typegrad::value_with_gradient<double, double>{1.0, 1.0}), 1.0);
    VERIFY(typegrad::value_and_gradient(difference), (typegrad::value_with_gradient<float, float>{1.0f, 1.0f}), 1.0f);
    BOOST_TEST(typegrad::tape::value_and_gradient(difference)(1.0f).value == 1.0f);
}

// Bit for bit, also on the tape and in float. Where an operand is no number or infinite, so is the value, which std::hypot loses.
BOOST_AUTO_TEST_CASE(hypot_of_three_is_that_of_std) {
    constexpr auto distance = [](auto a, auto b, auto c) { using std::hypot; return hypot(a, b, c); };
    int differ = 0;
    for (int i = 0; i < 500; ++i) {
        double const a = verify::hidden(0.3 + i * 0.29), b = verify::hidden(2.1 + i * 0.17), c = verify::hidden(3.3 - i * 0.0027);
        float const r = static_cast<float>(a), s = static_cast<float>(b), t = static_cast<float>(c);
        differ += typegrad::value_and_gradient(distance)(a, b, c).value != distance(a, b, c);
        differ += typegrad::tape::value_and_gradient(distance)(a, b, c).value != distance(a, b, c);
        differ += typegrad::value_and_gradient(distance)(r, s, t).value != distance(r, s, t);
        differ += typegrad::hypot(a, b, c) != distance(a, b, c);
    }
    BOOST_TEST(differ == 0);
    double const nan = verify::hidden(std::numeric_limits<double>::quiet_NaN());
    BOOST_TEST(std::isnan(typegrad::value_and_gradient(distance)(0.0, nan, 0.0).value));
}
