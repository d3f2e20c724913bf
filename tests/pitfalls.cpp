// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What went wrong in other libraries: each case happened in one. First and second order, both doors, both engines.
#define BOOST_TEST_MODULE typegrad_pitfalls
#include <boost/test/unit_test.hpp>

#include <array>
#include <limits>
#include <tuple>

#include "orders.hpp"

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double log_2 = 0.69314718055994530942;

// One closing bracket less: lists with commas as one macro argument.
#define LIST(...) {{__VA_ARGS__}}

}

BOOST_AUTO_TEST_SUITE(silent_wrong_answers)

BOOST_AUTO_TEST_CASE(sign_of_the_quotient_rule) {
    constexpr auto quotient = [](auto a, auto b) { return a / b; };
    GRADIENT_OF_TWO(quotient, LIST(0.5, -0.25), 1.0, 2.0);
    HESSIAN_OF_TWO(quotient, LIST(0.0, -0.25, 0.25), 1.0, 2.0);
}

BOOST_AUTO_TEST_CASE(integer_division_of_literals) {
    using verify::x;
    using typegrad::constant;
    constexpr auto half = constant<1> / constant<2> * x;
    static_assert(half(x = 3.0) == 1.5 && gradient(half)(x = 3.0)[x] == 0.5 && derivative(derivative(half, x), x)(x = 3.0) == 0);
    VERIFY([](auto at) { return gradient(constant<1> / constant<2> * x)(x = at)[x]; }, 0.5, 3.0);
    constexpr auto traced = [](auto v) { return decltype(v)(1) / 2 * v; };
    VERIFY(typegrad::gradient(traced), 0.5, 3.0);
    verify::at_run_time("tape", typegrad::tape::gradient(traced), 0.5, 3.0);
    VERIFY(typegrad::hessian(traced), (verify::one_by_one{}), 3.0);
    verify::at_run_time("the tape over the gradient", typegrad::tape::gradient(typegrad::gradient(traced)), 0.0, 3.0);
}

BOOST_AUTO_TEST_CASE(exponential_of_another_base) {
    constexpr auto f = [](auto a) { return pow(2, a); };
    ORDERS_OF_ONE(f, 8.0, 8 * log_2, 8 * log_2 * log_2, 3.0);
    constexpr auto g = [](auto a) { return pow(2.0, a); };
    ORDERS_OF_ONE(g, 8.0, 8 * log_2, 8 * log_2 * log_2, 3.0);
}

BOOST_AUTO_TEST_CASE(inverse_functions_do_not_cancel_out) {
    constexpr auto f = [](auto a) { return asin(sin(a)); };
    VERIFY(verify::graph_value(f), 0.14159265358979323846, 3.0);
    VERIFY(typegrad::derivative(f), -1.0, 3.0);
    VERIFY(verify::expression_first(f), -1.0, 3.0);
    verify::at_run_time("tape", typegrad::tape::gradient(f), -1.0, 3.0);
    // The second derivative is 0 but for rounding.
    VERIFY([=](auto at) { return 1 + typegrad::hessian(f)(at)[0][0]; }, 1.0, 3.0);
    VERIFY([=](auto at) { return 1 + verify::expression_second(f)(at); }, 1.0, 3.0);
    verify::at_run_time("the tape over the gradient", [=](auto at) { return 1 + typegrad::tape::gradient(typegrad::gradient(f))(at); }, 1.0, 3.0);
    constexpr auto g = [](auto a) { return pow(pow(a, 2), 0.5); };
    ORDERS_OF_ONE(g, 3.0, -1.0, 0.0, -3.0);
    constexpr auto h = [](auto a) { return sqrt(a * a); };
    ORDERS_OF_ONE(h, 3.0, -1.0, 0.0, -3.0);
}

