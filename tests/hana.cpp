// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Boost.Hana's integral constants in expressions.
#define BOOST_TEST_MODULE typegrad_hana
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/hana/map.hpp>

#include <boost/hana/contains.hpp>
#include <boost/hana/integral_constant.hpp>
#include <boost/hana/length.hpp>
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

BOOST_AUTO_TEST_CASE(a_gradient_as_a_map) {
    namespace hana = boost::hana;
    constexpr typegrad::variable<"x"> x;
    constexpr typegrad::variable<"z"> z;
    constexpr auto map = hana::to_map(gradient(x * x * z)(x = 2.0, z = 5.0));
    static_assert(map[typegrad::key(x)] == 20 && map[hana::type_c<typegrad::variable<"z">>] == 4);
    static_assert(decltype(hana::length(map))::value == 2 && !decltype(hana::contains(map, typegrad::key(typegrad::variable<"y">{})))::value);
    auto const at_run_time = hana::to<hana::map_tag>(gradient(x * x * z, wrt(x))(x = 3.0, z = 5.0));
    BOOST_TEST(at_run_time[typegrad::key(x)] == 30);
}

BOOST_AUTO_TEST_CASE(tuples_of_expressions) {
    namespace hana = boost::hana;
    constexpr typegrad::variable<"x"> x;
    constexpr typegrad::variable<"z"> z;
    constexpr auto both = hana::make_tuple(x * z, x + z);
    static_assert(typegrad::together(both)(x = 2.0, z = 5.0) == std::array{10.0, 7.0});
    static_assert(jacobian(both)(x = 2.0, z = 5.0)[0][x] == 5 && value_and_jacobian(both)(x = 2.0, z = 5.0).jacobian[1][z] == 1);
}
