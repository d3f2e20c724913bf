// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The users' check: right derivatives pass, each wrong one is found and named, and what cannot be checked is not called right.
#define BOOST_TEST_MODULE typegrad_check_gradient
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/check.hpp>
#include <typegrad/tape.hpp>

#include <array>
#include <cmath>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include "verify.hpp"

using typegrad::check_gradient, typegrad::custom, typegrad::with, typegrad::wrt;
using typegrad::check::verdict;

namespace {

constexpr auto product = [](auto x, auto y) { return x * x * y + sin(x); };

bool contains(std::string const& text, std::string const& part) { return text.find(part) != std::string::npos; }

}

BOOST_AUTO_TEST_CASE(right_gradients) {
    BOOST_TEST(bool(check_gradient(product, 2.0, 3.0)));
    auto const checked = check_gradient(product, 2.0, 3.0);
    BOOST_TEST((checked.entries.size() == 2 && checked.entries[0].has_complex_step && checked.wrong() == 0 && checked.not_checkable() == 0), checked.text());
    // Tight enough to be worth something.
    BOOST_TEST(checked.entries[0].tolerance < 1e-12);
    // At many scales of the arguments and of the result, without the complex step as well.
    for (double const scale : {1e-9, 1e-3, 1.0, 40.0, 1e5})
        for (double const at : {0.3, 1.0, 7.0}) {
            auto const smooth = check_gradient([](auto x, auto y) { return exp(-x / y) * atan(x / y) + x * log1p(x / y); }, at * scale, scale);
            BOOST_TEST(bool(smooth), smooth.text());
            BOOST_TEST(smooth.entries[0].tolerance < 1e-6 * std::abs(smooth.entries[0].given));
        }
    for (double const at : {-20.0, -1.0, 0.0, 1e-6, 0.5, 3.0, 30.0}) {
        auto const smooth = check_gradient([](auto x) { return erf(x) + sigmoid(x) + tanh(x) * cos(x); }, at);
        BOOST_TEST(bool(smooth), smooth.text());
    }
    // Fast oscillations, a large constant, an argument that does not matter.
    BOOST_TEST(bool(check_gradient([](auto x) { return sin(1e6 * x); }, 1.25)));
    BOOST_TEST(bool(check_gradient([](auto x) { return sin(3.14159265358979 * 1048576 * x) + atan(x); }, 1.0)));
    BOOST_TEST(bool(check_gradient([](auto x) { return 1e6 + atan(x); }, 0.7)));
    BOOST_TEST(bool(check_gradient([](auto x, auto y) { return 0 * x + exp(y); }, 2.0, 3.0)));
    BOOST_TEST(bool(check_gradient([](auto x) { return cos(x); }, 0.0)));
    BOOST_TEST(bool(check_gradient([](auto x) { return 0 * x + 5; }, 2.0)));
    BOOST_TEST(bool(check_gradient(product, 2.0f, 3.0f)));
    BOOST_TEST(bool(check_gradient(product, 2.0L, 3.0L)));
}

BOOST_AUTO_TEST_CASE(in_constant_expressions) {
    static_assert(check_gradient([](auto x) { return x * x * x - 1 / x; }, 2.0));
    static_assert(!check_gradient([](auto x) { return x * x; }, [](double x) { return 2 * x + 1e-6; }, 3.0));
    static_assert(!check_gradient([](auto x) { return abs(x); }, 0.0));
}

BOOST_AUTO_TEST_CASE(shapes_and_policies) {
    constexpr auto energy = [](auto const& p, auto const& q) { return p[0] * p[1] * p[2] + std::get<0>(q) * std::get<1>(q)[1] * p[0]; };
    std::array const p{1.5, 2.0, 3.0};
    std::tuple const q{0.5, std::array{4.0, 0.25}};
    auto const all = check_gradient(energy, p, q);
    BOOST_TEST((all && all.entries.size() == 6), all.text());
    BOOST_TEST(check_gradient(energy, wrt<1>, p, q).entries.size() == 3);
    // Jacobians, row by row.
    constexpr auto polar = [](auto r, auto angle) { return std::array{r * cos(angle), r * sin(angle)}; };
    auto const jacobian = check_gradient(polar, 2.0, 0.7);
    BOOST_TEST((jacobian && jacobian.entries.size() == 4 && jacobian.entries[3].value == 1 && jacobian.entries[3].argument == 1), jacobian.text());
    BOOST_TEST(bool(check_gradient(product, typegrad::fast, typegrad::kinks::right, wrt<1>, 2.0, 3.0)));
    BOOST_TEST(bool(check_gradient(with([](auto x, auto k) { return k * x * x; }, verify::hidden(3.0)), 2.0)));
}

