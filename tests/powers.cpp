// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Powers whose base and exponent both vary: nothing is special about the exponents 0, 1, 2, … where the base is positive, to third
// order, by every transform and engine; at the base 0 derivatives are limits, but that nothing depends on the exponent alone.
#define BOOST_TEST_MODULE typegrad_powers
#include <boost/test/unit_test.hpp>

#include <typegrad/complex.hpp>
#include <typegrad/operations.hpp>
#include <typegrad/series.hpp>

#include <cmath>
#include <complex>
#include <limits>
#include <string_view>
#include <tuple>

#include "orders.hpp"

namespace {

using std::array;
using typegrad::gradient, typegrad::hessian, typegrad::hvp, typegrad::jacobian, typegrad::mixed_derivative;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

constexpr auto power = [](auto a, auto b) { return pow(a, b); };
constexpr auto power_less_one = [](auto a, auto b) { return powm1(a, b); };

// aa, ab, bb; aaa, aab, abb, bbb.
struct orders {
    array<double, 3> second;
    array<double, 4> third;
};
// By the closed form, for a > 0.
orders expected(double a, double b) {
    double const l = std::log(a), y = std::pow(a, b), y1 = std::pow(a, b - 1), y2 = std::pow(a, b - 2), y3 = std::pow(a, b - 3);
    return {{b * (b - 1) * y2, y1 * (1 + b * l), y * l * l}, {b * (b - 1) * (b - 2) * y3, y2 * (2 * b - 1 + b * (b - 1) * l), y1 * l * (2 + b * l), y * l * l * l}};
}

constexpr int conditions_in(typegrad::operation_counts const& counts) {
    int conditions = 0;
    for (auto const& kind : counts)
        if (std::string_view(kind.name) == "!=" || std::string_view(kind.name) == "is_ordinary_power") conditions += kind.count;
    return conditions;
}

template <class F>
void by_every_transform(F f, double a, double b, orders const& is) {
    BOOST_TEST_CONTEXT("a = " << a << ", b = " << b) {
        auto const [aa, ab, bb] = is.second;
        auto const [aaa, aab, abb, bbb] = is.third;
        a = verify::hidden(a), b = verify::hidden(b);
        verify::square_matrix const second{{{aa, ab}, {ab, bb}}};
        array<verify::pair, 4> const third{{{aaa, aab}, {aab, abb}, {aab, abb}, {abb, bbb}}};
        verify::compare("hessian", hessian(f)(a, b), second);
        verify::compare("tape::hessian", typegrad::tape::hessian(f)(a, b), second);
        verify::compare("the tape over the gradient", typegrad::tape::jacobian(gradient(verify::of_array<F>))(verify::pair{a, b}), second);
        verify::compare("the jacobian of the gradient", jacobian(gradient(verify::of_array<F>))(verify::pair{a, b}), second);
        verify::compare("an expression", verify::expression_hessian_of(f)(a, b), second);
        if (std::isfinite(aa) && std::isfinite(ab) && std::isfinite(bb)) {
            verify::compare("hvp along a", hvp(f)(a, b, 1.0, 0.0).product, std::tuple{aa, ab});
            verify::compare("hvp along b", hvp(f)(a, b, 0.0, 1.0).product, std::tuple{ab, bb});
        }
        verify::compare("the jacobian of the hessian", jacobian(hessian(verify::of_array<F>))(verify::pair{a, b}), third);
        verify::compare("mixed aab", mixed_derivative<0, 0, 1>(f)(a, b), aab);
        verify::compare("mixed abb", mixed_derivative<0, 1, 1>(f)(a, b), abb);
        verify::compare("mixed bab", mixed_derivative<1, 0, 1>(f)(a, b), abb);
    }
}

}

BOOST_AUTO_TEST_CASE(positive_base) {
    for (double const a : {3.0, 0.25, 1.0})
        for (double const b : {0.0, -0.0, 1.0, 2.0, 3.0, -1.0, -2.0, 0.5}) {
            by_every_transform(power, a, b, expected(a, b));
            by_every_transform(power_less_one, a, b, expected(a, b));
        }
}

