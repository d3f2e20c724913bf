// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// select: the branch that is not taken contributes exactly nothing, at any order, and is not computed.
#define BOOST_TEST_MODULE typegrad_branches
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/operations.hpp>
#include <typegrad/print.hpp>
#include <typegrad/tape.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <tuple>

#include "verify.hpp"

using typegrad::derivative, typegrad::gradient, typegrad::hessian, typegrad::jacobian, typegrad::value_and_gradient;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

constexpr auto second(auto f) {
    return [f](auto x) { return hessian(f)(x)[0][0]; };
}

// Value, first, second and third derivative of a function of one argument; the first by the tape as well.
#define ORDERS(f, value_, first_, second_, third_, at)                                                              \
    do {                                                                                                            \
        constexpr auto function = f;                                                                                \
        VERIFY_AS("value_and_gradient: " #f, value_and_gradient(function), (typegrad::value_with_gradient<double, double>{value_, first_}), at); \
        VERIFY_AS("second derivative: " #f, derivative(derivative(function)), second_, at);                         \
        VERIFY_AS("second: " #f, second(function), second_, at);                                                    \
        VERIFY_AS("third derivative: " #f, derivative(derivative(derivative(function))), third_, at);               \
        verify::at_run_time("tape::gradient: " #f, typegrad::tape::gradient(function), first_, at);                 \
    } while (false)

}

BOOST_AUTO_TEST_CASE(singular_branches) {
    // The plain cases are in pitfalls.cpp. The other way round, and through a negation.
    constexpr auto mirrored = [](auto x) { return select(x <= 0, 0, sqrt(x)); };
    ORDERS(mirrored, 0.0, 0.0, 0.0, 0.0, 0.0);
    ORDERS(mirrored, 2.0, 0.25, -0.03125, 3.0 / 256, 4.0);
    constexpr auto negated = [](auto x) { return select(!(x > 0), 0, sqrt(x)); };
    ORDERS(negated, 0.0, 0.0, 0.0, 0.0, 0.0);
    ORDERS(negated, 2.0, 0.25, -0.03125, 3.0 / 256, 4.0);

    // Every singular function of the table, behind a condition that is false there.
    constexpr auto at_zero = [](auto x) {
        return select(x > 0, log(x) + 1 / x + pow(x, 0.5) + cbrt(x) + pow(x, -3) + atan2(x, x) + x * log(x) / sqrt(x), 7 * x);
    };
    ORDERS(at_zero, 0.0, 7.0, 0.0, 0.0, 0.0);
    ORDERS(at_zero, -14.0, 7.0, 0.0, 0.0, -2.0);
    constexpr auto at_one = [](auto x) { return select(x < 1, asin(x) + acos(x) + log1p(-x) + sqrt(1 - x), x * x); };
    ORDERS(at_one, 1.0, 2.0, 2.0, 0.0, 1.0);
    ORDERS(at_one, 4.0, 4.0, 2.0, 0.0, 2.0);
    // Overflow instead of a pole.
    constexpr auto overflow = [](auto x) { return select(x < 500, exp(x * x) * exp(-x * x), 2 * x); };
    ORDERS(overflow, 2000.0, 2.0, 0.0, 0.0, 1000.0);
}

BOOST_AUTO_TEST_CASE(singular_outside) {
    // The select is inside of what is singular, or multiplied with what is infinite.
    constexpr auto inside = [](auto x) { return sqrt(select(x > 0, x, 0)); };
    ORDERS(inside, 0.0, 0.0, 0.0, 0.0, -1.0);
    ORDERS(inside, 2.0, 0.25, -0.03125, 3.0 / 256, 4.0);
    constexpr auto powered = [](auto x) { return pow(select(x > 0, x, 0), 0.75); };
    VERIFY(gradient(powered), 0.0, -1.0);
    VERIFY(derivative(derivative(powered)), 0.0, -1.0);
    VERIFY(gradient([](auto x, auto y) { return select(x > 0, x, 0) / y; }), (std::tuple{0.0, -0.0}), -1.0, 3.0);
    VERIFY(gradient([](auto x, auto y) { return log(y) * select(x > 0, sqrt(x), 2); }), (std::tuple{0.0, infinity}), -1.0, 0.0);
    // A root of a square is an absolute value, whatever stands around it.
    constexpr auto norm = [](auto x) { return 3 * sqrt(x * x) + select(x != 0, sqrt(x * x) / x, 0); };
    VERIFY(gradient(norm), 0.0, 0.0);
    VERIFY(derivative(derivative(derivative(norm))), 0.0, 0.0);
    ORDERS(norm, 5.0, -3.0, 0.0, 0.0, -2.0);
}

// Infinite shares that cancel each other do so beside what a branch owes as well.
BOOST_AUTO_TEST_CASE(shares_that_cancel) {
    constexpr auto beside_a_branch = [](auto a, auto b) { return atan2(a, a) + a - sqrt(a) + sqrt(a) + typegrad::select(b > 0, a * a, 0); };
    constexpr std::tuple expected{1.0, 0.0};
    VERIFY(gradient(beside_a_branch), expected, 0.0, -1.0);
    VERIFY(gradient(beside_a_branch), expected, 0.0, 1.0);
}

BOOST_AUTO_TEST_CASE(branches_that_share) {
    // Two adjoints meet, each behind a condition of its own, at a value whose own derivative is infinite.
    constexpr auto two = [](auto x, auto y, auto z) {
        auto const r = sqrt(z);
        return select(x > 0, r, 0) + select(y > 0, 2 * r, 0);
    };
    VERIFY(gradient(two), (std::tuple{0.0, 0.0, 0.0}), -1.0, -1.0, 0.0);
    VERIFY(gradient(two), (std::tuple{0.0, 0.0, infinity}), 1.0, -1.0, 0.0);
    VERIFY(gradient(two), (std::tuple{0.0, 0.0, 0.75}), 1.0, 1.0, 4.0);
    constexpr auto difference = [](auto x, auto y, auto z) {
        auto const r = log(z);
        return select(x > 0, r, 0) - select(y > 0, r, 0) - select(x > y, 3 * r, 1);
    };
    VERIFY(gradient(difference), (std::tuple{0.0, 0.0, 0.0}), -1.0, -1.0, 0.0);
    VERIFY(gradient(difference), (std::tuple{0.0, 0.0, -1.0}), 1.0, -1.0, 2.0);
    constexpr auto chain = [](auto x) {
        auto const r = sqrt(x);
        return select(x > 1, 2 * r, select(x > 0, r, 0));
    };
    ORDERS(chain, 0.0, 0.0, 0.0, 0.0, 0.0);
    ORDERS(chain, 0.0, 0.0, 0.0, 0.0, -1.0);
    ORDERS(chain, 0.5, 1.0, -2.0, 12.0, 0.25);
    ORDERS(chain, 4.0, 0.5, -0.0625, 6.0 / 256, 4.0);
    // Rules that choose themselves, in a branch where their operand is NaN or tied.
    ORDERS([](auto x) { return select(x > 0, abs(sqrt(x)), 0); }, 0.0, 0.0, 0.0, 0.0, -1.0);
    ORDERS([](auto x) { return select(x > 0, max(sqrt(x), 2 * sqrt(x)), 0); }, 0.0, 0.0, 0.0, 0.0, 0.0);
    ORDERS([](auto x) { return select(x > 0, expm1(sqrt(x)) + pow(sqrt(x), 1.5), 0); }, 0.0, 0.0, 0.0, 0.0, -1.0);
}

BOOST_AUTO_TEST_CASE(several_arguments) {
    constexpr auto f = [](auto x, auto y) { return select(x > 0, sqrt(x) * y * y, y); };
    VERIFY(gradient(f), (std::tuple{0.0, 1.0}), 0.0, 2.0);
    VERIFY(gradient(f), (std::tuple{1.0, 8.0}), 4.0, 2.0);
    VERIFY(hessian(f), (std::array{std::array{0.0, 0.0}, std::array{0.0, 0.0}}), 0.0, 2.0);
    VERIFY(hessian(f), (std::array{std::array{-0.125, 1.0}, std::array{1.0, 4.0}}), 4.0, 2.0);
    // A condition carries no derivative, however much is computed for it.
    VERIFY(gradient([](auto x, auto y) { return select(sqrt(x) < log(y), x, y); }), (std::tuple{0.0, 1.0}), 0.0, 1.0);
    // A vector function: some rows have the select, some one side of it, some share what is in a branch.
    constexpr auto vector = [](auto x, auto y) {
        auto const r = sqrt(x);
        return std::array{select(x > 0, r * y, y), select(x > 0, 1 / r, 0), y * y, select(y > 0, r, r * 2)};
    };
    using row = std::array<double, 2>;
    VERIFY(jacobian(vector), (std::array{row{0, 1}, row{0, 0}, row{0, 4}, row{infinity, 0}}), 0.0, 2.0);
    VERIFY(jacobian(vector), (std::array{row{0.5, 2}, row{-0.0625, 0}, row{0, 4}, row{0.25, 0}}), 4.0, 2.0);
}

BOOST_AUTO_TEST_CASE(nested_selects) {
    constexpr auto f = [](auto x) { return select(x > 0, select(x > 1, log(x - 1), sqrt(x)), select(x < -1, sqrt(-1 - x), 3 * x)); };
    ORDERS(f, 0.0, 1.0, -1.0, 2.0, 2.0);
    ORDERS(f, 1.0, 0.5, -0.25, 0.375, 1.0);
    ORDERS(f, 0.0, 3.0, 0.0, 0.0, 0.0);
    ORDERS(f, -3.0, 3.0, 0.0, 0.0, -1.0);
    ORDERS(f, 2.0, -0.25, -0.03125, -3.0 / 256, -5.0);
    // A select of a select's result, and a condition on one.
    constexpr auto g = [](auto x) {
        auto const r = select(x > 0, sqrt(x), -1);
        return select(r > 0, log(r), r * x);
    };
    ORDERS(g, 0.0, -1.0, 0.0, 0.0, 0.0);
    ORDERS(g, 0.69314718055994530942, 0.125, -0.03125, 1.0 / 64, 4.0);
}

BOOST_AUTO_TEST_CASE(shared_conditions) {
    // One condition for several selects, combined with each other.
    constexpr auto f = [](auto x, auto y) {
        auto const inside = x > 0;
        auto const r = select(inside, sqrt(x), 0), l = select(inside, log(x), y), p = select(!inside, y * y, 1 / x);
        return r * l + p + select(inside && y > 0, r / y, l);
    };
    VERIFY(gradient(f), (std::tuple{0.0, 5.0}), 0.0, 2.0);
    VERIFY(hessian(f), (std::array{std::array{0.0, 0.0}, std::array{0.0, 2.0}}), 0.0, 2.0);
    VERIFY(gradient(f), (std::tuple{0.25 * 1.3862943611198906188 + 0.5 - 0.0625 + 0.125, -0.5}), 4.0, 2.0);
    // The same value from both sides; sides that are equal; conditions that are known.
    VERIFY(gradient([](auto x) { return select(x > 0, x * x, x * x); }), 6.0, 3.0);
    VERIFY(gradient([](auto x) { return select(decltype(x)(1) < 2, x * x, sqrt(x - 10)); }), 6.0, 3.0);
    VERIFY(gradient([](auto x) { return select(true, x * x, sqrt(x - 10)); }), 6.0, 3.0);
    VERIFY(gradient([](auto x) { return select(x > 0 || decltype(x)(1) < 2, x * x, sqrt(x - 10)); }), 6.0, 3.0);
    VERIFY(gradient([](auto x) { return select(x > 0 && decltype(x)(1) > 2, sqrt(x - 10), x * x); }), 6.0, 3.0);
    // A condition that another one of which it is made demands is left out, whichever of the two it is.
    static_assert(typegrad::operations<double, double>([](auto a, auto b) { return select((a < b && b < 1) && a < b, a, b); })["&&"] == 1);
    static_assert(typegrad::operations<double, double>([](auto a, auto b) { return select(b < 1 && (a < b && b < 1), a, b); })["&&"] == 1);
    // A value that both sides and the rest need is computed for all.
    VERIFY(gradient([](auto x) {
               auto const e = exp(x);
               return select(x > 1, e * e, e) + select(x > 2, e, 1 / e) * e;
           }), 1.0, 0.0);
    // Loops of selects: a clamp, a piecewise polynomial.
    constexpr auto spline = [](auto x) {
        auto y = 0 * x;
        for (int i = 0; i < 6; ++i) y = select(x >= i, y + (x - i) * (x - i) * (i + 1), y);
        return y;
    };
    VERIFY(derivative(spline), 2 * (2.5 + 1.5 * 2 + 0.5 * 3), 2.5);
    VERIFY(derivative(derivative(spline)), 12.0, 2.5);
    VERIFY(derivative(spline), 0.0, -2.5);
}

// A second select on the same condition, outside of the branch that has computed its operand: constant expressions may not read that.
BOOST_AUTO_TEST_CASE(a_value_of_the_other_branch) {
    constexpr auto f = [](auto x) {
        auto const inside = exp(sin(x) * cos(x)), outside = sin(select(x > 0, inside, 1));
        return select(x > 0, inside, outside) + outside - select(x > 0, inside, 2 * x);
    };
    VERIFY(derivative(f), -2.0, -1.0);
    static_assert(value_and_gradient(f)(-1.0).value > 3.6);
}

BOOST_AUTO_TEST_CASE(losses) {
    constexpr auto huber = [](auto r) { return select(abs(r) <= 1, 0.5 * r * r, abs(r) - 0.5); };
    ORDERS(huber, 0.0, 0.0, 1.0, 0.0, 0.0);
    ORDERS(huber, 2.5, -1.0, 0.0, 0.0, -3.0);
}

namespace {

// A number that counts the calls of exp and log.
struct counted {
    double value = 0;
    static inline int calls = 0;

    counted() = default;
    template <class N>
        requires std::is_arithmetic_v<N>
    counted(N v) : value(static_cast<double>(v)) {}
    friend counted operator+(counted a, counted b) { return a.value + b.value; }
    friend counted operator-(counted a, counted b) { return a.value - b.value; }
    friend counted operator*(counted a, counted b) { return a.value * b.value; }
    friend counted operator/(counted a, counted b) { return a.value / b.value; }
    friend counted operator-(counted a) { return -a.value; }
    friend bool operator<(counted a, counted b) { return a.value < b.value; }
    [[maybe_unused]] friend bool operator<=(counted a, counted b) { return a.value <= b.value; }
    [[maybe_unused]] friend bool operator==(counted a, counted b) { return a.value == b.value; }
    friend counted exp(counted a) { return ++calls, std::exp(a.value); }
    friend counted log(counted a) { return ++calls, std::log(a.value); }
};

template <class F>
int calls_of(F f, double at) {
    counted::calls = 0;
    (void)f(counted(at));
    return counted::calls;
}

}

template <>
inline constexpr bool typegrad::is_scalar<counted> = true;

// A branch that compares t, or |t|, with a literal may exclude t = 0: then the kink of |t| is not in it, and costs no gate. Where it does not exclude 0, the
// derivative there is that of the kink, 0.
BOOST_AUTO_TEST_CASE(branches_without_the_kink) {
    constexpr auto huber = [](auto t) { return select(abs(t) <= 1, 0.5 * t * t, abs(t) - 0.5); };
    static_assert(typegrad::operations(value_and_gradient(huber)).total() == 10);
    BOOST_TEST(gradient(huber)(-3.0) == -1);
    BOOST_TEST(gradient(huber)(0.5) == 0.5);
    BOOST_TEST(std::isnan(gradient(huber)(std::nan(""))));

#define AT_ZERO(condition) gradient([](auto t) { return select(condition, 3 * t + 5 * abs(t), 7 * t); })(0.0)
    BOOST_TEST(AT_ZERO(abs(t) >= 0) == 3);
    BOOST_TEST(AT_ZERO(abs(t) > -1) == 3);
    BOOST_TEST(AT_ZERO(!(abs(t) < 0)) == 3);
    BOOST_TEST(AT_ZERO(!(abs(t) <= -1)) == 3);
    BOOST_TEST(AT_ZERO(abs(t) <= 0) == 3);
    BOOST_TEST(AT_ZERO(abs(t) < 1) == 3);
    BOOST_TEST(AT_ZERO(t >= 0) == 3);
    BOOST_TEST(AT_ZERO(t <= 0) == 3);
    BOOST_TEST(AT_ZERO(t > -1) == 3);
    BOOST_TEST(AT_ZERO(t < 1) == 3);
    BOOST_TEST(AT_ZERO(!(t < 0)) == 3);
    BOOST_TEST(AT_ZERO(!(t > 0)) == 3);
    BOOST_TEST(AT_ZERO(!(t < -1)) == 3);
    BOOST_TEST(AT_ZERO(!(t > 1)) == 3);
    BOOST_TEST(AT_ZERO(!(abs(t) >= 1)) == 3);
    BOOST_TEST(AT_ZERO(t > 0) == 7);
    BOOST_TEST(AT_ZERO(t < 0) == 7);
    BOOST_TEST(AT_ZERO(!(t <= 0)) == 7);
    BOOST_TEST(AT_ZERO(!(abs(t) <= 0)) == 7);
#undef AT_ZERO
    // Those with a gate, and those without.
#define GATES(condition) typegrad::ssa(gradient([](auto t) { return select(condition, 5 * abs(t), 7 * t); }), 1.0).find("0 != ") != std::string::npos
    BOOST_TEST(GATES(abs(t) >= 0));
    BOOST_TEST(GATES(!(abs(t) < 0)));
    BOOST_TEST(GATES(!(abs(t) <= -1)));
    BOOST_TEST(GATES(t >= 0));
    BOOST_TEST(GATES(!(t > 0)));
    BOOST_TEST(GATES(t > -1));
    BOOST_TEST(GATES(abs(t) < 1));
    BOOST_TEST(!(GATES(abs(t) > 0)));
    BOOST_TEST(!(GATES(abs(t) >= 1e-9)));
    BOOST_TEST(!(GATES(!(abs(t) <= 0))));
    BOOST_TEST(!(GATES(!(abs(t) < 1e-9))));
    BOOST_TEST(!(GATES(t > 0)));
    BOOST_TEST(!(GATES(t >= 1)));
    BOOST_TEST(!(GATES(t < 0)));
    BOOST_TEST(!(GATES(t <= -1)));
    BOOST_TEST(!(GATES(!(t >= 0))));
    BOOST_TEST(!(GATES(!(t <= 0))));
#undef GATES
}

BOOST_AUTO_TEST_CASE(only_the_taken_branch_is_computed) {
    constexpr auto f = [](auto x) { return select(x > 0, exp(exp(exp(x))), log(1 - x)); };
    BOOST_TEST(calls_of(value_and_gradient(f), 0.5) == 3);
    BOOST_TEST(calls_of(value_and_gradient(f), -0.5) == 1);
    BOOST_TEST(calls_of(gradient(f), -0.5) == 0);  // the derivative of log needs no log
    BOOST_TEST(calls_of(hessian(f), 0.5) == 3);
    BOOST_TEST(calls_of(hessian(f), -0.5) == 0);
    // What is needed anyway is computed once, outside.
    constexpr auto shared = [](auto x) {
        auto const e = exp(x);
        return e + select(x > 0, exp(e), log(e) * e);
    };
    BOOST_TEST(calls_of(value_and_gradient(shared), 0.5) == 2);
    BOOST_TEST(calls_of(value_and_gradient(shared), -0.5) == 2);
    // Several selects on one condition; nested ones.
    constexpr auto several = [](auto x) {
        auto const inside = x > 0;
        return select(inside, exp(x), 0) * select(inside, exp(exp(x)), log(-x));
    };
    BOOST_TEST(calls_of(value_and_gradient(several), 0.5) == 2);
    BOOST_TEST(calls_of(value_and_gradient(several), -0.5) == 1);
    constexpr auto nested = [](auto x) { return select(x > 0, select(x > 1, exp(2 * x), exp(3 * x)), log(1 - x)); };
    // Not as lazy as it could be: the adjoint's gate on `c && d` does not lie in the block of c, so that what value and
    // gradient share of the inner branches is computed outside of both. One call would do.
    BOOST_TEST(calls_of(value_and_gradient(nested), -0.5) == 3);
    BOOST_TEST(calls_of(value_and_gradient(nested), 0.5) == 2);
    BOOST_TEST(calls_of(value_and_gradient(nested), 1.5) == 2);
    // And the numbers are right: this scalar goes the same way as double.
    for (double const x : {-0.5, 0.5, 1.5}) {
        auto const expected = value_and_gradient(nested)(x);
        auto const actual = value_and_gradient(nested)(counted(x));
        BOOST_TEST(actual.value.value == expected.value);
        BOOST_TEST(actual.gradient.value == expected.gradient);
    }
}
