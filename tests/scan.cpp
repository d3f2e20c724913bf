// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// All states of a recurrence, and sums of them: typegrad::scan.
#define BOOST_TEST_MODULE typegrad_scan
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/loops.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

namespace {

using namespace typegrad;
using std::array, std::size_t, std::vector;

constexpr auto path = [](auto const& p, auto const& x) {
    return scan(x, array{p[0], p[0] * p[1]}, [&](auto const& s, auto v) { return array{select(v > 0, s[0] * v * 0.5, s[1]) + sin(p[1] * s[1]), s[1] + v * s[0] * p[2]}; });
};
constexpr auto loss = [](auto const& p, auto const& x) {
    auto const states = path(p, x);
    return sum(states, [&](auto const& s, auto v) { return square(s[0] - p[1] * v) * s[1]; }) + 3 * sum(states, [](auto const& s) { return s[0]; });
};
vector<double> const five{1, 1.5, -0.5, 0.75, 0.25};
constexpr array at{0.75, 0.5, 1.25};
constexpr double h = 1e-5;
bool is_near(double a, double b) { return std::abs(a - b) < 1e-7 * (1 + std::abs(b)); }

}

BOOST_AUTO_TEST_CASE(states_of_a_recurrence) {
    auto const states = path(at, rows(five));
    auto const all = value_and_jacobian(path, wrt<0>)(at, rows(five));
    auto const last = fold(rows(five), array{at[0], at[0] * at[1]}, [](auto const& s, auto v) { return array{select(v > 0, s[0] * v * 0.5, s[1]) + sin(at[1] * s[1]), s[1] + v * s[0] * at[2]}; });
    BOOST_TEST((states.size() == 5 && all.size() == 5 && states.back() == last));
    auto const jacobians = jacobian(path, wrt<0>)(at, rows(five));
    for (size_t k = 0; k < 3; ++k) {
        auto up = at, down = at;
        up[k] += h, down[k] -= h;
        auto const above = path(up, rows(five)), below = path(down, rows(five));
        for (size_t i = 0; i < 5; ++i)
            for (size_t j = 0; j < 2; ++j) BOOST_TEST(is_near(all[i].jacobian[j][k], (above[i][j] - below[i][j]) / (2 * h)));
    }
    for (size_t i = 0; i < 5; ++i) BOOST_TEST((all[i].value == states[i] && all[i].jacobian == jacobians[i]));
    BOOST_TEST(value_and_jacobian(path, wrt<0>)(at, rows(vector<double>{})).empty());
    // A state that does not move, and one that does not depend on the state before it.
    constexpr auto numbers = [](auto a, auto const& i) { return scan(i, 1.0, [&](auto s, auto k) { return array{s * 2, a * k}[1] + 0 * s; }); };
    auto const slopes = jacobian(numbers, wrt<0>)(3.0, indices(4));
    for (size_t i = 0; i < 4; ++i) BOOST_TEST(slopes[i][0][0] == static_cast<double>(i));
    auto const none = value_and_jacobian([](auto, auto const& x) { return scan(x, 1.0, [](auto s, auto v) { return s + v; }); }, wrt<0>)(3.0, rows(five));
    BOOST_TEST((none[1].value == 3.5 && none[4].value == 4 && none[4].jacobian[0][0] == 0));
}

BOOST_AUTO_TEST_CASE(sums_of_states) {
    auto const all = value_and_gradient(loss)(at, rows(five));
    auto const& [in_parameters, in_rows] = all.gradient;
    BOOST_TEST(all.value == loss(at, rows(five)));
    auto const second = hessian(loss, wrt<0>)(at, rows(five));
    for (size_t k = 0; k < 3; ++k) {
        auto up = at, down = at;
        up[k] += h, down[k] -= h;
        BOOST_TEST(is_near(in_parameters[k], (loss(up, rows(five)) - loss(down, rows(five))) / (2 * h)));
        auto const above = gradient(loss, wrt<0>)(up, rows(five)), below = gradient(loss, wrt<0>)(down, rows(five));
        for (size_t j = 0; j < 3; ++j) BOOST_TEST(is_near(second[k][j], (above[j] - below[j]) / (2 * h)));
    }
    for (size_t k = 0; k < 5; ++k) {
        auto up = five, down = five;
        up[k] += h, down[k] -= h;
        BOOST_TEST(is_near(in_rows[k], (loss(at, rows(up)) - loss(at, rows(down))) / (2 * h)));
    }
    // In rows alone, so that nobody asks for what the recurrence begins with; and in a loop over others.
    constexpr auto several = [](auto const& x, auto s) {
        return sum(x, [&](auto v) { return sum(scan(x, v, [&](auto z, auto w) { return z * w * 0.5 + sin(v * w); }), [&](auto z) { return s * z; }); }) * fold(x, s, [](auto y, auto v) { return y * v + cos(v); });
    };
    auto const slopes = gradient(several, wrt<0>)(rows(five), 2.0);
    for (size_t k = 0; k < 5; ++k) {
        auto up = five, down = five;
        up[k] += h, down[k] -= h;
        BOOST_TEST(is_near(slopes[k], (several(rows(up), 2.0) - several(rows(down), 2.0)) / (2 * h)));
    }
}
