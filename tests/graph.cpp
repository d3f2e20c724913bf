// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Graphs and passes: what is computed, and how often.
#define BOOST_TEST_MODULE typegrad_graph
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/graph/verify.hpp>
#include <typegrad/pass/rewrite.hpp>

#include <array>
#include <type_traits>

#include "problems/black_scholes.hpp"
#include "problems/polynomial.hpp"
#include "problems/product_exponential.hpp"
#include "problems/reprojection.hpp"

namespace {

using namespace typegrad;

// The graph of f, of its value with its derivatives, and the derivatives alone; without what nothing needs.
template <class F, class... A>
using function_of = traced<F, double, A...>;
template <class F, class... A>
using both_of = pass::simplified<pass::reversed<function_of<F, A...>, detail::leaf_selection<detail::request<>, A...>, true>>;
template <class F, class... A>
using derivatives_of = pass::simplified<pass::reversed<function_of<F, A...>, detail::leaf_selection<detail::request<>, A...>, false>>;

template <class Recipe>
constexpr auto const& graph_of = graph::made<Recipe>::graph;

// All operations of a graph, or those of one kind.
template <class Recipe, class... Op>
constexpr int count() {
    auto const& g = graph_of<Recipe>;
    int found = 0;
    for (int i = g.input_count; i < g.node_count; ++i) found += sizeof...(Op) == 0 || (... || (g.nodes[i].operation == code<Op>));
    return found;
}

// No pair of nodes is the same operation on the same operands, operands come before their use, and so on.
template <class Recipe>
constexpr bool sound = graph::verify(graph_of<Recipe>);

template <class F>
using scalar_both = both_of<F, double>;

}

BOOST_AUTO_TEST_CASE(counts_of_operations) {
    // 5x³ + 2x² + 4x + 8 with its derivative 15x² + 4x + 4. By hand: 8 operations for the value, 4 for the derivative.
    using polynomial = scalar_both<decltype(bench::polynomial::primal)>;
    BOOST_TEST((count<function_of<decltype(bench::polynomial::primal), double>>()) == 8);
    BOOST_TEST((count<polynomial>()) <= 12, "the polynomial takes " << count<polynomial>() << " operations");

    // A product of 16: 15 multiplications, and 28 more for all with their gradient by prefixes and suffixes.
    constexpr auto product = [](auto const& v) {
        auto p = v[0];
        for (std::size_t i = 1; i < v.size(); ++i) p = p * v[i];
        return p;
    };
    using both = both_of<decltype(product), std::array<double, 16>>;
    BOOST_TEST((count<both>()) == 15 + 28, "the product of 16 takes " << count<both>());
    BOOST_TEST((count<both, mul_>()) == count<both>());

    // A sum needs nothing for its gradient; a dot product neither.
    constexpr auto sum = [](auto const& v) {
        auto s = v[0];
        for (std::size_t i = 1; i < v.size(); ++i) s = s + v[i];
        return s;
    };
    BOOST_TEST((count<derivatives_of<decltype(sum), std::array<double, 16>>>()) == 0);
    constexpr auto dot = [](auto const& a, auto const& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; };
    BOOST_TEST((count<derivatives_of<decltype(dot), std::array<double, 3>, std::array<double, 3>>>()) == 0);
    BOOST_TEST((count<both_of<decltype(dot), std::array<double, 3>, std::array<double, 3>>>()) == 5);
}