// The power is 0, and so are its derivatives in the exponent, of whichever engine and beside whatever else.
BOOST_AUTO_TEST_CASE(base_infinite) {
    double const a = verify::hidden(infinity), b = verify::hidden(-1.5);
    VERIFY(gradient(power), (std::tuple{0.0, 0.0}), infinity, -1.5);
    VERIFY(gradient(power, typegrad::wrt<1>), 0.0, infinity, -1.5);
    VERIFY(gradient(power_less_one, typegrad::wrt<1>), 0.0, infinity, -1.5);
    BOOST_TEST(typegrad::jvp(power, typegrad::wrt<1>)(a, b, 1.0).tangent == 0);
    BOOST_TEST(typegrad::jvp(power)(a, b, 0.0, 1.0).tangent == 0);
    BOOST_TEST(typegrad::hessian(power, typegrad::wrt<1>)(a, b)[0][0] == 0);
    BOOST_TEST(typegrad::tape::gradient(power, typegrad::wrt<1>)(a, b) == 0);
    BOOST_TEST((typegrad::tape::gradient(power)(a, b) == std::tuple{0.0, 0.0}));
    BOOST_TEST((gradient(power, typegrad::wrt<1>)(a, 1.5) == infinity));
}

BOOST_AUTO_TEST_CASE(base_zero) {
    by_every_transform(power, 0, 3, {{0, 0, 0}, {6, 0, 0, 0}});
    by_every_transform(power, 0, 2, {{2, 0, 0}, {0, -infinity, 0, 0}});
    by_every_transform(power, 0, 1, {{0, -infinity, 0}, {0, infinity, infinity, 0}});
    by_every_transform(power, 0, 0, {{0, infinity, 0}, {0, -infinity, -infinity, 0}});
    by_every_transform(power, 0, 0.5, {{-infinity, -infinity, 0}, {infinity, infinity, infinity, 0}});
    by_every_transform(power, 0, -1, {{infinity, infinity, infinity}, {-infinity, -infinity, -infinity, -infinity}});
    // What is 0 whatever the base is stays 0 where the base's own derivative is infinite; but not 0 to another power.
    VERIFY(gradient([](auto x, auto b) { return pow(sqrt(x), b); }, typegrad::wrt<1>), 0.0, 0.0, 2.0);
    VERIFY(gradient([](auto a, auto b) { return sqrt(pow(a, b)); }, typegrad::wrt<1>), 0.0, 0.0, 2.0);
    VERIFY(gradient([](auto a, auto b) { return sqrt(pow(a, b) - 1); }, typegrad::wrt<0>), 0.0, 2.0, 0.0);
    VERIFY(gradient([](auto a, auto b) { return sqrt(pow(a, b)); }, typegrad::wrt<0>), no_number, 0.0, 1.5);
}

BOOST_AUTO_TEST_CASE(negative_base) {
    for (double const b : {0.0, 1.0, 2.0, 3.0, -1.0}) {
        auto const at = [b](auto transform) { return transform(verify::hidden(-2.0), verify::hidden(b)); };
        BOOST_TEST(verify::near(at(gradient(power, typegrad::wrt<0>)), b * std::pow(-2, b - 1)));
        BOOST_TEST(verify::near(at(hessian(power))[0][0], b * (b - 1) * std::pow(-2, b - 2)));
        BOOST_TEST(std::isnan(at(hessian(power))[1][1]));
    }
}

