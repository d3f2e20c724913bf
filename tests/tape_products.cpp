// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Products with derivatives and second derivatives on the tape: the same as at compile time, and for functions that only the tape takes.
#define BOOST_TEST_MODULE typegrad_tape_products
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/tape.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <tuple>
#include <vector>

#include "verify.hpp"

namespace {

namespace tape = typegrad::tape;
using std::array;
using typegrad::wrt;

constexpr auto cubic = [](auto x, auto y) { return x * x * y + y * y * y; };
constexpr auto wave = [](auto const& v) { return sin(v[0] * v[1]) * exp(v[2]) + v[0] * v[2] * v[2]; };
constexpr auto field = [](auto const& v) { return array{v[0] * v[1], v[1] * v[1] * v[0]}; };
bool near_lists(std::vector<double> const& a, std::vector<double> const& b) {
    bool near = a.size() == b.size();
    for (std::size_t i = 0; near && i < a.size(); ++i) near = verify::near(a[i], b[i]);
    return near;
}
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

// A function compiled is one statement a result, with the values and derivatives of its operations recorded one by one.
BOOST_AUTO_TEST_CASE(compiled_functions) {
    auto& record = tape::current<double>;
    constexpr auto f = [](auto x, auto y, auto c) { return exp(-x * y) * c + x / y; };
    constexpr auto once = tape::compiled(f);
    tape::variable x{0.7, tape::requires_grad}, y{1.3, tape::requires_grad};
    auto const before = record.size();
    auto const terms = record.terms();
    auto const z = once(x, y, 2.5);
    BOOST_TEST(record.size() == before + 1);
    BOOST_TEST(record.terms() == terms + 2);
    BOOST_TEST(z.value() == f(0.7, 1.3, 2.5));
    auto const expected = tape::grad(f(x, y, 2.5), {x, y}), got = tape::grad(z, {x, y});
    BOOST_TEST(near_lists(got, expected));

    // Arrays, several results, constants among the variables, plain numbers alone, and a policy.
    constexpr auto turned = tape::compiled([](auto const& v, auto angle) { return array{v[0] * cos(angle) - v[1] * sin(angle), v[0] * sin(angle) + v[1] * cos(angle)}; });
    tape::variable const constant = 0.3;
    auto const w = turned(array{x, y}, constant);
    BOOST_TEST(tape::grad(w[1], y) == std::cos(0.3));
    BOOST_TEST(tape::grad(w[0], y) == -std::sin(0.3));
    BOOST_TEST(!turned(array{constant, constant}, constant)[0].requires_grad());
    BOOST_TEST(once(0.7, 1.3, 2.5) == f(0.7, 1.3, 2.5));
    constexpr auto kinked = [](auto t) { return abs(t); };
    tape::variable at_kink{0.0, tape::requires_grad};
    BOOST_TEST(tape::grad(tape::compiled(kinked, typegrad::kinks::right)(at_kink), at_kink) == 1);
    BOOST_TEST(tape::grad(tape::compiled(kinked)(at_kink), at_kink) == 0);

    // Many arguments, in a loop, and no record where none is wanted.
    constexpr auto sum = tape::compiled([](auto const& v) { auto s = 0.0 * v[0]; for (std::size_t i = 0; i < v.size(); ++i) s = s + v[i] * v[i]; return s; });
    array<tape::variable<double>, 40> many;
    for (auto& v : many) v = x * 1.0;
    tape::variable total = 0.0;
    for (int i = 0; i < 1000; ++i) total += sum(many);
    BOOST_TEST(tape::grad(total, x) == 1000 * 40 * 2 * 0.7, boost::test_tools::tolerance(1e-12));
    {
        tape::no_grad const values_alone;
        BOOST_TEST(!once(x, y, 2.5).requires_grad());
    }
    total.backward();
    // Second derivatives.
    constexpr auto two = [](auto a, auto b) { return exp(-a * b) * 2.5 + a / b; };
    BOOST_TEST(verify::near(tape::hessian([&](auto a, auto b) { return tape::compiled(two)(a, b); })(0.7, 1.3), typegrad::hessian(two)(0.7, 1.3)));
}

namespace {

constexpr double step_size = 0.01;

// A step of a pendulum with friction, counted.
struct pendulum {
    int* calls;
    template <class State>
    State operator()(State const& s, std::int64_t at) const {
        ++*calls;
        auto next = s;
        next[0] = s[0] + step_size * s[1];
        next[1] = s[1] - step_size * (s[2] * sin(s[0]) + (at % 3 == 0 ? 0.1 : 0.2) * s[1]);
        return next;
    }
};

}

BOOST_AUTO_TEST_CASE(checkpoints) {
    auto& record = tape::current<double>;
    auto const start = [] { return tape::leaves(array{0.5, 0.1, 2.0}); };
    constexpr int steps = 100;
    int calls = 0;
    pendulum const step{&calls};

    auto const plain = start();
    auto s = plain;
    for (int k = 0; k < steps; ++k) s = step(s, k);
    (s[0] * s[1]).backward();
    std::vector<double> expected;
    for (auto const& x : plain) expected.push_back(x.grad());

    // With few states kept, and with many. Each step is computed once for its value and once with its record.
    auto const calls_with = [&](std::int64_t kept) {
        auto const x = start();
        calls = 0;
        auto const before = record.size();
        auto const last = tape::checkpoint_steps(step, x, steps, kept);
        BOOST_TEST(record.size() <= before + 4);
        (last[0] * last[1]).backward();
        for (std::size_t i = 0; i < x.size(); ++i) BOOST_TEST(x[i].grad() == expected[i], boost::test_tools::tolerance(1e-13));
        return calls;
    };
    // What is above twice 100 is r n - β(c + 1, r - 1), the least that there is: of c states with the first one, β(c, r) = (c + r)! / c! r!
    // and the least r with β(c, r) >= n.
    BOOST_TEST(calls_with(0) == 200 + 4950);
    BOOST_TEST(calls_with(3) == 200 + 500 - 126);
    BOOST_TEST(calls_with(10) == 200 + 300 - 91);
    BOOST_TEST(calls_with(99) == 200 + 99);
    BOOST_TEST(calls_with(1000) == 200 + 99);

    // One part, of any shape, in the midst of a record; twice, and with a second sweep.
    auto const x = start();
    auto const part = tape::checkpoint([](auto const& v) { return array{sin(v[0]) * v[1], v[2] / v[0]}; }, x);
    auto const y = part[0] * part[1] + tape::checkpoint([](auto const& v) { return exp(v[0] * v[2]); }, x);
    auto const direct = sin(x[0]) * x[1] * (x[2] / x[0]) + exp(x[0] * x[2]);
    BOOST_TEST(y.value() == direct.value(), boost::test_tools::tolerance(1e-14));
    BOOST_TEST(near_lists(tape::grad(y, x), tape::grad(direct, x)));
    BOOST_TEST(near_lists(tape::grad(y, x), tape::grad(direct, x)));

    // Second derivatives, and what would be lost.
    auto const f = [&](auto const& v) { auto const last = tape::checkpoint_steps(step, v, 10, 2); return last[0] * last[1]; };
    auto const g = [&](auto const& v) { auto t = v; for (int k = 0; k < 10; ++k) t = step(t, k); return t[0] * t[1]; };
    BOOST_TEST(verify::near(tape::hessian(f)(array{0.5, 0.1, 2.0}), tape::hessian(g)(array{0.5, 0.1, 2.0})));
    BOOST_CHECK_THROW(tape::checkpoint([&](auto const& v) { return v[0] * x[1]; }, x), std::logic_error);
}
