// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The policy `fast`: fewer operations, results some roundings apart, nothing else.
#define BOOST_TEST_MODULE typegrad_fast
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/series.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "verify.hpp"

namespace {

using typegrad::derivative, typegrad::gradient, typegrad::value_and_gradient, typegrad::hessian, typegrad::fast, typegrad::wrt;
namespace pass = typegrad::pass;
namespace graph = typegrad::graph;

template <class F, class... A>
using both = pass::reversed<typegrad::traced<F, double, A...>, typegrad::detail::leaf_selection<typegrad::detail::request<>, A...>, true>;

template <class... A>
consteval auto plainly(auto f) {
    return pass::count(graph::made<both<decltype(f), A...>>::graph);
}
template <class... A>
consteval auto quickly(auto f) {
    return pass::count(graph::made<typegrad::rewrite::reassociated<both<decltype(f), A...>>>::graph);
}

constexpr auto polynomial = [](auto x) { return 5 * x * x * x + 2 * x * x + 4 * x + 8; };
constexpr auto of_two = [](auto x, auto y) { return 3 * x * x * y + 2 * x * y * y - x * y + 7 * y; };
constexpr auto quotients = [](auto x, auto y) { return x / (x + y) + y * y / (x + y) - 1 / (x + y); };
constexpr auto sum_of_64 = [](auto const& x) {
    auto sum = x[0];
    for (std::size_t i = 1; i < 64; ++i) sum += x[i];
    return sum;
};

// Deeper than the 512 calls in one another that compilers allow: no pass may call itself once or twice a term.
constexpr auto sum_of_600 = [](auto x, auto y) {
    auto sum = x;
    for (int i = 1; i < 600; ++i) sum = i % 3 == 0 ? sum - y : i % 3 == 1 ? sum + x : y - sum;
    return sum;
};

// The distance of two numbers in units in the last place of the larger.
double roundings(double a, double b) {
    double const size = std::fmax(std::abs(a), std::abs(b));
    return a == b ? 0 : std::abs(a - b) / (size * std::numeric_limits<double>::epsilon());
}

}

BOOST_AUTO_TEST_CASE(fewer_operations) {
    // Horner's form of the polynomial and of its derivative: five products, each in one operation with its sum.
    static_assert(quickly<double>(polynomial).multiplications == 5);
    static_assert(quickly<double>(polynomial).additions == 5);
    static_assert(plainly<double>(polynomial).multiplications == 8);

    static_assert(gradient(sum_of_600, fast)(2.0, 3.0) == gradient(sum_of_600)(2.0, 3.0));
    static_assert(value_and_gradient(sum_of_600, fast)(2.0, 3.0).value == sum_of_600(2.0, 3.0));
    // Terms of as many factors as they have room for, and one more.
    static_assert(hessian([](auto x, auto y) { return y * pow(x, 12); }, fast)(2.0, 3.0)[0][0] == 12 * 11 * 1024 * 3);
    static_assert(verify::near(hessian([](auto x) { return rsqrt(x) * pow(x, 12); }, fast)(4.0)[0][0], 11.5 * 10.5 * 524288));

    static_assert(quickly<double, double>(of_two).total() < plainly<double, double>(of_two).total());

    // One division serves all quotients by one divisor, and their derivatives.
    static_assert(quickly<double, double>(quotients).divisions == 1);
    static_assert(plainly<double, double>(quotients).divisions == 3);

    // tanh' is 1 - tanh², without the exponential that keeps its digits where that cancels.
    constexpr auto hyperbolic = [](auto x) { return tanh(x); };
    static_assert(typegrad::operations(value_and_gradient(hyperbolic, fast)).calls == 1);
    static_assert(typegrad::operations(value_and_gradient(hyperbolic)).calls == 2);

    // Nothing to gain, nothing lost.
    constexpr auto product = [](auto x, auto y) { return exp(x * y) * sin(x); };
    static_assert(quickly<double, double>(product).total() <= plainly<double, double>(product).total());
}

BOOST_AUTO_TEST_CASE(the_same_results) {
    VERIFY(derivative(polynomial, fast), 72.0, 2.0);
    VERIFY(value_and_gradient(polynomial, fast), (typegrad::value_with_gradient<double, double>{64, 72}), 2.0);
    VERIFY(gradient(of_two, fast), (std::tuple{51.0, 41.0}), 2.0, 3.0);
    VERIFY(gradient(of_two, fast, wrt<1>), 41.0, 2.0, 3.0);
    VERIFY(gradient(of_two, wrt<1>, fast), 41.0, 2.0, 3.0);
    VERIFY(gradient(quotients, fast), gradient(quotients)(0.5, 0.75), 0.5, 0.75);
    static_assert(hessian(of_two, fast)(2.0, 3.0) == hessian(of_two)(2.0, 3.0));
    static_assert(gradient(sum_of_64, fast)(std::array<double, 64>{})[63] == 1);

    constexpr typegrad::variable<"x"> x;
    constexpr typegrad::variable<"y"> y;
    constexpr auto e = of_two(x, y);
    static_assert(gradient(e, fast)(x = 2.0, y = 3.0)[x] == 51);
    static_assert(gradient(e, fast, wrt(y))(x = 2.0, y = 3.0)[y] == 41);
    BOOST_TEST(gradient(e, fast)(x = verify::hidden(2.0), y = 3.0)[x] == 51);
}

