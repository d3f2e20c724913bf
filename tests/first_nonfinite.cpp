// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// first_nonfinite: which operation it names, where that is in the printed program, and what it does not count.
#define BOOST_TEST_MODULE first_nonfinite
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/first_nonfinite.hpp>
#include <typegrad/solve.hpp>

#include <array>
#include <limits>
#include <sstream>

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr typegrad::variable<"a"> a;
constexpr typegrad::variable<"b"> b;

// The line of a text, from 1.
std::string line_of(std::string const& text, int number) {
    std::istringstream lines(text);
    std::string line;
    for (int i = 0; i < number; ++i) std::getline(lines, line);
    return line;
}

}

BOOST_AUTO_TEST_CASE(an_operation_of_the_function) {
    auto const found = typegrad::first_nonfinite([](auto x, auto y) { return log(x - y) * y; })(1.0, 1.0);
    BOOST_TEST_REQUIRE(bool(found));
    BOOST_TEST(found.operation == "log");
    BOOST_TEST(!found.backward);
    BOOST_TEST(found.value == -inf);
    BOOST_TEST_REQUIRE(found.operands.size() == 1u);
    BOOST_TEST(found.operands[0] == 0);
    BOOST_TEST(line_of(found.program, found.line) == found.statement);
    BOOST_TEST(found.text() == "forward, line 2: t3 = log(t2), where t2 = 0, is -inf");
}

BOOST_AUTO_TEST_CASE(an_operation_of_the_derivative) {
    constexpr auto f = [](auto x, auto y) { return sqrt(x * y) + x; };
    auto const found = typegrad::first_nonfinite(f)(0.0, 2.0);
    BOOST_TEST(found.backward);
    BOOST_TEST(found.operation == "/");
    BOOST_TEST(found.value == inf);
    BOOST_TEST(line_of(found.program, found.line) == found.statement);
    BOOST_TEST(found.program == typegrad::ssa(typegrad::value_and_jacobian(f), 0.0, 2.0));
    BOOST_TEST(found.text() == "backward, line 4: t5 = 1 / t3, where t3 = 0, is inf");
}

BOOST_AUTO_TEST_CASE(all_is_finite) {
    auto const found = typegrad::first_nonfinite([](auto x, auto y) { return sqrt(x * y) + x; })(0.5, 2.0);
    BOOST_TEST(!found);
    BOOST_TEST(found.text() == "all values are finite");
    std::ostringstream text;
    text << found;
    BOOST_TEST(text.str() == found.text());
}

BOOST_AUTO_TEST_CASE(an_argument) {
    auto const found = typegrad::first_nonfinite([](auto const& v) { return v[0] * v[1]; })(std::array{1.0, inf});
    BOOST_TEST(found.operation == "argument");
    BOOST_TEST(found.line == 0);
    BOOST_TEST(found.text() == "argument x1 is inf");
}

// What a branch that is not taken would have given is no operation of the program.
BOOST_AUTO_TEST_CASE(branches) {
    constexpr auto f = [](auto x) { return select(x > 0, sqrt(x) / x, 0 * x); };
    BOOST_TEST(!typegrad::first_nonfinite(f)(-1.0));
    BOOST_TEST(!typegrad::first_nonfinite(f)(0.0));
    BOOST_TEST(!typegrad::first_nonfinite(f)(2.0));
    BOOST_TEST(typegrad::first_nonfinite([](auto x) { return select(x > 0, x, sqrt(x)); })(-1.0).operation == "sqrt");
}

// In a long sum, and where an infinity makes others and a NaN, the first one alone is named.
BOOST_AUTO_TEST_CASE(the_first_of_many) {
    constexpr auto f = [](auto const& v) {
        auto sum = 0 * v[0];
        for (std::size_t i = 0; i < v.size(); ++i) sum += exp(v[i]) - exp(v[i]);
        return sum;
    };
    std::array<double, 40> v{};
    v[17] = 800;
    auto const found = typegrad::first_nonfinite(f)(v);
    BOOST_TEST(found.operation == "exp");
    BOOST_TEST(found.operands[0] == 800);
    BOOST_TEST(found.operand_names[0] == "x17");
}

BOOST_AUTO_TEST_CASE(several_results_policies_state_and_float) {
    BOOST_TEST(typegrad::first_nonfinite([](auto x) { return std::array{x * x, 1 / x}; })(0.0).operation == "/");
    constexpr auto root = [](auto x) { return sqrt(x); };
    BOOST_TEST(typegrad::first_nonfinite(root)(0.0).backward);
    BOOST_TEST(!typegrad::first_nonfinite(root, typegrad::kinks::finite)(0.0));
    BOOST_TEST(!typegrad::first_nonfinite([](auto x, auto y) { return x * sqrt(y); }, typegrad::wrt<0>)(1.0, 0.0));
    BOOST_TEST(typegrad::first_nonfinite(typegrad::with([](auto x, auto k) { return x / k; }, 0.0))(1.0).operand_names[1] == "x1");
    BOOST_TEST(typegrad::first_nonfinite([](auto x) { return exp(x); })(100.0f).operation == "exp");
    BOOST_TEST(!typegrad::first_nonfinite([](auto x) { return exp(x); })(100.0));
}

BOOST_AUTO_TEST_CASE(transforms) {
    constexpr auto f = [](auto x) { return pow(x, 1.5); };
    BOOST_TEST(!typegrad::first_nonfinite(f)(0.0));
    BOOST_TEST(typegrad::first_nonfinite(typegrad::hessian(f))(0.0).value == inf);
}

// A call of a solver has operands behind a chain.
BOOST_AUTO_TEST_CASE(calls) {
    constexpr auto f = [](auto p) { return log(typegrad::root([](auto x, auto q) { return x * x * x - q; })(1.0, p)); };
    BOOST_TEST(!typegrad::first_nonfinite(f)(8.0));
    auto const found = typegrad::first_nonfinite([](auto p) { return log(typegrad::root([](auto x, auto q) { return x - q; })(1.0, p)); })(0.0);
    BOOST_TEST(found.operation == "log");
}

BOOST_AUTO_TEST_CASE(expressions) {
    auto const found = typegrad::first_nonfinite(sqrt(a * b) + 0.5 * a)(a = 0.0, b = 2.0);
    BOOST_TEST(found.backward);
    BOOST_TEST(found.operation == "/");
    BOOST_TEST(line_of(found.program, found.line) == found.statement);
    BOOST_TEST(typegrad::first_nonfinite(log(a))(a = 0.0).text() == "forward, line 1: t1 = log(a), where a = 0, is -inf");
    BOOST_TEST(!typegrad::first_nonfinite(log(a))(a = 1.0));
}
