// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Sums over rows on the tape (typegrad/tape/sums.hpp): one entry, whatever the number of rows, with the derivatives that recording every
// operation gives.
#define BOOST_TEST_MODULE typegrad_tape_sums
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/loops.hpp>
#include <typegrad/tape.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "verify.hpp"

namespace {

namespace tape = typegrad::tape;
using std::array, std::size_t;
using typegrad::rows, typegrad::square, typegrad::wrt;
using variable = tape::variable<double>;
using parameters = array<double, 2>;

std::vector<parameters> table(size_t n) {
    std::vector<parameters> all(n);
    for (size_t i = 0; i < n; ++i) all[i] = {0.002 * static_cast<double>(i % 700), std::sin(static_cast<double>(i))};
    return all;
}
bool near(double a, double b) { return std::abs(a - b) <= 1e-12 * (std::abs(a) + std::abs(b)); }
bool near(parameters const& a, parameters const& b) { return near(a[0], b[0]) && near(a[1], b[1]); }

constexpr auto misfit = [](auto const& b, auto const& all) {
    return sum(all, [&](auto const& row) { return square(row[1] - b[0] * (1 - exp(-b[1] * row[0]))); });
};
// Every reduction, several numbers a row, and operations before and behind.
constexpr auto f = [](auto const& p, auto const& all) {
    auto const b = p[0] * p[1];
    auto const means = mean(all, [&](auto const& row) { return array{b * exp(p[0] * row[0]) * row[1], square(p[1] * row[1])}; });
    auto const l = log_sum_exp(all, [&](auto const& row) { return 100 * p[0] * row[0] * means[0] - row[1] * b; });
    auto const largest = max(all, [&](auto const& row) { return p[0] * row[0] * means[0] + square(p[1]) * row[1]; });
    return l * means[1] + largest;
};

tape::index entries() { return tape::current<double>.size(); }

}

BOOST_AUTO_TEST_CASE(a_sum_is_one_entry) {
    for (size_t const n : {size_t{64}, size_t{1000}, size_t{5000}}) {
        auto const all = table(n);
        std::vector<variable> const b = tape::leaves({2.0, 0.75});
        auto const before = entries();
        variable const y = misfit(b, rows(all));
        BOOST_TEST(entries() == before + 1);
        BOOST_TEST(y.value() == misfit(parameters{2.0, 0.75}, rows(all)));
        y.backward();
        BOOST_TEST(near({b[0].grad(), b[1].grad()}, typegrad::gradient(misfit, wrt<0>)(parameters{2.0, 0.75}, rows(all))));
        BOOST_TEST(near(tape::gradient(misfit, wrt<0>)(parameters{2.0, 0.75}, rows(all)), {b[0].grad(), b[1].grad()}));
    }
    // A function that the compile-time engine differentiates is one entry as well.
    auto const all = table(1000);
    auto const b = tape::leaves(parameters{2.0, 0.75});
    auto const before = entries();
    variable const y = tape::compiled(misfit)(array{b[0], b[1]}, rows(all));
    BOOST_TEST(entries() == before + 1);
    y.backward();
    BOOST_TEST(near({b[0].grad(), b[1].grad()}, typegrad::gradient(misfit, wrt<0>)(parameters{2.0, 0.75}, rows(all))));
}

BOOST_AUTO_TEST_CASE(whatever_is_reduced) {
    auto const all = table(3000);
    parameters const p{0.75, -0.5};
    auto const expected = typegrad::value_and_gradient(f, wrt<0>)(p, rows(all));
    auto const result = tape::value_and_gradient(f, wrt<0>)(p, rows(all));
    BOOST_TEST(near(result.value, expected.value));
    BOOST_TEST(near(result.gradient, expected.gradient));
    // In a scope, of what was recorded before it; forward; second derivatives.
    std::vector<variable> const b = tape::leaves({0.75, -0.5});
    std::vector<variable> const twice{2 * b[0], 2 * b[1]};
    {
        tape::scope<double> const inner;
        (misfit(twice, rows(all)) * 3).backward();
    }
    auto const slope = typegrad::gradient(misfit, wrt<0>)(parameters{1.5, -1.0}, rows(all));
    BOOST_TEST(near({b[0].grad(), b[1].grad()}, {6 * slope[0], 6 * slope[1]}));
    auto const of_parameters = [&](auto const& q) { return misfit(q, rows(all)); };
    BOOST_TEST(near(tape::jvp(of_parameters)(p, parameters{1.0, 2.0}).tangent, typegrad::jvp(misfit, wrt<0>)(p, rows(all), parameters{1.0, 2.0}).tangent));
    BOOST_TEST(near(tape::hessian(of_parameters)(p)[0], typegrad::hessian(misfit, wrt<0>)(p, rows(all))[0]));
}