BOOST_AUTO_TEST_CASE(gradients_by_hand) {
    constexpr auto right = [](double x, double y) { return std::array{2 * x * y + std::cos(x), x * x}; };
    constexpr auto wrong = [](double x, double y) { return std::array{2 * x * y + std::cos(x), x * x + 1e-8}; };
    BOOST_TEST(bool(check_gradient(product, right, 2.0, 3.0)));
    auto const checked = check_gradient(product, wrong, 2.0, 3.0);
    BOOST_TEST((!checked && checked.wrong() == 1 && checked.entries[0].verdict == verdict::right && checked.entries[1].verdict == verdict::wrong), checked.text());
    BOOST_TEST(std::abs(checked.entries[1].off - 1e-8) < 1e-12);
    BOOST_TEST(contains(checked.text(), "value 0 by argument 1, leaf 0: given 4.00000001,"), checked.text());
    BOOST_TEST(contains(checked.text(), "WRONG by 9.9999"), checked.text());
    // What is allowed.
    BOOST_TEST(bool(check_gradient(product, wrong, typegrad::tolerance(1e-7), 2.0, 3.0)));
    // A function of numbers alone, which branches and holds something: called, by differences only.
    double const limit = verify::hidden(1.0);
    auto const huber = [limit](double x) { return std::abs(x) < limit ? x * x / 2 : limit * (std::abs(x) - limit / 2); };
    auto const slope = [limit](double x) { return x < -limit ? -limit : x > limit ? limit : x; };
    for (double const at : {-3.0, -0.5, 0.0, 0.25, 2.0}) BOOST_TEST(bool(check_gradient(huber, slope, at)));
    BOOST_TEST(!check_gradient(huber, [](double x) { return x; }, 2.0));
    // Infinite and not a number are wrong.
    BOOST_TEST(!check_gradient(product, [](double, double) { return std::tuple{std::numeric_limits<double>::infinity(), std::nan("")}; }, 2.0, 3.0));
}

namespace {
constexpr auto right = custom([](auto a, auto b) { return a * a * b; }, [](auto a, auto b, auto) { return 2 * a * b; }, [](auto a, auto, auto) { return a * a; });
constexpr auto wrong = custom([](auto a, auto b) { return a * a * b; }, [](auto a, auto b, auto) { return 2 * a * b; }, [](auto a, auto, auto) { return a; });
constexpr auto flat = custom([](auto x) { return x * x; }, typegrad::passive);
}

BOOST_AUTO_TEST_CASE(operators_of_ones_own) {
    BOOST_TEST(bool(check_gradient([](auto x, auto y) { return right(x + 1, y) * x; }, 2.0, 3.0)));
    auto const checked = check_gradient([](auto x, auto y) { return right(x, y) + wrong(x, y) * x; }, 2.0, 3.0);
    BOOST_TEST((!checked && checked.entries[0].verdict == verdict::right && checked.entries[1].verdict == verdict::wrong), checked.text());
    BOOST_TEST(contains(checked.text(), "typegrad::custom, number 1 in the function: the partial derivative by operand 1: given 2, differences say 4: WRONG by 2"), checked.text());
    // The chain multiplies it by 0 here: wrong all the same.
    BOOST_TEST(!check_gradient([](auto x, auto y) { return wrong(x, y * 0 + 3) + y; }, 2.0, 3.0));
    // What is declared passive is left out, and found to be missing in the whole.
    BOOST_TEST(!check_gradient([](auto x) { return flat(x) + x; }, 2.0));
}

