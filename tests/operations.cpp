// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Costs that a user can assert.
#define BOOST_TEST_MODULE typegrad_operations
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/operations.hpp>

#include <array>

namespace {

using namespace typegrad;

constexpr auto polynomial = [](auto x) { return 5 * x * x * x + 2 * x * x + 4 * x + 8; };
constexpr auto mixed = [](auto x, auto y) { return sqrt(x * x + y * y) / exp(x) + sin(y) * cos(y) + select(x < y, -x, y); };
constexpr auto product = [](auto const& v) {
    auto p = v[0];
    for (std::size_t i = 1; i < v.size(); ++i) p *= v[i];
    return p;
};

}

BOOST_AUTO_TEST_CASE(by_kind) {
    constexpr auto counts = operations(polynomial);
    static_assert(counts.multiplications == 6 && counts.additions == 3 && counts.total() == 9);
    constexpr auto of_mixed = operations(mixed);
    static_assert(of_mixed.roots == 1 && of_mixed.divisions == 1 && of_mixed.calls == 3 && of_mixed.comparisons == 2);
    BOOST_TEST(of_mixed.total() == of_mixed.additions + of_mixed.multiplications + 7);
}

// Each operation under its name, whatever it is: there is no list to keep.
BOOST_AUTO_TEST_CASE(by_name) {
    constexpr auto counts = operations(mixed);
    static_assert(counts["exp"] == 1 && counts["sin"] == 1 && counts["cos"] == 1 && counts["sqrt"] == 1 && counts["<"] == 1 && counts["select"] == 1);
    static_assert(counts["/"] == counts.divisions && counts["*"] == counts.multiplications && counts["erf"] == 0);
    static_assert(operations([](auto x, auto y) { return pow(x, y) * tanh(x); })["pow"] == 1);
    int sum = 0;
    for (auto const& [name, code, count] : counts) sum += count;
    BOOST_TEST(sum == counts.total());
    // The gradient of an exponential is computed from it.
    static_assert(operations(value_and_gradient(mixed))["exp"] == 1);
}

BOOST_AUTO_TEST_CASE(guards) {
    static_assert(operations(gradient(polynomial)).total() <= 4 * operations(polynomial).total());
    static_assert(operations(value_and_gradient(mixed)).total() <= 4 * operations(mixed).total());
    static_assert(operations(value_and_gradient(mixed)).calls == operations(mixed).calls);  // none is computed twice
    static_assert(operations(derivative(polynomial, fast)).total() == 4);                   // two products, two sums
    static_assert(operations(hessian(mixed)).total() > operations(gradient(mixed)).total());
}

// A gradient costs a fixed multiple of the function, however many arguments it has.
BOOST_AUTO_TEST_CASE(shapes) {
    static_assert(operations<std::array<double, 4>>(product).total() == 3);
    static_assert(operations<std::array<double, 64>>(value_and_gradient(product)).total() <= 3 * operations<std::array<double, 64>>(product).total());
    static_assert(operations<double, double>(gradient(mixed, wrt<0>)).total() < operations<double, double>(gradient(mixed)).total());
}

BOOST_AUTO_TEST_CASE(expressions) {
    constexpr variable<"x"> x;
    constexpr variable<"y"> y;
    static_assert(operations(x * x + y).total() == 2);
    static_assert(operations(gradient(exp(x * y))).calls == 1);
    static_assert(operations(derivative(x * x * x, x)).total() == 2);
    static_assert(operations(value_and_gradient(x * y, wrt(x))).total() == 1);
}