// Of products there is one entry, of max and min what the chosen row takes.
BOOST_AUTO_TEST_CASE(products_and_extremes) {
    auto const all = table(1000);
    parameters const p{0.75, -0.5};
    auto const largest = [](auto const& b, auto const& data) { return max(data, [&](auto const& row) { return array{b[0] * row[1] + b[1] * row[0], b[1] * row[1]}; }); };
    auto const smallest = [](auto const& b, auto const& data) { return min(data, [&](auto const& row) { return b[0] * row[1] + square(b[1]) * row[0]; }); };
    auto const all_of = [](auto const& b, auto const& data) { return product(data, [&](auto const& row) { return 1 + 0.002 * b[0] * row[1] + 0.001 * b[1] * row[0]; }); };
    std::vector<variable> const b = tape::leaves({p[0], p[1]});
    auto const gradient_of = [&](auto const& y) {
        auto const g = tape::grad(y, b);
        return parameters{g[0], g[1]};
    };
    auto before = entries();
    variable const product_of_all = all_of(b, rows(all));
    BOOST_TEST(entries() == before + 1);
    BOOST_TEST(product_of_all.value() == all_of(p, rows(all)));
    BOOST_TEST(near(gradient_of(product_of_all), typegrad::gradient(all_of, wrt<0>)(p, rows(all))));
    before = entries();
    auto const two = largest(b, rows(all));
    auto const one = smallest(b, rows(all));
    BOOST_TEST(entries() < before + 20);
    auto const rows_of = typegrad::jacobian(largest, wrt<0>)(p, rows(all));
    BOOST_TEST(near(gradient_of(two[0]), rows_of[0]));
    BOOST_TEST(near(gradient_of(two[1]), rows_of[1]));
    BOOST_TEST(near(gradient_of(one), typegrad::gradient(smallest, wrt<0>)(p, rows(all))));
    BOOST_TEST((one.value() == smallest(p, rows(all)) && two[0].value() == largest(p, rows(all))[0]));
    // One factor that is 0, and two; a row that is not a number; equals, which share.
    variable const a(1.0, tape::requires_grad);
    for (int const zeros : {1, 2}) {
        auto const y = product(typegrad::indices(100), [&](double i) { return i < zeros ? a * i - i : variable(a * 1.0); });
        BOOST_TEST(y.value() == 0);
        BOOST_TEST(tape::grad(y, a) == 0);
    }
    auto const zero = product(typegrad::indices(100), [&](double i) { return i == 50 ? 3 * (a - 1) : variable(a * 2.0); });
    BOOST_TEST(tape::grad(zero, a) == 3 * std::ldexp(1.0, 99));
    BOOST_TEST(std::isnan(max(typegrad::indices(100), [&](double i) { return i == 50 ? a * std::nan("") : a * i; }).value()));
    BOOST_TEST(tape::grad(max(typegrad::indices(100), [&](double i) { return i >= 50 ? 7 - (a - 1) * (i - 50) : a; }), a) == -24.5, boost::test_tools::tolerance(1e-14));
    BOOST_TEST(!max(typegrad::indices(100), [&](double i) { return a * i - std::numeric_limits<double>::infinity(); }).requires_grad());
}