BOOST_AUTO_TEST_CASE(finite_at_the_base_zero) {
    for (double const b : {-1.0, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0}) {
        auto const at = verify::pair{verify::hidden(0.0), verify::hidden(b)};
        constexpr auto f = verify::of_array<std::remove_const_t<decltype(power)>>;
        for (auto const& row : jacobian(hessian(f, typegrad::kinks::finite), typegrad::kinks::finite)(at))
            for (double const d : row) BOOST_TEST(std::isfinite(d));
        for (auto const& row : typegrad::tape::jacobian(gradient(f, typegrad::kinks::finite), typegrad::kinks::finite)(at))
            for (double const d : row) BOOST_TEST(std::isfinite(d));
    }
    VERIFY(gradient([](auto a) { return pow(a, 1.5); }, typegrad::kinks::finite), 0.0, 0.0);
    VERIFY(hessian([](auto a) { return pow(a, 1.5); }, typegrad::kinks::finite), (verify::one_by_one{}), 0.0);
    VERIFY(hessian([](auto a) { return pow(a, 2.5); }, typegrad::kinks::finite), (verify::one_by_one{}), 0.0);
}

// Neither underflow nor overflow of the power or of the reciprocal of the base spoils a derivative.
BOOST_AUTO_TEST_CASE(far_out) {
    VERIFY(gradient(power), (std::tuple{2e-200, -0.0}), 1e-200, 2.0);
    VERIFY(gradient(power, typegrad::wrt<0>), 0.0, 1e-310, 0.0);
    VERIFY(gradient(power, typegrad::wrt<0>), 1.0, 1e-310, 1.0);
    VERIFY(hessian(power, typegrad::wrt<0>), (verify::one_by_one{{{2.0}}}), 1e-200, 2.0);
    VERIFY(hessian(power, typegrad::wrt<0>), (verify::one_by_one{}), 1e200, 0.0);
    // The same with an exponent that is known.
    VERIFY(gradient([](auto a) { return pow(a, 2.5); }), 2.5e-195, 1e-130);
    VERIFY(gradient([](auto a) { return pow(a, 2.5); }), 2.5e195, 1e130);
    // A power that is 0 depends on nothing, whatever becomes of it.
    constexpr auto vanishing = [](auto a, auto b) { return log(pow(a, b)); };
    VERIFY(gradient(vanishing, typegrad::wrt<1>), 0.0, 0.5, 2000.0);
    BOOST_TEST(typegrad::tape::gradient(vanishing, typegrad::wrt<1>)(0.5, 2000.0) == 0);
}

// A sum of powers is a form that is nowhere negative if the exponents, known at run time only, are even.
BOOST_AUTO_TEST_CASE(exponents_under_a_root) {
    constexpr typegrad::variable<"x"> x;
    constexpr typegrad::variable<"y"> y;
    for (int const n : {1, 2, 3, 4, 5}) {
        auto const slope = gradient(sqrt(pow(x, n) + y * y))(x = 0.0, y = 0.0)[y];
        BOOST_TEST((n % 2 == 0 ? slope == 0 : std::isnan(slope)), n << ": " << slope);
    }
    // Another power of a sum of squares.
    for (double const b : {1.25, 1.5, 2.5}) BOOST_TEST(hessian(pow(x * x + y * y, b))(x = 0.0, y = 0.0)[x][x] == 0);
}

// The series of a power along a direction in both.
BOOST_AUTO_TEST_CASE(series) {
    // (1 + t)ᵗ = 1 + t² - t³/2 + …
    constexpr auto t = typegrad::taylor<3>(power)(1.0, 0.0, 1.0, 1.0);
    static_assert(verify::near(t[0], 1.0) && verify::near(t[1], 0.0) && verify::near(t[2], 1.0) && verify::near(t[3], -0.5));
}

