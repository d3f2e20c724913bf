// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Taylor coefficients: against recurrences written by hand, against nested derivatives, and their number of operations.
#define BOOST_TEST_MODULE typegrad_series
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/series.hpp>

#include <array>
#include <cmath>
#include <tuple>
#include <type_traits>

#include "verify.hpp"

namespace {

using namespace typegrad;

constexpr auto exp_of_sin = [](auto x) { return exp(sin(x)); };

// The classical recurrences for s = sin x, c = cos x, e = exp s.
template <std::size_t N>
std::array<double, N> by_hand(double x) {
    std::array<long double, N> s{}, c{}, e{};
    s[0] = std::sin(static_cast<long double>(x)), c[0] = std::cos(static_cast<long double>(x)), e[0] = std::exp(s[0]);
    for (std::size_t k = 1; k < N; ++k) {
        auto const order = static_cast<long double>(k);
        s[k] = c[k - 1] / order, c[k] = -s[k - 1] / order;
        for (std::size_t j = 1; j <= k; ++j) e[k] += static_cast<long double>(j) * s[j] * e[k - j] / order;
    }
    std::array<double, N> result{};
    for (std::size_t k = 0; k < N; ++k) result[k] = static_cast<double>(e[k]);
    return result;
}

template <int Order>
consteval int operations_of(auto f) {
    return operations(taylor<Order>(f)).total();
}

}

BOOST_AUTO_TEST_CASE(twenty_orders) {
    auto const expected = by_hand<21>(0.5);
    auto const actual = taylor<20>(exp_of_sin)(verify::hidden(0.5));
    for (std::size_t k = 0; k < 21; ++k)
        BOOST_TEST(std::abs(actual[k] - expected[k]) <= 1e-14 * std::abs(expected[k]) + 1e-18, "coefficient " << k << " is " << actual[k] << ", not " << expected[k]);
    static constexpr auto constant = taylor<20>(exp_of_sin)(0.5);
    BOOST_TEST(constant[12] == expected[12], boost::test_tools::tolerance(1e-12));
}

// Each order costs its sums and nothing else: the count grows with the square of the order, not with its exponential.
BOOST_AUTO_TEST_CASE(no_blow_up) {
    constexpr int ten = operations_of<10>(exp_of_sin), twenty = operations_of<20>(exp_of_sin), forty = operations_of<40>(exp_of_sin);
    BOOST_TEST_MESSAGE("exp(sin x): " << ten << ", " << twenty << " and " << forty << " operations to orders 10, 20 and 40");
    static_assert(twenty - 2 * ten < 4 * 10 * 10 && forty < 5 * twenty);
}

BOOST_AUTO_TEST_CASE(every_kind_of_operation) {
    constexpr auto everything = [](auto x) {
        return tanh(x) * log(1 + x * x) / sqrt(2 + x) + pow(x, 2.5) + atan(x) + erf(x) * cbrt(x) + select(x > 0, x * x * x, x) + abs(x) * cosh(x) - asin(x / 4) +
               hypot(x, 2.0) * max(x, 0.5) + expm1(-x) / log1p(x) + pow(2.0, x) + atan2(x, 3.0);
    };
    constexpr auto first = derivative(everything);
    constexpr auto second = derivative(first);
    constexpr auto third = derivative(second);
    double const x = verify::hidden(0.7);
    auto const series = taylor<3>(everything)(x);
    BOOST_TEST(series[0] == everything(x), boost::test_tools::tolerance(1e-15));
    BOOST_TEST(series[1] == first(x), boost::test_tools::tolerance(1e-13));
    BOOST_TEST(series[2] == second(x) / 2, boost::test_tools::tolerance(1e-12));
    BOOST_TEST(series[3] == third(x) / 6, boost::test_tools::tolerance(1e-11));
}

BOOST_AUTO_TEST_CASE(shapes_and_directions) {
    static_assert(taylor<3>([](auto x) { return x * x * x; })(2.0) == std::array{8.0, 12.0, 6.0, 1.0});
    static_assert(taylor<4>([](auto x) { return exp(x * x); })(0.0) == std::array{1.0, 0.0, 1.0, 0.0, 0.5});
    static_assert(taylor<2>([](auto) { return 3.0; })(2.0) == std::array{3.0, 0.0, 0.0});
    static_assert(taylor<0>([](auto x) { return x * x; })(2.0) == std::array{4.0});
    // Along a direction, in several arguments.
    static_assert(taylor<3>([](auto x, auto y) { return x * x * y; })(2.0, 3.0, 1.0, 1.0) == std::array{12.0, 16.0, 7.0, 1.0});
    // Of several values.
    constexpr auto circle = [](auto t) { return std::array{cos(t), sin(t)}; };
    static_assert(taylor<2>(circle)(0.0) == std::array{std::array{1.0, 0.0}, std::array{0.0, 1.0}, std::array{-0.5, 0.0}});
    constexpr auto nested_shapes = [](auto x, auto y) { return std::tuple{x * y, std::array{x, y * y}}; };
    constexpr auto expansion = taylor<2>(nested_shapes)(2.0, 3.0, 1.0, 1.0);
    static_assert(std::is_same_v<std::remove_const_t<decltype(expansion)>, std::array<std::tuple<double, std::array<double, 2>>, 3>>);
    static_assert(std::get<0>(expansion[0]) == 6 && std::get<0>(expansion[1]) == 5 && std::get<0>(expansion[2]) == 1);
    static_assert(std::get<1>(expansion[0])[1] == 9 && std::get<1>(expansion[1])[0] == 1 && std::get<1>(expansion[1])[1] == 6 && std::get<1>(expansion[2])[1] == 1);
    // One value in an array stays one.
    static_assert(taylor<1>([](auto x) { return std::array{x * x}; })(3.0) == std::array{std::array{9.0}, std::array{6.0}});
    // Their derivatives, and where the function holds a traced value.
    VERIFY(derivative([](auto x) { return taylor<1>([](auto u) { return std::array{u * u, u * u * u}; })(x)[1][1]; }), 12.0, 2.0);
    VERIFY(derivative([](auto x) { return taylor<1>([x](auto u) { return std::array{u * x, x * u * u}; })(x)[1][1]; }), 8.0, 2.0);
    // At a singular point of the branch that is not taken.
    static_assert(taylor<2>([](auto x) { return select(x > 0, sqrt(x), x * x); })(0.0) == std::array{0.0, 0.0, 1.0});
    // A coefficient is a function like any other.
    constexpr auto curvature = [](auto x) { return 2 * taylor<2>([](auto t) { return sin(t) * t; })(x)[2]; };
    BOOST_TEST(derivative(curvature)(verify::hidden(0.5)) == derivative(derivative(derivative([](auto t) { return sin(t) * t; })))(0.5), boost::test_tools::tolerance(1e-13));
    // Also where it is of a function that holds a traced value, which does not move.
    constexpr auto held = [](auto x) { return taylor<2>([x](auto t) { return x * t * t + sin(x); })(x)[1] + taylor<1>([x](auto t) { return x * t; })(2.0)[0]; };
    VERIFY(derivative(held), 14.0, 3.0);  // of 2 x² + 2 x
    constexpr auto along = [](auto x) { return taylor<2>([x](auto s, auto t) { return x * s * t; })(x, 2.0, 1.0, x)[2]; };
    VERIFY(derivative(along), 6.0, 3.0);  // of x²
}

