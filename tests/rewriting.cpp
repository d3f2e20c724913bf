// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What is rewritten, both sides of each rule. In values: the program of the one is that of the other, and so is the value, to the last bit, at ±0, ±inf,
// NaN and numbers of all sizes. In derivatives (rewrite/): the rule makes the other side out of the one, and both are the same number, in fifty digits at
// random, and at ±0, ±inf and NaN. And what stands just outside of a rule's condition: it is computed as it is written.
#define BOOST_TEST_MODULE typegrad_rewriting
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/print.hpp>
#include <typegrad/rewrite/in_derivatives.hpp>

#include <boost/multiprecision/cpp_bin_float.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <set>
#include <type_traits>
#include <typeindex>
#include <utility>
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

namespace {

namespace rewrite = typegrad::rewrite;
using namespace typegrad::op;
using typegrad::code;
using typegrad::graph::node;
using value = typegrad::tracer<double>;
using builder = typegrad::graph::builder<double>;
using many_digits = boost::multiprecision::cpp_bin_float_50;

// The inputs of a graph in which derivatives are appended, all of whose nodes lend.
struct inputs {
    builder graph;
    value x, y, z, w;

    inputs() : x(next()), y(next()), z(next()), w(next()) {
        graph.lend_everything();
        graph.append_derivatives(true);
        graph.append_last_derivatives(true);
    }

private:
    value next() { return value::plain_value(graph, graph.input()); }
};

// What a value is where the inputs are x, y, z and w.
template <class T>
T evaluated(builder const& graph, value v, std::array<T, 4> const& at) {
    if (v.is_literal()) return T(v.literal());
    std::vector<T> of_node(at.begin(), at.end());
    for (int i = 4; i <= v.id(); ++i) {
        node const& n = graph[i];
        auto const of = [&](int k) { return n.operand[k] < 0 ? T(graph.literal_at(n.operand[k])) : of_node[static_cast<std::size_t>(n.operand[k])]; };
        using std::exp, std::sqrt;
        of_node.push_back(n.operation == code<add_>      ? T(of(0) + of(1))
                          : n.operation == code<sub_>    ? T(of(0) - of(1))
                          : n.operation == code<mul_>    ? T(of(0) * of(1))
                          : n.operation == code<div_>    ? T(of(0) / of(1))
                          : n.operation == code<neg_>    ? T(-of(0))
                          : n.operation == code<exp_>    ? T(exp(of(0)))
                          : n.operation == code<sqrt_>   ? T(sqrt(of(0)))
                          : n.operation == code<less_>   ? T(of(0) < of(1) ? 1 : 0)
                          : n.operation == code<select_> ? T(of(0) != T(0) ? of(1) : of(2))
                                                         : throw std::logic_error("an operation that no rule has"));
    }
    return of_node[static_cast<std::size_t>(v.id())];
}
template <class Op, class T>
T joined(T const& a, T const& b) {
    return std::is_same_v<Op, add_> ? T(a + b) : std::is_same_v<Op, sub_> ? T(a - b) : std::is_same_v<Op, mul_> ? T(a * b) : T(a / b);
}

std::set<std::type_index>& rules_seen() {
    static std::set<std::type_index> all;
    return all;
}

template <class Rule, class Op>
value applied(builder& graph, std::pair<value, value> const& sides) {
    int const i = sides.first.operand_in(graph), j = sides.second.operand_in(graph);
    bool const swaps = std::is_same_v<Op, mul_> && !std::is_same_v<Rule, rewrite::product_that_is_there> && j < i;
    rules_seen().insert(typeid(Rule));
    return Rule::template apply<value, Op>(graph, swaps ? j : i, swaps ? i : j);
}

// Where the left side is a number or infinite, and what lends is finite, the right side is that number. How many of the four arguments, being NaN, make NaN of the left side and not of the right
// one, since a factor has cancelled, is the result.
template <class Op>
int forgotten_arguments(builder const& graph, std::pair<value, value> const& sides, value right, value lends) {
    auto const left_at = [&](std::array<double, 4> const& at) { return joined<Op>(evaluated(graph, sides.first, at), evaluated(graph, sides.second, at)); };
    double const inf = limits::infinity(), special[] = {0.0, -0.0, inf, -inf, 1.5, -2.0, 0.75};
    int wrong = 0, forgotten = 0;
    for (double const x : special)
        for (double const y : special)
            for (double const z : special)
                for (double const w : special) {
                    double const left = left_at({x, y, z, w}), other = evaluated(graph, right, std::array{x, y, z, w});
                    bool const alike = std::isnan(left) || !std::isfinite(evaluated(graph, lends, std::array{x, y, z, w})) || left == other || std::fabs(left - other) <= 1e-14 * std::fabs(left);
                    wrong += !alike;
                }
    BOOST_TEST(wrong == 0);
    for (std::size_t k = 0; k < 4; ++k) {
        std::array<double, 4> at{1.5, -2, 0.75, 3};
        at[k] = limits::quiet_NaN();
        forgotten += std::isnan(left_at(at)) && !std::isnan(evaluated(graph, right, at));
    }
    return forgotten;
}

// `sides` gives the operands of the left side, `other` the right side. Before both, `before` computes what is to be there.
template <class Rule, class Op, class Before, class Sides, class Other>
int rule_holds(char const* rule, Before before, Sides sides, Other other) {
    int forgotten = 0;
    BOOST_TEST_CONTEXT(rule) {
        inputs in;
        value lends(1);
        if constexpr (std::is_void_v<decltype(before(in))>) before(in);
        else lends = before(in);
        auto const left = sides(in);
        value const right = applied<Rule, Op>(in.graph, left);
        BOOST_TEST_REQUIRE(!right.is_none());
        BOOST_TEST(right.same(other(in)));
        std::mt19937_64 random(11);
        std::uniform_real_distribution<double> number(0.25, 4);
        for (int k = 0; k < 20; ++k) {
            std::array<many_digits, 4> const at{number(random), number(random), number(random), number(random)};
            many_digits const expected = joined<Op>(evaluated(in.graph, left.first, at), evaluated(in.graph, left.second, at)), got = evaluated(in.graph, right, at);
            BOOST_TEST(abs(got - expected) <= abs(expected) * 1e-40);
        }
        forgotten = forgotten_arguments<Op>(in.graph, left, right, lends);
        // What is written in the function itself stays as it is.
        inputs in_values;
        in_values.graph.append_derivatives(false);
        before(in_values);
        auto const [a, b] = sides(in_values);
        value const written = typegrad::tracing<double>::append<Op>(a, b);
        BOOST_TEST((!written.is_literal() && written.is_a<Op>()));
    }
    return forgotten;
}
template <class Rule, class Op, class Before, class Sides>
void rule_does_not_apply(char const* rule, Before before, Sides sides) {
    BOOST_TEST_CONTEXT(rule) {
        inputs in;
        before(in);
        auto const left = sides(in);
        BOOST_TEST((applied<Rule, Op>(in.graph, left).is_none()));
    }
}

}

