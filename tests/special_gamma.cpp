// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The gamma function and its logarithmic derivatives.
#define BOOST_TEST_MODULE typegrad_special_gamma
#include "special.hpp"

#include <typegrad/special/gamma.hpp>

using namespace special_test;

BOOST_AUTO_TEST_CASE(against_high_precision) {
    check<op::tgamma_>({{0.001}, {0.5}, {1}, {1.4616321449683622}, {2}, {3.75}, {9.5}, {30}, {170}, {-0.5}, {-2.5}, {-9.25}}, {8, 16, 64});
    check<op::lgamma_>({{1e-8}, {0.5}, {1}, {1.5}, {2}, {10}, {1e6}, {1e15}, {-0.5}, {-2.4570247382208006}, {-9.25}});
    // (At negative half-integers the digamma of Boost 1.74 is wrong in 100 digits.)
    check<op::digamma_>({{1e-8}, {0.5}, {1.4616321449683622}, {1.5}, {2}, {10}, {1e6}, {1e12}, {-0.75}, {-9.25}});
    check<op::trigamma_>({{1e-6}, {0.5}, {1}, {1.5}, {10}, {1e6}, {-0.5}, {-9.25}});
    check<op::polygamma_>({{0, 2.5}, {1, 2.5}, {2, 0.01}, {2, 2.5}, {3, 0.5}, {4, 7}, {5, 20}, {2, -0.75}, {3, -2.25}});
    check<op::polygamma_difference_>({{0, 0.5, 3}, {0, 1e-4, 1e-3}, {0, 100, 1e-6}, {0, 3, 1e6}, {1, 2, 0.5}, {1, 20, 3}, {2, 1e3, 4}, {3, 7, 1e-3}});
}

BOOST_AUTO_TEST_CASE(poles_and_limits) {
    constexpr auto gamma = [](auto x) { return tgamma(x); };
    AT(gamma, -infinity, 0.0);
    AT(gamma, -infinity, -0.0);
    AT(gamma, no_number, -1.0);
    AT(gamma, infinity, 1000.0);
    AT(gamma, infinity, infinity);
    AT(gamma, no_number, no_number);
    constexpr auto log_gamma = [](auto x) { return lgamma(x); };
    AT(log_gamma, -infinity, 0.0);
    AT(log_gamma, infinity, -0.0);
    AT(log_gamma, no_number, -1.0);
    AT(log_gamma, infinity, infinity);
    AT(log_gamma, -1e300, 1e-300);
    AT_SECOND(log_gamma, infinity, 0.0);
    AT_SECOND(log_gamma, infinity, -1.0);
    AT_SECOND(log_gamma, 0.0, infinity);
    constexpr auto psi = [](auto x) { return digamma(x); };
    AT(psi, infinity, 0.0);
    AT(psi, infinity, -3.0);
    AT_SECOND(psi, -infinity, 0.0);
    AT_SECOND(psi, infinity, -0.0);
    AT_SECOND(psi, no_number, -3.0);
    VALUE(log_gamma, infinity, -1.0);
    VALUE(psi, no_number, -1.0);
    VALUE(psi, no_number, -infinity);
    // At x = 0 the derivative is infinite for a < 1, and a number for a >= 1, which kinks::finite leaves as it is.
    constexpr auto incomplete = [](auto a, auto x) { return gamma_p(a, x); };
    constexpr auto by_parameter = [](auto a, auto x) { return gamma_p_derivative(a, x); };
    for (double const a : {0.5, 1.0, 2.0}) {
        BOOST_TEST(typegrad::gradient(incomplete, typegrad::wrt<1>, typegrad::kinks::finite)(a, 0.0) == (a == 1 ? 1 : 0));
        BOOST_TEST(typegrad::gradient(by_parameter, typegrad::wrt<1>, typegrad::kinks::finite)(a, 0.0) == (a == 1 ? -1 : a == 2 ? 1 : 0));
    }
}

BOOST_AUTO_TEST_CASE(orders_that_are_known) {
    // polygamma of order 0 and 1 is digamma and trigamma: one node.
    constexpr auto f = [](auto x) { return polygamma(0, x) - digamma(x) + (polygamma(1, x) - trigamma(x)); };
    AT(f, 0.0, 2.5);
    // The order as an argument that is not differentiated.
    constexpr auto of_order = [](auto n, auto x) { return polygamma(n, x); };
    double const expected = typegrad::derivative([](auto x) { return polygamma(3, x); })(verify::hidden(2.5));
    BOOST_TEST(typegrad::gradient(of_order, typegrad::wrt<1>)(verify::hidden(3.0), 2.5) == expected);
    BOOST_TEST(typegrad::tape::gradient(of_order, typegrad::wrt<1>)(verify::hidden(3.0), 2.5) == expected);
    BOOST_CHECK_THROW(typegrad::tape::gradient(of_order)(3.0, 2.5), std::logic_error);
}

BOOST_AUTO_TEST_CASE(types_of_numbers) {
    constexpr auto f = [](auto x) { return lgamma(x) + tgamma(x) * digamma(x); };
    double const expected = typegrad::derivative(f)(2.5);
    BOOST_TEST(typegrad::derivative(f)(2.5f) == expected, boost::test_tools::tolerance(1e-6));
    precise const slope = typegrad::derivative(f)(precise(2.5));
    BOOST_TEST(static_cast<double>(slope) == expected, boost::test_tools::tolerance(1e-14));
    BOOST_TEST(static_cast<double>(abs(typegrad::derivative(f)(2.5L) - slope)) < 1e-17);
}
