// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What is rewritten in values, both sides of each: the program of the one is that of the other, and so is the value, to the last bit, at ±0, ±inf,
// NaN and numbers of all sizes. And what stands just outside of a rule's condition: it is computed as it is written, since somewhere it is another number.
#define BOOST_TEST_MODULE typegrad_rewriting
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/print.hpp>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

namespace {

using limits = std::numeric_limits<double>;

std::vector<double> const& numbers() {
    static std::vector<double> const all = [] {
        std::vector<double> found{0.0, 1.0, 1.5, 3.0, 0.1, limits::denorm_min(), limits::min(), limits::max(), limits::infinity(), limits::quiet_NaN()};
        std::mt19937_64 random(7);
        std::uniform_real_distribution<double> exponent(-1070, 1020), mantissa(1, 2);
        for (int i = 0; i < 40; ++i) found.push_back(std::ldexp(mantissa(random), static_cast<int>(exponent(random))));
        for (std::size_t i = 0, size = found.size(); i < size; ++i) found.push_back(-found[i]);
        return found;
    }();
    return all;
}

bool alike(double a, double b) { return (std::isnan(a) && std::isnan(b)) || std::memcmp(&a, &b, sizeof a) == 0; }
template <class F, class G>
int differences(F left, G right) {
    int found = 0;
    for (double const x : numbers())
        for (double const y : numbers()) found += !alike(left(x, y), right(x, y));
    return found;
}

// left → right
template <class F, class G>
void rewritten(char const* rule, F left, G right) {
    BOOST_TEST_CONTEXT(rule) {
        BOOST_TEST(typegrad::ssa(left, 0.0, 0.0) == typegrad::ssa(right, 0.0, 0.0));
        BOOST_TEST(differences(left, right) == 0);
        BOOST_TEST(differences(typegrad::evaluate(left), right) == 0);
    }
}
// Stays, though it is nearly `other`.
template <class F, class G>
void kept(char const* rule, F written, G other) {
    BOOST_TEST_CONTEXT(rule) {
        BOOST_TEST(typegrad::ssa(written, 0.0, 0.0) != typegrad::ssa(other, 0.0, 0.0));
        BOOST_TEST(differences(written, other) > 0);
        BOOST_TEST(differences(typegrad::evaluate(written), written) == 0);
    }
}

}

// What stands here is two formulas in x and y: as written, and as computed.
#define REWRITTEN(left, right) \
    rewritten(#left, []([[maybe_unused]] auto x, [[maybe_unused]] auto y) { return left; }, []([[maybe_unused]] auto x, [[maybe_unused]] auto y) { return right; })
#define KEPT(written, other) kept(#written, []([[maybe_unused]] auto x, [[maybe_unused]] auto y) { return written; }, []([[maybe_unused]] auto x, [[maybe_unused]] auto y) { return other; })

BOOST_AUTO_TEST_CASE(neutral_numbers) {
    REWRITTEN(x * 1, x);
    REWRITTEN(1 * x, x);
    REWRITTEN(x / 1, x);
    REWRITTEN(x - 0.0, x);
    REWRITTEN(x + -0.0, x);
    REWRITTEN(x * x + 0.0, x * x);  // no -0
    KEPT(x + 0.0, x);               // x = -0
    KEPT(x - -0.0, x);              // x = -0
    KEPT(x * 0, decltype(x)(0));    // x = -1, inf
    KEPT(0 / x, decltype(x)(0));    // x = 0, -1
}

BOOST_AUTO_TEST_CASE(signs) {
    REWRITTEN(-(-x), x);
    REWRITTEN(x * -1, -x);
    REWRITTEN(x / -1, -x);
    REWRITTEN(-0.0 - x, -x);
    REWRITTEN(x + -y, x - y);
    REWRITTEN(-x + y, y - x);
    REWRITTEN(x - -y, x + y);
    REWRITTEN(-x * y, -(x * y));
    REWRITTEN(x * -y, -(x * y));
    REWRITTEN(-x * -y, x * y);
    REWRITTEN(-x * 3, x * -3);
    REWRITTEN(-x / y, -(x / y));
    REWRITTEN(x / -y, -(x / y));
    REWRITTEN(-x / -y, x / y);
    KEPT(0 - x, -x);           // x = 0
    KEPT(-x - y, -(x + y));    // x = 0, y = -0
    KEPT(-(x - y), y - x);     // x = y
}

BOOST_AUTO_TEST_CASE(order_of_operands) {
    REWRITTEN(y + x, x + y);
    REWRITTEN(y * x, x * y);
    KEPT((x + y) + 1, x + (y + 1));
    KEPT((x * y) * 3, x * (y * 3));
    KEPT(x * y + x, x * (y + 1));
}

BOOST_AUTO_TEST_CASE(quotients) {
    REWRITTEN(x / 4, x * 0.25);
    REWRITTEN(x / -0.5, x * -2);
    KEPT(x / 3, x * (1 / 3.0));
    KEPT(x / 0x1p-1074, x * limits::infinity());  // x = 0: the reciprocal is no number
    KEPT(x / x, decltype(x)(1));                  // x = 0
    KEPT(x * y / y, x);
    KEPT(x / y * y, x);
}

BOOST_AUTO_TEST_CASE(cancellation) {
    KEPT(x - x, decltype(x)(0));  // x = inf
    KEPT((x + y) - y, x);
}

BOOST_AUTO_TEST_CASE(functions) {
    using std::abs, std::exp, std::log, std::sqrt;
    REWRITTEN(abs(-x), abs(x));
    REWRITTEN(abs(x * x), x * x);
    KEPT(abs(x * y), x * y);
    KEPT(sqrt(x * x), abs(x));  // the square overflows
    KEPT(exp(log(x)), x);       // x = -1
    KEPT(log(exp(x)), x);
}