BOOST_AUTO_TEST_CASE(not_checkable) {
    auto const of = [](auto f, double at) { return check_gradient(f, at).entries[0].verdict; };
    BOOST_TEST((of([](auto x) { return abs(x); }, 0.0) == verdict::kink));
    BOOST_TEST((of([](auto x) { return abs(x - 1) + x; }, 1.0) == verdict::kink));
    BOOST_TEST((of([](auto x) { return max(x, 2 * x); }, 0.0) == verdict::kink));
    BOOST_TEST((of([](auto x) { return sqrt(x * x); }, 0.0) == verdict::kink));
    BOOST_TEST((of([](auto x) { return sqrt(x); }, 0.0) == verdict::no_values));
    BOOST_TEST((of([](auto x) { return log(x); }, -1.0) == verdict::no_values));
    BOOST_TEST((of([](auto x) { return 1 / x; }, 0.0) == verdict::no_values));
    BOOST_TEST((of([](auto x) { return cbrt(x); }, 0.0) == verdict::no_limit));
    BOOST_TEST((of([](auto x) { return floor(x) + x; }, 2.0) == verdict::no_limit));
    BOOST_TEST((of([](auto x) { return abs(x) + 1e17; }, 2.0) == verdict::no_limit));
    // Beside a kink, and near the end of the domain, there is something to compare with.
    BOOST_TEST((of([](auto x) { return abs(x - 1); }, 1.0 + 1e-6) == verdict::right));
    BOOST_TEST((of([](auto x) { return sqrt(1 - x); }, 1 - 1e-4) == verdict::right));
    BOOST_TEST((of([](auto x) { return floor(x) + x; }, 2.5) == verdict::right));
    auto const checked = check_gradient([](auto x, auto y) { return max(x, y); }, 2.0, 2.0);
    BOOST_TEST((!checked && checked.wrong() == 0 && checked.not_checkable() == 2), checked.text());
    BOOST_TEST(contains(checked.text(), "value 0 by argument 0, leaf 0: not checkable: a kink, from the left 0, from the right 1, given 0.5"), checked.text());
}

BOOST_AUTO_TEST_CASE(of_expressions) {
    constexpr typegrad::variable<"x"> x;
    constexpr typegrad::variable<"stiffness"> k;
    static_assert(check_gradient(x * x * k, x = 1.5, k = 2.0));
    auto const y = verify::hidden(3.0) * x * x * k + abs(k);
    BOOST_TEST((check_gradient(y, x = 2.0, k = 3.0) && check_gradient(y, 2.0, 3.0) && check_gradient(y, wrt(x), typegrad::fast, x = 2.0f, k = 0.0f)));
    // Derivatives are named by variable.
    auto const kink = check_gradient(y, x = 2.0, k = 0.0);
    BOOST_TEST((!kink && kink.text().find("  by stiffness: not checkable: a kink, from the left 11, from the right 13") != std::string::npos), kink.text());
    auto const stopped = check_gradient(x * typegrad::stop_gradient(k), typegrad::tolerance(1e-6), wrt(k), k = 3.0, x = 1.0);
    BOOST_TEST((stopped.wrong() == 1 && stopped.entries.size() == 1 && stopped.text().find("by stiffness: given 0, differences say 1: WRONG by 1") != std::string::npos), stopped.text());
}

// The tape's gradient, of the same operators and of a node whose pull is wrong.
BOOST_AUTO_TEST_CASE(gradients_of_the_tape) {
    namespace tape = typegrad::tape;
    auto const f = [](auto a, auto b) { return sin(a) * right(a, b); };
    auto const g = [](auto a, auto b) { return sin(a) * wrong(a, b); };
    BOOST_TEST(static_cast<bool>(check_gradient(f, tape::gradient(f), 2.0, 0.5)));
    auto const checked = check_gradient(g, tape::gradient(g), 2.0, 0.5);
    BOOST_TEST(!checked);
    BOOST_TEST(contains(checked.text(), "WRONG"), checked.text());
    auto const node = [](double factor) {
        return [=](auto a, auto b) {
            if constexpr (std::is_same_v<decltype(a), tape::variable<double>>)
                return tape::record_function<double>({a, b}, {a.value() * b.value()}, [=](std::vector<double> const& w) { return std::vector{w[0] * b.value() * factor, w[0] * a.value()}; })[0];
            else
                return a * b;
        };
    };
    constexpr auto of_two = [](auto a, auto b) { return a * b; };
    BOOST_TEST(static_cast<bool>(check_gradient(of_two, tape::gradient(node(1)), 2.0, 0.5)));
    BOOST_TEST(!check_gradient(of_two, tape::gradient(node(1.001)), 2.0, 0.5));
}