BOOST_AUTO_TEST_CASE(calls_and_divisions) {
    // One exponential, whose result the gradient reuses.
    using exponential = decltype(bench::product_exponential::primal);
    BOOST_TEST((count<both_of<exponential, double, double, double>, exp_>()) == 1);
    // Black–Scholes: one more exponential for each normal density.
    using black_scholes = both_of<decltype(bench::black_scholes::primal), double, double, double, double, double>;
    BOOST_TEST((count<black_scholes, log_>()) == 1);
    BOOST_TEST((count<black_scholes, sqrt_>()) == 1);
    BOOST_TEST((count<black_scholes, erfc_>()) == 2);
    BOOST_TEST((count<black_scholes, exp_>()) == 3);
    BOOST_TEST((count<black_scholes, div_>()) <= 5);
    // The reprojection with its Jacobian: one sine, one cosine, no division that the primal does not have.
    using reprojection = both_of<decltype(bench::reprojection::primal), std::array<double, 15>>;
    BOOST_TEST((count<reprojection, sin_>()) == 1);
    BOOST_TEST((count<reprojection, cos_>()) == 1);
    BOOST_TEST((count<reprojection, div_>()) == 2);
    BOOST_TEST((count<reprojection, sqrt_, norm_>()) == 1);

    // sin and cos are each other's derivatives, at any order; tanh, exp and sqrt are in their own.
    constexpr auto circle = [](auto x) { return sin(x) * cos(x); };
    BOOST_TEST((count<scalar_both<decltype(circle)>, sin_, cos_>()) == 2);
    using second = pass::reversed<pass::reversed<function_of<decltype(circle), double>, detail::leaf_selection<detail::request<>, double>, true>,
                                  detail::leaf_selection<detail::request<>, double>, true>;
    BOOST_TEST((count<second, sin_, cos_>()) == 2);
    constexpr auto own = [](auto x) { return tanh(exp(sqrt(x))); };
    BOOST_TEST((count<scalar_both<decltype(own)>, tanh_, exp_, sqrt_>()) == 3);
    BOOST_TEST((count<scalar_both<decltype(own)>, div_>()) == 1);

    // Lennard–Jones forces of one pair: one division in the energy, none more in the gradient.
    constexpr auto pair = [](auto const& r) {
        auto const inverse = 1 / (r[0] * r[0] + r[1] * r[1] + r[2] * r[2]);
        auto const sixth = inverse * inverse * inverse;
        return 4 * (sixth * sixth - sixth);
    };
    BOOST_TEST((count<both_of<decltype(pair), std::array<double, 3>>, div_>()) == 1);
    // Quotients by one denominator share its reciprocal.
    constexpr auto quotients = [](auto x, auto y, auto z) { return x / z + y / z; };
    BOOST_TEST((count<both_of<decltype(quotients), double, double, double>, div_>()) <= 3);
    BOOST_TEST((count<derivatives_of<decltype(quotients), double, double, double>, div_>()) <= 3);
}

BOOST_AUTO_TEST_CASE(value_numbering) {
    constexpr auto repeated = [](auto x, auto y) { return sin(x * y) + sin(y * x) + sin(x * y) * sin(y * x); };
    BOOST_TEST((count<function_of<decltype(repeated), double, double>>()) == 5);  // x · y, sin, sin + sin, sin · sin, and their sum
}

BOOST_AUTO_TEST_CASE(linear_in_the_size) {
    constexpr auto chain = [](auto x) {
        for (int i = 0; i < 24; ++i) x = x * x * 0.5;
        return x;
    };
    BOOST_TEST((count<function_of<decltype(chain), double>>()) == 48);
    BOOST_TEST((count<scalar_both<decltype(chain)>>()) <= 4 * 48);
    // Of 200 arguments, no recursion over them.
    constexpr auto many = [](auto const& v) {
        auto s = v[0] * v[0];
        for (std::size_t i = 1; i < v.size(); ++i) s += v[i] * v[i];
        return s;
    };
    BOOST_TEST((count<both_of<decltype(many), std::array<double, 200>>>()) == 200 + 199 + 200);
}

BOOST_AUTO_TEST_CASE(exact_rewrites) {
    constexpr auto unchanged = [](auto x) { return -(-x) * 1 + decltype(x)(-0.0) - 0 + (x - x) * 0; };
    // x + (x - x) · 0: nothing of the last term may go, at infinity it is NaN.
    BOOST_TEST((count<pass::simplified<function_of<decltype(unchanged), double>>>()) == 3);
    constexpr auto signs = [](auto x, auto y) { return (-x) * (-y) + (-x) / y - (-(x * y)); };
    BOOST_TEST((count<pass::simplified<function_of<decltype(signs), double, double>>, neg_>()) == 0);
    constexpr auto folded = [](auto x) {
        decltype(x) const two = 2;
        return x * (two * two + sqrt(two + two)) / two;
    };
    BOOST_TEST((count<function_of<decltype(folded), double>>()) == 2);
}

