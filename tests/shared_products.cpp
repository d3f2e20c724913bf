// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Products that derivatives share, and factors that cancel in them: fewer operations, and whatever is a number without them is that
// number with them.
#define BOOST_TEST_MODULE typegrad_shared_products
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/operations.hpp>
#include <typegrad/tape.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <tuple>

#include "problems/sabr.hpp"
#include "verify.hpp"

namespace {

using typegrad::derivative, typegrad::fast, typegrad::gradient, typegrad::operations, typegrad::value_and_gradient, typegrad::value_and_jacobian, typegrad::wrt;

constexpr auto area = [](auto x) { return log(x + sqrt(x * x + 1)); };
constexpr auto implied = [](auto x, auto a, auto b) { return b * log((sqrt(1 - 2 * a * x + x * x) + x - a) / (1 - a)); };
// Such a logarithm in a divisor, which an infinite one would hide.
constexpr auto hidden_sum = [](auto x, auto a, auto b) {
    auto const d = x - a;
    return b / log(d + sqrt(d * d + 1));
};
// The partial in v, c + (1 - s / v) / v, is made of three shares.
constexpr auto likelihood = [](auto v, auto s, auto c) { return log(v) + s / v + c * v; };
constexpr auto series = [](auto x, auto y) {
    auto const s = x * y;
    auto const q = s * s;
    return y / (1 + q / 24 + q * q / 1920);
};
constexpr auto doubled = [](auto x, auto y, auto z) { return sin(x * x * y) - 0.25 * (x * y * z); };
// Functions that divide by a power, or an exponential, and by a: what m and a receive, times m and a, is one sum but for its sign.
constexpr auto powers = [](auto x, auto a, auto b) {
    auto const m = pow(x, b);
    auto const z = m * x / a;
    return a / m * (z / log(1 + z));
};
constexpr auto more_powers = [](auto x, auto a, auto b) {
    auto const m = pow(x, b);
    return a / m * log(1 + m * x / a) * (1 + a * a / (m * m));
};
constexpr auto exponentials = [](auto x, auto a, auto b) {
    auto const m = exp(x * b);
    auto const z = m * x / a;
    return a / m * (z / log(1 + z));
};
// The power is divided by where it is no zero only.
constexpr auto behind_a_condition = [](auto x, auto a, auto b) {
    auto const m = pow(x, b);
    return select(m > 0, a / m, a * 0) + a * m + m;
};
constexpr auto quotients = [](auto x, auto a, auto b) { return x / (a * b) * (b / x + a); };

constexpr double infinity = std::numeric_limits<double>::infinity(), none = std::numeric_limits<double>::quiet_NaN();
constexpr std::array ordinary{0.5, 1.0, 2.0, 3.0, 0.04, 0.25, 7.0};
constexpr std::array special{0.0, -0.0, infinity, -infinity, none, 5e-324, 1.0, 2.0, -1.5, 0.5};
constexpr std::array numbers_and_zeros{0.0, -0.0, 1.0, 2.0, -1.5, 0.5, 3.0};

bool agree(double a, double b) { return a == b || std::abs(a - b) <= 1e-12 * (1 + std::fmax(std::abs(a), std::abs(b))); }

// The gradient as it is where it may be differentiated again: nothing is shared by v · w then.
template <class F>
constexpr auto unshared = [](auto... point) {
    constexpr auto entries = [](auto... x) { return std::apply([](auto... d) { return std::array{d...}; }, gradient(F{})(x...)); };
    return value_and_jacobian(entries)(point...).value;
};
template <class F>
constexpr auto recorded = [](auto... point) { return typegrad::tape::gradient(F{})(point...); };

// How many entries of the gradients there are for which there are numbers otherwise, and by g other ones or none.
int differences(auto expected, auto g, auto const& values) {
    int count = 0;
    for (double x : values)
        for (double a : values)
            for (double b : values) {
                auto const numbers = expected(x, a, b);
                auto const actual = g(x, a, b);
                [&]<std::size_t... I>(std::index_sequence<I...>) {
                    count += (0 + ... + (std::isfinite(std::get<I>(numbers)) && !agree(std::get<I>(actual), std::get<I>(numbers)) ? 1 : 0));
                }(std::make_index_sequence<3>{});
            }
    return count;
}
template <class F>
void compare(F const& f, auto const& values) {
    BOOST_TEST(differences(unshared<F>, gradient(f), values) == 0);
    BOOST_TEST(differences(unshared<F>, gradient(f, fast), values) == 0);
}
int differences_of_one(auto f, auto const& values) {
    int count = 0;
    for (double x : values) {
        double const expected = typegrad::tape::derivative(f)(x);
        count += std::isfinite(expected) && !agree(derivative(f)(x), expected) ? 1 : 0;
    }
    return count;
}

constexpr auto powers_of_root = [](auto x, auto y, auto c) {
    auto const r = sqrt(x * x + y * y + 1);
    return c / r + x / (r * r) + y / (r * r * r);
};

}