// Where the result divides by the base, or takes its logarithm, whatever the conditions are, the base 0 needs no derivative in the exponent, nor
// a norm one at 0. Elsewhere they have one.
BOOST_AUTO_TEST_CASE(never_zero) {
    constexpr auto conditions = [](auto f) {
        constexpr auto counts = typegrad::operations<double, double>(gradient(decltype(f){}, typegrad::wrt<1>));
        return conditions_in(counts);
    };
    static_assert(conditions([](auto a, auto b) { return pow(a, b) + log(a); }) == 0);
    static_assert(conditions([](auto a, auto b) { return pow(a, b) - b / (3 * a); }) == 0);
    static_assert(conditions([](auto a, auto b) { return pow(a, b) + sqrt(a); }) == 1);
    constexpr auto in_divisor = [](auto a, auto b) { return pow(a, b) + 1 / log(a); };
    constexpr auto in_branch = [](auto a, auto b) { return pow(a, b) + select(b > 0, b, log(a)); };
    static_assert(conditions(in_divisor) == 1 && conditions(in_branch) == 1);
    VERIFY(gradient(in_divisor, typegrad::wrt<1>), 0.0, 0.0, 2.0);
    VERIFY(gradient(in_branch, typegrad::wrt<1>), 1.0, 0.0, 2.0);
    VERIFY(gradient([](auto a, auto b) { return pow(a, b) + log(a); }, typegrad::wrt<1>), -0.17328679513998632, 0.5, 2.0);

    static_assert(conditions([](auto a, auto b) { return a / sqrt(a * a + b * b); }) == 0);
    static_assert(conditions([](auto a, auto b) { return a * log(sqrt(a * a + b * b)); }) == 0);
    static_assert(conditions([](auto a, auto b) { return a * sqrt(a * a + b * b); }) == 1);
    constexpr auto hidden = [](auto a, auto b) { return a + exp(-1 / sqrt(a * a + b * b)); };
    static_assert(conditions(hidden) == 1);
    VERIFY(gradient(hidden), (std::tuple{1.0, 0.0}), 0.0, 0.0);
    VERIFY(gradient([](auto a, auto b) { return a / sqrt(a * a + b * b); }), (std::tuple{16 / 125.0, -12 / 125.0}), 3.0, 4.0);

    // Divisors of divisors, by way of what is 0 where its operand is; and magnitudes.
    static_assert(conditions([](auto a, auto b) { return a * log10(b / sqrt(a * a + b * b)); }) == 0);
    static_assert(conditions([](auto a, auto b) { return a / tan(sqrt(a * a + b * b)); }) == 0);
    static_assert(conditions([](auto a, auto b) { return a / pow(sqrt(a * a + b * b), 1.5); }) == 0);
    static_assert(conditions([](auto a, auto b) { return a * pow(sqrt(a * a + b * b), 1.5); }) == 1);
    static_assert(conditions([](auto a, auto b) { return a / (1 + tan(sqrt(a * a + b * b))); }) == 1);
    static_assert(conditions([](auto a, auto b) { return b / hypot(a, b) + a / abs(b); }) == 0);
    static_assert(conditions([](auto a, auto b) { return a * hypot(a, b); }) == 1);
    static_assert(conditions([](auto a, auto b) { return a * abs(b); }) == 1);

    // So do second derivatives, which need no limit there.
    constexpr auto conditions_of_second = [](auto f) {
        constexpr auto counts = typegrad::operations<double, double>(hessian(decltype(f){}));
        return conditions_in(counts);
    };
    constexpr auto cosine = [](auto a, auto b) { return a / sqrt(a * a + b * b); };
    static_assert(conditions_of_second(cosine) == 0);
    static_assert(conditions_of_second([](auto a, auto b) { return a * sqrt(a * a + b * b); }) > 0);
    VERIFY(hessian(cosine), (verify::square_matrix{{{0.0, -0.25}, {-0.25, 0.0}}}), 0.0, 2.0);
}

// The partials in base and exponent share one condition.
BOOST_AUTO_TEST_CASE(one_condition) {
    constexpr auto counts = typegrad::operations<double, double>(gradient(power));
    static_assert(counts["is_ordinary_power"] == 1 && counts["!="] == 0);
}