BOOST_AUTO_TEST_CASE(equal_rows) {
    constexpr auto largest = [](auto const& b, auto const& data) { return max(data, [&](auto i) { return array{abs(b[0] - 1) * (i + 1), b[0] + b[1] * fmod(i, 2.0)}; }); };
    constexpr auto smallest = [](auto const& b, auto const& data) { return min(data, [&](auto i) { return (b[0] - 1) * i + square(b[1]) * i; }); };
    for (std::size_t const n : {std::size_t{3}, std::size_t{100}}) {
        parameters const b{1, 0};
        auto const all = typegrad::indices(n);
        BOOST_TEST(near(tape::jacobian(largest, wrt<0>)(b, all)[0], typegrad::jacobian(largest, wrt<0>)(b, all)[0]));
        BOOST_TEST(near(tape::jacobian(largest, wrt<0>)(b, all)[1], typegrad::jacobian(largest, wrt<0>)(b, all)[1]));
        BOOST_TEST(near(tape::gradient(smallest, wrt<0>)(b, all), parameters{static_cast<double>(n - 1) / 2, 0}));
        BOOST_TEST(near(tape::gradient(smallest, wrt<0>, typegrad::kinks::left)(b, all), parameters{static_cast<double>(n - 1), 0}));
        BOOST_TEST(near(tape::gradient(smallest, wrt<0>, typegrad::kinks::right)(b, all), parameters{0, 0}));
        auto const second = tape::hessian(smallest, wrt<0>)(b, all);
        BOOST_TEST((near(second[0], parameters{0, 0}) && near(second[1], parameters{0, static_cast<double>(n - 1)})));
    }
}

BOOST_AUTO_TEST_CASE(rows_of_variables_and_rows_found_by_index) {
    size_t const n = 300;
    std::vector<double> const values = [] {
        std::vector<double> v;
        for (size_t i = 0; i < n; ++i) v.push_back(1 + 0.01 * static_cast<double>(i * i % 17));
        return v;
    }();
    auto const x = tape::leaves(values);
    auto const before = entries();
    variable const y = sum(typegrad::indices(n - 1), [&](double i) { return x[static_cast<size_t>(i)] * exp(x[static_cast<size_t>(i) + 1]); }) + sum(rows(x), [](auto const& v) { return v * v; });
    BOOST_TEST(entries() <= before + 3);
    y.backward();
    for (size_t const i : {size_t{1}, size_t{150}, n - 2}) BOOST_TEST(near(x[i].grad(), std::exp(values[i + 1]) + values[i - 1] * std::exp(values[i]) + 2 * values[i]));
    BOOST_TEST(x[n - 1].grad() == values[n - 2] * std::exp(values[n - 1]) + 2 * values[n - 1]);
    // A row that gives what is outside, and one that gives a constant.
    variable const a(2.0, tape::requires_grad);
    auto const given = sum(rows(values), [&](double v) { return v > 1 ? a : variable(v); });
    given.backward();
    BOOST_TEST(a.grad() == static_cast<double>(n - 18));
    BOOST_TEST(sum(rows(values), [&](double v) { return (a * v).value() * variable(0.5); }).value() == sum(rows(values), [](double v) { return v; }));
    BOOST_TEST(sum(rows(values), [](double v) { return variable(v); }).value() == sum(rows(values), [](double v) { return v; }));
}

BOOST_AUTO_TEST_CASE(what_a_row_needs_is_kept) {
    auto const all = table(2000);
    // A function with a rule of its own, a hook, and a norm that is 0, whose derivative is 0 there: in some rows.
    variable const a(0.5, tape::requires_grad), b(0.0, tape::requires_grad);
    int hooks = 0;
    auto const y = sum(rows(all), [&](auto const& row) {
        if (row[1] > 0.999) return tape::record_function(std::vector{a}, std::vector{a.value() * a.value()}, [v = a.value()](auto const& w) { return std::vector{2 * v * w[0]}; })[0];
        auto const t = a * row[0];
        if (row[1] < -0.999) t.register_hook([&](double g) { ++hooks; return 2 * g; });
        return t + sqrt(b * b + square(b * row[0]));
    });
    y.backward();
    double expected = 0;
    int hooked = 0;
    for (auto const& row : all) {
        hooked += row[1] < -0.999;
        expected += row[1] > 0.999 ? 1.0 : row[1] < -0.999 ? 2 * row[0] : row[0];
    }
    BOOST_TEST(hooked > 10);
    BOOST_TEST(hooks == hooked);
    BOOST_TEST(near(a.grad(), expected));
    BOOST_TEST(b.grad() == 0);
}

