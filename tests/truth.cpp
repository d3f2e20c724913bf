// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Numbers as conditions and conditions as numbers, as in C++: not 0 is true, and true is 1.
#define BOOST_TEST_MODULE typegrad_truth
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/tape.hpp>

#include "verify.hpp"

namespace {

using typegrad::gradient, typegrad::derivative;
namespace tape = typegrad::tape;
constexpr typegrad::variable<"x"> x;
constexpr typegrad::variable<"r"> r;

#define BY_BOTH(f, expected, at)                                               \
    do {                                                                       \
        VERIFY(gradient(f), expected, at);                                     \
        verify::at_run_time("tape::gradient(" #f ")", tape::gradient(f), expected, at); \
    } while (false)

}

BOOST_AUTO_TEST_CASE(numbers_as_conditions) {
    constexpr auto f = [](auto a) { return select(a, a * a, 3 * a); };
    BY_BOTH(f, 10.0, 5.0);
    BY_BOTH(f, 3.0, 0.0);
    BY_BOTH([](auto a) { return select(2.5, a * a, 3 * a); }, 10.0, 5.0);
    BY_BOTH([](auto a) { return select(!a || (a && a > 1), a * a, 3 * a); }, 10.0, 5.0);
    BY_BOTH([](auto a) { return select(!a, a * a, 3 * a); }, 3.0, 5.0);
    static_assert(gradient(select(x, x * x, 3 * x))(x = 5.0)[x] == 10 && gradient(select(x, x * x, 3 * x))(x = 0.0)[x] == 3);
    static_assert(gradient(select(typegrad::constant<2>, x * x, 3 * x))(x = 5.0)[x] == 10);
    static_assert(gradient(select(2.5, x * x, 3 * x))(x = 5.0)[x] == 10 && (!x)(x = 0.0) == 1 && (x && x)(x = 0.0) == 0);
}

BOOST_AUTO_TEST_CASE(conditions_as_numbers) {
    constexpr auto f = [](auto a) { return (a > 0) * a * a; };
    BY_BOTH(f, 10.0, 5.0);
    BY_BOTH(f, 0.0, -5.0);
    VERIFY(derivative(derivative(f)), 2.0, 5.0);
    BY_BOTH([](auto a) { return a * a + (a > 2); }, 10.0, 5.0);
    BY_BOTH([](auto a) { return select((a > 0) == (a > 1), a * a, 3 * a); }, 3.0, 0.5);
    VERIFY([](auto a) { return typegrad::value_and_gradient([](auto b) { return b > 2; })(a).value; }, 1.0, 5.0);
    static_assert(gradient((x > 2) * x * x)(x = 5.0)[x] == 10 && (x > 2)(x = 5.0) == 1 && (x > 2)(x = 1.0) == 0);
    static_assert((x * x + 1)(x = (r > 2))(r = 3.0) == 2 && select(x > 2, x, 2 * x)(x = r * r)(r = 3.0) == 9);
}

// A bool that an expression holds is known at run time only.
BOOST_AUTO_TEST_CASE(a_bool_in_an_expression) {
    for (bool const flag : {verify::hidden(false), verify::hidden(true)}) {
        auto const e = select(flag, x * x, 3 * x);
        BOOST_TEST(e(x = 5.0) == (flag ? 25 : 15));
        BOOST_TEST(gradient(e)(x = 5.0)[x] == (flag ? 10 : 3));
        BOOST_TEST(derivative(derivative(e, x), x)(x = 5.0) == (flag ? 2 : 0));
        BOOST_TEST(gradient(select(!flag && x > 0, x * x, 3 * x))(x = 5.0)[x] == (flag ? 3 : 10));
        BOOST_TEST(gradient(flag * x)(x = 5.0)[x] == flag);
    }
}