// By its form a base is not 0 either: where that is so in floating point, and of real numbers.
BOOST_AUTO_TEST_CASE(never_zero_by_form) {
    constexpr auto conditions = [](auto f) {
        constexpr auto counts = typegrad::operations<double, double>(gradient(decltype(f){}, typegrad::wrt<1>));
        return conditions_in(counts);
    };
    static_assert(conditions([](auto a, auto b) { return pow(1 + a * a, b); }) == 0);
    static_assert(conditions([](auto a, auto b) { return pow(a * a - 1, b); }) == 1);
    static_assert(conditions([](auto a, auto b) { return pow(0.5 + exp(a) * sqrt(cosh(a)), b); }) == 0);
    static_assert(conditions([](auto a, auto b) { return pow(0.5 + exp(a) * sinh(a), b); }) == 1);
    static_assert(conditions([](auto a, auto b) { return pow(max(a, 0.5), b); }) == 0);
    static_assert(conditions([](auto a, auto b) { return pow(max(a, -0.5), b); }) == 1);
    static_assert(conditions([](auto a, auto b) { return pow(1 + 3 * a, b) + sqrt(a); }) == 0);
    static_assert(conditions([](auto a, auto b) { return pow(1 + 3 * a, b) + exp(-sqrt(a)); }) == 1);
    // exp underflows, and so does a product.
    constexpr auto of_exponential = [](auto a, auto b) { return pow(exp(a), b); };
    static_assert(conditions(of_exponential) == 1);
    VERIFY(gradient(of_exponential, typegrad::wrt<1>), 0.0, -800.0, 2.0);
    constexpr auto of_product = [](auto a, auto b) { return pow(3 * max(a, 1e-300) * max(a, 1e-300), b); };
    static_assert(conditions(of_product) == 1);
    VERIFY(gradient(of_product, typegrad::wrt<1>), 0.0, 0.0, 2.0);
    // 1 / -0 is minus infinity.
    constexpr auto of_infinity = [](auto a, auto b) { return pow(exp(1 / (2 * sqrt(a))), b); };
    static_assert(conditions(of_infinity) == 1);
    static_assert(conditions([](auto a, auto b) { return pow(exp(1 / abs(a)), b); }) == 0);
    VERIFY(gradient(of_infinity, typegrad::wrt<1>), 0.0, -0.0, 2.0);
    // What is NaN is no bound.
    static_assert(conditions([](auto a, auto b) { return pow(max(-a, 1 + a * a), b); }) == 1);
    // A number over a finite one. An infinite one may have a finite result.
    static_assert(conditions([](auto a, auto b) { return pow(2 / a, b) + log(a); }) == 0);
    static_assert(conditions([](auto a, auto b) { return pow(2 / a, b) + log(b / a); }) == 0);
    constexpr auto of_reciprocal = [](auto a, auto b) { return pow(2 / a, b) + 1 / a; };
    static_assert(conditions(of_reciprocal) == 1);
    VERIFY(gradient(of_reciprocal, typegrad::wrt<1>), 0.0, infinity, 2.0);
    // Of a complex number a square is anything.
    constexpr auto of_square = gradient([](auto a, auto b) { return pow(1 + a * a, b); }, typegrad::wrt<1>);
    constexpr auto of_complex = typegrad::operations<std::complex<double>, std::complex<double>>(of_square);
    static_assert(of_complex["is_ordinary_power"] == 1);

    // A root of a base that is neither 0 nor infinite is well scaled, and so is its quotient by the base.
    constexpr auto powers = [](auto f) {
        constexpr auto counts = typegrad::operations<double>(gradient(decltype(f){}));
        return counts["pow"];
    };
    static_assert(powers([](auto a) { return pow(a, 1.0 / 3) + log(a); }) == 1);
    static_assert(powers([](auto a) { return pow(a, 1.25) + log(a); }) == 2);
    constexpr auto over_base = [](auto a) { return 1 / pow(a, 1.0 / 3) + 1 / a; };
    static_assert(powers(over_base) == 2);
    VERIFY(gradient(over_base), 0.0, infinity);
}