BOOST_AUTO_TEST_CASE(selected_arguments_and_policies) {
    constexpr auto f = [](auto x, auto y, auto z) { return x * x * y + z * x; };
    VERIFY((taylor<2>(f, wrt<0>)), (std::array{22.0, 17.0, 3.0}), 2.0, 3.0, 5.0);
    VERIFY((taylor<2>(f, wrt<0>)), (std::array{22.0, 34.0, 12.0}), 2.0, 3.0, 5.0, 2.0);
    VERIFY((taylor<2>(f, wrt<2, 0>)), (std::array{22.0, 27.0, 8.0}), 2.0, 3.0, 5.0, 5.0, 1.0);
    VERIFY((taylor<1>([](auto const& v, auto k) { return k * v[0] * v[1]; }, wrt<0>)), (std::array{30.0, 26.0}), std::array{3.0, 5.0}, 2, std::array{2.0, 1.0});
    static_assert(taylor<1>([](auto x) { return abs(x); })(0.0)[1] == 0 && taylor<1>([](auto x) { return abs(x); }, kinks::right)(0.0)[1] == 1);
    VERIFY((taylor<2>([](auto x) { return abs(x) + 3 * x * x; }, kinks::left)), (std::array{0.0, -1.0, 3.0}), 0.0);
    // The magnitude of x, as abs(x) is.
    VERIFY((taylor<2>([](auto x) { return 1.5 * max(x, -x) * max(x, -x); })), (std::array{0.0, 0.0, 1.5}), 0.0);
    VERIFY((taylor<3>([](auto x) { return min(-x, x) * 2 * x * x + cosh(min(-x, x)); })), (std::array{1.0, 0.0, 0.5, 0.0}), 0.0);
    static_assert(operations(taylor<2>(f)).total() > operations(taylor<2>(f, wrt<0>)).total());
}

namespace {

constexpr variable<"x"> x;
constexpr variable<"z"> z;

}

BOOST_AUTO_TEST_CASE(expressions) {
    static_assert(taylor<3>(x * x * x)(x = 2.0) == std::array{8.0, 12.0, 6.0, 1.0});
    static_assert(taylor<3>(x * x * x)(2.0) == std::array{8.0, 12.0, 6.0, 1.0});
    static_assert(taylor<3>(x * x * x)(x = 2.0, along(x = 2.0)) == std::array{8.0, 24.0, 24.0, 8.0});
    static_assert(taylor<3>(x * x * z)(x = 2.0, z = 3.0, along(z = 1.0, x = 1.0)) == std::array{12.0, 16.0, 7.0, 1.0});
    static_assert(taylor<2>(x * x * z, wrt(z))(x = 2.0, z = 3.0) == std::array{12.0, 4.0, 0.0});
    static_assert(taylor<2>(cos(x), sin(x))(x = 0.0) == std::array{std::array{1.0, 0.0}, std::array{0.0, 1.0}, std::array{-0.5, 0.0}});
    static_assert(taylor<1>(x, z * x, wrt(z))(x = 2.0, z = 3.0)[1] == std::array{0.0, 2.0});
    static_assert(taylor<1>(abs(x), kinks::left)(x = 0.0)[1] == -1 && taylor<0>(x * z)(x = 2.0f, z = 3, along(x = 1, z = 0)) == std::array{6.0f});
    // Numbers that are known at run time only, and the derivative of a derivative.
    double const scale = verify::hidden(3.0);
    BOOST_TEST((taylor<2>(scale * x * x)(x = verify::hidden(2.0)) == std::array{12.0, 12.0, 3.0}));
    static_assert(taylor<2>(derivative(x * x * x, x))(x = 1.0) == std::array{3.0, 6.0, 3.0});
    // Inside of a function, and as cheap as that of the function.
    static_assert(derivative([](auto t) { return taylor<2>(x * x * x)(x = t)[2]; })(5.0) == 3);
    static_assert(operations(taylor<5>(exp(sin(x)))).total() == operations(taylor<5>(exp_of_sin)).total());
}
