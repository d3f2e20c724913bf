// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Boost.Hana's integral constants in expressions.
#define BOOST_TEST_MODULE typegrad_hana
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>

#include <boost/hana/integral_constant.hpp>
#include <boost/hana/mult.hpp>

#include <type_traits>

using namespace boost::hana::literals;

BOOST_AUTO_TEST_CASE(integral_constants_are_known_by_their_type) {
    constexpr typegrad::variable<"x"> x;
    static_assert(pow(x, 2_c)(x = 4.0) == 16 && gradient(pow(x, 3_c))(x = 0.0)[x] == 0);
    static_assert(std::is_empty_v<decltype(pow(x, 2_c))>);
    constexpr auto f = 3_c * pow(x, 2_c) - 1_c;
    static_assert(f(x = 4.0) == 47 && gradient(f)(x = 4.0)[x] == 24 && std::is_empty_v<decltype(f)>);
    static_assert((x / 2_c)(x = 3.0) == 1.5 && (1_c / (2_c + x))(x = 2.0) == 0.25);
    static_assert(gradient(x * (3_c * 2_c))(x = 4.0)[x] == 6);
    static_assert(select(x < 2_c, 1_c, 0_c)(x = 1.0) == 1 && max(x, 2_c)(x = 1.0) == 2);
    constexpr auto three = 3_c;
    static_assert((three * x)(x = 2.0) == 6);
}