// A long sum is made in parts, of the terms of each kind.
BOOST_AUTO_TEST_CASE(sums_of_several_kinds) {
    constexpr auto f = [](auto const& x) {
        auto sum = 0 * x[0];
        for (std::size_t i = 0; i < 6; ++i) sum += exp(x[i]);
        for (std::size_t i = 6; i < 12; ++i) sum += x[i] * x[i];
        return sum;
    };
    constexpr std::array<double, 12> at{0, 0, 0, 0, 0, 0, 6, 7, 8, 9, 10, 11}, slope{1, 1, 1, 1, 1, 1, 12, 14, 16, 18, 20, 22};
    constexpr auto both = value_and_gradient(f, fast)(at);
    static_assert(both.value == 6 + 36 + 49 + 64 + 81 + 100 + 121 && both.gradient == slope);
}

BOOST_AUTO_TEST_CASE(some_roundings_apart) {
    double worst = 0;
    for (int i = 1; i < 2000; ++i) {
        double const at = verify::hidden(i * 0.00137);  // positive, so that nothing cancels
        auto const [value, slope] = value_and_gradient(polynomial, fast)(at);
        auto const [plain_value, plain_slope] = value_and_gradient(polynomial)(at);
        worst = std::fmax(worst, std::fmax(roundings(value, plain_value), roundings(slope, plain_slope)));
    }
    BOOST_TEST_MESSAGE("Horner and the sum of powers differ by " << worst << " units in the last place");
    BOOST_TEST(worst <= 4);
}

BOOST_AUTO_TEST_CASE(never_unsafe) {
    // What no reordering may touch: the branch that is not taken, a root of a square, the inverse of a function.
    constexpr auto guarded = [](auto x) { return select(x > 0, sqrt(x) * x + 3 * x, x * 0); };
    static_assert(derivative(guarded, fast)(0.0) == 0 && derivative(guarded, fast)(-1.0) == 0);
    VERIFY(derivative([](auto x) { return sqrt(x * x); }, fast), -1.0, -3.0);
    VERIFY(derivative([](auto x) { return asin(sin(x)); }, fast), -1.0, 3.0);
    VERIFY(derivative([](auto x) { return pow(pow(x, 2), 0.5); }, fast), -1.0, -3.0);
    VERIFY(derivative([](auto x) { return x - x; }, fast), 0.0, 3.0);
    VERIFY(derivative([](auto x) { return x * atan2(x - x, -1.0); }, fast), std::numbers::pi, -3.0);
    VERIFY(derivative([](auto x) { return x * x - 2 * x * x + 1; }, fast), -6.0, 3.0);
}

// One logarithm for several, where no product can overflow; for the others one each, as they are written.
BOOST_AUTO_TEST_CASE(sums_of_logarithms) {
    constexpr auto sum = [](auto a, auto b, auto c) { return log(a) + 2 * b - 3 * (log(c) - b) + log(b) - 3 * log(a * b); };
    constexpr auto counts = typegrad::operations<double, double, double>(value_and_gradient(sum, fast));
    static_assert(counts["log_of_joined"] == 2 && counts["log"] == 0);
    // One that is used twice is one factor. A single one stays what it is.
    constexpr auto twice = [](auto a, auto b) { return 2 * (a - log(a + b)) + 3 * (b - log(a + b)) - 5 * log(a) + 0.5 * (log(b) + a * b); };
    static_assert(typegrad::operations<double, double>(value_and_gradient(twice, fast))["log_of_joined"] == 1);
    static_assert(typegrad::operations<double, double>(value_and_gradient(twice, fast))["log"] == 1);
    // Whose logarithm is wanted alone, has one of its own.
    constexpr auto wanted = [](auto a, auto b) { return log(a) + log(b) + cos(log(a)); };
    static_assert(typegrad::operations<double, double>(value_and_gradient(wanted, fast)).calls == 4);
    constexpr auto many = [](auto const& x) {
        auto total = x[0];
        for (auto const& v : x) total -= 0.5 * (log(v) + 1 / v);
        return total;
    };
    static_assert(typegrad::operations<std::array<double, 20>>(value_and_gradient(many, fast))["log_of_joined"] == 3);
    std::array<double, 20> at{};
    for (std::size_t i = 0; i < 20; ++i) at[i] = std::ldexp(0.3 + 0.1 * static_cast<double>(i), static_cast<int>(i * 97) % 1000 - 500);
    BOOST_TEST(roundings(value_and_gradient(many, fast)(at).value, value_and_gradient(many)(at).value) <= 16);

    constexpr double inf = std::numeric_limits<double>::infinity(), none = std::numeric_limits<double>::quiet_NaN();
    for (double a : {1.5, -1.5, 0.0, -0.0, 1e-300, 1e300, 5e-324, inf, -inf, none})
        for (double b : {2.0, -2.0, 0.0, 1e-200, 1e200, inf, none}) {
            auto const joined = value_and_gradient([](auto x, auto y) { return log(x) + log(y); }, fast)(a, b);
            auto const plain = value_and_gradient([](auto x, auto y) { return log(x) + log(y); })(a, b);
            BOOST_TEST((roundings(joined.value, plain.value) <= 2 || (std::isnan(joined.value) && std::isnan(plain.value))), "log " << a << " + log " << b << " is not " << joined.value);
            BOOST_TEST(verify::near(joined.gradient, plain.gradient));
        }
}

