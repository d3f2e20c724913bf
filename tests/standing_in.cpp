// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A derivative takes what the function has computed already, and nothing else: no value that the function does not need, none that it
// needs in a branch only, and none that is infinite, or no number, where the derivative is a number.
#define BOOST_TEST_MODULE typegrad_standing_in
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/operations.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <tuple>

#include "verify.hpp"

namespace {

using typegrad::derivative, typegrad::fast, typegrad::gradient, typegrad::hessian, typegrad::jacobian, typegrad::jvp, typegrad::operations, typegrad::select, typegrad::wrt;

constexpr double infinity = std::numeric_limits<double>::infinity();

// The derivative in a of each is a · c. At b = 0, and where a · b overflows, other products of a and c in them are no numbers.
constexpr auto plain = [](auto a, auto, auto c) { return 0.5 * (a * a) * c; };
constexpr auto dead = [](auto a, auto b, auto c) {
    [[maybe_unused]] auto const unused = c * ((a * b) / b);
    return 0.5 * (a * a) * c;
};
constexpr auto dead_by_a_reciprocal = [](auto a, auto b, auto c) {
    auto const r = 1 / b;
    [[maybe_unused]] auto const unused = ((a * b) * r) * c + (c * r) * (a * b);
    return 0.5 * (a * a) * c;
};
constexpr auto untaken = [](auto a, auto b, auto c) { return select(b != b, ((a * b) / b) * c, 0) + 0.5 * (a * a) * c; };
constexpr auto of_a_condition = [](auto a, auto b, auto c) { return select(isfinite((c * (a * b)) / b), 1, 2) + 0.5 * (a * a) * c; };
constexpr auto of_a_constant_piece = [](auto a, auto b, auto c) { return floor(((a * b) / b) * c) + 0.5 * (a * a) * c; };
constexpr auto of_one_branch = [](auto a, auto b, auto c) { return select(b == b, 0.5 * (a * a) * c, ((a * b) / b) * c); };

template <class F>
void same_as_plain(F f) {
    for (double const b : {0.0, -0.0, 2.0, 0.5, 1.0, infinity, 1e308})
        for (double const a : {2.0, -0.25, 0.0, 1e3}) {
            double const c = 3, x = verify::hidden(a), y = verify::hidden(b), z = verify::hidden(c);
            BOOST_TEST_CONTEXT("a = " << a << ", b = " << b) {
                BOOST_TEST(gradient(f, wrt<0>)(x, y, z) == a * c);
                BOOST_TEST(gradient(f, wrt<0>, fast)(x, y, z) == a * c);
                BOOST_TEST(jvp(f, wrt<0>)(x, y, z, 1.0).tangent == a * c);
                BOOST_TEST(jacobian([](auto... t) { return std::array{F{}(t...), 2 * F{}(t...)}; }, wrt<0>)(x, y, z)[1][0] == 2 * a * c);
                BOOST_TEST(gradient([](auto t, auto u) { return derivative([t, u](auto r) { return F{}(r, u, t); })(t); }, wrt<0>)(x, y) == 2 * a);
                BOOST_TEST((hessian(f, wrt<0, 2>)(x, y, z) == std::array{std::array{c, a}, std::array{a, 0.0}}));
            }
        }
}

// The derivative in p is q · r · s, the first two of which are not to be multiplied with each other.
constexpr auto product = [](auto p, auto q, auto r, auto s) { return p * q * r * s; };
constexpr auto with_dead_product = [](auto p, auto q, auto r, auto s) {
    [[maybe_unused]] auto const unused = q * r;
    return p * q * r * s;
};
constexpr auto with_product_in_a_branch = [](auto p, auto q, auto r, auto s) { return select(p > 1, q * r, 0) + p * q * r * s; };
constexpr auto with_product_in_a_condition = [](auto p, auto q, auto r, auto s) { return select(q * r < 1, 1, 0) + p * q * r * s; };
constexpr auto with_product_in_a_divisor = [](auto p, auto q, auto r, auto s) { return 1 / (q * r) + p * q * r * s; };
constexpr auto with_product_in_a_bounded_function = [](auto p, auto q, auto r, auto s) { return exp(-(q * r)) + p * q * r * s; };
constexpr auto with_another_value = [](auto p, auto q, auto r, auto s) { return std::array{p * q * r * s, q * r}; };
constexpr auto with_product_in_a_minimum = [](auto p, auto q, auto r, auto s) { return min(q * r, 1) + p * q * r * s; };

void does_not_overflow(auto f) {
    double const p = verify::hidden(1e-290), q = verify::hidden(1e190), r = verify::hidden(1e190), s = verify::hidden(1e-290);
    BOOST_TEST(gradient(f, wrt<0>)(p, q, r, s) / 1e90 == 1, boost::test_tools::tolerance(1e-14));
    BOOST_TEST(jvp(f, wrt<0>)(p, q, r, s, p).tangent / 1e-200 == 1, boost::test_tools::tolerance(1e-14));
}

// The derivative in c is x + y. (x + y) + z - z is not, where z is large.
constexpr auto two_terms = [](auto x, auto y, auto z, auto c) {
    [[maybe_unused]] auto const unused = ((x + y) + z) - z;
    return x * c + y * c;
};
constexpr auto two_terms_and_more = [](auto x, auto y, auto z, auto c) { return x * c + y * c + (((x + y) + z) - z); };
constexpr auto two_terms_in_a_condition = [](auto x, auto y, auto z, auto c) { return select((((x + y) + z) - z) < 1, x * c + y * c, (x * c + y * c) * 1); };

// What the values need in any case is taken: the product of a matrix and a vector is no second time in the gradient.
template <std::size_t N>
constexpr auto quadratic = [](auto const& x) {
    auto s = x[0] * 0;
    for (std::size_t i = 0; i < N; ++i) {
        auto row = x[0] * 0;
        for (std::size_t j = 0; j < N; ++j) row += (1.0 / static_cast<double>(i + j + 1)) * x[j];
        s += x[i] * row;
    }
    return s;
};

}

