// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Elliptic integrals, in the modulus and in the amplitude.
#define BOOST_TEST_MODULE typegrad_special_elliptic
#include "special.hpp"

#include <typegrad/special/elliptic.hpp>

using namespace special_test;

BOOST_AUTO_TEST_CASE(complete_against_high_precision) {
    check<op::ellint_1_>({{1e-4}, {0.25}, {-0.5}, {0.75}, {0.96875}, {0.999}});
    check<op::ellint_2_>({{1e-4}, {0.25}, {-0.5}, {0.75}, {0.96875}, {0.999}});
    check<op::ellint_d_>({{1e-4}, {0.25}, {-0.5}, {0.75}, {0.96875}, {0.999}});
}

BOOST_AUTO_TEST_CASE(incomplete_against_high_precision) {
    check<op::ellint_1_incomplete_>({{1e-3, 0.5}, {0.25, 0.01}, {-0.5, 1}, {0.75, -1.5}, {0.96875, 1.25}, {0.5, 4}, {0.999, 0.75}, {1.25, 0.5}});
    check<op::ellint_2_incomplete_>({{1e-3, 0.5}, {0.25, 0.01}, {-0.5, 1}, {0.75, -1.5}, {0.96875, 1.25}, {0.5, 4}, {0.999, 0.75}, {1.25, 0.5}});
    check<op::ellint_d_incomplete_>({{1e-3, 0.5}, {0.25, 0.01}, {-0.5, 1}, {0.75, -1.5}, {0.96875, 1.25}, {0.5, 4}, {0.999, 0.75}});
}

// Next to a quarter turn, where the rounding of φ - π would cost all digits but ten; by mpmath.
BOOST_AUTO_TEST_CASE(next_to_a_quarter_turn) {
    auto const within = boost::test_tools::tolerance(1e-15);
    BOOST_TEST(op::ellint_1(0.9999, 1.75) == 8.8820227646948157701, within);
    BOOST_TEST(op::ellint_2(0.9999, 1.75) == 1.01690055335075826, within);
    BOOST_TEST(op::ellint_1(0.9999, 200.25) == 721.65959608608110077, within);
    BOOST_TEST(op::ellint_1(0.9999, -1.75) == -8.8820227646948157701, within);
}

BOOST_AUTO_TEST_CASE(ends_of_domains) {
    AT([](auto k) { return ellint_1(k); }, infinity, 1.0);
    AT([](auto k) { return ellint_2(k); }, -infinity, 1.0);
    AT([](auto k) { return ellint_1(k); }, 0.0, 0.0);
    AT_SECOND([](auto k) { return ellint_1(k); }, 0.78539816339744831, 0.0);
    AT_SECOND([](auto k) { return ellint_2(k); }, -0.78539816339744831, 0.0);
    AT([](auto k) { return ellint_1(k); }, no_number, 1.5);
    AT([](auto k, auto phi) { return ellint_1(k, phi); }, (std::tuple{0.0, 1.0}), 0.5, 0.0);
    AT([](auto k, auto phi) { return ellint_2(k, phi); }, (std::tuple{0.0, 1.0}), 0.0, 0.75);
    AT([](auto k, auto phi) { return ellint_1(k, phi); }, (std::tuple{no_number, no_number}), 2.0, 1.0);
    VALUE([](auto k) { return ellint_1(k); }, infinity, -1.0);
    VALUE([](auto k) { return ellint_2(k); }, 1.0, 1.0);
}