BOOST_AUTO_TEST_CASE(fewer) {
    // 1 / sqrt(x² + 1): what the logarithm divides by cancels.
    static_assert(operations<double>(derivative(area)).total() == 4);
    // p + (p · (a / r)) · q is not (p · (a / r)) · (r + q), though that sum is there: that is so of p · (1 / r) alone.
    constexpr auto over_r = [](auto u, auto p, auto a, auto r, auto q) { return p * (u + u * q * (a / r)) + (r + q); };
    static_assert(gradient(over_r, wrt<0>)(1.0, 2.0, 3.0, 4.0, 5.0) == 9.5);
    static_assert(operations<double, double, double>(gradient(implied)).total() == 22);  // 25 where nothing cancels
    static_assert(operations<double, double, double>(gradient(hidden_sum)).total() == 12);        // 16 where nothing cancels
    static_assert(operations<double, double>(gradient(series)).total() == 19);
    // The adjoint of m times m itself would save seven more, but may overflow where the adjoint does not.
    static_assert(operations<double, double, double>(gradient(powers)).total() == 39 && operations<double, double, double>(gradient(powers)).divisions == 5);
    static_assert(operations<double, double, double>(gradient(more_powers)).total() == 50);
    static_assert(operations<double, double, double>(gradient(exponentials)).total() == 27 && operations<double, double, double>(gradient(exponentials, fast)).total() == 27);

    // What an exponential receives is not multiplied by it again: its exponent receives it at once. Where the exponential underflows, the derivative is right.
    constexpr auto scale_by_logarithm = [](auto x, auto y) { auto const s = exp(y); return x / s - log(s); };
    static_assert(operations<double, double>(value_and_gradient(scale_by_logarithm)).total() == 6);
    constexpr auto density = [](auto z, auto s) { return log(exp(-0.5 * z * z) / (2.5 * s)); };
    static_assert(operations<double, double>(value_and_gradient(density)).total() == 9);
    BOOST_TEST((gradient(density)(verify::hidden(50.0), 2.0) == std::tuple{-50.0, -0.5}));
    static_assert(operations<double, double>(gradient([](auto x, auto y) { return log(3 * (exp(x) * exp(-y))); })).total() == 0);
    constexpr auto powers_of_exponentials = [](auto x, auto y) { return sqrt(exp(x)) + exp(y) * exp(y) * exp(y) + 1 / exp(x - y); };
    auto const [by_x, by_y] = gradient(powers_of_exponentials)(verify::hidden(0.5), verify::hidden(-0.25));
    BOOST_TEST(std::abs(by_x - (0.5 * std::exp(0.25) - std::exp(-0.75))) <= 1e-15);
    BOOST_TEST(std::abs(by_y - (3 * std::exp(-0.75) + std::exp(-0.75))) <= 4e-15);

    // 1 / r, 1 / r² and 1 / r³ take one division, beside those of the value.
    static_assert(operations<double, double, double>(value_and_gradient(powers_of_root)).divisions == 4);
    constexpr auto under_root = [](auto x, auto y, auto c) { return c * sqrt(x * x + y * y + 1) / (x * x + y * y + 1); };
    static_assert(operations<double, double, double>(value_and_gradient(under_root)).divisions == 2);

    using bench::sabr;
    constexpr auto plain = operations<double, double, double, double, double, double, double>(value_and_gradient(sabr::primal));
    constexpr auto quick = operations<double, double, double, double, double, double, double>(value_and_gradient(sabr::primal, fast));
    static_assert(plain.total() == 157 && plain.divisions == 19 && plain.calls == 8);
    static_assert(quick.total() <= 148 && quick.divisions == 10 && quick["pow"] == 0 && quick["log"] == 3);
}

