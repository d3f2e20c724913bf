// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Calls in the graph, of which solvers are the example: value numbering, passes, branches, texts.
#define BOOST_TEST_MODULE typegrad_calls
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/graph/verify.hpp>
#include <typegrad/print.hpp>
#include <typegrad/series.hpp>
#include <typegrad/solve.hpp>
#include <typegrad/tape.hpp>

#include <array>
#include <cmath>
#include <string>
#include <tuple>

#include "pushed_forward.hpp"
#include "verify.hpp"

namespace {

using namespace typegrad;

constexpr auto square_root = root([](auto x, auto a) { return x * x - a; });
constexpr auto vieta = root([](auto const& x, auto s, auto p) { return std::array{x[0] + x[1] - s, x[0] * x[1] - p}; });

constexpr auto scalar = [](auto a, auto b) { return a * square_root(1, a + b); };
constexpr auto system_of_two = [](auto s, auto p) {
    auto const x = vieta(std::array{5.0, 1.0}, s, p);
    return x[0] * x[0] * x[1];
};

template <class F>
using function_of = traced<F, double, double, double>;
template <class F>
using selection = detail::leaf_selection<detail::request<>, double, double>;

// After each pass: the chain of arguments, the call and its components are nodes like others.
template <class F>
constexpr bool sound() {
    using source = function_of<F>;
    return graph::verify(graph::made<source>::graph) && graph::verify(graph::made<pass::reversed<source, selection<F>, true>>::graph) &&
           graph::verify(graph::made<pass::simplified<pass::reversed<source, selection<F>, true>>>::graph) &&
           graph::verify(graph::made<pass::second_derivatives<source, selection<F>>>::graph) && graph::verify(graph::made<pass::pushed_forward<source>>::graph) &&
           graph::verify(graph::made<typegrad::rewrite::reassociated<pass::reversed<source, selection<F>, true>>>::graph) && graph::verify(graph::made<pass::expanded<source, 2, selection<F>, 1, true>>::graph);
}
static_assert(sound<decltype(scalar)>() && sound<decltype(system_of_two)>());

}

// One iteration for a value and all its derivatives, however often the solution is written.
BOOST_AUTO_TEST_CASE(computed_once) {
    static_assert(operations(scalar).calls == 1 && operations(value_and_gradient(scalar)).calls == 1 && operations(hessian(scalar)).calls == 1);
    static_assert(operations(value_and_gradient(system_of_two)).calls == 1 && operations(hessian(system_of_two)).calls == 1);
    constexpr auto twice = [](auto a, auto b) { return square_root(1, a + b) * square_root(1, b + a); };
    static_assert(operations(twice).calls == 1);
    // Of literals alone nothing is left.
    static_assert(operations([](auto a) { return a * square_root(1, 9.0); }).total() == 1);
    static_assert(derivative([](auto a) { return a * square_root(1, 9.0); })(2.0) == 3);
    static_assert(derivative([](auto a) { return a + derivative([](auto b) { return square_root(1, b); })(4.0); })(2.0) == 1);
}

BOOST_AUTO_TEST_CASE(every_sweep) {
    VERIFY(gradient(scalar), (std::tuple{3.0 + 4.0 / 6, 4.0 / 6}), 4.0, 5.0);
    VERIFY(gradient(scalar, fast), (std::tuple{3.0 + 4.0 / 6, 4.0 / 6}), 4.0, 5.0);
    VERIFY(directional(scalar), 3.0 + 8.0 / 6, 4.0, 5.0, 1.0, 1.0);
    // x² y is p x.
    static_assert(verify::near(std::get<0>(gradient(system_of_two)(5.0, 6.0)), 18.0, 64.0) && verify::near(std::get<1>(gradient(system_of_two)(5.0, 6.0)), -3.0, 64.0));
}

