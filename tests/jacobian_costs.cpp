// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// In how many operations Jacobians are accumulated, in the order that is chosen and in others.
#define BOOST_TEST_MODULE typegrad_jacobian_costs
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/print.hpp>
#include <typegrad/tape.hpp>

#include <array>
#include <cstddef>
#include <type_traits>

#include "jacobians.hpp"
#include "problems/reprojection.hpp"
#include "verify.hpp"

using typegrad::value_and_jacobian;

namespace {

using jacobians::agree, jacobians::chosen, jacobians::recipes;
using std::array;

template <class Recipe>
inline constexpr int operations = typegrad::pass::count(typegrad::graph::made<Recipe>::graph).total();
template <class Recipe>
inline constexpr int estimate = typegrad::pass::estimated_time(typegrad::graph::made<Recipe>::graph);

// R^8 -> R^2 -> R^8, both layers dense.
constexpr auto bottleneck = [](auto const& v) {
    using scalar = std::remove_cvref_t<decltype(v[0])>;
    scalar code[2], sum[2];
    for (int k = 0; k < 2; ++k) {
        sum[k] = v[0] * v[0] * 0.3;
        for (int i = 0; i < 8; ++i) sum[k] = sum[k] + sin(v[static_cast<std::size_t>(i)] * (0.1 + i * 0.2 + k)) * v[static_cast<std::size_t>((i + k) % 8)];
        code[k] = tanh(sum[k]);
    }
    array<scalar, 8> out;
    for (int i = 0; i < 8; ++i) out[static_cast<std::size_t>(i)] = exp(code[0] * (0.2 * i - 0.7)) * cos(code[1] + i * code[0]);
    return out;
};
constexpr auto fan_out = [](auto x) {
    auto const e = exp(sin(x) * x);
    return array{e * x, sin(e) + x, log(e + 2) * e, e / x, cos(e * e)};
};

}

BOOST_AUTO_TEST_CASE(operations_are_counted) {
    using projection = recipes<std::remove_const_t<decltype(bench::reprojection::primal)>, array<double, 15>>;
    using chosen_projection = chosen<std::remove_const_t<decltype(bench::reprojection::primal)>, array<double, 15>>;
    static_assert(std::is_same_v<chosen_projection, projection::mixed>);
    BOOST_TEST(operations<chosen_projection> == 272);
    BOOST_TEST(operations<projection::by_rows> == 255);
    BOOST_TEST(estimate<chosen_projection> == 229);
    BOOST_TEST(estimate<projection::by_rows> == 246);
    BOOST_TEST(projection::orders::best().time < projection::orders::reverse.time);
    BOOST_TEST(projection::orders::best().time < projection::orders::forward.time);
    BOOST_TEST(typegrad::ssa(value_and_jacobian(bench::reprojection::primal), array<double, 15>{}).ends_with("// Total operations: 272\n"));

    using narrow = recipes<std::remove_const_t<decltype(bottleneck)>, array<double, 8>>;
    using chosen_narrow = chosen<std::remove_const_t<decltype(bottleneck)>, array<double, 8>>;
    static_assert(std::is_same_v<chosen_narrow, narrow::mixed>);
    BOOST_TEST(operations<narrow::by_rows> == 924);
    BOOST_TEST(operations<chosen_narrow> == 440);
    BOOST_TEST(narrow::orders::best().operations == 225);
    BOOST_TEST(narrow::orders::reverse.operations == 575);
    BOOST_TEST(narrow::orders::forward.operations == 498);
    array const point = verify::hidden(array{0.1, -0.2, 0.3, 0.4, -0.5, 0.6, 0.7, -0.8});
    BOOST_TEST(agree(value_and_jacobian(bottleneck)(point).jacobian, typegrad::tape::jacobian(bottleneck)(point)));

    // One input: forward.
    using line = recipes<std::remove_const_t<decltype(fan_out)>, double>;
    using chosen_line = chosen<std::remove_const_t<decltype(fan_out)>, double>;
    static_assert(std::is_same_v<chosen_line, line::mixed>);
    BOOST_TEST(line::orders::best().operations == line::orders::forward.operations);
    BOOST_TEST(operations<line::by_rows> == 46);
    BOOST_TEST(operations<chosen_line> == 33);
    // One value: there is nothing to choose.
    using product = std::remove_const_t<decltype([](auto const& v) { return v[0] * v[1]; })>;
    static_assert(std::is_same_v<chosen<product, array<double, 2>>, recipes<product, array<double, 2>>::by_rows>);
}