// Two operands in x, y, z and w, and the right side. HOLDS_WHERE: another value is there before; if it is returned, the rule asks that it lends.
#define OF_INPUTS(...) [](inputs& in) { [[maybe_unused]] auto const [x, y, z, w] = std::array{in.x, in.y, in.z, in.w}; __VA_ARGS__; }
#define SIDES(left, right) OF_INPUTS(value const first = left, second = right; return std::pair(first, second))
#define RESULT(before, rule, op, left, right, other) rule_holds<rewrite::rule, op>(#rule ": " #left ", " #right, OF_INPUTS(before), SIDES(left, right), OF_INPUTS(return value(other)))
#define HOLDS_WHERE(before, rule, op, left, right, other) BOOST_TEST((RESULT(before, rule, op, left, right, other) == 0))
#define HOLDS(rule, op, left, right, other) HOLDS_WHERE(, rule, op, left, right, other)
// What cancels a factor forgets it.
#define CANCELS(rule, op, left, right, other) BOOST_TEST((RESULT(, rule, op, left, right, other) > 0))
#define DOES_NOT_APPLY_WHERE(before, rule, op, left, right) rule_does_not_apply<rewrite::rule, op>(#rule ": " #left ", " #right, OF_INPUTS(before), SIDES(left, right))
#define DOES_NOT_APPLY(rule, op, left, right) DOES_NOT_APPLY_WHERE(, rule, op, left, right)