BOOST_AUTO_TEST_CASE(dead_code) {
    constexpr auto f = [](auto x, auto y) {
        auto const unused = exp(x) * y;
        (void)unused;
        return x * y;
    };
    using traced_f = function_of<decltype(f), double, double>;
    BOOST_TEST(count<traced_f>() == 1);  // what no result needs is no part of the graph
    BOOST_TEST(count<pass::simplified<traced_f>>() == 1);
    BOOST_TEST(graph_of<pass::simplified<traced_f>>.input_count == 2);
    // The value goes when only derivatives are asked for.
    constexpr auto g = [](auto x) { return log(x) + 1; };
    BOOST_TEST((count<derivatives_of<decltype(g), double>>()) == 1);
    // Simplifying again changes nothing.
    using once = both_of<decltype(bench::black_scholes::primal), double, double, double, double, double>;
    BOOST_TEST(count<pass::simplified<once>>() == count<once>());
}

namespace {

constexpr variable<"x"> x;
constexpr variable<"y"> y;

template <class E>
using of_expression = expr::lowered<double, 0, expr::sharing::none, E>;
template <class E>
using expression_both = pass::reversed<of_expression<E>, expr::detail::variable_selection<expr::variables_of<E>, expr::variables_of<E>>, true>;

}

BOOST_AUTO_TEST_CASE(every_graph_is_sound) {
    using polynomial = decltype(bench::polynomial::primal);
    using black_scholes = decltype(bench::black_scholes::primal);
    using reprojection = decltype(bench::reprojection::primal);
    static_assert(sound<function_of<polynomial, double>> && sound<scalar_both<polynomial>>);
    static_assert(sound<function_of<black_scholes, double, double, double, double, double>> && sound<both_of<black_scholes, double, double, double, double, double>>);
    static_assert(sound<function_of<reprojection, std::array<double, 15>>>);
    static_assert(sound<both_of<reprojection, std::array<double, 15>>>);

    constexpr auto branches = [](auto a, auto b) {
        return select(a > 0 && b < 1, sqrt(a), select(a == b, max(a, b), abs(pow(a, b)) + hypot(a, b)));
    };
    using f = function_of<decltype(branches), double, double>;
    using selection = detail::leaf_selection<detail::request<>, double, double>;
    static_assert(sound<f> && sound<pass::reversed<f, selection, true>> && sound<pass::reversed<pass::reversed<f, selection, false>, selection, false>>);
    static_assert(sound<pass::simplified<pass::reversed<f, selection, true>>>);

    // From the other door.
    constexpr auto e = select(x < y, 2 * x, y) + exp(x * y) * pow(x, 3) - constant<0.5> * y;
    static_assert(sound<of_expression<std::remove_const_t<decltype(e)>>> && sound<expression_both<std::remove_const_t<decltype(e)>>>);
    constexpr auto d = derivative(derivative(e, x), y) * x;
    static_assert(sound<of_expression<std::remove_const_t<decltype(d)>>> && sound<expression_both<std::remove_const_t<decltype(d)>>>);

    // The verifier itself: what it must not accept.
    constexpr auto broken = [](auto change) {
        auto g = graph_of<function_of<polynomial, double>>;
        change(g);
        return graph::verify(g);
    };
    static_assert(broken([](auto&) {}));
    static_assert(!broken([](auto& g) { g.nodes[3].operand[0] = 7; }));                       // used before it is computed
    static_assert(!broken([](auto& g) { g.nodes[3].operand[0] = ~100; }));                    // no such literal
    static_assert(!broken([](auto& g) { g.nodes[2].operation = code<less_>, g.nodes[2].what = graph::what<less_, double>; })); // a condition for a number
    static_assert(!broken([](auto& g) { g.nodes[4] = g.nodes[3]; }));                         // the same twice
    static_assert(!broken([](auto& g) { g.outputs[0] = g.node_count; }));                     // no such node
    static_assert(!broken([](auto& g) { g.nodes[2].operation = -1; }));                       // not the operation of its rules
}

BOOST_AUTO_TEST_CASE(both_doors_meet) {
    // The same formula as function and as expression is the same graph.
    constexpr auto f = [](auto a, auto b) { return (a + b) * exp(a * b) / (a - b); };
    constexpr auto e = f(x, y);
    using from_function = function_of<decltype(f), double, double>;
    using from_expression = of_expression<std::remove_const_t<decltype(e)>>;
    static_assert(count<from_function>() == count<from_expression>());
    constexpr bool same = [] {
        for (int i = 0; i < graph_of<from_function>.node_count; ++i)
            if (!(graph_of<from_function>.nodes[i] == graph_of<from_expression>.nodes[i])) return false;
        return true;
    }();
    static_assert(same);
}