BOOST_AUTO_TEST_CASE(powers_at_zero) {
    constexpr auto square = [](auto a) { return pow(a, 2); };
    ORDERS_OF_ONE(square, 0.0, 0.0, 2.0, 0.0);
    VERIFY(typegrad::derivative(typegrad::derivative(typegrad::derivative(square))), 0.0, 0.0);
    using verify::x;
    static_assert(derivative(derivative(derivative(pow(x, 2), x), x), x)(x = 0.0) == 0);
    constexpr auto real_square = [](auto a) { return pow(a, 2.0); };
    ORDERS_OF_ONE(real_square, 0.0, 0.0, 2.0, 0.0);
    VERIFY(typegrad::derivative(typegrad::derivative(typegrad::derivative(real_square))), 0.0, 0.0);
    constexpr auto itself = [](auto a) { return pow(a, 1); };
    ORDERS_OF_ONE(itself, 0.0, 1.0, 0.0, 0.0);
    constexpr auto root = [](auto a) { return sqrt(a); };
    ORDERS_OF_ONE(root, 0.0, infinity, -infinity, 0.0);
    constexpr auto fractional = [](auto a) { return pow(a, 1.875); };
    ORDERS_OF_ONE(fractional, 0.0, 0.0, infinity, 0.0);
    constexpr auto nothing = [](auto a) { return pow(a, 0); };
    VERIFY(typegrad::gradient(nothing), 0.0, 0.0);
    VERIFY(verify::graph_value(nothing), 1.0, 0.0);
    constexpr auto power = [](auto a, auto b) { return pow(a, b); };
    GRADIENT_OF_TWO(power, LIST(0.0, 0.0), 0.0, 2.0);
    GRADIENT_OF_TWO(power, LIST(0.0, 0.0), 0.0, 1.875);
    GRADIENT_OF_TWO(power, LIST(0.0, 0.0), 0.0, 0.0);
    HESSIAN_OF_TWO(power, LIST(2.0, 0.0, 0.0), 0.0, 2.0);
    HESSIAN_OF_TWO(power, LIST(infinity, 0.0, 0.0), 0.0, 1.875);
}

namespace {
// What held references to its temporaries gave the gradient 0.
template <class T>
constexpr auto sqr(T v) {
    return v * v;
}
template <class T>
constexpr auto shifted(T v) {
    auto const twice = 2.0 * v + 1;
    return sqr(twice) - twice;
}
}

BOOST_AUTO_TEST_CASE(no_dangling_references) {
    constexpr auto f = [](auto a) { return sqr(a); };
    ORDERS_OF_ONE(f, 9.0, 6.0, 2.0, 3.0);
    constexpr auto g = [](auto a) { return shifted(a); };
    ORDERS_OF_ONE(g, 42.0, 26.0, 8.0, 3.0);
    // An expression with run-time literals outlives what it was made of.
    auto const make = [](double factor) { return sqr(factor * verify::x + 1); };
    auto const e = make(verify::hidden(2.0));
    BOOST_TEST(gradient(e)(verify::x = 3.0)[verify::x] == 28);
    BOOST_TEST(derivative(derivative(e, verify::x), verify::x)(verify::x = 3.0) == 8);
}