BOOST_AUTO_TEST_CASE(of_code_that_does_not_count) {
    same_as_plain(plain);
    same_as_plain(dead);
    same_as_plain(dead_by_a_reciprocal);
    same_as_plain(untaken);
    same_as_plain(of_a_condition);
    same_as_plain(of_a_constant_piece);
    same_as_plain(of_one_branch);
    static_assert(gradient(dead, wrt<0>)(2.0, 0.0, 3.0) == 6);
    static_assert(gradient(untaken, wrt<0>)(2.0, 0.0, 3.0) == 6);
    static_assert(gradient(of_a_condition, wrt<0>)(2.0, 0.0, 3.0) == 6);
}

// Shares that cancel each other meet no infinite factor, whether or not they stand in a branch.
BOOST_AUTO_TEST_CASE(what_cancels) {
    constexpr auto arcs = [](auto x, auto y) { auto const r = asin(y); return (r - y - r) * x; };
    static_assert(gradient(arcs, wrt<1>)(3.0, 1.0) == -3);
    constexpr auto arcs_beside_a_branch = [](auto x, auto y) { auto const r = asin(y); return select(x < x, r * x / x * r, -r + r); };
    static_assert(gradient(arcs_beside_a_branch)(3.0, 1.0) == std::tuple(0.0, 0.0));
    constexpr auto root_beside_a_branch = [](auto x, auto y) { auto const r = sqrt(x); return select(x < x, r * y / y * x, -r * r * y); };
    static_assert(gradient(root_beside_a_branch)(0.0, 3.0) == std::tuple(-3.0, 0.0));
    constexpr auto root_of_nothing = [](auto x) { return sqrt(x - x); };
    static_assert(derivative(root_of_nothing)(0.5) == 0 && jvp(root_of_nothing)(0.5, 1.0).tangent == 0);
    constexpr auto magnitude_of_nothing = [](auto x) { return exp(x) / (2 + abs(0 + 3 * ((x - x) * x))); };
    static_assert(derivative(derivative(derivative(magnitude_of_nothing)))(0.5) == derivative(magnitude_of_nothing)(0.5));
}

// What stands around an argument and is that argument changes no bit.
BOOST_AUTO_TEST_CASE(around_an_argument) {
    constexpr auto f = [](auto const& p) {
        auto t = p[0];
        for (std::size_t i = 2; i < 5; ++i) t = t + p[i] * p[1];
        return t * p[1] * p[0];
    };
    constexpr auto g = [f](auto const& p) {
        return f(std::array{+p[0], select(p[1] < p[1] - 1, 0 * p[1], p[1]), p[2] * 1, +p[3], select(p[4] - 1 > p[4], p[4] * 2, p[4])});
    };
    constexpr std::array at{-1.8217152958122451, 1.2235903766337533, 1.9960574957391874, 0.0, 0.39013546953704603};
    static_assert(gradient(f)(at) == gradient(g)(at));
}

BOOST_AUTO_TEST_CASE(overflow) {
    does_not_overflow(product);
    does_not_overflow(with_dead_product);
    does_not_overflow(with_product_in_a_branch);
    does_not_overflow(with_product_in_a_condition);
    does_not_overflow(with_product_in_a_divisor);
    does_not_overflow(with_product_in_a_bounded_function);
    does_not_overflow(with_product_in_a_minimum);
    BOOST_TEST(jacobian(with_another_value, wrt<0>)(1e-290, 1e190, 1e190, verify::hidden(1e-290))[0][0] / 1e90 == 1, boost::test_tools::tolerance(1e-14));
    static_assert(gradient(with_dead_product, wrt<0>)(1e-290, 1e190, 1e190, 1e-290) < 1e91);
}

BOOST_AUTO_TEST_CASE(cancellation) {
    for (double const z : {1.0, 1e30, infinity}) {
        BOOST_TEST(gradient(two_terms, wrt<3>)(1.0, 2.0, verify::hidden(z), 4.0) == 3);
        BOOST_TEST(gradient(two_terms_and_more, wrt<3>)(1.0, 2.0, verify::hidden(z), 4.0) == 3);
        BOOST_TEST(gradient(two_terms_in_a_condition, wrt<3>)(1.0, 2.0, verify::hidden(z), 4.0) == 3);
    }
}

BOOST_AUTO_TEST_CASE(what_is_taken) {
    static_assert(operations<std::array<double, 6>>(typegrad::value_and_gradient(quadratic<6>)).total() == 128);
}