BOOST_AUTO_TEST_CASE(loops_in_loops_and_sweeps_in_sweeps) {
    auto const all = table(100);
    constexpr auto repulsion = [](auto const& p, auto const& data) {
        return sum(data, [&](auto const& q) { return sum(data, [&](auto const& r) { return exp(-square(p[0] * q[0] - p[1] * r[1])); }); });
    };
    parameters const p{0.75, -0.5};
    BOOST_TEST(near(tape::gradient(repulsion, wrt<0>)(p, rows(all)), typegrad::gradient(repulsion, wrt<0>)(p, rows(all))));
    // A derivative in a row; a loop that runs while a sweep is under way.
    auto const nested = tape::gradient([&](auto const& t) { return sum(rows(all), [&](auto const& row) { return t * tape::derivative([&](auto const& x) { return sin(x) * row[1]; })(row[0]); }); })(2.0);
    double expected = 0;
    for (auto const& row : all) expected += std::cos(row[0]) * row[1];
    BOOST_TEST(near(nested, expected));
    auto const start = tape::leaves({0.5, 0.1});
    auto const checkpointed = tape::checkpoint([&](auto const& s) { return std::vector{sum(rows(all), [&](auto const& row) { return exp(s[0] * row[0]) * s[1]; })}; }, start);
    (checkpointed[0] * start[0]).backward();
    auto const slope = typegrad::value_and_gradient([](auto const& s, auto const& data) { return s[0] * sum(data, [&](auto const& row) { return exp(s[0] * row[0]) * s[1]; }); }, wrt<0>)(parameters{0.5, 0.1}, rows(all));
    BOOST_TEST(near({start[0].grad(), start[1].grad()}, slope.gradient));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_said) {
    auto const all = table(3000);
    variable const a(0.5, tape::requires_grad);
    // What was left outside of its row is used.
    std::vector<variable> left;
    auto const y = sum(rows(all), [&](auto const& row) { return left.emplace_back(a * row[0]); });
    BOOST_TEST(verify::message_of([&] { static_cast<void>(left[1] * 2); }).find("recorded in a scope that has ended") != std::string::npos);
    variable so_far(0.0);
    BOOST_TEST(verify::message_of([&] { static_cast<void>(sum(rows(all), [&](auto const& row) { return so_far = so_far + a * row[0]; })); }).find("recorded in a scope that has ended") != std::string::npos);
    // An exception leaves the record as it was.
    auto const before = entries();
    BOOST_CHECK_THROW(static_cast<void>(sum(rows(all), [&](auto const& row) { return row[0] > 1 ? throw std::runtime_error("stop") : a * row[0]; })), std::runtime_error);
    BOOST_TEST(entries() == before);
    y.backward();
    BOOST_TEST(near(a.grad(), sum(rows(all), [](auto const& row) { return row[0]; })));
    // So does one of a sweep, which the anomaly mode throws.
    variable const z(0.0, tape::requires_grad);
    {
        tape::detect_anomaly const watching;
        BOOST_TEST(verify::message_of([&] { static_cast<void>(sum(rows(all), [&](auto const& row) { return sqrt(z * (1 + square(row[1]))) * 1e10; })); }).find("the first gradient that is not finite") != std::string::npos);
    }
    variable const c(2.0, tape::requires_grad);
    sum(rows(all), [&](auto const& row) { return exp(c * row[0]) * c; }).backward();
    BOOST_TEST(near(c.grad(), sum(rows(all), [](auto const& row) { return std::exp(2 * row[0]) * (1 + 2 * row[0]); })));
    BOOST_TEST(z.grad() == 0);
    // Nothing is recorded where recording is off.
    tape::no_grad const off;
    BOOST_TEST(sum(rows(all), [&](auto const& row) { return a * row[0]; }).value() == y.value());
    BOOST_TEST(entries() == 1);
}
