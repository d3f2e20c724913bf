// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Products with derivatives and second derivatives on the tape: the same as at compile time, and for functions that only the tape takes.
#define BOOST_TEST_MODULE typegrad_tape_products
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/tape.hpp>

#include <array>
#include <cmath>
#include <tuple>

#include "verify.hpp"

namespace {

namespace tape = typegrad::tape;
using std::array;
using typegrad::wrt;

constexpr auto cubic = [](auto x, auto y) { return x * x * y + y * y * y; };
constexpr auto wave = [](auto const& v) { return sin(v[0] * v[1]) * exp(v[2]) + v[0] * v[2] * v[2]; };
constexpr auto field = [](auto const& v) { return array{v[0] * v[1], v[1] * v[1] * v[0]}; };
constexpr array point{0.5, -1.25, 0.75};
constexpr array direction{1.0, 0.5, -2.0};

}

#define SAME(name, ...)                                                                                                                   \
    BOOST_TEST(verify::near((tape::name)(__VA_ARGS__), (typegrad::name)(__VA_ARGS__)),                                                    \
               #name << ": " << verify::text((tape::name)(__VA_ARGS__)) << "and not " << verify::text((typegrad::name)(__VA_ARGS__)))

BOOST_AUTO_TEST_CASE(as_at_compile_time) {
    SAME(jvp(cubic), 2.0, 3.0, 1.0, 0.5);
    SAME(jvp(cubic, wrt<1>), 2.0, 3.0, 0.5);
    SAME(jvp(wave), point, direction);
    SAME(jvp(field), (array{2.0, 3.0}), (array{1.0, 10.0}));
    SAME(vjp(cubic), 2.0, 3.0, 2.0);
    SAME(vjp(cubic, wrt<0>), 2.0, 3.0, 2.0);
    SAME(vjp(wave), point, -1.5);
    SAME(vjp(field), (array{2.0, 3.0}), (array{1.0, 10.0}));
    SAME(hessian(cubic), 2.0, 3.0);
    SAME(hessian(wave), point);
    SAME(hessian(cubic, wrt<1>), 2.0, 3.0);
    SAME(value_gradient_and_hessian(wave), point);
    auto const second = tape::hvp(wave)(point, direction), expected = typegrad::hvp(wave)(point, direction);
    BOOST_TEST(second.value == expected.value);
    BOOST_TEST(verify::near(second.gradient, expected.gradient));
    BOOST_TEST(verify::near(second.product, expected.product));
    BOOST_TEST(std::get<1>(tape::hvp(cubic)(2.0, 3.0, 1.0, 1.0).product) == 22);
}

// A function that holds state, branches, and loops as often as its argument says.
BOOST_AUTO_TEST_CASE(what_only_the_tape_takes) {
    double const scale = verify::hidden(3.0);
    auto const f = [scale](auto x) {
        auto sum = 0 * x;
        for (int i = 0; i < static_cast<int>(scale); ++i)
            if (x > i) sum = sum + scale * x * x;
        return sum;
    };
    auto const moved = tape::jvp(f)(1.5, 2.0);
    BOOST_TEST(moved.value == 2 * 3 * 1.5 * 1.5);
    BOOST_TEST(moved.tangent == 2 * 2 * 3 * 1.5 * 2);
    BOOST_TEST(tape::vjp(f)(1.5, 2.0).gradient == moved.tangent);
}

// Constants, values that are arguments, and structural zeros; and what was recorded before is as it was.
BOOST_AUTO_TEST_CASE(edges) {
    constexpr auto plain = [](auto x, auto y) { return std::tuple{x, decltype(x)(3), y, x}; };
    auto const moved = tape::jvp(plain)(1.0, 2.0, 10.0, 20.0).tangent;
    BOOST_TEST((moved == std::tuple{10.0, 0.0, 20.0, 10.0}));
    auto const pulled = tape::vjp(plain)(1.0, 2.0, std::tuple{1.0, 2.0, 4.0, 8.0}).gradient;
    BOOST_TEST((pulled == std::tuple{9.0, 4.0}));
    BOOST_TEST(tape::vjp([](auto x) { return 0 * x + 3; })(1.0, 2.0).gradient == 0);
    BOOST_TEST(tape::jvp([](auto x, auto y) { return select(x > 0, sqrt(x), y); })(0.0, 1.0, 1.0, 1.0).tangent == 1);
    tape::variable a{2.0, tape::requires_grad};
    auto const b = a * a;
    BOOST_TEST(tape::jvp(cubic)(2.0, 3.0, 1.0, 0.5).tangent == 27.5);
    b.backward();
    BOOST_TEST(a.grad() == 4);
}