BOOST_AUTO_TEST_CASE(no_perturbation_confusion) {
    // d/da [a · d/db (a + b)] = 1, not 2.
    constexpr auto f = [](auto a) { return a * typegrad::derivative([a](auto b) { return a + b; })(decltype(a)(1)); };
    VERIFY(typegrad::derivative(f), 1.0, 1.0);
    VERIFY(typegrad::derivative(typegrad::derivative(f)), 0.0, 1.0);
    constexpr auto g = [](auto a) { return a * typegrad::derivative([a](auto b) { return a * b; })(a); };  // a²
    VERIFY(typegrad::derivative(g), 6.0, 3.0);
    VERIFY(typegrad::derivative(typegrad::derivative(g)), 2.0, 3.0);
    using verify::x, verify::y;
    static_assert(derivative(x * derivative(x + y, y), x)(x = 1.0, y = 1.0) == 1);
    static_assert(derivative(x * derivative(x * y, y), x)(x = 3.0, y = 3.0) == 6);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(where_nan_leaks)

BOOST_AUTO_TEST_CASE(root_in_the_branch_not_taken) {
    constexpr auto f = [](auto a) { return select(a > 0, sqrt(a), 0); };
    ORDERS_OF_ONE(f, 0.0, 0.0, 0.0, 0.0);
    ORDERS_OF_ONE(f, 0.0, 0.0, 0.0, -1.0);
    ORDERS_OF_ONE(f, 2.0, 0.25, -0.03125, 4.0);
    VERIFY(typegrad::derivative(typegrad::derivative(typegrad::derivative(f))), 0.0, 0.0);
}

BOOST_AUTO_TEST_CASE(cardinal_sine) {
    constexpr auto f = [](auto a) { return select(a == 0, 1, sin(a) / a); };
    ORDERS_OF_ONE(f, 1.0, 0.0, 0.0, 0.0);
    ORDERS_OF_ONE(f, 0.84147098480789650665, -0.30116867893975678925, -0.23913362692838292181, 1.0);
    constexpr auto third = typegrad::derivative(typegrad::derivative(typegrad::derivative(f)));
    VERIFY(third, 0.0, 0.0);
    VERIFY(third, 0.17709857491700907155, 1.0);
}

BOOST_AUTO_TEST_CASE(maximum_inside_a_root) {
    constexpr auto f = [](auto a) { return sqrt(max(0, a)); };
    ORDERS_OF_ONE(f, 0.0, 0.0, 0.0, -1.0);
    ORDERS_OF_ONE(f, 2.0, 0.25, -0.03125, 4.0);
    VERIFY(typegrad::gradient(f), infinity, 0.0);  // half of the root's
    VERIFY(verify::expression_first(f), infinity, 0.0);
    verify::at_run_time("tape", typegrad::tape::gradient(f), infinity, 0.0);
    constexpr auto g = [](auto a) { return max(sqrt(a), 1.0); };
    ORDERS_OF_ONE(g, 1.0, 0.0, 0.0, 0.0);
}

BOOST_AUTO_TEST_CASE(logarithm_in_the_branch_not_taken) {
    constexpr auto f = [](auto a) { return select(a > 0, a * log(a), 0); };
    ORDERS_OF_ONE(f, 0.0, 0.0, 0.0, 0.0);
    ORDERS_OF_ONE(f, 0.0, 0.0, 0.0, -2.0);
    ORDERS_OF_ONE(f, 0.0, 1.0, 1.0, 1.0);
    constexpr auto g = [](auto a) { return select(a > 0, log(a), a); };
    ORDERS_OF_ONE(g, 0.0, 1.0, 0.0, 0.0);
}

BOOST_AUTO_TEST_CASE(root_of_a_square) {
    constexpr auto f = [](auto a) { return sqrt(a * a); };
    constexpr auto g = [](auto a) { return sqrt(pow(a, 2)); };
    constexpr auto h = [](auto a) { return sqrt(pow(a, 2.0)); };
    // The graph sees the square under the root, and so does the tape.
    VERIFY(typegrad::gradient(f), 0.0, 0.0);
    VERIFY(typegrad::gradient(g), 0.0, 0.0);
    VERIFY(typegrad::gradient(h), 0.0, 0.0);
    VERIFY(typegrad::hessian(f), (verify::one_by_one{}), 0.0);
    VERIFY(typegrad::hessian(g), (verify::one_by_one{}), 0.0);
    VERIFY(verify::expression_first(f), 0.0, 0.0);
    VERIFY(verify::expression_second(f), 0.0, 0.0);
    verify::at_run_time("the tape over the gradient", typegrad::tape::gradient(typegrad::gradient(f)), 0.0, 0.0);
    verify::at_run_time("the tape", typegrad::tape::gradient(f), 0.0, 0.0);
    verify::at_run_time("the tape", typegrad::tape::gradient(g), 0.0, 0.0);
    verify::at_run_time("the tape", typegrad::tape::gradient(f), 0.0, 1e-200);
    // Of a root of nothing but what vanishes: not of what is flat, or of a sum that is no square.
    constexpr auto flat = [](auto a) { return sqrt(pow(a, 1.5)); };
    constexpr auto twice = [](auto a) { return sqrt(a + a); };
    verify::at_run_time("the tape", typegrad::tape::gradient(flat), std::numeric_limits<double>::quiet_NaN(), 0.0);
    verify::at_run_time("the tape", typegrad::tape::gradient(twice), infinity, 0.0);
}

BOOST_AUTO_TEST_CASE(softplus) {
    constexpr auto f = [](auto a) { return max(a, 0.0) + log1p(exp(-abs(a))); };
    ORDERS_OF_ONE(f, 700.0, 1.0, 9.8596765437597708e-305, 700.0);
    ORDERS_OF_ONE(f, 9.8596765437597708e-305, 9.8596765437597708e-305, 9.8596765437597708e-305, -700.0);
    ORDERS_OF_ONE(f, 0.0, 0.0, 0.0, -1000.0);
    ORDERS_OF_ONE(f, 1000.0, 1.0, 0.0, 1000.0);
    VERIFY(typegrad::gradient(f), 0.5, 0.0);
    constexpr auto g = [](auto a) { return select(a > 30, a, log1p(exp(a))); };
    ORDERS_OF_ONE(g, 1000.0, 1.0, 0.0, 1000.0);
    ORDERS_OF_ONE(g, 0.0, 0.0, 0.0, -1000.0);
    constexpr auto h = [](auto a) { return typegrad::op::log1p_exp(a); };
    ORDERS_OF_ONE(h, 700.0, 1.0, 9.8596765437597708e-305, 700.0);
    ORDERS_OF_ONE(h, 9.8596765437597708e-305, 9.8596765437597708e-305, 9.8596765437597708e-305, -700.0);
    ORDERS_OF_ONE(h, 1000.0, 1.0, 0.0, 1000.0);
}

BOOST_AUTO_TEST_CASE(log_sum_exp) {
    constexpr auto f = [](auto a, auto b) {
        auto const largest = max(a, b);
        return largest + log(exp(a - largest) + exp(b - largest));
    };
    GRADIENT_OF_TWO(f, LIST(1.0, 0.0), 700.0, -700.0);
    GRADIENT_OF_TWO(f, LIST(0.0, 1.0), -700.0, 700.0);
    GRADIENT_OF_TWO(f, LIST(0.5, 0.5), 1000.0, 1000.0);
    GRADIENT_OF_TWO(f, LIST(0.5, 0.5), -1000.0, -1000.0);
    HESSIAN_OF_TWO(f, LIST(0.0, 0.0, 0.0), 700.0, -700.0);
    HESSIAN_OF_TWO(f, LIST(0.0, 0.0, 0.0), -700.0, 700.0);
    constexpr auto g = [](auto a, auto b) { return typegrad::op::log_sum_exp(a, b); };
    GRADIENT_OF_TWO(g, LIST(1.0, 0.0), 700.0, -700.0);
    GRADIENT_OF_TWO(g, LIST(0.5, 0.5), 1000.0, 1000.0);
    HESSIAN_OF_TWO(g, LIST(0.25, -0.25, 0.25), 1000.0, 1000.0);
    HESSIAN_OF_TWO(g, LIST(0.0, 0.0, 0.0), -700.0, 700.0);
}

BOOST_AUTO_TEST_CASE(logistic_loss) {
    constexpr auto f = [](auto m) { return select(m > 0, log1p(exp(-m)), log1p(exp(m)) - m); };
    ORDERS_OF_ONE(f, 0.0, 0.0, 0.0, 1000.0);
    ORDERS_OF_ONE(f, 1000.0, -1.0, 0.0, -1000.0);
    ORDERS_OF_ONE(f, log_2, -0.5, 0.25, 0.0);
}

BOOST_AUTO_TEST_CASE(distance_of_coinciding_points) {
    constexpr auto f = [](auto a, auto b) { return hypot(a - b, 2 * a - 2 * b); };
    GRADIENT_OF_TWO(f, LIST(0.0, 0.0), 1.5, 1.5);
    constexpr double none = std::numeric_limits<double>::quiet_NaN();  // a cone has no second derivative at its tip
    // The magnitude √5 |a - b| of one value: 0 on both sides, as of abs(a - b). The numbers of an expression are not known where its graph is made.
    VERIFY(typegrad::hessian(f), (verify::square_matrix{{{0, 0}, {0, 0}}}), 1.5, 1.5);
    VERIFY(verify::expression_hessian_of(f), (verify::square_matrix{{{none, none}, {none, none}}}), 1.5, 1.5);
    verify::at_run_time("the tape", typegrad::tape::hessian(f), (verify::square_matrix{{{0, 0}, {0, 0}}}), 1.5, 1.5);
    verify::at_run_time("the tape over the gradient", typegrad::tape::jacobian(typegrad::gradient(verify::of_array<std::remove_const_t<decltype(f)>>)), (verify::square_matrix{{{0, 0}, {0, 0}}}), verify::pair{1.5, 1.5});
    constexpr auto g = [](auto a, auto b) { return hypot(a, b); };
    GRADIENT_OF_TWO(g, LIST(0.0, 0.0), 0.0, 0.0);
    HESSIAN_OF_TWO(g, LIST(none, none, none), 0.0, 0.0);
    // Spelled as a root: the graph knows a norm, whatever stands around it.
    constexpr auto h = [](auto a, auto b) { return 3 * sqrt((a - b) * (a - b) + a * a); };
    VERIFY(typegrad::gradient(h), (std::tuple{0.0, 0.0}), 0.0, 0.0);
    verify::at_run_time("the tape", typegrad::tape::gradient(h), std::tuple{0.0, 0.0}, 0.0, 0.0);
    constexpr auto mean = [](auto a, auto b) { return sqrt(a * b); };  // no norm
    verify::at_run_time("the tape", typegrad::tape::gradient(mean), std::tuple{std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()}, 0.0, 0.0);
    VERIFY(verify::expression_gradient_of(h), (verify::pair{0.0, 0.0}), 0.0, 0.0);
    VERIFY(typegrad::hessian(h), (verify::square_matrix{{{none, none}, {none, none}}}), 0.0, 0.0);
}

BOOST_AUTO_TEST_SUITE_END()