BOOST_AUTO_TEST_CASE(series) {
    // √(4 + t) = 2 + t/4 - t²/64 + t³/512 - …
    constexpr auto coefficients = taylor<4>([](auto a) { return square_root(1, a); })(4.0);
    static_assert(verify::near(coefficients, std::array{2.0, 0.25, -1.0 / 64, 1.0 / 512, -5.0 / 16384}));
    // A system along a direction: x = (s ± √(s² - 4 p)) / 2 at (5 + t, 6 + t).
    constexpr auto direct = [](auto s, auto p) {
        auto const root_of_discriminant = sqrt(s * s - 4 * p);
        auto const x = (s + root_of_discriminant) / 2, y = (s - root_of_discriminant) / 2;
        return x * x * y;
    };
    auto const solved = taylor<4>(system_of_two)(verify::hidden(5.0), 6.0, 1.0, 1.0), known = taylor<4>(direct)(5.0, 6.0, 1.0, 1.0);
    for (std::size_t k = 0; k <= 4; ++k) BOOST_TEST(std::abs(solved[k] - known[k]) < 1e-11, "coefficient " << k << " is " << solved[k] << ", not " << known[k]);
}

namespace {

int evaluations = 0;
constexpr auto counted = custom([](auto x) { return ++evaluations, x * x; }, [](auto x, auto) { return 2 * x; });
constexpr auto counted_root = root([](auto x, auto a) { return counted(x) - a; });
constexpr auto guarded = [](auto a) { return select(a > 0, a * counted_root(1.0, a), 2 * a); };
constexpr auto guarded_system = [](auto s, auto p) { return select(s * s > 4 * p, vieta(std::array{5.0, 1.0}, s, p)[0], s); };

}

// The iteration is behind the jump, and where it is not done it contributes nothing, NaN though it would be.
BOOST_AUTO_TEST_CASE(branches) {
    evaluations = 0;
    BOOST_TEST((value_and_gradient(guarded)(verify::hidden(-3.0)).value == -6));
    BOOST_TEST(derivative(guarded)(verify::hidden(-3.0)) == 2);
    BOOST_TEST(hessian(guarded)(verify::hidden(-3.0))[0][0] == 0);
    BOOST_TEST(typegrad::tape::jacobian(gradient(guarded))(verify::hidden(-3.0))[0][0] == 0);
    BOOST_TEST(evaluations == 0);
    BOOST_TEST((verify::near(derivative(guarded)(verify::hidden(4.0)), 3.0)));
    BOOST_TEST(evaluations > 0);
    VERIFY(gradient(guarded_system), (std::tuple{1.0, 0.0}), 1.0, 1.0);
    VERIFY(gradient(guarded_system), (std::tuple{3.0, -1.0}), 5.0, 6.0);
    static_assert(hessian(guarded_system)(1.0, 1.0) == std::array{std::array{0.0, 0.0}, std::array{0.0, 0.0}});
}

// A solver in a function that is solved, and a derivative of a derivative in between.
BOOST_AUTO_TEST_CASE(nested) {
    // x = √(√a + x) by way of x² - √a - x = 0.
    static constexpr auto outer = root([](auto x, auto a) { return x * x - square_root(1, a) - x; });
    constexpr auto of_a = [](auto a) { return outer(2.0, a); };
    constexpr auto known = [](auto a) { return (1 + sqrt(1 + 4 * sqrt(a))) / 2; };
    double const a = verify::hidden(3.0);
    BOOST_TEST((verify::near(of_a(a), known(a))));
    BOOST_TEST((verify::near(derivative(of_a)(a), derivative(known)(a))));
    BOOST_TEST((verify::near(derivative(derivative(of_a))(a), derivative(derivative(known))(a), 64.0)));
    BOOST_TEST((verify::near(typegrad::tape::derivative(of_a)(a), derivative(known)(a))));
}

BOOST_AUTO_TEST_CASE(texts) {
    BOOST_TEST(infix(scalar, 1.0, 1.0) == "x0 * root(1, x0 + x1)");
    BOOST_TEST(infix(system_of_two, 1.0, 1.0) == "root(5, 1, x0, x1)[1] * (root(5, 1, x0, x1)[0] * root(5, 1, x0, x1)[0])");
    std::string const program = ssa(system_of_two, 1.0, 1.0);
    BOOST_TEST(program.find(" = root(5, 1, x0, x1)\n") != std::string::npos, program);
    BOOST_TEST(program.find("// Total operations: 3\n") != std::string::npos, program);
    std::string const picture = graphviz(system_of_two, 1.0, 1.0);
    BOOST_TEST(picture.find("argument") == std::string::npos, picture);
    BOOST_TEST(picture.find("[label=\"root\"]") != std::string::npos, picture);
}