BOOST_AUTO_TEST_CASE(values) {
    VERIFY(gradient(powers_of_root), (std::tuple{-2 / 3.0 + 1 / 9.0 - 8 / 81.0 - 12 / 243.0, -2 / 3.0 - 8 / 81.0 + 1 / 27.0 - 12 / 243.0, 1 / 3.0}), 2.0, 2.0, 9.0);
    VERIFY(derivative(area), 1 / 1.25, 0.75);
    // Where x + sqrt(x² + 1) is nothing but rounding, the derivative is not.
    BOOST_TEST(verify::near(derivative(area)(verify::hidden(-3e7)), 1 / 3e7));
    static_assert(gradient(likelihood, wrt<0>)(1.1, 1.1, 1e-20) == 1e-20);
    static_assert(verify::near(std::get<0>(gradient(implied)(0.75, 0.25, 1.5)), gradient(implied, wrt<0>)(0.75, 0.25, 1.5)));
    static_assert(verify::near(std::get<1>(gradient(powers)(0.75, 0.25, 1.5)), gradient(powers, wrt<1>)(0.75, 0.25, 1.5)));
    static_assert(verify::near(std::get<2>(gradient(powers, fast)(0.75, 0.25, 1.5)), gradient(powers, wrt<2>)(0.75, 0.25, 1.5), 64.0));
}

// What is a number if nothing is shared is that number.
BOOST_AUTO_TEST_CASE(edges) {
    BOOST_TEST(differences_of_one(area, special) == 0);
    compare(implied, ordinary);
    compare(implied, numbers_and_zeros);
    compare(hidden_sum, ordinary);
    compare(hidden_sum, numbers_and_zeros);
    compare(likelihood, special);
    compare(powers, special);
    compare(powers, numbers_and_zeros);
    compare(more_powers, special);
    compare(more_powers, numbers_and_zeros);
    compare(exponentials, special);
    compare(behind_a_condition, special);
    BOOST_TEST(differences(recorded<decltype(powers)>, gradient(powers), ordinary) == 0);
    BOOST_TEST(differences(recorded<decltype(more_powers)>, gradient(more_powers, fast), ordinary) == 0);
    BOOST_TEST(differences(recorded<decltype(exponentials)>, gradient(exponentials), special) == 0);
    BOOST_TEST(differences(recorded<decltype(doubled)>, gradient(doubled), special) == 0);
    BOOST_TEST(differences(recorded<decltype(behind_a_condition)>, gradient(behind_a_condition), special) == 0);
    BOOST_TEST(differences(recorded<decltype(quotients)>, gradient(quotients), special) == 0);
}

// The policy takes exp(b log a) for a power where that loses nothing but some roundings, and the power itself elsewhere.
BOOST_AUTO_TEST_CASE(powers_by_logarithms) {
    constexpr auto f = [](auto x, auto y) { return pow(x, y); };
    auto const quickly = value_and_gradient(f, fast);
    auto const plainly = value_and_gradient(f);
    static_assert(operations<double, double>(value_and_gradient(f, fast))["pow"] == 0);
    for (double x : special)
        for (double y : special) {
            auto const expected = plainly(x, y), actual = quickly(x, y);
            BOOST_TEST(verify::near(actual, expected), x << " to the power " << y << " is " << verify::text(expected) << "and not " << verify::text(actual));
        }
    for (double const x : {0.01, 0.3, 1.7, 40.0})
        for (double const y : {-3.5, -1.0, 0.1, 1.9, 2.0, 7.5}) {
            BOOST_TEST(verify::near(quickly(x, y).value, std::pow(x, y), 9.0));
            if (std::abs(y * std::log(x)) > 8) BOOST_TEST(quickly(x, y).value == std::pow(x, y));
        }
}