BOOST_AUTO_TEST_CASE(products_in_derivatives) {
    HOLDS_WHERE((void)(3 * x), multiple_that_is_there, mul_, 3, x * y, (3 * x) * y);
    HOLDS_WHERE((void)(3 * x), multiple_that_is_there, mul_, -3, x * y, -((3 * x) * y));
    DOES_NOT_APPLY(multiple_that_is_there, mul_, 3, x * y);

    HOLDS(literal_into_sum, mul_, 3, 2 * x + 5, 6 * x + 15);
    HOLDS(literal_into_sum, mul_, 3, 5 - 2 * x, 15 - 6 * x);
    HOLDS(literal_into_sum, mul_, 3, y * (2 * x + 4 * z), y * (6 * x + 12 * z));
    DOES_NOT_APPLY(literal_into_sum, mul_, 3, 2 * x + y);
    DOES_NOT_APPLY(literal_into_sum, mul_, 3000, 2 * x + 5);
    DOES_NOT_APPLY_WHERE((void)exp(2 * x + 5), literal_into_sum, mul_, 3, 2 * x + 5);

    HOLDS(literals_together, mul_, 3, 5 * x, 15 * x);
    HOLDS(literals_together, mul_, 2, 0.5 * x, x);
    HOLDS(literals_together, mul_, -2, 0.5 * x, -x);
    DOES_NOT_APPLY(literals_together, mul_, 1e30, 1e30 * x);
    DOES_NOT_APPLY(literals_together, mul_, 3, x * y);

    CANCELS(own_reciprocal, mul_, x, 1 / x, 1);
    CANCELS(own_reciprocal, mul_, 3 * x, 1 / x, 3);
    DOES_NOT_APPLY(own_reciprocal, mul_, x, 1 / y);
    DOES_NOT_APPLY(own_reciprocal, mul_, x, 2 / x);

    CANCELS(reciprocal_of_factor, mul_, x * y, 1 / x, y);
    CANCELS(reciprocal_of_factor, mul_, x * y, 1 / y, x);
    DOES_NOT_APPLY(reciprocal_of_factor, mul_, x * y, 1 / z);
    DOES_NOT_APPLY(reciprocal_of_factor, mul_, x + y, 1 / x);

    HOLDS(own_reciprocal_in_branch, mul_, select(x < y, x * z, w), 1 / x, select(x < y, (x * z) * (1 / x), w * (1 / x)));
    DOES_NOT_APPLY(own_reciprocal_in_branch, mul_, select(x < y, z, w), 1 / x);

    CANCELS(reciprocal_among_factors, mul_, (1 / x) * y, x, y);
    CANCELS(reciprocal_among_factors, mul_, ((1 / x) * y) * z, x, y * z);
    CANCELS(reciprocal_among_factors, mul_, 3 * (((1 / x) * y) * z), x, 3 * (y * z));
    DOES_NOT_APPLY(reciprocal_among_factors, mul_, (1 / x) * y, z);
    DOES_NOT_APPLY(reciprocal_among_factors, mul_, (((1 / x) * y) * z) * w, x);

    HOLDS_WHERE(return x * z, product_that_is_there, mul_, x * y, z, (x * z) * y);
    HOLDS_WHERE(return y * z, product_that_is_there, mul_, x * y, z, (y * z) * x);
    DOES_NOT_APPLY(product_that_is_there, mul_, x * y, z);

    // z and w are numbers of an expression.
    HOLDS_WHERE(in.graph.slots_from(2, 2); in.graph.gather_numbers(), numbers_of_expression, mul_, w, z * x, (z * w) * x);
    HOLDS_WHERE(in.graph.slots_from(2, 2); in.graph.gather_numbers(), numbers_of_expression, mul_, 3, z * x, (3 * z) * x);
    DOES_NOT_APPLY_WHERE(in.graph.slots_from(2, 2); in.graph.gather_numbers(), numbers_of_expression, mul_, y, z * x);
}

