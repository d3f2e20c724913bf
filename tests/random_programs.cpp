// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Random straight-line programs over the whole operator table: the value is the plain program's, bit for bit; the gradient
// is that of central differences in 100 digits, and the tape's.
#define BOOST_TEST_MODULE typegrad_random_programs
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/tape.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "domains.hpp"
#include "verify.hpp"

namespace {

using domains::precise;
namespace op = typegrad::op;

constexpr int inputs = 3;
constexpr int operations = 20;
constexpr int programs = 16;

template <class T>
constexpr T squash(T const& v, domains::interval to) {
    using std::sqrt;
    using typegrad::math::sqrt;
    T const middle = T((to.low + to.high) / 2), half = T((to.high - to.low) / 2);
    return middle + half * (v / sqrt(1 + v * v));
}

// An operand that the operation accepts: values pass through a smooth map into its domain.
template <class Op, class T>
constexpr T operand(int k, T const& v, domains::uniform& random) {
    constexpr auto const& domain = domains::of<Op>;
    if (domain.integer[k]) return T(static_cast<double>(random(static_cast<int>(domain.operand[k].high - domain.operand[k].low)) + static_cast<int>(domain.operand[k].low)));
    if (domain.operand[k].low == -3 && domain.operand[k].high == 3 && Op::cost < 20) return v;  // + and the like: any number
    return squash(v, domain.operand[k]);
}

template <class C, class T>
constexpr T choose(C const& c, T const& a, T const& b) {
    if constexpr (op::is_operand<T>) return op::select(c, a, b);
    else return c ? a : b;
}

template <class Op, class T>
constexpr T step(T const& a, T const& b, T const& c, domains::uniform& random) {
    if constexpr (!domains::is_function<Op>) {
        // What is left of the table: choose by a comparison.
        return random(2) == 0 ? choose(a < b, b, c) : choose(b <= c && a != c, a, c);
    } else {
        T const x = operand<Op>(0, a, random), y = operand<Op>(1, b, random);
        // What the sweep has rules of its own for: literal factors, powers, a · (1 / b), log(a / b).
        bool const special = random(2) == 0;
        if constexpr (std::is_same_v<Op, op::mul_>) if (special) return 3 * x * (0.7 * x) * (y / 4) * x + y * y * 0.3;
        if constexpr (std::is_same_v<Op, op::div_>) if (special) return x * (1 / y) + c * (1 / y);
        if constexpr (std::is_same_v<Op, op::log_>) if (special) return domains::function<Op>{}(x / squash(b, domains::of<Op>.operand[0]));
        if constexpr (Op::arity == 1) return domains::function<Op>{}(x);
        else return domains::function<Op>{}(x, y);
    }
}

template <class T, class... Ops>
constexpr auto steps(op::operation_list<Ops...>) {
    return std::array{&step<Ops, T>...};
}

template <int Seed>
struct program {
    template <class T>
    constexpr T operator()(T const& x, T const& y, T const& z) const {
        domains::uniform random(Seed);
        constexpr auto all = steps<T>(op::table{});
        T value[inputs + operations] = {x, y, z};
        for (int n = inputs; n < inputs + operations; ++n) {
            T const &a = value[random(n)], &b = value[random(n)], &c = value[n - 1];  // the last one, that nothing is dead
            // Never a value that grows without bound.
            value[n] = squash(all[static_cast<std::size_t>(random(static_cast<int>(all.size())))](c, a, b, random), {-3.5, 4}) + 0.1 * a;
        }
        return value[inputs + operations - 1];
    }
};

template <int Seed>
precise slope(std::array<double, inputs> const& at, int input) {
    precise const step("1e-30");
    auto const shifted = [&](int steps) {
        std::array<precise, inputs> to{at[0], at[1], at[2]};
        to[static_cast<std::size_t>(input)] += steps * step;
        return program<Seed>{}(to[0], to[1], to[2]);
    };
    return (shifted(1) - shifted(-1)) / (2 * step);
}

template <int Seed>
void check_program() {
    constexpr auto f = program<Seed>{};
    constexpr auto both = typegrad::value_and_gradient(f);
    domains::uniform random(static_cast<std::uint64_t>(1000 + Seed));
    for (int n = 0; n < 4; ++n) {
        std::array<double, inputs> at{};
        for (double& x : at) x = verify::hidden(random({-2, 2}));
        auto const [value, partials] = both(at[0], at[1], at[2]);
        auto const [taped_value, taped_partials] = typegrad::tape::value_and_gradient(f)(at[0], at[1], at[2]);
        double const plain = f(at[0], at[1], at[2]);
        BOOST_TEST(value == plain, "program " << Seed << ": the value is not the plain program's");
        BOOST_TEST(taped_value == plain, "program " << Seed << ": the tape's value is not the plain program's");

        std::array<double, inputs> const graph{std::get<0>(partials), std::get<1>(partials), std::get<2>(partials)};
        std::array<double, inputs> const tape{std::get<0>(taped_partials), std::get<1>(taped_partials), std::get<2>(taped_partials)};
        std::array<double, inputs> exact{};
        double largest = 0;
        for (int i = 0; i < inputs; ++i) {
            exact[static_cast<std::size_t>(i)] = static_cast<double>(slope<Seed>(at, i));
            largest = std::max(largest, std::abs(exact[static_cast<std::size_t>(i)]));
        }
        for (std::size_t i = 0; i < inputs; ++i) {
            double const tolerance = 1e-11 * std::abs(exact[i]) + 1e-12 * largest + 1e-300;
            BOOST_TEST(std::abs(graph[i] - exact[i]) <= tolerance, "program " << Seed << ", partial " << i << ": " << graph[i] << ", not " << exact[i]);
            BOOST_TEST(std::abs(tape[i] - exact[i]) <= tolerance, "program " << Seed << " on the tape, partial " << i << ": " << tape[i] << ", not " << exact[i]);
        }
    }
    // The same numbers in a constant expression.
    if constexpr (Seed < 4) {
        static constexpr auto constant = both(0.5, -0.75, 1.25);
        auto const now = both(verify::hidden(0.5), -0.75, 1.25);
        BOOST_TEST(std::abs(constant.value - now.value) <= 1e-12 * std::abs(now.value));
        BOOST_TEST(std::abs(std::get<0>(constant.gradient) - std::get<0>(now.gradient)) <= 1e-10 * std::abs(std::get<0>(now.gradient)));
    }
}

template <int... Seed>
void check_all(std::integer_sequence<int, Seed...>) {
    (check_program<Seed>(), ...);
}

}

BOOST_AUTO_TEST_CASE(random_programs) { check_all(std::make_integer_sequence<int, programs>{}); }
