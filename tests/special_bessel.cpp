// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Bessel functions of integer and of real order.
#define BOOST_TEST_MODULE typegrad_special_bessel
#include "special.hpp"

#include <typegrad/special/bessel.hpp>

using namespace special_test;
using typegrad::wrt;

BOOST_AUTO_TEST_CASE(integer_orders_against_high_precision) {
    check<op::j0_>({{1e-5}, {0.5}, {2.25}, {-7}, {20}, {100}});
    check<op::j1_>({{1e-5}, {0.5}, {2.25}, {-7}, {20}, {100}});
    check<op::jn_>({{0, 3}, {1, 3}, {2, 0.01}, {2, 3}, {5, -3}, {-3, 7}, {8, 30}}, {8, 32, 64});
    check<op::y0_>({{1e-5}, {0.5}, {2.25}, {7}, {20}, {100}});
    check<op::y1_>({{1e-5}, {0.5}, {2.25}, {7}, {20}, {100}}, {16, 16, 64});
    check<op::yn_>({{0, 3}, {1, 3}, {2, 0.01}, {2, 3}, {5, 3}, {-3, 7}, {8, 30}});
    check<op::i0_>({{1e-5}, {0.5}, {2.25}, {-7}, {20}, {300}});
    check<op::i1_>({{1e-5}, {0.5}, {2.25}, {-7}, {20}, {300}});
    check<op::k0_>({{1e-5}, {0.5}, {2.25}, {7}, {20}, {300}});
    check<op::k1_>({{1e-5}, {0.5}, {2.25}, {7}, {20}, {300}});
}

BOOST_AUTO_TEST_CASE(real_orders_against_high_precision) {
    check<op::cyl_bessel_j_>({{0.5, 0.01}, {0.75, 3}, {2.5, 3}, {3, 2}});
    check<op::cyl_neumann_>({{0.5, 0.01}, {0.75, 3}, {2.5, 3}, {3, 2}});
    check<op::cyl_bessel_i_>({{0.5, 0.01}, {0.75, 3}, {2.5, 3}, {3, -2}});
    check<op::cyl_bessel_k_>({{0.5, 0.01}, {0.75, 3}, {2.5, 3}, {3, 2}});
}

// At once, where Boost counts the order down. The numbers are of mpmath, by the power series of I and the integral of K.
BOOST_AUTO_TEST_CASE(large_orders) {
    auto const within = boost::test_tools::tolerance(4e-15);
    BOOST_TEST(op::cyl_bessel_k(20000.5, 13300.0) == 5.3635298816806180997e-38, within);
    BOOST_TEST(op::cyl_bessel_k(-20000.0, 13000.0) == 4.2839639241069916144e+199, within);
    BOOST_TEST(op::cyl_bessel_i(20000.5, 13300.0) == 3.8811932388029830764e+32, within);
    BOOST_TEST(op::cyl_bessel_k(9e8, 1e-3) == infinity);
    BOOST_TEST(op::cyl_bessel_i(9e8, 1e-3) == 0);
    BOOST_TEST(op::cyl_bessel_i(9e8, 1e12) == infinity);
    // Where Boost throws, and where it has NaN.
    BOOST_TEST(op::yn(3000, 1e-300) == -infinity);
    BOOST_TEST(op::yn(-3001, 1e-300) == infinity);
    BOOST_TEST(op::yn(10000, 1000.0) == -infinity);
    // K' = -(K of order ν - 1) - ν/x K.
    double const slope = typegrad::gradient([](auto x) { return cyl_bessel_k(20000.0, x); })(13000.0);
    BOOST_TEST(slope == -(op::cyl_bessel_k(19999.0, 13000.0) + 20000.0 / 13000.0 * op::cyl_bessel_k(20000.0, 13000.0)), within);
}

BOOST_AUTO_TEST_CASE(at_zero_and_at_infinity) {
    AT([](auto x) { return j0(x); }, -0.0, 0.0);
    AT([](auto x) { return j1(x); }, 0.5, 0.0);
    AT([](auto x) { return jn(2, x); }, 0.0, 0.0);
    AT([](auto x) { return j0(x); }, 0.0, infinity);
    AT_SECOND([](auto x) { return j0(x); }, -0.5, 0.0);
    AT_SECOND([](auto x) { return jn(2, x); }, 0.25, 0.0);
    AT([](auto x) { return y0(x); }, infinity, 0.0);
    AT([](auto x) { return y1(x); }, infinity, 0.0);
    AT([](auto x) { return yn(3, x); }, infinity, 0.0);
    AT([](auto x) { return y0(x); }, no_number, -1.0);
    AT([](auto x) { return i0(x); }, 0.0, 0.0);
    AT([](auto x) { return i1(x); }, 0.5, 0.0);
    AT([](auto x) { return i0(x); }, -infinity, -infinity);
    AT([](auto x) { return k0(x); }, -infinity, 0.0);
    AT([](auto x) { return k1(x); }, -infinity, 0.0);
    AT([](auto x) { return k0(x); }, 0.0, infinity);
    VALUE([](auto x) { return k0(x); }, no_number, -1.0);
    AT([](auto x) { return cyl_bessel_j(0.5, x); }, infinity, 0.0);
    AT([](auto x) { return cyl_bessel_j(1.5, x); }, 0.0, 0.0);
    AT([](auto x) { return cyl_bessel_i(0.5, x); }, infinity, 0.0);
    AT([](auto x) { return cyl_neumann(0.25, x); }, infinity, 0.0);
    AT([](auto x) { return cyl_bessel_k(0.25, x); }, -infinity, 0.0);
}

BOOST_AUTO_TEST_CASE(orders) {
    // An order that is known: 0 and 1 are the functions of their own.
    AT([](auto x) { return jn(0, x) - j0(x) + (jn(1, x) - j1(x)) + (yn(0, x) - y0(x)) + (yn(1, x) - y1(x)); }, 0.0, 2.5);
    // One that is an argument, which must not be differentiated.
    constexpr auto j = [](auto n, auto x) { return cyl_bessel_j(n, x); };
    double const expected = typegrad::derivative([](auto x) { return jn(3, x); })(verify::hidden(2.5));
    BOOST_TEST(verify::near(typegrad::gradient(j, wrt<1>)(verify::hidden(3.0), 2.5), expected));
    BOOST_TEST(verify::near(typegrad::tape::gradient(j, wrt<1>)(verify::hidden(3.0), 2.5), expected));
    BOOST_CHECK_THROW(typegrad::tape::gradient(j)(3.0, 2.5), std::logic_error);
}