BOOST_AUTO_TEST_CASE(quotients_in_derivatives) {
    HOLDS_WHERE((void)(1 / x), power_of_reciprocal, div_, 1, x * x * x, (1 / x) * (1 / x) * (1 / x));
    DOES_NOT_APPLY(power_of_reciprocal, div_, 1, x * x * x);
    DOES_NOT_APPLY_WHERE((void)(1 / x), power_of_reciprocal, div_, 1, x * y);

    HOLDS_WHERE((void)(1 / x), reciprocal_of_multiple, div_, 1, 8 * x, (1 / x) * 0.125);
    HOLDS_WHERE((void)(1 / (2 * sqrt(x))), reciprocal_of_multiple, div_, 1, sqrt(x), (1 / (2 * sqrt(x))) * 2);
    DOES_NOT_APPLY(reciprocal_of_multiple, div_, 1, 8 * x);
    DOES_NOT_APPLY_WHERE((void)(2 * sqrt(x)), reciprocal_of_multiple, div_, 1, sqrt(x));
    DOES_NOT_APPLY_WHERE((void)(1 / x), reciprocal_of_multiple, div_, 1, 1e300 * x);

    HOLDS(power_of_reciprocal_root, div_, 1, sqrt(x) * sqrt(x), powi(1 / sqrt(x), 2));
    HOLDS(power_of_reciprocal_root, div_, 1, powi(sqrt(x), 4), powi(1 / sqrt(x), 4));
    DOES_NOT_APPLY(power_of_reciprocal_root, div_, 1, sqrt(x));
    DOES_NOT_APPLY(power_of_reciprocal_root, div_, 1, powi(sqrt(x), 5));
    DOES_NOT_APPLY(power_of_reciprocal_root, div_, 1, powi(x, 2));
}