// The exponent is taken out of a logarithm, on the whole domain, so that the exponential neither vanishes nor overflows.
BOOST_AUTO_TEST_CASE(logarithms_of_exponentials) {
    constexpr auto density = [](auto z, auto s) { return log(exp(-0.5 * z * z) / (2.5 * s)); };
    static_assert(typegrad::operations<double, double>(value_and_gradient(density, fast))["exp"] == 0);
    auto const [value, gradient] = value_and_gradient(density, fast)(verify::hidden(50.0), verify::hidden(2.0));
    BOOST_TEST(roundings(value, -1250 - std::log(5.0)) <= 1);
    BOOST_TEST((gradient == std::tuple{-50.0, -0.5}));
    BOOST_TEST(std::isnan(typegrad::evaluate(density, fast)(verify::hidden(1.0), verify::hidden(-2.0))));

    constexpr auto quotient = [](auto x, auto y) { return log(y / exp(x)) + log(3 * exp(2 * x) * exp(0.5 * x)); };
    static_assert(typegrad::operations<double, double>(typegrad::evaluate(quotient, fast))["exp"] == 0);
    BOOST_TEST(roundings(typegrad::evaluate(quotient, fast)(verify::hidden(400.0), verify::hidden(2.0)), 600 + std::log(6.0)) <= 1);

    // An exponential that is needed elsewhere stays. A power of it takes no power.
    constexpr auto scale = [](auto x, auto y) { auto const s = exp(x); return s * log(s) + pow(s, y); };
    constexpr auto counts = typegrad::operations<double, double>(typegrad::evaluate(scale, fast));
    static_assert(counts["exp"] == 1 && counts["log"] == 0 && counts["pow"] == 0);
    for (double const x : {-3.0, 0.0, 1.5}) BOOST_TEST(roundings(typegrad::evaluate(scale)(verify::hidden(x), 1.25), typegrad::evaluate(scale, fast)(verify::hidden(x), 1.25)) <= 8);
    BOOST_TEST(typegrad::evaluate(scale, fast)(verify::hidden(-800.0), 1.25) == 0);
}

// Where a function that is traced calls the transform. (Every transform by itself: policies.cpp.)
namespace {

constexpr auto first = [](auto x, auto y) { return 3 * x * x * y + 2 * x * y * y - x * y + 7 * y + 5 * x * x * x + x / (x + y) + y * y / (x + y); };

template <class F>
struct derivative_of_first {
    constexpr auto operator()(auto x, auto y) const { return gradient(F{}, wrt<0>)(x, y); }
};

template <class Plain, class Quick>
void alike_with_less(Plain const plain, Quick const quick) {
    static_assert(typegrad::operations<double, double>(Quick{}).weight < typegrad::operations<double, double>(Plain{}).weight);
    double const x = verify::hidden(1.3), y = verify::hidden(0.7);
    BOOST_TEST(roundings(plain(x, y), quick(x, y)) <= 32);
}

}

// Inside of evaluate, which has no policy itself.
BOOST_AUTO_TEST_CASE(in_another_function) {
    constexpr auto plain = [](auto x, auto y) { return typegrad::directional(first)(x, y, decltype(x)(1), decltype(y)(1)); };
    constexpr auto quick = [](auto x, auto y) { return typegrad::directional(first, fast)(x, y, decltype(x)(1), decltype(y)(1)); };
    alike_with_less(typegrad::evaluate(plain), typegrad::evaluate(quick));
}

BOOST_AUTO_TEST_CASE(among_captured_values) {
    constexpr auto plain = [](auto x, auto y) { return derivative([&](auto t) { return first(t, y) + first(x, t); })(x); };
    constexpr auto quick = [](auto x, auto y) { return derivative([&](auto t) { return first(t, y) + first(x, t); }, fast)(x); };
    alike_with_less(derivative_of_first<std::remove_const_t<decltype(plain)>>{}, derivative_of_first<std::remove_const_t<decltype(quick)>>{});
}
