// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Jacobians of random programs by elimination: the same as the tape's.
#define BOOST_TEST_MODULE typegrad_jacobian_programs
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/tape.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "domains.hpp"
#include "jacobians.hpp"
#include "verify.hpp"

namespace {

using jacobians::eliminated;
using std::array;

// Random programs over + - * /, functions, powers and selects, to several values.
template <int Seed>
struct program {
    template <class T>
    constexpr auto operator()(array<T, 4> const& x) const {
        domains::uniform random(Seed);
        constexpr std::size_t last = 24;
        array<T, last> value{};
        for (std::size_t n = 0; n < 4; ++n) value[n] = x[n];
        for (std::size_t n = 4; n < last; ++n) {
            auto const pick = [&] { return value[static_cast<std::size_t>(random(static_cast<int>(n)))]; };
            T const a = pick(), b = pick(), c = pick();
            switch (random(11)) {
            case 0: value[n] = a * b + c; break;
            case 1: value[n] = a * b - c * a; break;
            case 2: value[n] = a / (2 + b * b); break;
            case 3: value[n] = a * (1 / (3 + c * c)); break;
            case 4: value[n] = sin(a) * b; break;
            case 5: value[n] = -a * 0.3 + b; break;
            case 6: value[n] = select(a < b, a * c, b); break;
            case 7: value[n] = a * a * a * 0.1; break;
            case 8: value[n] = sqrt(a * a + b * b); break;
            case 9: value[n] = max(a, b) - abs(c); break;
            default: value[n] = tanh(a - c); break;
            }
            value[n] = tanh(value[n]) + 0.1 * a;
        }
        return array<T, 5>{value[last - 1], value[last - 2], value[last - 3], value[10], value[5]};
    }
};

template <int Seed>
void check_program() {
    domains::uniform random(static_cast<std::uint64_t>(500 + Seed));
    for (int n = 0; n < 4; ++n) {
        array<double, 4> x{};
        for (double& v : x) v = random({-2, 2});
        auto const expected = typegrad::tape::jacobian(program<Seed>{})(x);
        double largest = 0;
        for (auto const& row : expected)
            for (double v : row) largest = std::max(largest, std::abs(v));
        auto const actual = eliminated<program<Seed>>(verify::hidden(x));
        for (std::size_t i = 0; i < 5; ++i)
            for (std::size_t j = 0; j < 4; ++j)
                BOOST_TEST(std::abs(actual[i][j] - expected[i][j]) <= 1e-12 * std::abs(expected[i][j]) + 1e-13 * largest,
                           "program " << Seed << ", entry " << i << ' ' << j << ": " << actual[i][j] << ", not " << expected[i][j]);
    }
}
template <int... Seed>
void check_all(std::integer_sequence<int, Seed...>) {
    (check_program<Seed>(), ...);
}

}

BOOST_AUTO_TEST_CASE(random_jacobians) { check_all(std::make_integer_sequence<int, 5>{}); }