BOOST_AUTO_TEST_CASE(sums_in_derivatives) {
    CANCELS(difference_of_equals, sub_, x, x, 0);
    DOES_NOT_APPLY(difference_of_equals, sub_, x, y);
    DOES_NOT_APPLY(difference_of_equals, add_, x, x);

    CANCELS(share_that_cancels, sub_, x + y, y, x);
    CANCELS(share_that_cancels, sub_, x + y, x, y);
    CANCELS(share_that_cancels, add_, x - y, y, x);
    CANCELS(share_that_cancels, add_, y, x - y, x);
    DOES_NOT_APPLY(share_that_cancels, sub_, x - y, x);
    DOES_NOT_APPLY(share_that_cancels, sub_, x + y, z);
    DOES_NOT_APPLY(share_that_cancels, add_, x + y, y);

    HOLDS(twice_a_product, add_, x * y, x * y, 2 * (x * y));
    DOES_NOT_APPLY(twice_a_product, sub_, x * y, x * y);

    HOLDS(common_factor, add_, x * y, x * z, x * (y + z));
    HOLDS(common_factor, sub_, x * y, z * x, x * (y - z));
    HOLDS(common_factor, sub_, x * y, z * y, y * (x - z));
    HOLDS(common_factor, add_, 3 * y, 3 * z, 3 * (y + z));
    DOES_NOT_APPLY(common_factor, add_, x * y, z * w);

    HOLDS(common_factor_behind_literal, add_, (3 * x) * y, x * z, x * (3 * y + z));
    HOLDS(common_factor_behind_literal, sub_, (3 * x) * y, x * z, x * (3 * y - z));
    HOLDS(common_factor_behind_literal, sub_, x * z, (3 * x) * y, x * (z - 3 * y));
    HOLDS(common_factor_behind_literal, add_, 3 * (x * y), x * z, x * (3 * y + z));
    DOES_NOT_APPLY(common_factor_behind_literal, add_, (4096 * x) * y, x * z);
    DOES_NOT_APPLY(common_factor_behind_literal, add_, (3 * w) * y, x * z);

    HOLDS(common_literal, add_, x * (3 * y), 3 * z, 3 * (x * y + z));
    HOLDS(common_literal, sub_, x * (3 * y), 3 * z, 3 * (x * y - z));
    HOLDS(common_literal, add_, x * (-3 * y), 3 * z, -3 * (x * y - z));
    HOLDS(common_literal, sub_, x * (-3 * y), 3 * z, -3 * (x * y + z));
    HOLDS(common_literal, add_, 3 * z, x * (-3 * y), 3 * (z - x * y));
    HOLDS(common_literal, sub_, 3 * z, x * (-3 * y), 3 * (z + x * y));
    HOLDS(common_literal, sub_, 3 * z, x * (3 * y), 3 * (z - x * y));
    HOLDS_WHERE((void)(200 * y), common_literal, add_, x * (400 * y), 2 * z, 2 * (x * (200 * y) + z));
    DOES_NOT_APPLY(common_literal, add_, x * (400 * y), 2 * z);
    DOES_NOT_APPLY(common_literal, add_, x * (3 * y), z * w);

    HOLDS(terms_of_one_factor, add_, z + x * y, x * w, z + x * (y + w));
    HOLDS(terms_of_one_factor, sub_, z + x * y, x * w, z + x * (y - w));
    HOLDS(terms_of_one_factor, add_, z - x * y, x * w, z - x * (y - w));
    HOLDS(terms_of_one_factor, sub_, z - x * y, x * w, z - x * (y + w));
    HOLDS(terms_of_one_factor, add_, x * w, z + x * y, z + x * (y + w));
    DOES_NOT_APPLY(terms_of_one_factor, add_, z + x * y, w * w);
    // … and with a term for p, here x · y.
    HOLDS_WHERE((void)(x * y), terms_of_one_factor, add_, z + (x * y) * w, x * y, z + (x * y) * (1 + w));
    HOLDS_WHERE((void)(x * y), terms_of_one_factor, sub_, z + (x * y) * w, x * y, z - (x * y) * (1 - w));
    HOLDS_WHERE((void)(x * y), terms_of_one_factor, add_, z - (x * y) * w, x * y, z + (x * y) * (1 - w));
    HOLDS_WHERE((void)(x * y), terms_of_one_factor, sub_, z - (x * y) * w, x * y, z - (x * y) * (1 + w));
    DOES_NOT_APPLY_WHERE((void)(x * y), terms_of_one_factor, add_, x * y, z + (x * y) * w);

    HOLDS_WHERE(return y + z, common_divisor, add_, x * w, ((x * w) * (1 / y)) * z, ((x * w) * (1 / y)) * (y + z));
    HOLDS_WHERE(return y - z, common_divisor, sub_, x * w, ((x * w) * (1 / y)) * z, ((x * w) * (1 / y)) * (y - z));
    DOES_NOT_APPLY(common_divisor, add_, x * w, ((x * w) * (1 / y)) * z);
}

namespace {

template <class Rule>
struct rules_of {
    static void seen() { BOOST_TEST(rules_seen().contains(typeid(Rule)), typeid(Rule).name() << " has no test"); }
};
template <class... Rules>
struct rules_of<rewrite::first_of<Rules...>> {
    static void seen() { (rules_of<Rules>::seen(), ...); }
};

}

BOOST_AUTO_TEST_CASE(every_rule_is_tested) {
    using namespace typegrad::rewrite;
    rules_of<first_of<rules_of_multiples, own_reciprocal, reciprocal_of_factor, own_reciprocal_in_branch, reciprocal_among_factors, numbers_of_expression, product_that_is_there>>::seen();
    rules_of<first_of<rules_of_reciprocals, common_divisor, twice_a_product, rules_of_products_in_sums, terms_of_one_factor, difference_of_equals, share_that_cancels>>::seen();
}
